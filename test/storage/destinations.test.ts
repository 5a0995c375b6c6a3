import { expect, test } from "vitest";
import { createDestinationStore } from "../../src/storage/destinations.ts";
import { freshDatabase } from "../support/database.ts";
import { addDestination, addPost, readDelivery, readPost, someTime } from "../support/factories.ts";
import { plansOf } from "../support/plans.ts";

const facts = {
  chatId: -1001,
  type: "channel" as const,
  title: "News",
  username: null,
  canPost: true,
  canPin: false,
};
const by = 1001;

function setUp() {
  const { database, sqlite } = freshDatabase();
  return { database, sqlite, destinations: createDestinationStore(database) };
}

test("a chat that comes back to the list keeps its row, its zone and its history", () => {
  const { destinations } = setUp();
  const first = destinations.register(facts, { timeZone: "UTC", by, now: someTime });
  destinations.setTimeZone(first.id, "Asia/Tokyo", by, someTime);
  destinations.remove(first.id, by, someTime);
  expect(destinations.all()).toEqual([]);
  const again = destinations.register({ ...facts, title: "Newer" }, { timeZone: "UTC", by, now: someTime });
  expect(again).toMatchObject({ id: first.id, title: "Newer", timeZone: "Asia/Tokyo", state: "active" });
});

test("a loss waits to be told once, until it was told or the rights came back", () => {
  const { destinations } = setUp();
  const { id } = destinations.register(facts, { timeZone: "UTC", by, now: someTime });
  const lost = { ...facts, canPost: false };
  destinations.update(id, lost, { now: someTime });
  destinations.update(id, lost, { now: someTime + 1 });
  expect(destinations.untoldLosses()).toMatchObject([{ id, state: "lost", lossUntoldSince: someTime }]);
  destinations.markLossTold(id);
  destinations.update(id, lost, { now: someTime + 2 });
  expect(destinations.untoldLosses()).toEqual([]);
  destinations.update(id, facts, { now: someTime + 3 });
  destinations.update(id, lost, { now: someTime + 4 });
  destinations.update(id, facts, { now: someTime + 5 });
  expect(destinations.untoldLosses()).toEqual([]);
  expect(destinations.byId(id)).toMatchObject({ state: "active" });
});

test("nothing is learned of a chat that was taken off the list", () => {
  const { destinations } = setUp();
  const { id } = destinations.register(facts, { timeZone: "UTC", by, now: someTime });
  destinations.remove(id, by, someTime);
  destinations.update(id, facts, { now: someTime });
  expect(destinations.byId(id)).toMatchObject({ state: "removed" });
});

test("removing a destination fails what waits for it, and names the posts that this finished", () => {
  const { database, destinations } = setUp();
  const [news, crew] = [addDestination(database), addDestination(database)];
  const only = addPost(database, [news]);
  const both = addPost(database, [news, crew]);
  const sent = addPost(database, [news], { delivery: { status: "sent" } });
  expect(destinations.waiting(news.id).map(({ postId }) => postId)).toEqual([only.id, both.id]);
  expect(destinations.remove(news.id, by, someTime)).toEqual([{ postId: only.id, status: "failed" }]);
  expect(readPost(database, both.id).status).toBe("scheduled");
  expect(readDelivery(database, only.deliveryIds[0])).toMatchObject({
    status: "failed",
    reason: "destination_removed",
  });
  expect(readDelivery(database, sent.deliveryIds[0]).status).toBe("sent");
});

test("what waits for a destination is found without reading all deliveries", () => {
  const { sqlite, destinations } = setUp();
  for (const plan of plansOf(sqlite, () => destinations.waiting(1)))
    expect(plan).not.toContain("SCAN deliveries");
});
