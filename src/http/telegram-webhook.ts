/** Where Telegram brings updates. It alone knows the secret; anybody else gets no word. */
import { createHash, timingSafeEqual } from "node:crypto";
import { Hono, type MiddlewareHandler } from "hono";
import { limitBody, usualBodyLimit } from "./body-limit.ts";
import { problemResponse } from "./problem.ts";
import type { HttpEnv, Routes } from "./server.ts";

/** What `take` gives resolves once the update is safe; where that fails, the answer is 500 and Telegram brings it again. */
export function createTelegramWebhook({
  path,
  secret,
  take,
}: {
  path: string;
  secret: string;
  take: (update: { update_id: number }) => Promise<void> | undefined;
}): Routes {
  const routes: Routes = new Hono<HttpEnv>();
  routes.post(path, onlyWith(secret), limitBody(usualBodyLimit), async (context) => {
    const type = context.req.header("content-type") ?? "";
    if (!/^application\/json\b/i.test(type))
      return problemResponse(path, { status: 415, detail: "An update comes as application/json." });
    const update: unknown = await context.req.json().catch(() => undefined);
    if (!isUpdate(update)) return problemResponse(path, { status: 400, detail: "This is no update." });
    await take(update);
    return context.body(null, 200);
  });
  return routes;
}

/** Before anything of the body is read. Digests have one length, so that comparing them takes one time. */
function onlyWith(secret: string): MiddlewareHandler {
  const expected = digest(secret);
  return async (context, next) => {
    const given = context.req.header("x-telegram-bot-api-secret-token") ?? "";
    if (!timingSafeEqual(digest(given), expected)) return context.body(null, 403);
    return next();
  };
}

const digest = (text: string) => createHash("sha256").update(text).digest();

function isUpdate(value: unknown): value is { update_id: number } {
  return (
    typeof value === "object" &&
    value !== null &&
    "update_id" in value &&
    Number.isSafeInteger(value.update_id)
  );
}
