/** What holds for every operation, tried with operations made for it. */
import { Hono } from "hono";
import { expect, test } from "vitest";
import { z } from "zod";
import { createIdempotency } from "../../src/editorial/idempotency.ts";
import { createAnswering } from "../../src/http/admin/answering.ts";
import { type Answer, operation } from "../../src/http/admin/operation.ts";
import { createIdempotencyKeyStore } from "../../src/storage/idempotency-keys.ts";
import { freshDatabase } from "../support/database.ts";
import { someTime } from "../support/factories.ts";
import { until } from "../support/posts.ts";

/** A server with one operation, which does this. */
function serve(carryOut: (signal: AbortSignal) => Answer | Promise<Answer>, timeLimit = 30_000) {
  const errors: object[] = [];
  const { database } = freshDatabase();
  const keys = createIdempotencyKeyStore(database);
  const answer = createAnswering({
    idempotency: createIdempotency({ keys, clock: { now: () => someTime } }),
    timeLimit,
    log: { error: (details) => errors.push(details) },
  });
  const ring = operation({
    id: "ring",
    method: "POST",
    path: "/ring",
    group: "Bells",
    summary: "Ring",
    about: "",
    answers: { 200: { about: "It rang.", schema: z.object({ times: z.int() }) } },
    problems: [],
    reachesOutside: true,
    carryOut: ({ signal }) => carryOut(signal),
  });
  const http = new Hono();
  http.post("/ring", (context) =>
    answer(context, ring, { tokenName: "website", role: "owner", timeZone: "UTC" }),
  );
  const asks = async (headers: Record<string, string> = {}) => {
    const response = await http.request("/ring", { method: "POST", headers });
    return { status: response.status, body: await response.json(), headers: response.headers };
  };
  return { asks, errors };
}

test("what takes too long is given up, and its key keeps the answer for whoever asks again", async () => {
  const { promise, resolve } = Promise.withResolvers<Answer>();
  const { asks, errors } = serve(() => promise, 1);
  const key = { "idempotency-key": "one" };
  expect(await asks(key)).toMatchObject({ status: 504, body: { type: "/docs#problem-took-too-long" } });
  expect(await asks(key)).toMatchObject({ status: 409, body: { type: "/docs#problem-key-in-use" } });
  resolve({ status: 200, body: { times: 1 } });
  await promise;
  const answered = await asks(key);
  expect([answered.status, answered.body]).toEqual([200, { times: 1 }]);
  expect(answered.headers.get("idempotent-replayed")).toBe("true");
  expect(errors).toEqual([]);
});

test("work is told when its time is up, and what goes wrong after that is in the log", async () => {
  const { asks, errors } = serve(
    (signal) =>
      new Promise((_, reject) => {
        signal.addEventListener("abort", () => setImmediate(reject, new Error("too late")));
      }),
    1,
  );
  expect((await asks()).status).toBe(504);
  await until(() => errors.length > 0);
  expect(errors).toEqual([{ error: new Error("too late") }]);
});

test("an answer that is not as documented goes out, for what was done is done, and is in the log", async () => {
  const { asks, errors } = serve(() => ({ status: 200, body: { times: "once" } }));
  expect(await asks()).toMatchObject({ status: 200, body: { times: "once" } });
  expect(errors).toMatchObject([{ operation: "ring", issues: [{ path: ["times"] }] }]);
});

test("a key is a word of visible characters", async () => {
  const { asks } = serve(() => ({ status: 200, body: { times: 1 } }));
  for (const key of ["two words", "x".repeat(256)])
    expect(await asks({ "idempotency-key": key })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: "Idempotency-Key" }] },
    });
});
