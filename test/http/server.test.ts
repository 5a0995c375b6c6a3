import { once } from "node:events";
import { Agent, request } from "node:http";
import { connect, type Socket } from "node:net";
import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { describe, expect, onTestFinished, test } from "vitest";
import { limitBody, usualBodyLimit } from "../../src/http/body-limit.ts";
import { type AnsweredRequest, createHttpServer, type HttpEnv } from "../../src/http/server.ts";
import { createLog } from "../../src/log.ts";

/** A server with routes of many kinds, on a free port. */
async function startServer({ port = 0, host = "127.0.0.1" } = {}) {
  const lines: Record<string, unknown>[] = [];
  const answered: AnsweredRequest[] = [];
  const slow = Promise.withResolvers<void>();
  const arrived = Promise.withResolvers<void>();
  const routes = new Hono<HttpEnv>();
  routes.get("/posts/:post", (c) => c.json({ post: c.req.param("post") }));
  routes.post("/posts", async (c) => c.json({ bytes: (await c.req.arrayBuffer()).byteLength }));
  routes.post("/media", limitBody(2 * usualBodyLimit), async (c) =>
    c.json({ bytes: (await c.req.arrayBuffer()).byteLength }),
  );
  routes.get("/page", (c) => c.html("<p>", 200, { "content-security-policy": "default-src 'self'" }));
  routes.get("/broken", () => {
    throw new Error("the secret reason");
  });
  routes.get("/refused", () => {
    throw new HTTPException(422, { message: "Not like this." });
  });
  routes.get("/slow", async (c) => {
    arrived.resolve();
    await slow.promise;
    return c.text("at last");
  });
  const server = createHttpServer({
    host,
    port,
    routes: [routes],
    log: createLog({ level: "debug", destination: { write: (line) => lines.push(JSON.parse(line)) } }),
    now: () => 0,
    onAnswered: (request) => answered.push(request),
  });
  await server.start();
  onTestFinished(() => server.stop());
  const url = server.url();
  const problemOf = async (path: string, init?: RequestInit) => {
    const response = await fetch(url + path, init);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    return { response, problem: (await response.json()) as Record<string, unknown> };
  };
  return { server, url, lines, answered, slow, arrived, problemOf };
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}

/** What a server says to bytes that are no request, or not quite. */
async function send(url: string, text: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  socket.write(text);
  let answer = "";
  socket.on("data", (chunk) => {
    answer += chunk;
  });
  await once(socket, "close");
  return answer;
}

describe("an error over HTTP is a problem document", () => {
  test("for a path where nothing is", async () => {
    const { problemOf } = await startServer();
    const { response, problem } = await problemOf("/nowhere?token=secret");
    expect(response.status).toBe(404);
    expect(problem).toEqual({
      type: "about:blank",
      title: "Not Found",
      status: 404,
      detail: "There is nothing under this path.",
      instance: "/nowhere",
      trace: expect.stringMatching(/^r-[0-9a-f]{12}$/),
    });
  });

  test("for a method that a path does not take, with those that it takes", async () => {
    const { problemOf } = await startServer();
    const { response, problem } = await problemOf("/posts/1", { method: "DELETE" });
    expect(response.headers.get("allow")).toBe("GET, HEAD");
    expect(problem).toMatchObject({
      status: 405,
      title: "Method Not Allowed",
      detail: "This path takes GET, HEAD.",
    });
  });

  test("for a fault of Belfry, without what went wrong, which the log says under the same trace", async () => {
    const { problemOf, lines } = await startServer();
    const { response, problem } = await problemOf("/broken");
    expect(response.status).toBe(500);
    expect(JSON.stringify(problem)).not.toContain("secret");
    const line = lines.find(({ msg }) => msg === "a request failed");
    expect(line).toMatchObject({
      trace: problem["trace"],
      path: "/broken",
      error: { message: "the secret reason" },
    });
  });

  test("for a refusal that a route throws", async () => {
    const { problemOf } = await startServer();
    expect((await problemOf("/refused")).problem).toMatchObject({ status: 422, detail: "Not like this." });
  });

  test("for what is no request of HTTP, has too many headers, or a host that is none", async () => {
    const { url } = await startServer();
    expect(await send(url, "Hello, Belfry!\r\n\r\n")).toMatch(/^HTTP\/1\.1 400 [\s\S]*"status":400/);
    expect(await send(url, `GET / HTTP/1.1\r\nHost: a\r\nX-Long: ${"x".repeat(17_000)}\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 431 [\s\S]*problem\+json[\s\S]*"status":431/,
    );
    expect(await send(url, "GET / HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n")).toMatch(
      /^HTTP\/1\.1 400 [\s\S]*problem\+json/,
    );
  });
});

test("a request that breaks off in the middle of its body is no fault in the log", async () => {
  const { url, lines, answered } = await startServer();
  for (const head of ["Content-Length: 1000", "Transfer-Encoding: chunked"]) {
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    socket.write(`POST /posts HTTP/1.1\r\nHost: a\r\n${head}\r\n\r\n3\r\nabc\r\n`);
    await until(() => socket.bytesWritten > 0);
    const before = answered.length;
    socket.end();
    await until(() => answered.length > before);
  }
  expect(answered.map(({ status }) => status)).toEqual([400, 400]);
  expect(lines.filter(({ level }) => level === "error")).toEqual([]);
});

describe("a body", () => {
  const post = (body: RequestInit["body"]) => ({ method: "POST", body, duplex: "half" }) as RequestInit;
  const stream = (bytes: number) => new Blob(["x".repeat(bytes)]).stream();

  test("of a megabyte is taken, one byte more is not, whether its length was announced or not", async () => {
    const { url, problemOf } = await startServer();
    const taken = await fetch(`${url}/posts`, post("x".repeat(usualBodyLimit)));
    expect(await taken.json()).toEqual({ bytes: usualBodyLimit });
    const streamed = await fetch(`${url}/posts`, post(stream(usualBodyLimit)));
    expect(await streamed.json()).toEqual({ bytes: usualBodyLimit });
    for (const body of ["x".repeat(usualBodyLimit + 1), stream(usualBodyLimit + 1)]) {
      const { problem } = await problemOf("/posts", post(body));
      expect(problem).toMatchObject({ status: 413, detail: "A body here may have 1048576 bytes at most." });
    }
  });

  test("may be larger where the route says so, up to what it says", async () => {
    const { url, problemOf } = await startServer();
    const taken = await fetch(`${url}/media`, post(stream(2 * usualBodyLimit)));
    expect(await taken.json()).toEqual({ bytes: 2 * usualBodyLimit });
    expect((await problemOf("/media", post(stream(2 * usualBodyLimit + 1)))).problem).toMatchObject({
      status: 413,
    });
  });
});

test("every answer has the headers that protect it, and none says what serves it; a page sets its own", async () => {
  const { url } = await startServer();
  const { headers } = await fetch(`${url}/posts/1`);
  expect(Object.fromEntries(headers)).toMatchObject({
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "cache-control": "no-store",
  });
  expect(headers.has("server") || headers.has("x-powered-by")).toBe(false);
  const page = await fetch(`${url}/page`);
  expect(page.headers.get("content-security-policy")).toBe("default-src 'self'");
});

test("a request is logged without its query and its headers, and counted under its pattern", async () => {
  const { url, lines, answered } = await startServer();
  await fetch(`${url}/posts/77?key=secret`, { headers: { authorization: "Bearer secret" } });
  await fetch(`${url}/etc/passwd`);
  await fetch(`${url}/posts/77`, { method: "PUT" });
  expect(JSON.stringify(lines)).not.toContain("secret");
  expect(lines.find(({ path }) => path === "/posts/77")).toMatchObject({
    level: "debug",
    method: "GET",
    status: 200,
    trace: expect.stringMatching(/^r-/),
  });
  expect(answered.map(({ method, route, status }) => [method, route, status])).toEqual([
    ["GET", "/posts/:post", 200],
    ["GET", "*", 404],
    ["PUT", "*", 405],
  ]);
});

describe("starting", () => {
  test("fails with a clear sentence where the port is taken", async () => {
    const { url } = await startServer();
    const port = Number(new URL(url).port);
    await expect(startServer({ port })).rejects.toThrow(
      `HTTP_PORT ${port} on HTTP_HOST 127.0.0.1 is taken: another program listens there`,
    );
  });

  test("fails with a clear sentence where the address is not this machine's", async () => {
    await expect(startServer({ host: "192.0.2.1" })).rejects.toThrow("is no address of this machine");
  });
});

describe("stopping", () => {
  test("lets a request under way be answered, closes its connection, and takes no other", async () => {
    const { server, url, slow, arrived } = await startServer();
    const agent = new Agent({ keepAlive: true });
    const asked = request(`${url}/slow`, { agent }).end();
    const answer = once(asked, "response");
    await arrived.promise;
    const stopped = server.stop();
    await expect(fetch(`${url}/posts/1`)).rejects.toThrow();
    slow.resolve();
    const [response] = await answer;
    response.resume();
    expect(response.statusCode).toBe(200);
    expect(response.headers.connection).toBe("close");
    await stopped;
  });

  test("does not wait for connections that are only kept open", async () => {
    const { server, url } = await startServer();
    const agent = new Agent({ keepAlive: true });
    const asked = request(`${url}/posts/1`, { agent }).end();
    const [response] = await once(asked, "response");
    response.resume();
    await once(response, "end");
    const closed = once(asked.socket as Socket, "close");
    await Promise.all([server.stop(), closed]);
    expect(asked.socket?.destroyed).toBe(true);
  });
});
