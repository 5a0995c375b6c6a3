/** The admin API's routes: each operation of the table, behind a token. */
import { Hono, type MiddlewareHandler } from "hono";
import type { Program } from "../../posts/permissions.ts";
import { limitBody, usualBodyLimit } from "../body-limit.ts";
import type { HttpEnv, Routes } from "../server.ts";
import { shownPath } from "../shown-path.ts";
import { createAnswering } from "./answering.ts";
import type { Operation, Refused } from "./operation.ts";
import { refuse } from "./replies.ts";
import type { Identified, Tokens } from "./tokens.ts";
import { fileBodyLimit } from "./upload.ts";

interface Env extends HttpEnv {
  Variables: { program: Program };
}

export interface ApiCall {
  tokenName: string;
  /** The operation's id, as in the OpenAPI document. */
  operation: string;
  /** Of the answer. */
  status: number;
}

/** Seconds after which somebody who found an upload under way may ask again. */
const uploadPause = 5;

export function createAdminRoutes(parts: {
  operations: readonly Operation[];
  tokens: Tokens;
  idempotency: Parameters<typeof createAnswering>[0]["idempotency"];
  timeZone: string;
  /** Puts a call into the ledger, whatever came of it. */
  noteCall: (call: ApiCall) => void;
  log: Record<"info" | "warn" | "error", (details: object, message: string) => void>;
}): Routes {
  const { operations, tokens, timeZone, noteCall, log } = parts;
  const answer = createAnswering(parts);
  const routes = new Hono<Env>();
  for (const operation of operations) {
    const path = operation.path.replace(/\{(\w+)\}/g, ":$1");
    const limits = operation.takesFile
      ? [oneAtATime(), limitBody(fileBodyLimit, tooLarge)]
      : [limitBody(usualBodyLimit, tooLarge)];
    routes.on(operation.method, path, identifyFor(operation), ...limits, (context) =>
      answer(context, operation, context.get("program")),
    );
  }
  // The server's own type knows nothing of what these routes tell each other.
  return routes as unknown as Routes;

  function identifyFor({ id: operation }: Operation): MiddlewareHandler<Env> {
    return async (context, next) => {
      const address = context.env.incoming.socket.remoteAddress ?? "";
      const who = tokens.identify(context.req.header("authorization"), address);
      const { method } = context.req;
      const path = shownPath(context.req.path);
      if (who.ok) {
        context.set("program", { tokenName: who.name, role: "owner", timeZone });
        await next();
        const { status } = context.res;
        log.info({ token: who.name, method, path, status }, "admin API was used");
        note({ tokenName: who.name, operation, status });
        return undefined;
      }
      // Whoever goes on guessing does not fill the log.
      if (who.why !== "too_many" || who.name !== undefined)
        log.warn(
          { method, path, address, why: who.why, ...("name" in who && { token: who.name }) },
          "admin API refused a request",
        );
      return refuse(context.req.path, refusalOf(who));
    };
  }

  /** What was done is done and answered, also where the database does not take this. */
  function note(call: ApiCall): void {
    try {
      noteCall(call);
    } catch (error) {
      log.error({ error, ...call }, "a call of the admin API is missing in the ledger");
    }
  }
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

function tooLarge(path: string, detail: string, headers: Record<string, string>): Response {
  return refuse(path, { problem: "too_large", detail, headers });
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
