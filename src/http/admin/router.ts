/** The admin API's routes: each operation of the table, behind a token. */
import { type Context, Hono, type MiddlewareHandler } from "hono";
import type { Program } from "../../posts/permissions.ts";
import { limitBody } from "../body-limit.ts";
import type { HttpEnv, Routes } from "../server.ts";
import { createAnswering } from "./answering.ts";
import type { Operation, Refused } from "./operation.ts";
import { refuse } from "./replies.ts";
import type { Identified, Tokens } from "./tokens.ts";
import { fileBodyLimit } from "./upload.ts";

interface Env extends HttpEnv {
  Variables: { program: Program };
}

/** Seconds after which somebody who found an upload under way may ask again. */
const uploadPause = 5;

export function createAdminRoutes(parts: {
  operations: readonly Operation[];
  tokens: Tokens;
  idempotency: Parameters<typeof createAnswering>[0]["idempotency"];
  timeZone: string;
  log: Record<"info" | "warn" | "error", (details: object, message: string) => void>;
}): Routes {
  const { operations, tokens, timeZone, log } = parts;
  const answer = createAnswering(parts);
  const routes = new Hono<Env>();
  for (const operation of operations) {
    const path = operation.path.replace(/\{(\w+)\}/g, ":$1");
    const forFiles = operation.takesFile ? [oneAtATime(), limitBody(fileBodyLimit)] : [];
    routes.on(operation.method, path, identify, ...forFiles, (context) =>
      answer(context, operation, context.get("program")),
    );
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
    // Whoever goes on guessing does not fill the log.
    if (who.why !== "too_many" || who.name !== undefined)
      log.warn(
        { method, path, address, why: who.why, ...("name" in who && { token: who.name }) },
        "admin API refused a request",
      );
    return refuse(path, refusalOf(who));
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
