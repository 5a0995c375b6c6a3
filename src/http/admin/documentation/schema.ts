/** JSON schemas as HTML: a type in a few words, and an object's fields as a list. */
import type { JsonSchema } from "../openapi.ts";
import { escapeHtml, prose } from "./markup.ts";

interface Known {
  $ref?: string;
  type?: string | string[];
  format?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  items?: JsonSchema;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  description?: string;
  default?: unknown;
  minimum?: number;
  maximum?: number;
  additionalProperties?: JsonSchema | boolean;
}

export function describeType(schema: JsonSchema): string {
  const { $ref, type, format, const: constant, enum: values, anyOf, oneOf, items, ...rest } = schema as Known;
  if ($ref) {
    const name = $ref.split("/").at(-1);
    return `<a href="#schema-${name}">${name}</a>`;
  }
  if (constant !== undefined) return code(constant);
  if (values) return values.map(code).join(" | ");
  const choices = anyOf ?? oneOf;
  if (choices) return [...new Set(choices.map(describeType))].join(" or ");
  if (items) return `list of ${describeType(items)}`;
  const { additionalProperties: values2, properties } = rest;
  if (type === "object" && !properties && typeof values2 === "object" && Object.keys(values2).length > 0)
    return `object of ${describeType(values2)}`;
  const least =
    rest.minimum !== undefined && rest.minimum > Number.MIN_SAFE_INTEGER ? ` from ${rest.minimum}` : "";
  const most =
    rest.maximum !== undefined && rest.maximum < Number.MAX_SAFE_INTEGER ? ` to ${rest.maximum}` : "";
  const name = [type].flat().join(" or ") || "anything";
  return `<span class="quiet">${escapeHtml(`${name}${format ? ` (${format})` : ""}${least}${most}`)}</span>`;
}

/** What a schema is about, and its fields with whatever is inside them. */
export function describeFields(schema: JsonSchema): string {
  const { description, properties, required = [], anyOf, oneOf, items, ...rest } = schema as Known;
  const about = description ? `<p>${prose(description)}</p>` : "";
  const choices = anyOf ?? oneOf;
  if (choices) return `${about}<dl>${choices.map(choiceOf).join("")}</dl>`;
  if (items) return about + describeFields(items);
  if (!properties) return `${about}<p>${describeType({ ...schema, ...rest })}</p>`;
  const fields = Object.entries(properties).map(([name, field]) => {
    const need = required.includes(name) ? "" : ' <span class="quiet">(optional)</span>';
    return `<dt><code>${escapeHtml(name)}</code> ${describeType(field)}${need}</dt><dd>${wordsOn(field)}${inside(field)}</dd>`;
  });
  return `${about}<dl>${fields.join("")}</dl>`;
}

function choiceOf(choice: JsonSchema, index: number): string {
  const { kind } = (choice as Known).properties ?? {};
  const label = kind ? describeType(kind) : describeType(choice);
  return `<dt>${index === 0 ? "Either" : "or"} ${label}</dt><dd>${wordsOn(choice)}${inside(choice)}</dd>`;
}

function wordsOn(schema: JsonSchema): string {
  const { description = "", default: usual } = schema as Known;
  return prose(
    [description, ...(usual === undefined ? [] : [`Usually \`${JSON.stringify(usual)}\`.`])].join(" ").trim(),
  );
}

/** Named schemas are shown once, in their own place. */
function inside(schema: JsonSchema): string {
  const { properties, items, anyOf, oneOf } = schema as Known;
  if (properties) return describeFields({ properties, required: (schema as Known).required });
  if (items) return inside(items);
  const choices = (anyOf ?? oneOf ?? []).filter((one) => (one as Known).properties !== undefined);
  return choices.map(inside).join("");
}

const code = (value: unknown): string => `<code>${escapeHtml(String(value))}</code>`;
