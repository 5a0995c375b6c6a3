/** The headers that keep an answer from being used for what it is not. */
import type { MiddlewareHandler } from "hono";

/** Nothing here is a page to be framed, cached or guessed at. A page says itself what it loads. */
export function protectAnswers(): MiddlewareHandler {
  return async (context, next) => {
    await next();
    const { headers } = context.res;
    for (const [name, value] of Object.entries(protection)) if (!headers.has(name)) headers.set(name, value);
  };
}

const protection = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};
