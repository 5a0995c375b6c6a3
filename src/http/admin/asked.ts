/** What a request asks for: its path, query and body by the operation's schemas, or everything that is wrong with them. */
import { createHash } from "node:crypto";
import type { Context } from "hono";
import type { z } from "zod";
import type { FieldError, Operation, Refused } from "./operation.ts";
import { readFileBody } from "./upload.ts";

/** `raw` is the body as it came. */
export type Read =
  | { asked: { path: unknown; query: unknown; body: unknown }; raw: string | Uint8Array }
  | Refused;

export async function readAsked(context: Context, operation: Operation): Promise<Read> {
  const errors: FieldError[] = [];
  const path = read(operation.pathParameters, context.req.param(), (name) => `{${name}}`);
  const query = read(operation.query, context.req.query(), (name) => `?${name}`);
  if (errors.length > 0) return invalid(errors);
  if (operation.takesFile) {
    const file = await readFileBody(context);
    if ("problem" in file) return file;
    return { asked: { path, query, body: file.body }, raw: file.body.bytes };
  }
  const text = operation.method === "POST" ? await context.req.text() : "";
  if (!operation.body) return { asked: { path, query, body: undefined }, raw: text };
  const type = context.req.header("content-type") ?? "application/json";
  if (!/^application\/(\w+\+)?json\b/i.test(type))
    return { problem: "wrong_media_type", detail: "The body has to be application/json." };
  let value: unknown;
  try {
    value = text === "" ? {} : JSON.parse(text);
  } catch (error) {
    return invalid([{ pointer: "", detail: `This is no JSON: ${(error as Error).message}` }]);
  }
  const body = read(operation.body, value);
  return errors.length > 0 ? invalid(errors) : { asked: { path, query, body }, raw: text };

  function read(schema: z.ZodType | undefined, value: unknown, name?: (field: string) => string): unknown {
    if (!schema) return {};
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    for (const { path, message } of flat(parsed.error.issues))
      errors.push({ pointer: name ? name(String(path[0] ?? "")) : pointerOf(path), detail: message });
    return undefined;
  }
}

/** The idempotency key of a request, and what tells the request from others; undefined where it has none. */
export function readKey(
  context: Context,
  { method }: Operation,
  raw: string | Uint8Array,
): { key: string; requestHash: string } | Refused | undefined {
  const key = context.req.header("idempotency-key");
  if (method !== "POST" || key === undefined) return undefined;
  if (!/^[\x21-\x7e]{1,255}$/.test(key))
    return invalid([
      { pointer: "Idempotency-Key", detail: "It takes 1 to 255 visible characters of ASCII." },
    ]);
  const { pathname, search } = new URL(context.req.url);
  const requestHash = createHash("sha256")
    .update(`${method} ${pathname}${search}\n`)
    .update(raw)
    .digest("hex");
  return { key, requestHash };
}

interface Issue {
  path: PropertyKey[];
  message: string;
}

/** Of a choice, what is wrong with the alternative that was nearest; of unknown fields, each by its name. */
function flat(issues: readonly z.core.$ZodIssue[], above: PropertyKey[] = []): Issue[] {
  return issues.flatMap((issue): Issue[] => {
    const path = [...above, ...issue.path];
    if (issue.code === "unrecognized_keys")
      return issue.keys.map((key) => ({ path: [...path, key], message: "This is not known here." }));
    if (issue.code !== "invalid_union" || issue.errors.length === 0)
      return [{ path, message: issue.message }];
    // An alternative of which only the inside is wrong is the one that was meant.
    const meant = issue.errors.find((one) =>
      one.every((inner) => inner.path.length > 0 || inner.code === "unrecognized_keys"),
    );
    if (meant) return flat(meant, path);
    return [
      { path, message: [...new Set(issue.errors.flat().map(({ message }) => message))].join("; or: ") },
    ];
  });
}

/** A JSON pointer (RFC 6901). */
function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

function invalid(errors: FieldError[]): Refused {
  const first = errors[0];
  const more = errors.length > 1 ? ` And ${errors.length - 1} more.` : "";
  return {
    problem: "invalid_request",
    detail: `${first?.pointer || "The body"}: ${first?.detail}${more}`,
    errors,
  };
}
