import { describe, expect, test } from "vitest";
import { createIdempotency } from "../../src/editorial/idempotency.ts";
import { createIdempotencyKeyStore } from "../../src/storage/idempotency-keys.ts";
import { people } from "../../src/storage/schema.ts";
import { freshDatabase } from "../support/database.ts";
import { addPerson, someTime } from "../support/factories.ts";

const keyed = { tokenName: "website", key: "one", requestHash: "a" };
const hour = 60 * 60 * 1000;

function begin() {
  const { database } = freshDatabase();
  let now = someTime;
  const start = () =>
    createIdempotency({ keys: createIdempotencyKeyStore(database), clock: { now: () => now } });
  return {
    ...start(),
    database,
    /** Another process on the same database, as after a crash. */
    restart: start,
    pass(ms: number) {
      now += ms;
    },
    /** Some work in the database, of which the rows tell how often it was done. */
    work: (status = 201) => {
      const { userId } = addPerson(database, { userId: 5000 + database.select().from(people).all().length });
      return { status, body: { userId } };
    },
    done: () => database.select().from(people).all().length,
  };
}

describe("work in the database", () => {
  test("is done once, and answered the same again", () => {
    const { once, work, done } = begin();
    expect(once(keyed, work)).toEqual({ kind: "answered", answer: { status: 201, body: { userId: 5000 } } });
    expect(once(keyed, work)).toEqual({ kind: "replayed", answer: { status: 201, body: { userId: 5000 } } });
    expect(done()).toBe(1);
  });

  test("is another's where the token or the key is another", () => {
    const { once, work, done } = begin();
    once(keyed, work);
    expect(once({ ...keyed, tokenName: "archive" }, work).kind).toBe("answered");
    expect(once({ ...keyed, key: "two" }, work).kind).toBe("answered");
    expect(done()).toBe(3);
  });

  test("is not done for another request with the same key", () => {
    const { once, work, done } = begin();
    once(keyed, work);
    expect(once({ ...keyed, requestHash: "b" }, work)).toEqual({ kind: "other_request" });
    expect(done()).toBe(1);
  });

  test("leaves nothing behind where it breaks off in the middle, the key included", () => {
    const { once, work, done } = begin();
    expect(() =>
      once(keyed, () => {
        work();
        throw new Error("crash");
      }),
    ).toThrow("crash");
    expect(done()).toBe(0);
    expect(once(keyed, work).kind).toBe("answered");
  });

  test("that was refused leaves the key free", () => {
    const { once, work, done } = begin();
    expect(once(keyed, () => ({ status: 422, body: undefined })).kind).toBe("answered");
    expect(once({ ...keyed, requestHash: "b" }, work).kind).toBe("answered");
    expect(done()).toBe(1);
  });

  test("may be asked for anew after a day", () => {
    const { once, work, done, pass } = begin();
    once(keyed, work);
    pass(24 * hour - 1);
    expect(once(keyed, work).kind).toBe("replayed");
    pass(1);
    expect(once(keyed, work).kind).toBe("answered");
    expect(done()).toBe(2);
  });
});

describe("work beyond the database", () => {
  const answer = { status: 201, body: { file: 1 } };

  test("is done once, however often it is asked for meanwhile", async () => {
    const { onceOutside } = begin();
    const { promise, resolve } = Promise.withResolvers<typeof answer>();
    let times = 0;
    const first = onceOutside(keyed, () => {
      times++;
      return promise;
    });
    expect(await onceOutside(keyed, () => promise)).toEqual({ kind: "running" });
    expect(await onceOutside({ ...keyed, requestHash: "b" }, () => promise)).toEqual({
      kind: "other_request",
    });
    resolve(answer);
    expect(await first).toEqual({ kind: "answered", answer });
    expect(await onceOutside(keyed, () => promise)).toEqual({ kind: "replayed", answer });
    expect(times).toBe(1);
  });

  test("that a crash cut off is not done again blindly", async () => {
    const { onceOutside, restart } = begin();
    void onceOutside(keyed, () => new Promise<typeof answer>(() => undefined));
    expect(await restart().onceOutside(keyed, async () => answer)).toEqual({ kind: "cut_off" });
  });

  test("that failed half-way is not done again blindly", async () => {
    const { onceOutside } = begin();
    await expect(onceOutside(keyed, () => Promise.reject(new Error("half-way")))).rejects.toThrow("half-way");
    expect(await onceOutside(keyed, async () => answer)).toEqual({ kind: "cut_off" });
  });

  test("that was refused leaves the key free", async () => {
    const { onceOutside } = begin();
    await onceOutside(keyed, async () => ({ status: 503, body: undefined }));
    expect(await onceOutside(keyed, async () => answer)).toEqual({ kind: "answered", answer });
  });
});
