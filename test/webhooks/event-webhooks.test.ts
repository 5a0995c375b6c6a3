/** Events on their way to addresses, with real receivers on this machine and the real database. */
import { expect, it, onTestFinished } from "vitest";
import { createTravellingClock } from "../../src/clock.ts";
import type { Event } from "../../src/events.ts";
import { createEventWebhookStore } from "../../src/storage/event-webhooks.ts";
import { createLedgerStore, recordInLedger } from "../../src/storage/ledger.ts";
import { createEventWebhooks } from "../../src/webhooks/event-webhooks.ts";
import { createPoster } from "../../src/webhooks/poster.ts";
import { freshDatabase } from "../support/database.ts";
import { addPerson, someTime } from "../support/factories.ts";
import { freePort, startReceiver } from "../support/receiver.ts";

const minute = 60_000;
const hour = 60 * minute;

async function fresh({ receivers: count = 1 } = {}) {
  const { database, sqlite } = freshDatabase();
  addPerson(database);
  const clock = createTravellingClock({ startAt: someTime, flowing: false });
  const receivers = await Promise.all(Array.from({ length: count }, () => startReceiver()));
  const emitted: Event[] = [];
  const errors: unknown[] = [];

  /** What a process has; another on the same database goes on where it stopped. */
  function open(addresses = receivers.map(({ url }) => `${url}/hook?key=secret`)) {
    const webhooks = createEventWebhooks({
      addresses,
      store: createEventWebhookStore(database),
      ledger: createLedgerStore(database),
      poster: createPoster({ secret: "a-secret-of-sixteen", allowLocal: true, now: clock.now }),
      clock,
      random: () => 0.5,
      emit: (event) => emitted.push(event),
      onError: (error) => errors.push(error),
      onChange: () => undefined,
    });
    onTestFinished(webhooks.stop);
    /** Tells all that is due until nothing is. */
    async function tell(): Promise<void> {
      for (;;) {
        webhooks.tellDue();
        await webhooks.whenIdle();
        if ((webhooks.nextAttemptAt() ?? Number.POSITIVE_INFINITY) > clock.now()) return;
      }
    }
    /** Passes time, telling what becomes due on the way. */
    async function pass(duration: number): Promise<void> {
      const end = clock.now() + duration;
      for (
        let next = webhooks.nextAttemptAt();
        next !== undefined && next <= end;
        next = webhooks.nextAttemptAt()
      ) {
        await clock.travelTo(Math.max(next, clock.now()), async () => undefined);
        await tell();
      }
      await clock.travelTo(end, async () => undefined);
    }
    return { ...webhooks, tell, pass };
  }

  /** Something happens now. Returns the id of its entry in the ledger. */
  function happens(action: "post_kept" | "draft_discarded" = "post_kept"): number {
    database.transaction((transaction) =>
      recordInLedger(transaction, { at: clock.now(), by: 1001, action, postId: 3 }),
    );
    return createLedgerStore(database).newest();
  }
  const idsAt = (number: number) =>
    receivers[number]?.requests.map(({ headers }) => Number(headers["belfry-delivery"]));
  return { sqlite, clock, receivers, emitted, errors, open, happens, idsAt };
}

it("tells an address of what happens from now on, in order, and of nothing twice", async () => {
  const { open, happens, idsAt } = await fresh();
  happens();
  const webhooks = open();
  await webhooks.tell();
  expect(idsAt(0)).toEqual([]);
  const ids = Array.from({ length: 45 }, () => happens());
  expect(webhooks.nextAttemptAt()).toBe(0);
  await webhooks.tell();
  expect(idsAt(0)).toEqual(ids);
  expect(webhooks.nextAttemptAt()).toBeUndefined();
});

it("passes over what concerns nobody outside", async () => {
  const { open, happens, idsAt } = await fresh();
  const webhooks = open();
  happens("draft_discarded");
  await webhooks.tell();
  const id = happens();
  await webhooks.tell();
  expect(idsAt(0)).toEqual([id]);
});

it("tries again after growing pauses, in order, until it is taken", async () => {
  const { open, happens, idsAt, receivers, emitted, clock } = await fresh();
  const webhooks = open();
  receivers[0]?.answers(500);
  const [one, two] = [happens(), happens()];
  await webhooks.tell();
  const start = clock.now();
  expect(webhooks.nextAttemptAt()).toBe(start + 10_000);
  await webhooks.pass(10_000);
  expect(webhooks.nextAttemptAt()).toBe(start + 30_000);
  receivers[0]?.answers(200);
  await webhooks.pass(19_999);
  expect(idsAt(0)).toEqual([one, one]);
  await webhooks.pass(1);
  expect(idsAt(0)).toEqual([one, one, one, two]);
  expect(emitted).toMatchObject([
    { type: "webhook_failed", problem: "answered_500", attempt: 1 },
    { type: "webhook_failed", problem: "answered_500", attempt: 2 },
  ]);
  expect(webhooks.status()).toMatchObject([{ waiting: 0, attempts: 0, failingSince: null, problem: null }]);
});

it("goes on after a restart: with the event that is next, when its time has come", async () => {
  const { open, happens, idsAt, receivers, clock } = await fresh();
  const first = open();
  const one = happens();
  await first.tell();
  receivers[0]?.answers(503);
  const two = happens();
  await first.tell();
  await first.pass(10_000);
  await first.stop();

  const second = open();
  receivers[0]?.answers(200);
  expect(second.nextAttemptAt()).toBe(clock.now() + 20_000);
  await second.tell();
  expect(idsAt(0)).toEqual([one, two, two]);
  await second.pass(20_000);
  expect(idsAt(0)).toEqual([one, two, two, two]);
});

it("notes at a stop how far it came, and tells what was under way again", async () => {
  const { open, happens, idsAt, receivers } = await fresh();
  const first = open();
  const ids = [happens(), happens(), happens()];
  receivers[0]?.answers((response) => {
    if (receivers[0]?.requests.length === 1) response.end();
  });
  first.tellDue();
  await receivers[0]?.received(2);
  await first.stop();
  receivers[0]?.answers(200);
  const second = open();
  expect(second.status()).toMatchObject([{ waiting: 2, attempts: 0, failingSince: null }]);
  await second.tell();
  expect(idsAt(0)).toEqual([ids[0], ids[1], ids[1], ids[2]]);
});

it("is held up at no address by another that is slow or fails", async () => {
  const { open, happens, idsAt, receivers } = await fresh({ receivers: 3 });
  const webhooks = open();
  const slow = Promise.withResolvers<void>();
  receivers[0]?.answers((response) => void slow.promise.then(() => response.end()));
  receivers[1]?.answers(500);
  const ids = [happens(), happens()];
  webhooks.tellDue();
  await receivers[2]?.received(2);
  await receivers[0]?.received(1);
  // What happens while one is still busy reaches the others at once.
  while (webhooks.nextAttemptAt() === undefined) await new Promise((resolve) => setImmediate(resolve));
  ids.push(happens());
  webhooks.tellDue();
  await receivers[2]?.received(3);
  expect([idsAt(0), idsAt(1), idsAt(2)]).toEqual([[ids[0]], [ids[0]], ids]);
  slow.resolve();
  await webhooks.whenIdle();
  expect(idsAt(0)).toEqual(ids);
});

it("gives up what an address has not taken for a day, counts it, and goes on with the next", async () => {
  const { open, happens, idsAt, receivers, emitted } = await fresh();
  const webhooks = open();
  receivers[0]?.answers((response, request) => {
    // It chokes on the first event only.
    const isFirst = request.headers["belfry-delivery"] === String(one);
    response.writeHead(isFirst ? 500 : 200).end();
  });
  const one = happens();
  await webhooks.tell();
  await webhooks.pass(2 * hour);
  const two = happens();
  await webhooks.pass(21 * hour);
  expect(idsAt(0)).not.toContain(two);
  expect(webhooks.status()).toMatchObject([{ waiting: 2, givenUp: 0 }]);
  await webhooks.pass(2 * hour);
  expect(idsAt(0)?.at(-1)).toBe(two);
  expect(webhooks.status()).toMatchObject([{ waiting: 0, givenUp: 1, failingSince: null }]);
  expect(emitted.filter(({ type }) => type === "webhook_gave_up")).toMatchObject([{ count: 1 }]);
});

it("comes back after three days with the last one, having knocked once an hour", async () => {
  const { open, happens, idsAt, receivers, emitted } = await fresh();
  const webhooks = open();
  receivers[0]?.answers(500);
  const ids: number[] = [];
  for (let hours = 0; hours < 72; hours++) {
    ids.push(happens());
    await webhooks.pass(hour);
  }
  expect(receivers[0]?.requests.length).toBeLessThan(72 * 2);
  const before = receivers[0]?.requests.length ?? 0;
  receivers[0]?.answers(200);
  await webhooks.pass(2 * hour);
  const told = idsAt(0)?.slice(before) ?? [];
  expect(told).toEqual(ids.slice(-told.length));
  expect(told.length).toBeGreaterThanOrEqual(23);
  const givenUp = emitted.reduce(
    (sum, event) => sum + (event.type === "webhook_gave_up" ? event.count : 0),
    0,
  );
  expect(givenUp + told.length).toBe(72);
  expect(webhooks.status()).toMatchObject([{ givenUp, waiting: 0 }]);
});

it("tries what was missed while Belfry was down for a day too, however old it is", async () => {
  const { open, happens, idsAt, receivers, clock } = await fresh();
  await open().stop();
  const id = happens();
  await clock.travelTo(clock.now() + 48 * hour, async () => undefined);
  receivers[0]?.answers(500);
  const webhooks = open();
  await webhooks.tell();
  receivers[0]?.answers(200);
  await webhooks.pass(minute);
  expect(idsAt(0)).toEqual([id, id]);
});

it("has news of an address once it has failed for a quarter of an hour, and once it works again", async () => {
  const { open, happens, receivers, clock } = await fresh();
  const webhooks = open();
  receivers[0]?.answers(404);
  happens();
  const since = clock.now();
  await webhooks.tell();
  await webhooks.pass(15 * minute - 1);
  expect(webhooks.news()).toEqual([]);
  await webhooks.pass(1);
  const [news] = webhooks.news();
  expect(news).toMatchObject({ failingSince: since, problem: "answered_404" });
  expect(news?.host).toBe(new URL(receivers[0]?.url ?? "").host);
  webhooks.markTold(news!);
  await webhooks.pass(hour);
  expect(webhooks.news()).toEqual([]);
  receivers[0]?.answers(200);
  await webhooks.pass(hour);
  expect(webhooks.news()).toMatchObject([{ failingSince: null }]);
  webhooks.markTold(webhooks.news()[0]!);
  expect(webhooks.news()).toEqual([]);
});

it("forgets an address that is not among the settings, and begins anew when it comes back", async () => {
  const { open, happens, idsAt, receivers } = await fresh();
  const address = `${receivers[0]?.url}/hook`;
  await open([address]).stop();
  await open(["http://127.0.0.1:1/other"]).stop();
  happens();
  const webhooks = open([address]);
  await webhooks.tell();
  expect(idsAt(0)).toEqual([]);
});

it("shows the host of an address and nothing else of it, here and in the database", async () => {
  const { open, happens, emitted, sqlite } = await fresh();
  const port = await freePort();
  const webhooks = open([`http://user:word@127.0.0.1:${port}/path-secret?key=query-secret`]);
  happens();
  await webhooks.tell();
  const row = JSON.stringify(sqlite.prepare("select * from event_webhooks").all());
  const shown = JSON.stringify([webhooks.status(), emitted, row]);
  expect(webhooks.status()).toMatchObject([{ host: `127.0.0.1:${port}`, problem: "refused" }]);
  expect(shown).not.toMatch(/secret|word|user/);
});

it("does not tell the same over and over while the database cannot note it", async () => {
  const { open, happens, receivers, errors, sqlite } = await fresh();
  const webhooks = open();
  happens();
  sqlite.exec(
    "create trigger full before update on event_webhooks begin select raise(abort, 'disk full'); end",
  );
  await webhooks.tell();
  await webhooks.pass(59_000);
  expect([receivers[0]?.requests.length, errors.length]).toEqual([1, 1]);
  sqlite.exec("drop trigger full");
  await webhooks.pass(minute);
  expect(webhooks.status()).toMatchObject([{ waiting: 0 }]);
});
