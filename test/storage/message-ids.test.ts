import { beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../../src/storage/database.ts";
import { createDeliveryStore } from "../../src/storage/deliveries.ts";
import { createJobRunStore } from "../../src/storage/job-runs.ts";
import { createMessageIdStore, type MessageIdStore } from "../../src/storage/message-ids.ts";
import type { deliveries } from "../../src/storage/schema.ts";
import { freshDatabase } from "../support/database.ts";
import { addDestination, addPost, someTime, textContent } from "../support/factories.ts";

let database: Database;
let store: MessageIdStore;
beforeEach(() => {
  ({ database } = freshDatabase());
  store = createMessageIdStore(database);
});

const lastOf = (id: number) =>
  database.query.destinations.findFirst({ where: (table, { eq }) => eq(table.id, id) }).sync()?.lastMessageId;
const claimOne = () => {
  const [claim] = createDeliveryStore(database).claimDue(someTime, { limit: 1, notDueBefore: 0 });
  if (!claim) throw new Error("nothing was due");
  return claim;
};

describe("the last known message of a chat", () => {
  it("only ever rises, by others' messages and our own", () => {
    const news = addDestination(database);
    store.noteForeign(news.chatId, 7);
    store.noteForeign(news.chatId, 5);
    expect(lastOf(news.id)).toBe(7);
    store.noteSent([{ destinationId: news.id, messageIds: [9, 8] }]);
    store.noteSent([{ destinationId: news.id, messageIds: [] }]);
    expect(lastOf(news.id)).toBe(9);
  });

  it("is never known in a basic group, whose ids other chats share", () => {
    const group = addDestination(database, { type: "group" });
    store.noteForeign(group.chatId, 7);
    store.noteSent([{ destinationId: group.id, messageIds: [8] }]);
    expect(lastOf(group.id)).toBeNull();
  });

  it("is of no interest in chats that are no destinations", () => {
    store.noteForeign(-100999, 7);
    expect(database.query.foreignPosts.findMany().sync()).toEqual([]);
  });

  it("is forgotten where messages may have come unseen", () => {
    const [news, other] = [addDestination(database), addDestination(database)];
    for (const { chatId } of [news, other]) store.noteForeign(chatId, 7);
    addPost(database, [news, other]);
    const claims = createDeliveryStore(database).claimDue(someTime, { limit: 2, notDueBefore: 0 });
    store.forgetLast(news.chatId);
    expect([lastOf(news.id), lastOf(other.id)]).toEqual([null, 7]);
    expect(claims.map((claim) => store.doubt(claim)?.after)).toEqual([null, 7]);
  });

  it("is forgotten everywhere, also for what is being sent", () => {
    const news = addDestination(database);
    store.noteForeign(news.chatId, 7);
    addPost(database, [news]);
    const claim = claimOne();
    expect(store.doubt(claim)?.after).toBe(7);
    store.forgetAll();
    expect([lastOf(news.id), store.doubt(claim)?.after]).toEqual([null, null]);
  });
});

it("Belfry was last alive when it began its last job", () => {
  expect(store.lastAlive()).toBe(0);
  const runs = createJobRunStore(database);
  runs.begin("publish", someTime, someTime + 5);
  runs.begin("expire", someTime - 5, someTime);
  expect(store.lastAlive()).toBe(someTime + 5);
});

describe("a doubt", () => {
  it("goes back to what was known when the delivery was claimed", () => {
    const news = addDestination(database);
    store.noteForeign(news.chatId, 7);
    addPost(database, [news]);
    const claim = claimOne();
    store.noteForeign(news.chatId, 9);
    expect(store.doubt(claim)).toEqual({
      chatId: news.chatId,
      type: "channel",
      messages: 1,
      after: 7,
      newest: 9,
      known: [9],
      shadowed: false,
    });
  });

  it("counts an album's items, and knows nothing where no message was known", () => {
    const item = { kind: "photo", fileId: "a", caption: "", captionEntities: [] } as const;
    const items = [1, 2].map(() => ({ ...item, captionEntities: [] }));
    addPost(database, [addDestination(database)], { content: { kind: "album", items } });
    expect(store.doubt(claimOne())).toMatchObject({ messages: 2, after: null, newest: 0 });
  });

  it("counts the messages of the part in doubt, and knows those before it", () => {
    const news = addDestination(database);
    store.noteForeign(news.chatId, 7);
    const item = { kind: "photo", fileId: "a", caption: "", captionEntities: [] } as const;
    const items = [1, 2].map(() => ({ ...item, captionEntities: [] }));
    const content = { kind: "album" as const, items, following: textContent("Below") };
    addPost(database, [news], { content });
    const deliveries = createDeliveryStore(database);
    const first = claimOne();
    expect(store.doubt(first)).toMatchObject({ messages: 2, after: 7 });
    deliveries.markPartSent(first, { at: someTime, messageIds: [8, 9], part: 1, parts: 2 });
    store.noteSent([{ destinationId: news.id, messageIds: [8, 9] }]);
    expect(store.doubt(claimOne())).toMatchObject({ messages: 1, after: 9, known: [], shadowed: false });
  });

  it("is none of whoever has lost the claim", () => {
    addPost(database, [addDestination(database)]);
    const claim = claimOne();
    expect(store.doubt({ ...claim, attempts: 2 })).toBeUndefined();
    createDeliveryStore(database).markUncertain(claim, { at: someTime, reason: "other", detail: "" });
    expect(store.doubt(claim)).toBeUndefined();
  });

  it("knows our other messages after it, as another process may have sent them", () => {
    const news = addDestination(database);
    store.noteForeign(news.chatId, 7);
    const later = { afterMessageId: 7, attempts: 1 };
    addPost(database, [news], { delivery: { status: "sent", ...later, messageIds: [8, 10] } });
    addPost(database, [news], { delivery: { status: "sent", ...later, afterMessageId: 6, messageIds: [7] } });
    addPost(database, [news]);
    expect(store.doubt(claimOne())).toMatchObject({ known: [8, 10], shadowed: false });
  });

  it.each<[string, Partial<typeof deliveries.$inferSelect>, boolean]>([
    ["uncertain", { status: "uncertain" }, true],
    ["uncertain before another message came", { status: "uncertain", afterMessageId: 6 }, false],
    ["found by a person, who gave no id", { status: "sent", messageIds: [] }, true],
    ["being sent by another process", { status: "sending", afterMessageId: 6 }, true],
    ["uncertain, and then cancelled", { status: "cancelled", reason: "timed_out" }, true],
    ["cancelled after a refusal", { status: "cancelled", reason: "no_rights" }, false],
    ["refused", { status: "failed", reason: "no_rights" }, false],
    ["a part found by a person", { status: "failed", reason: "no_rights", partMessageIds: [[]] }, true],
    ["a part with its ids on record", { status: "failed", partMessageIds: [[8]] }, false],
    ["sent, a part of it found by a person", { status: "sent", messageIds: [9], partMessageIds: [[]] }, true],
  ])("is shadowed by another delivery of unknown fate: %s", (_, delivery, shadowed) => {
    const news = addDestination(database);
    store.noteForeign(news.chatId, 7);
    addPost(database, [news], { delivery: { afterMessageId: 7, attempts: 1, ...delivery } });
    addPost(database, [news]);
    expect(store.doubt(claimOne())?.shadowed).toBe(shadowed);
  });
});

it("remembers the newest hundred posts of others in a channel, and none in groups", () => {
  const [news, group] = [addDestination(database), addDestination(database, { type: "supergroup" })];
  for (let id = 1; id <= 120; id++) store.noteForeign(news.chatId, id);
  store.noteForeign(group.chatId, 5);
  const ids = database.query.foreignPosts.findMany().sync();
  expect(ids.map(({ messageId }) => messageId)).toEqual(
    Array.from({ length: 100 }, (_, index) => index + 21),
  );
  expect(lastOf(group.id)).toBe(5);
});
