import { expect, it } from "vitest";
import { createDeliveryStore } from "../../src/storage/deliveries.ts";
import { createDraftStore } from "../../src/storage/drafts.ts";
import { createLedgerStore } from "../../src/storage/ledger.ts";
import { createPostStore } from "../../src/storage/posts.ts";
import { freshDatabase } from "../support/database.ts";
import { addDestination, addPerson, addPost, someTime } from "../support/factories.ts";

function fresh() {
  const { database } = freshDatabase();
  const deliveries = createDeliveryStore(database);
  const chats = [addDestination(database, { title: "News" }), addDestination(database, { title: "Crew" })];
  return { database, deliveries, chats, ledger: createLedgerStore(database) };
}

it("gives the events after an entry in their order, with what had been sent when a post ended", () => {
  const { database, deliveries, chats, ledger } = fresh();
  const start = ledger.newest();
  addPost(database, chats);
  const [one, two] = deliveries.claimDue(someTime, { limit: 10, notDueBefore: 0 });
  deliveries.markSent(one!, { at: someTime + 1, messageIds: [5] });
  deliveries.fail(two!, { at: someTime + 2, reason: "no_rights", detail: "Forbidden" });
  const { events, cursor } = ledger.eventsAfter(start, 10);
  expect(events.map(({ type }) => type)).toEqual([
    "delivery.sent",
    "delivery.failed",
    "post.partly_published",
  ]);
  expect(events[1]?.data).toMatchObject({ destination: { title: "Crew" }, reason: "no_rights" });
  expect(events[2]?.data).toMatchObject({
    messages: [{ destination: { title: "News" }, message_ids: [5] }],
  });
  expect(cursor).toBe(ledger.newest());
  expect(ledger.eventsAfter(cursor, 10)).toEqual({ events: [], cursor });
});

it("moves on past entries that concern nobody outside", () => {
  const { database, ledger } = fresh();
  const drafts = createDraftStore(database);
  const { userId } = addPerson(database);
  const draft = drafts.start(
    userId,
    { kind: "message", step: "content", destinationIds: [] },
    "UTC",
    someTime,
  );
  drafts.discard(draft.id, userId, someTime);
  expect(ledger.eventsAfter(0, 10)).toEqual({ events: [], cursor: ledger.newest() });
  expect(ledger.newest()).toBeGreaterThan(0);
});

it("finds the next event behind thousands of calls of the admin API in one step", () => {
  const { database, chats, ledger } = fresh();
  const post = addPost(database, chats);
  const by = { tokenName: "website" };
  const call = { operation: "getPost", status: 200 };
  database.transaction(() => {
    for (let count = 0; count < 3000; count++) ledger.noteApiCall(by, call, someTime);
  });
  createPostStore(database).reschedule(post.id, someTime + 60_000, "UTC", 1001, someTime);
  ledger.noteApiCall(by, call, someTime);
  const { events, cursor } = ledger.eventsAfter(0, 1);
  expect(events).toMatchObject([{ id: cursor, type: "post.rescheduled" }]);
  expect(ledger.eventsAfter(cursor, 1)).toEqual({ events: [], cursor: ledger.newest() });
  expect(ledger.newest()).toBe(cursor + 1);
});

it("says who acted, people and programs", () => {
  const { database, chats, ledger } = fresh();
  const post = addPost(database, chats);
  const posts = createPostStore(database);
  posts.reschedule(post.id, someTime + 60_000, "UTC", 1001, someTime);
  posts.cancel(post.id, "a mistake", { tokenName: "website" }, someTime + 1);
  expect(ledger.eventsAfter(0, 10).events).toMatchObject([
    {
      type: "post.rescheduled",
      actor: { user_id: 1001, name: "Ada" },
      data: { due_at: "2026-11-22T10:01:00.000Z" },
    },
    { type: "delivery.cancelled", actor: { token: "website" }, data: { reason: "a mistake" } },
    { type: "post.cancelled", actor: null, data: { messages: [] } },
  ]);
});
