import { createHmac } from "node:crypto";
import { createServer } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import type { LedgerEvent } from "../../src/posts/ledger-event.ts";
import { createPoster } from "../../src/webhooks/poster.ts";
import { freePort, startReceiver } from "../support/receiver.ts";

const secret = "a-secret-of-sixteen";
const someTime = Date.UTC(2026, 10, 22, 10);
const event: LedgerEvent = {
  id: 12,
  type: "delivery.sent",
  at: "2026-11-22T10:00:00.000Z",
  actor: null,
  data: { post: { id: 3, title: "Bells – at noon" } },
};
const never = new AbortController().signal;

function poster(options: Partial<Parameters<typeof createPoster>[0]> = {}) {
  const made = createPoster({ secret, allowLocal: true, now: () => someTime, ...options });
  onTestFinished(made.close);
  return { post: (address: string, signal = never) => made.post(address, event, signal) };
}

/** Names that lead where a test says, whatever the machine's own resolver thinks. */
const namesLeadingTo =
  (...addresses: string[]) =>
  (
    _name: string,
    _options: unknown,
    done: (error: null, all: { address: string; family: number }[]) => void,
  ) =>
    done(
      null,
      addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
    );

it("posts the event as JSON, signed with its time", async () => {
  const receiver = await startReceiver();
  expect(await poster().post(`${receiver.url}/hook?key=1`)).toBeUndefined();
  const [request] = receiver.requests;
  expect(request).toMatchObject({
    method: "POST",
    path: "/hook?key=1",
    headers: {
      "content-type": "application/json",
      "belfry-event": "delivery.sent",
      "belfry-delivery": "12",
      "belfry-timestamp": String(someTime / 1000),
    },
  });
  expect(JSON.parse(request?.body ?? "")).toEqual(event);
  const signature = createHmac("sha256", secret)
    .update(`${someTime / 1000}.${request?.body}`)
    .digest("hex");
  expect(request?.headers["belfry-signature"]).toBe(`v1=${signature}`);
});

it.each([200, 201, 202, 204, 299])("takes %i for taken", async (status) => {
  const receiver = await startReceiver();
  receiver.answers(status);
  expect(await poster().post(receiver.url)).toBeUndefined();
});

it.each([301, 302, 307, 400, 401, 404, 410, 429, 500, 503])("takes %i for not taken", async (status) => {
  const receiver = await startReceiver();
  receiver.answers(status);
  expect(await poster().post(receiver.url)).toBe(`answered_${status}`);
});

it("follows no redirect", async () => {
  const elsewhere = await startReceiver();
  const receiver = await startReceiver();
  receiver.answers((response) => response.writeHead(307, { location: elsewhere.url }).end());
  expect(await poster().post(receiver.url)).toBe("answered_307");
  expect([receiver.requests.length, elsewhere.requests.length]).toEqual([1, 0]);
});

it("waits for an answer no longer than its limit", async () => {
  const receiver = await startReceiver();
  receiver.answers(() => undefined);
  expect(await poster({ limitMs: 50 }).post(receiver.url)).toBe("no_answer");
});

it("is content with the head of an answer that never ends", async () => {
  const receiver = await startReceiver();
  const closed = Promise.withResolvers<void>();
  receiver.answers((response) => {
    response.writeHead(200);
    const pour = () => response.write(Buffer.alloc(8 * 1024)) || response.once("drain", pour);
    const timer = setInterval(pour, 1);
    response.once("close", () => {
      clearInterval(timer);
      closed.resolve();
    });
  });
  expect(await poster().post(receiver.url)).toBeUndefined();
  // It hangs up once it has had enough.
  await closed.promise;
});

it("breaks off when it is to stop", async () => {
  const receiver = await startReceiver();
  const stopping = new AbortController();
  receiver.answers(() => stopping.abort());
  expect(await poster().post(receiver.url, stopping.signal)).toBeDefined();
});

it("says what is wrong with an address, and never which it is", async () => {
  const port = await freePort();
  expect(await poster().post(`http://127.0.0.1:${port}/secret`)).toBe("refused");
  expect(await poster().post("http://nowhere.invalid/secret")).toBe("unknown_host");
  const resets = createServer((socket) => socket.on("data", () => socket.resetAndDestroy()));
  await new Promise<void>((resolve) => resets.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void resets.close());
  const { port: resetting } = resets.address() as { port: number };
  expect(await poster().post(`http://127.0.0.1:${resetting}/`)).toBe("connection_failed");
});

it("speaks again to a server that closed the idle connection", async () => {
  const receiver = await startReceiver();
  const { post } = poster();
  await post(receiver.url);
  receiver.answers((response, request) => {
    // What is on its way into a closing connection is answered by a reset.
    receiver.answers(200);
    if (request.headers.connection === "keep-alive") request.socket.resetAndDestroy();
    else response.end();
  });
  expect(await post(receiver.url)).toBeUndefined();
  expect(receiver.requests).toHaveLength(3);
});

it.each([
  "http://127.0.0.1",
  "http://2130706433",
  "http://0x7f.1",
  "http://0",
  "http://[::1]",
  "http://[::ffff:127.0.0.1]",
  "https://10.0.0.1",
  "http://169.254.169.254",
])("posts to no local address unless that is allowed: %s", async (address) => {
  const receiver = await startReceiver();
  const { port } = new URL(receiver.url);
  expect(await poster({ allowLocal: false }).post(`${address}:${port}/`)).toBe("local_address");
  expect(receiver.requests).toEqual([]);
});

it("nor to a name that leads to one, alone or among others", async () => {
  const receiver = await startReceiver();
  const { port } = new URL(receiver.url);
  const address = `http://hooks.example.com:${port}/`;
  for (const addresses of [["127.0.0.1"], ["93.184.215.14", "127.0.0.1"], ["::1"], ["::ffff:10.0.0.1"], []]) {
    const resolve = namesLeadingTo(...addresses);
    expect(await poster({ allowLocal: false, resolve }).post(address)).toBe("local_address");
  }
  expect(await poster({ allowLocal: false }).post(`http://localhost:${port}/`)).toBe("local_address");
  expect(receiver.requests).toEqual([]);
});

it("connects to what it has looked at, whatever the name leads to the next time", async () => {
  let asked = 0;
  const resolve = (...[name, options, done]: Parameters<ReturnType<typeof namesLeadingTo>>) => {
    asked++;
    // Allocated to nobody, so not local, and nothing answers there.
    return namesLeadingTo(asked === 1 ? "2d00::1" : "127.0.0.1")(name, options, done);
  };
  const receiver = await startReceiver();
  const address = `http://rebind.example.com:${new URL(receiver.url).port}/`;
  const { post } = poster({ allowLocal: false, resolve, limitMs: 50 });
  expect(["connection_failed", "no_answer"]).toContain(await post(address));
  expect(asked).toBe(1);
  expect(await post(address)).toBe("local_address");
  expect(receiver.requests).toEqual([]);
});
