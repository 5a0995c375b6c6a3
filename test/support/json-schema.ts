/** What is wrong with a value by a JSON schema of draft 2020-12: as much of it as OpenAPI documents here use, and no more. */

// biome-ignore lint/suspicious/noExplicitAny: a schema is what it says it is
type Schema = Record<string, any>;

const known = new Set([
  ...[
    "$ref",
    "type",
    "const",
    "enum",
    "anyOf",
    "oneOf",
    "allOf",
    "properties",
    "required",
    "additionalProperties",
  ],
  ...["propertyNames", "items", "minItems", "maxItems", "minLength", "maxLength", "pattern", "format"],
  ...["minimum", "maximum", "exclusiveMinimum", "description", "examples", "default"],
]);

/** Throws for a keyword that it does not know: what it passes over, it has not checked. */
export function problemsOf(value: unknown, schema: Schema, root: Schema, at = ""): string[] {
  const unknown = Object.keys(schema).filter((keyword) => !known.has(keyword));
  if (unknown.length > 0) throw new Error(`${at}: unknown keywords ${unknown.join(", ")}`);
  if (schema["$ref"]) return problemsOf(value, resolve(schema["$ref"], root), root, at);
  const wrong = (what: string) => [`${at || "/"}: ${what}: ${JSON.stringify(value)?.slice(0, 100)}`];
  if ("const" in schema && value !== schema["const"]) return wrong(`is not ${schema["const"]}`);
  if (schema["enum"] && !schema["enum"].includes(value)) return wrong(`is none of ${schema["enum"]}`);
  if (schema["anyOf"] || schema["oneOf"]) {
    const each = (schema["anyOf"] ?? schema["oneOf"]).map((one: Schema) => problemsOf(value, one, root, at));
    const fitting = each.filter((problems: string[]) => problems.length === 0).length;
    if (fitting === 0) return [...wrong("fits no alternative"), ...each.flat()];
    if (schema["oneOf"] && fitting > 1) return wrong("fits several alternatives");
  }
  const all: string[] = (schema["allOf"] ?? []).flatMap((one: Schema) => problemsOf(value, one, root, at));
  const types: string[] = [schema["type"] ?? []].flat();
  if (types.length > 0 && !types.some((type) => isOfType(value, type)))
    return wrong(`is no ${types.join(" or ")}`);
  if (typeof value === "string") all.push(...stringProblems(value, schema).flatMap(wrong));
  if (typeof value === "number") {
    const {
      minimum = -Infinity,
      maximum = Infinity,
      exclusiveMinimum = -Infinity,
    } = schema as Record<string, number>;
    if (value < minimum || value > maximum || value <= exclusiveMinimum)
      all.push(...wrong("is out of range"));
  }
  if (Array.isArray(value)) {
    if (value.length < (schema["minItems"] ?? 0) || value.length > (schema["maxItems"] ?? Infinity))
      all.push(...wrong("has too few or too many"));
    if (schema["items"])
      all.push(...value.flatMap((one, index) => problemsOf(one, schema["items"], root, `${at}/${index}`)));
  } else if (typeof value === "object" && value !== null)
    all.push(...objectProblems(value, schema, root, at));
  return all;
}

/** What a path such as #/components/schemas/Post leads to. */
export function resolve(reference: string, root: Schema): Schema {
  const found = reference
    .slice(2)
    .split("/")
    .reduce<Schema | undefined>((where, part) => where?.[part], root);
  if (!found) throw new Error(`${reference} leads nowhere`);
  return found;
}

function objectProblems(value: object, schema: Schema, root: Schema, at: string): string[] {
  const { properties = {}, required = [], additionalProperties } = schema;
  const missing = required.filter((name: string) => !(name in value));
  return [
    ...missing.map((name: string) => `${at}/${name}: is missing`),
    ...Object.entries(value).flatMap(([name, one]) => {
      if (properties[name]) return problemsOf(one, properties[name], root, `${at}/${name}`);
      if (additionalProperties === false) return [`${at}/${name}: is not in the document`];
      return typeof additionalProperties === "object"
        ? problemsOf(one, additionalProperties, root, `${at}/${name}`)
        : [];
    }),
  ];
}

function stringProblems(
  value: string,
  { minLength = 0, maxLength = Infinity, pattern, format }: Schema,
): string[] {
  const formats: Record<string, (text: string) => boolean> = {
    "date-time": (text) => /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text) && !Number.isNaN(Date.parse(text)),
    uuid: (text) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text),
  };
  if (format && !formats[format]) throw new Error(`unknown format ${format}`);
  return [
    ...(value.length < minLength || value.length > maxLength ? ["is too short or too long"] : []),
    ...(pattern && !new RegExp(pattern).test(value) ? [`does not fit ${pattern}`] : []),
    ...(format && !formats[format]?.(value) ? [`is no ${format}`] : []),
  ];
}

function isOfType(value: unknown, type: string): boolean {
  switch (type) {
    case "integer":
      return Number.isInteger(value);
    case "null":
      return value === null;
    case "array":
      return Array.isArray(value);
    case "object":
      return typeof value === "object" && value !== null && !Array.isArray(value);
    default:
      return typeof value === type;
  }
}
