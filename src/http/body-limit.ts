/** How large a request's body may be. */
import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { matchedRoutes } from "hono/route";
import { problemResponse } from "./problem.ts";

/** Bytes, where a route says nothing else. */
export const usualBodyLimit = 1024 * 1024;

type TooLarge = typeof plainly;

const ownLimits = new WeakSet<object>();

/**
 * A limit (bytes) of a route's own, in place of the usual one. It stands behind the route's check of who asks, so
 * that nobody else makes Belfry read so much: `http.post("/admin/media", limitBody(50 * 1024 * 1024), handler)`.
 * `tooLarge` makes the answer, where a part has a kind of its own for that.
 */
export function limitBody(bytes: number, tooLarge?: TooLarge): MiddlewareHandler {
  const limit = limitOf(bytes, tooLarge);
  ownLimits.add(limit);
  return limit;
}

/** For every route that has no limit of its own. */
export function limitBodies(): MiddlewareHandler {
  const usual = limitOf(usualBodyLimit);
  return (context, next) =>
    matchedRoutes(context).some(({ handler }) => ownLimits.has(handler)) ? next() : usual(context, next);
}

function limitOf(bytes: number, tooLarge: TooLarge = plainly): MiddlewareHandler {
  return bodyLimit({
    maxSize: bytes,
    onError: (context) =>
      // What is left of the body is not read, so nothing else can come over this connection.
      tooLarge(context.req.path, `A body here may have ${bytes} bytes at most.`, { connection: "close" }),
  });
}

function plainly(path: string, detail: string, headers: Record<string, string>): Response {
  return problemResponse(path, { status: 413, detail }, headers);
}
