/** The admin API's routes: each operation of the table behind a token, its parameters read, its answer checked. */
import { createHash } from "node:crypto";
import { type Context, Hono, type MiddlewareHandler } from "hono";
import type { z } from "zod";
import type { Idempotency, Keyed, KeyedAnswer } from "../../editorial/idempotency.ts";
import type { Program } from "../../posts/permissions.ts";
import { limitBody } from "../body-limit.ts";
import { problemResponse } from "../problem.ts";
import type { HttpEnv, Routes } from "../server.ts";
import type { Answer, FieldError, Operation, Refused } from "./operation.ts";
import { problemKinds, problemType } from "./problems.ts";
import type { Identified, Tokens } from "./tokens.ts";
import { fileBodyLimit, readFileBody } from "./upload.ts";

interface Env extends HttpEnv {
  Variables: { program: Program };
}

/** How long (ms) an operation may take. */
const timeLimit = 30_000;
/** Seconds after which somebody who found an upload under way may ask again. */
const uploadPause = 5;
/** And so many after the database took nothing. */
const databasePause = 15;

export function createAdminRoutes(parts: {
  operations: readonly Operation[];
  tokens: Tokens;
  idempotency: Idempotency;
  timeZone: string;
  log: Record<"info" | "warn" | "error", (details: object, message: string) => void>;
}): Routes {
  const { operations, tokens, idempotency, timeZone, log } = parts;
  const routes = new Hono<Env>();
  for (const operation of operations) {
    const path = operation.path.replace(/\{(\w+)\}/g, ":$1");
    const forFiles = operation.takesFile ? [oneAtATime(), limitBody(fileBodyLimit)] : [];
    routes.on(operation.method, path, identify, ...forFiles, (context) => answer(context, operation));
  }
  // The server's own type knows nothing of what these routes tell each other.
  return routes as unknown as Routes;

  async function identify(context: Context<Env>, next: () => Promise<void>): Promise<Response | undefined> {
    const address = context.env.incoming.socket.remoteAddress ?? "";
    const who = tokens.identify(context.req.header("authorization"), address);
    const { method, path } = context.req;
    if (who.ok) {
      context.set("program", { tokenName: who.name, role: "owner", timeZone });
      await next();
      log.info({ token: who.name, method, path, status: context.res.status }, "admin API was used");
      return undefined;
    }
    log.warn(
      { method, path, address, why: who.why, ...("name" in who && { token: who.name }) },
      "admin API refused a request",
    );
    return refuse(path, refusalOf(who));
  }

  async function answer(context: Context<Env>, operation: Operation): Promise<Response> {
    try {
      return await answerUnlessNothingIsSaved(context, operation);
    } catch (error) {
      if (!isFromDatabase(error)) throw error;
      const { method, path } = context.req;
      log.error({ error, method, path }, "the database did not take what the admin API was asked");
      return refuse(path, {
        problem: "not_saved",
        detail: "It could not be saved just now.",
        headers: { "retry-after": String(databasePause) },
      });
    }
  }

  async function answerUnlessNothingIsSaved(context: Context<Env>, operation: Operation): Promise<Response> {
    const { path } = context.req;
    const read = await readAsked(context, operation);
    if ("problem" in read) return refuse(path, read);
    const { asked, body } = read;
    const late = AbortSignal.any([AbortSignal.timeout(timeLimit), context.req.raw.signal]);
    const work = () =>
      operation.carryOut({ ...asked, program: context.get("program"), signal: late } as never);
    const keyed = keyOf(context, operation, body);
    if (keyed === undefined) return respond(path, operation, await inTime(work(), late));
    if ("problem" in keyed) return refuse(path, keyed);
    const done = operation.reachesOutside
      ? await inTime(
          idempotency.onceOutside(keyed, async () => stored(await work())),
          late,
        )
      : idempotency.once(keyed, () => stored(work() as Answer));
    if ("problem" in done) return refuse(path, done);
    return respondKeyed(path, operation, done);
  }

  function respondKeyed(
    path: string,
    operation: Operation,
    done: KeyedAnswer<ReturnType<typeof stored>>,
  ): Response {
    switch (done.kind) {
      case "answered":
        return respond(path, operation, done.answer.answer);
      case "replayed":
        return json(done.answer.status, done.answer.body, { "idempotent-replayed": "true" });
      case "other_request":
        return refuse(path, {
          problem: "key_reused",
          detail: "The same key came with another request before.",
        });
      case "running":
        return refuse(path, { problem: "key_in_use", detail: "Ask again in a moment, with the same key." });
      case "cut_off":
        return refuse(path, {
          problem: "key_cut_off",
          detail: "See what is there; if it is to be done again, ask with a new key.",
        });
    }
  }

  function respond(path: string, operation: Operation, answer: Answer): Response {
    if ("problem" in answer) return refuse(path, answer);
    const { status, body, headers } = answer;
    const checked = operation.answers[status]?.schema.safeParse(body);
    // What was done is done: an answer that is not quite as documented is a bug, and still better than none.
    if (!checked?.success)
      log.error(
        { operation: operation.id, status, issues: checked?.error.issues },
        "an answer is not as documented",
      );
    return json(status, body, headers);
  }
}

/** A disk that is full, a file that is locked or read-only: what better-sqlite3 throws has a code. */
function isFromDatabase(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" && /^SQLITE_(FULL|BUSY|LOCKED|READONLY|IOERR|CANTOPEN)/.test(code);
}

/** A file may be large: one is held in memory at a time. */
function oneAtATime(): MiddlewareHandler {
  let taken = false;
  return async (context, next) => {
    if (taken)
      return refuse(context.req.path, {
        problem: "busy",
        detail: "One file at a time.",
        headers: { "retry-after": String(uploadPause), connection: "close" },
      });
    taken = true;
    try {
      await next();
    } finally {
      taken = false;
    }
    return undefined;
  };
}

function refusalOf(who: Extract<Identified, { ok: false }>): Refused {
  switch (who.why) {
    case "too_many":
      return {
        problem: "too_many_requests",
        detail: `Ask again in ${who.retryAfterSeconds} s.`,
        headers: { "retry-after": String(who.retryAfterSeconds) },
      };
    case "wrong":
      return {
        problem: "unauthorized",
        detail: "This token is not known.",
        headers: { "www-authenticate": 'Bearer realm="Belfry", error="invalid_token"' },
      };
    case "missing":
      return {
        problem: "unauthorized",
        detail: "Send Authorization: Bearer TOKEN.",
        headers: { "www-authenticate": 'Bearer realm="Belfry"' },
      };
  }
}

type Read = { asked: { path: unknown; query: unknown; body: unknown }; body: string | Uint8Array } | Refused;

async function readAsked(context: Context, operation: Operation): Promise<Read> {
  const errors: FieldError[] = [];
  const path = read(operation.pathParameters, context.req.param(), (name) => `{${name}}`);
  const query = read(operation.query, context.req.query(), (name) => `?${name}`);
  if (errors.length > 0) return invalid(errors);
  if (operation.takesFile) {
    const file = await readFileBody(context);
    if ("problem" in file) return file;
    return { asked: { path, query, body: file.body }, body: file.body.bytes };
  }
  const text = operation.method === "POST" ? await context.req.text() : "";
  if (!operation.body) return { asked: { path, query, body: undefined }, body: text };
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
  return errors.length > 0 ? invalid(errors) : { asked: { path, query, body }, body: text };

  function read(schema: z.ZodType | undefined, value: unknown, name?: (field: string) => string): unknown {
    if (!schema) return {};
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    for (const { path, message } of flat(parsed.error.issues))
      errors.push({ pointer: name ? name(String(path[0] ?? "")) : pointerOf(path), detail: message });
    return undefined;
  }
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

/** Undefined where the request has no key. */
function keyOf(
  context: Context<Env>,
  { method }: Operation,
  body: string | Uint8Array,
): Keyed | Refused | undefined {
  const key = context.req.header("idempotency-key");
  if (method !== "POST" || key === undefined) return undefined;
  if (!/^[\x21-\x7e]{1,255}$/.test(key))
    return invalid([
      { pointer: "Idempotency-Key", detail: "It takes 1 to 255 visible characters of ASCII." },
    ]);
  const { pathname, search } = new URL(context.req.url);
  const requestHash = createHash("sha256")
    .update(`${method} ${pathname}${search}\n`)
    .update(body)
    .digest("hex");
  return { tokenName: context.get("program").tokenName, key, requestHash };
}

/** As an idempotency key keeps it: a refusal has done nothing, and leaves the key free. */
function stored(answer: Answer) {
  return "problem" in answer
    ? { answer, status: problemKinds[answer.problem].status, body: undefined }
    : { answer, status: answer.status, body: answer.body };
}

async function inTime<T>(work: T | Promise<T>, late: AbortSignal): Promise<T | Refused> {
  if (!(work instanceof Promise)) return work;
  const tooLate = new Promise<Refused>((resolve) => {
    late.addEventListener("abort", () =>
      resolve({ problem: "took_too_long", detail: "What was begun may still come to its end." }),
    );
  });
  return Promise.race([work, tooLate]);
}

function refuse(path: string, { problem, detail, reason, errors, headers }: Refused): Response {
  const { status, title } = problemKinds[problem];
  const also = { ...(reason !== undefined && { reason }), ...(errors && { errors }) };
  return problemResponse(path, { status, title, detail, type: problemType(problem), also }, headers);
}

function json(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { ...headers, "content-type": "application/json" },
  });
}
