import { expect, it } from "vitest";
import { createInbox } from "../../src/bot/inbox.ts";
import { createTravellingClock } from "../../src/clock.ts";
import { createConversationStore } from "../../src/storage/conversations.ts";
import { createReceivedUpdateStore } from "../../src/storage/received-updates.ts";
import { freshDatabase } from "../support/database.ts";
import { someTime } from "../support/factories.ts";
import { until } from "../support/posts.ts";

/** An inbox on a database, and what it handled; `open` makes another on the same one, as a new process does. */
function fresh() {
  const { database, sqlite } = freshDatabase();
  const clock = createTravellingClock({ startAt: someTime, flowing: false });
  const handled: number[] = [];
  const errors: unknown[] = [];
  const { markHandled } = createConversationStore(database);
  const open = (before: (id: number) => Promise<void> = async () => undefined) =>
    createInbox({
      received: createReceivedUpdateStore(database),
      handle: async ({ update_id }) => {
        await before(update_id);
        handled.push(update_id);
        markHandled(update_id, clock.now());
      },
      clock,
      isTrouble: (error) => String(error).includes("trouble"),
      onError: (error) => errors.push(error),
    });
  const waiting = () => sqlite.prepare("select update_id from received_updates").pluck().all();
  return { sqlite, clock, handled, errors, open, waiting };
}
const update = (update_id: number) => ({ update_id });

it("handles updates one after another, in their order", async () => {
  const { handled, open, waiting } = fresh();
  const first = Promise.withResolvers<void>();
  const begun: number[] = [];
  const inbox = open((id) => {
    begun.push(id);
    return id === 1 ? first.promise : Promise.resolve();
  });
  inbox.start();
  for (const id of [1, 3, 2]) inbox.take(update(id));
  await until(() => begun.length > 0);
  expect([begun, handled, waiting()]).toEqual([[1], [], [1, 2, 3]]);
  first.resolve();
  await inbox.whenIdle();
  expect([handled, waiting()]).toEqual([[1, 2, 3], []]);
});

it("handles an update once that comes again: while it waits, while it is handled, and after", async () => {
  const { handled, open } = fresh();
  const inbox = open();
  inbox.take(update(1));
  inbox.take(update(1));
  inbox.start();
  inbox.take(update(1));
  await inbox.whenIdle();
  inbox.take(update(1));
  await inbox.whenIdle();
  const later = open();
  later.start();
  later.take(update(1));
  await later.whenIdle();
  expect(handled).toEqual([1]);
});

it("leaves what a crash cut off to the next process", async () => {
  const { handled, open } = fresh();
  const never = new Promise<void>(() => undefined);
  const crashed = open((id) => (id === 2 ? never : Promise.resolve()));
  crashed.start();
  for (const id of [1, 2, 3]) crashed.take(update(id));
  await until(() => handled.length === 1);
  const next = open();
  next.start();
  await next.whenIdle();
  expect(handled).toEqual([1, 2, 3]);
});

it("takes nothing that the database does not take, and goes on when it works again", async () => {
  const { sqlite, clock, handled, errors, open } = fresh();
  const inbox = open();
  inbox.start();
  sqlite.exec(
    "create trigger full before insert on received_updates begin select raise(abort, 'disk full'); end",
  );
  expect(() => inbox.take(update(1))).toThrow("disk full");
  sqlite.exec("drop trigger full");
  sqlite.exec(
    "create trigger full before delete on received_updates begin select raise(abort, 'disk full'); end",
  );
  inbox.take(update(1));
  await inbox.whenIdle();
  expect(errors).toHaveLength(1);
  sqlite.exec("drop trigger full");
  await clock.travelTo(clock.now() + 5000, inbox.whenIdle);
  expect(sqlite.prepare("select count(*) from received_updates").pluck().get()).toBe(0);
  expect(handled).toEqual([1]);
});

it("handles in its turn what the disk does not take, and only then says that it has it", async () => {
  const { sqlite, handled, open, waiting } = fresh();
  const gates = new Map([1, 2, 3].map((id) => [id, Promise.withResolvers<void>()]));
  const inbox = open(async (id) => gates.get(id)?.promise);
  const breakDisk = () =>
    sqlite.exec(
      "create trigger full before insert on received_updates begin select raise(abort, 'trouble'); end",
    );
  breakDisk();
  // Before the start nothing is handled: Telegram keeps it.
  expect(() => inbox.take(update(1))).toThrow("trouble");
  inbox.start();
  sqlite.exec("drop trigger full");
  inbox.take(update(1));
  breakDisk();
  const said: number[] = [];
  const [second, third] = [2, 3].map((id) => inbox.take(update(id))?.then(() => said.push(id)));
  gates.get(3)?.resolve();
  gates.get(1)?.resolve();
  await new Promise((resolve) => setImmediate(resolve));
  expect([handled, said]).toEqual([[1], []]);
  gates.get(2)?.resolve();
  await Promise.all([second, third]);
  expect([handled, said]).toEqual([
    [1, 2, 3],
    [2, 3],
  ]);
  sqlite.exec("drop trigger full");
  inbox.take(update(4));
  await inbox.whenIdle();
  expect([handled, waiting()]).toEqual([[1, 2, 3, 4], []]);
});

it("leaves to Telegram what it could not handle off the disk, and what is still to come at a stop", async () => {
  const { sqlite, handled, open } = fresh();
  const first = Promise.withResolvers<void>();
  const inbox = open((id) => (id === 1 ? first.promise : Promise.resolve()));
  inbox.start();
  sqlite.exec(
    "create trigger full before insert on received_updates begin select raise(abort, 'trouble'); end",
  );
  const [one, two] = [inbox.take(update(1)), inbox.take(update(2))];
  const stopped = inbox.stop();
  first.reject(new Error("a bug"));
  await expect(one).rejects.toThrow("a bug");
  await expect(two).rejects.toThrow();
  await stopped;
  expect(handled).toEqual([]);
});

it("stops between two updates", async () => {
  const { handled, open, waiting } = fresh();
  const first = Promise.withResolvers<void>();
  const inbox = open(() => first.promise);
  inbox.start();
  inbox.take(update(1));
  inbox.take(update(2));
  const stopped = inbox.stop();
  first.resolve();
  await stopped;
  expect([handled, waiting()]).toEqual([[1], [2]]);
});
