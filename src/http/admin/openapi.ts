/** The table of operations as an OpenAPI 3.1 document. */
import { z } from "zod";
import { mediaLimit } from "../../editorial/media.ts";
import type { Operation } from "./operation.ts";
import { type ProblemKind, problemKinds } from "./problems.ts";
import { Problem } from "./schemas.ts";

export type OpenApiDocument = ReturnType<typeof openApiDocument>;
export type JsonSchema = { [keyword: string]: unknown };

export interface DocumentedOperation {
  operationId: string;
  tags: string[];
  summary: string;
  description: string;
  parameters: {
    name: string;
    in: "path" | "query" | "header";
    required: boolean;
    description?: string;
    schema: JsonSchema;
  }[];
  requestBody?: { required: boolean; content: Record<string, { schema: JsonSchema; examples?: object }> };
  responses: Record<
    string,
    { description: string; headers?: object; content: Record<string, { schema: JsonSchema }> }
  >;
}

const always: ProblemKind[] = ["unauthorized", "too_many_requests"];
/** Whatever comes with a POST is read, for its idempotency key. */
const withChange: ProblemKind[] = ["too_large", "not_saved", "key_in_use", "key_cut_off", "key_reused"];

export function openApiDocument(operations: readonly Operation[], version: string) {
  const schemas: Record<string, JsonSchema> = {};
  const describe = (schema: z.ZodType, io: "input" | "output") => schemaOf(schema, io, schemas);
  const problem = describe(Problem, "output");
  const paths: Record<string, Record<string, DocumentedOperation>> = {};
  for (const operation of operations) {
    paths[operation.path] ??= {};
    paths[operation.path]![operation.method.toLowerCase()] = document(operation);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Belfry's admin API",
      version,
      description:
        "What programs do in Belfry: schedule posts, look after them, and see how everything stands. What people do in the chat and what programs do here are the same use cases.",
    },
    servers: [{ url: "/" }],
    security: [{ token: [] }],
    tags: [...new Set(operations.map(({ group }) => group))].map((name) => ({ name })),
    paths,
    components: {
      schemas,
      securitySchemes: {
        token: { type: "http", scheme: "bearer", description: "A token of the setting ADMIN_API_TOKENS." },
      },
    },
  };

  function document(operation: Operation): DocumentedOperation {
    const { id, group, summary, about, pathParameters, query, method, answers } = operation;
    const requestBody = bodyOf(operation);
    return {
      operationId: id,
      tags: [group],
      summary,
      description: about,
      parameters: [
        ...parametersOf(pathParameters, "path"),
        ...parametersOf(query, "query"),
        ...(method === "POST" ? [idempotencyKey] : []),
      ],
      ...(requestBody && { requestBody }),
      responses: {
        ...Object.fromEntries(
          Object.entries(answers).map(([status, { about, schema }]) => [
            status,
            {
              description: about,
              ...(method === "POST" && { headers: { "Idempotent-Replayed": replayed } }),
              content: { "application/json": { schema: describe(schema, "output") } },
            },
          ]),
        ),
        ...problemsOf(operation),
      },
    };
  }

  function parametersOf(schema: z.ZodObject | undefined, place: "path" | "query") {
    return Object.entries(schema?.shape ?? {}).map(([name, field]) => {
      const { description, ...described } = describe(field as z.ZodType, "input") as JsonSchema & {
        description?: string;
      };
      const required = place === "path" || !(field as z.ZodType).safeParse(undefined).success;
      return { name, in: place, required, ...(description && { description }), schema: described };
    });
  }

  function bodyOf({ body, bodyExamples, takesFile }: Operation): DocumentedOperation["requestBody"] {
    if (takesFile) {
      const description = `Up to ${mediaLimit("document")} bytes, a photo up to ${mediaLimit("photo")}.`;
      const file = { type: "string", format: "binary", description };
      return {
        required: true,
        content: {
          "multipart/form-data": { schema: { type: "object", required: ["file"], properties: { file } } },
          "application/octet-stream": { schema: { type: "string", format: "binary" } },
        },
      };
    }
    if (!body) return undefined;
    const examples = Object.fromEntries(
      Object.entries(bodyExamples ?? {}).map(([name, value]) => [name, { value }]),
    );
    const required = !body.safeParse({}).success;
    return { required, content: { "application/json": { schema: describe(body, "input"), examples } } };
  }

  function problemsOf(operation: Operation): DocumentedOperation["responses"] {
    const { pathParameters, query, body, method, takesFile, problems } = operation;
    const takesSomething = pathParameters || query || body || method === "POST";
    const kinds = new Set<ProblemKind>([
      ...(takesSomething ? (["invalid_request"] as const) : []),
      ...always,
      ...(body || takesFile ? (["wrong_media_type"] as const) : []),
      ...(method === "POST" ? withChange : []),
      ...problems,
    ]);
    const byStatus = Map.groupBy(kinds, (kind) => problemKinds[kind].status);
    return Object.fromEntries(
      [...byStatus]
        .toSorted(([one], [other]) => one - other)
        .map(([status, kinds]) => [
          String(status),
          {
            description: kinds.map((kind) => `${problemKinds[kind].title}.`).join(" "),
            ...(status in headersOf && { headers: headersOf[status] }),
            content: { "application/problem+json": { schema: problem } },
          },
        ]),
    );
  }
}

const idempotencyKey: DocumentedOperation["parameters"][number] = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  description:
    "Any word of your own, new for every new request. The same request with the same key is carried out once and answered the same for 24 hours.",
  schema: { type: "string", minLength: 1, maxLength: 255, pattern: "^[!-~]+$" },
};
const replayed = {
  description: "true: this was answered before, and nothing was done again.",
  schema: { type: "string", const: "true" },
};
const retryAfter = { "Retry-After": { description: "Seconds.", schema: { type: "integer" } } };
const headersOf: Record<number, object> = {
  401: { "WWW-Authenticate": { description: "RFC 6750.", schema: { type: "string" } } },
  429: retryAfter,
  503: retryAfter,
};

/** The schema, with every named one inside it moved to the document's components. */
function schemaOf(
  schema: z.ZodType,
  io: "input" | "output",
  components: Record<string, JsonSchema>,
): JsonSchema {
  // Inside another, so that a named schema comes as a reference to itself.
  const { properties, $defs = {} } = z.toJSONSchema(z.object({ it: schema }), { io, unrepresentable: "any" });
  const linked = (value: unknown): JsonSchema =>
    JSON.parse(JSON.stringify(value).replaceAll('"#/$defs/', '"#/components/schemas/'));
  for (const [name, definition] of Object.entries($defs)) {
    const { id, ...rest } = linked(definition);
    // One that has defaults reads differently as an answer: it needs a name of its own there.
    if (JSON.stringify(components[name] ?? rest) !== JSON.stringify(rest))
      throw new Error(`the schema ${name} is described in two ways`);
    components[name] = rest;
  }
  return linked(properties?.it);
}
