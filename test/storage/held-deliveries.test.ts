import { expect, test } from "vitest";
import { createDestinationStore } from "../../src/storage/destinations.ts";
import { createHeldDeliveryStore } from "../../src/storage/held-deliveries.ts";
import { restores } from "../../src/storage/schema.ts";
import { freshDatabase } from "../support/database.ts";
import { addDestination, addPost, readDelivery, someTime } from "../support/factories.ts";

const hour = 60 * 60_000;

test("what is held for a destination that is off the list is not kept as scheduled: it could not go out", () => {
  const { database } = freshDatabase();
  const store = createHeldDeliveryStore(database);
  const [news, crew] = [addDestination(database), addDestination(database)];
  const row = { at: someTime, backupTakenAt: someTime, file: "backup.db", held: 2, known: 0 };
  database.insert(restores).values(row).run();
  const delivery = { status: "uncertain" as const, reason: "restored_early" };
  const [kept, left] = [news, crew].map((one) =>
    addPost(database, [one], { dueAt: someTime + hour, delivery }),
  );
  createDestinationStore(database).remove(crew.id, 1001, someTime);

  expect(store.count(someTime)).toEqual({ held: 2, toCome: 1 });
  expect(store.keepScheduled(1001, someTime)).toEqual([kept?.id]);
  expect(readDelivery(database, left?.deliveryIds[0]).status).toBe("uncertain");
  expect(store.count(someTime)).toEqual({ held: 1, toCome: 0 });
  // Of those whose time is over, nothing is kept as scheduled.
  expect(store.keepScheduled(1001, someTime + 2 * hour)).toEqual([]);
});
