/**
 * The HTTP server: what holds for every request, whichever part of Belfry answers it. A part is a Hono app of its own,
 * with full paths and without an error handler; it is loaded only where HTTP is on.
 */
import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener, type HttpBindings, RequestError } from "@hono/node-server";
import { type Context, Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { methodNotAllowed } from "hono/method-not-allowed";
import { routePath } from "hono/route";
import { withTrace } from "../trace.ts";
import { limitBodies } from "./body-limit.ts";
import { answerBrokenRequests } from "./broken-requests.ts";
import { problemResponse } from "./problem.ts";
import { protectAnswers } from "./protection.ts";
import { shownPath } from "./shown-path.ts";

/** What every part's Hono app is typed with; `c.env.incoming` is Node's request. */
export interface HttpEnv {
  Bindings: HttpBindings;
}
export type Routes = Hono<HttpEnv>;
export type HttpServer = ReturnType<typeof createHttpServer>;

/** A request that was answered. `route` is a pattern such as /posts/:post, or * where none fits. */
export interface AnsweredRequest {
  method: string;
  route: string;
  status: number;
  durationMs: number;
}

/** Bytes of a request's line and headers together. */
const headerLimit = 16 * 1024;
/** How long (ms) a request's headers, and all of it, may take to come in; and how long a connection may be silent. */
const headersTimeout = 10_000;
const requestTimeout = 60_000;
const silenceTimeout = 65_000;
/** How often (ms) those times are looked at. */
const timesCheckedEvery = 5000;
/** More than a proxy and a few programs need, fewer than would fill the memory with bodies. */
const mostConnections = 256;
/** How long (ms) requests under way have at a stop. */
const stopGrace = 2000;

/**
 * `port` 0 takes a free one. `onAnswered` is called after every request; it must not throw.
 * Of a request the log has neither its query nor its headers, and no path that may hold a secret.
 */
export function createHttpServer({
  host,
  port,
  routes,
  log,
  now,
  onAnswered,
}: {
  host: string;
  port: number;
  routes: Routes[];
  log: Record<"debug" | "error", (details: object, message: string) => void>;
  now: () => number;
  onAnswered?: (request: AnsweredRequest) => void;
}) {
  let stopping = false;

  const http: Routes = new Hono<HttpEnv>();
  http.use((_, next) => withTrace(`r-${randomBytes(6).toString("hex")}`, next));
  http.use(async (context, next) => {
    const startedAt = now();
    await next();
    const { method } = context.req;
    const { status } = context.res;
    const answered = { method, route: routeOf(context, status), status, durationMs: now() - startedAt };
    log.debug({ ...answered, path: shownPath(context.req.path) }, "request answered");
    onAnswered?.(answered);
    if (stopping) context.header("connection", "close");
  });
  http.use(protectAnswers());
  http.use(
    methodNotAllowed({
      app: http,
      onMethodNotAllowed: (context, methods) =>
        problemResponse(
          context.req.path,
          { status: 405, detail: `This path takes ${methods.join(", ")}.` },
          { allow: methods.join(", ") },
        ),
    }),
  );
  http.use(limitBodies());
  for (const part of routes) http.route("/", part);
  http.notFound((context) =>
    problemResponse(context.req.path, { status: 404, detail: "There is nothing under this path." }),
  );
  http.onError((error, context) => {
    const { path } = context.req;
    if (error instanceof HTTPException && error.status < 500)
      return problemResponse(path, { status: error.status, detail: error.message });
    if (isBrokenOff(error, context))
      return problemResponse(path, {
        status: 400,
        detail: "The request broke off before all of it was here.",
      });
    log.error({ error, method: context.req.method, path: shownPath(path) }, "a request failed");
    return problemResponse(path, { status: 500, detail: "Something went wrong here. The log says what." });
  });

  const server = createServer(
    {
      maxHeaderSize: headerLimit,
      headersTimeout,
      requestTimeout,
      connectionsCheckingInterval: timesCheckedEvery,
    },
    getRequestListener(http.fetch, { errorHandler: answerWithoutRoute }),
  );
  server.timeout = silenceTimeout;
  server.maxConnections = mostConnections;
  answerBrokenRequests(server);

  return {
    /** Resolves once it listens. Rejects, with a sentence for whoever set the address, where it cannot. */
    async start(): Promise<void> {
      await new Promise<void>((resolve, reject) => {
        server.once("error", (error: NodeJS.ErrnoException) => reject(explain(error)));
        server.listen(port, host, resolve);
      });
      // Such as a connection that the system could not give: the next one may be well.
      server.on("error", (error) => log.error({ error }, "a connection could not be taken"));
      log.debug({ url: url() }, "HTTP is on");
    },

    /** Takes no more requests; resolves when those under way are answered, or were given up after 2 s. */
    async stop(): Promise<void> {
      stopping = true;
      if (!server.listening) return;
      const giveUp = setTimeout(() => server.closeAllConnections(), stopGrace);
      await new Promise<void>((resolve) => server.close(() => resolve()));
      clearTimeout(giveUp);
    },

    /** Where it listens, http://HOST:PORT. */
    url,
  };

  /** What cannot even be brought to a route: a host or a path that is none. */
  function answerWithoutRoute(error: unknown): Response {
    if (error instanceof RequestError) return problemResponse("/", { status: 400, detail: error.message });
    log.error({ error }, "a request failed");
    return problemResponse("/", { status: 500 });
  }

  function url(): string {
    const { address, family, port } = server.address() as AddressInfo;
    return `http://${family === "IPv6" ? `[${address}]` : address}:${port}`;
  }

  function explain(error: NodeJS.ErrnoException): Error {
    const where = `HTTP_PORT ${port} on HTTP_HOST ${host}`;
    switch (error.code) {
      case "EADDRINUSE":
        return new Error(`${where} is taken: another program listens there`, { cause: error });
      case "EACCES":
        return new Error(`${where} may not be used: ports below 1024 belong to the system`, { cause: error });
      case "EADDRNOTAVAIL":
      case "ENOTFOUND":
        return new Error(`${where} is no address of this machine`, { cause: error });
      default:
        return new Error(`${where} cannot be listened on: ${error.message}`, { cause: error });
    }
  }
}

/** The other side has gone, or taken too long, in the middle of a body: no fault of Belfry's, and nobody hears the answer. */
function isBrokenOff(error: NodeJS.ErrnoException, context: Context<HttpEnv>): boolean {
  return error.code === "ECONNRESET" && !context.env.incoming.complete;
}

/** A pattern, never a path: there are only so many. */
function routeOf(context: Context, status: number): string {
  return status === 404 || status === 405 ? "*" : routePath(context, -1);
}
