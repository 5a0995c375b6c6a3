import { beforeEach, describe, expect, it } from "vitest";
import { type Database, openDatabase } from "../../src/storage/database.ts";
import { createDeliveryStore, type DeliveryStore } from "../../src/storage/deliveries.ts";
import { createLedgerStore } from "../../src/storage/ledger.ts";
import { posts } from "../../src/storage/schema.ts";
import { freshDatabase } from "../support/database.ts";
import {
  addDestination,
  addPost,
  readDelivery,
  readPost,
  someTime,
  textContent,
} from "../support/factories.ts";
import { plansOf } from "../support/plans.ts";

const now = someTime;
const minute = 60_000;
const all = { limit: 10, exceptDestinations: [], notDueBefore: 0 };

let database: Database;
let sqlite: ReturnType<typeof freshDatabase>["sqlite"];
let path: string;
let store: DeliveryStore;
const history = (postId: number) =>
  createLedgerStore(database)
    .ofPost(postId)
    .map((entry) => entry.action);

beforeEach(() => {
  ({ database, sqlite, path } = freshDatabase());
  store = createDeliveryStore(database);
});

describe("claiming", () => {
  it("takes what is due with everything needed to send it, and leaves what is not due", () => {
    const channel = addDestination(database);
    const post = addPost(database, [channel], { content: textContent("Good morning"), trace: "u-7" });
    addPost(database, [addDestination(database)], { dueAt: now + 1 });

    expect(store.claimDue(now, all)).toEqual([
      {
        deliveryId: post.deliveryIds[0],
        postId: post.id,
        destinationId: channel.id,
        attempts: 1,
        spentAttempts: 0,
        dueAt: now,
        claimedAt: now,
        chatId: channel.chatId,
        chatType: "channel",
        afterMessageId: null,
        content: textContent("Good morning"),
        trace: "u-7",
        partMessageIds: null,
      },
    ]);
    expect(readDelivery(database, post.deliveryIds[0])).toMatchObject({ status: "sending", claimedAt: now });
  });

  it("hands out what the next process would read of it, field by field", () => {
    const [plain, half] = [addDestination(database, { lastMessageId: 7 }), addDestination(database)];
    addPost(database, [plain], { trace: "u-7" });
    addPost(database, [half], { delivery: { partMessageIds: [[5], [6, 7]], spentAttempts: 2, attempts: 3 } });
    expect(store.claimDue(now, all)).toEqual(store.interrupted());
  });

  it("takes one delivery per destination, the oldest due first", () => {
    const [one, two] = [addDestination(database), addDestination(database)];
    addPost(database, [one], { dueAt: now - minute });
    const first = addPost(database, [one, two], { dueAt: now - 2 * minute });

    const claims = store.claimDue(now, all);
    expect(claims.map((claim) => claim.postId)).toEqual([first.id, first.id]);
    expect(claims.map((claim) => claim.destinationId)).toEqual([one.id, two.id]);
  });

  it("takes no more than the limit, and nothing for the destinations named", () => {
    const [one, two, three] = [1, 2, 3].map(() => addDestination(database)) as [Row, Row, Row];
    addPost(database, [one, two, three]);
    const claims = store.claimDue(now, { ...all, limit: 1, exceptDestinations: [one.id] });
    expect(claims.map((claim) => claim.destinationId)).toEqual([two.id]);
  });

  it("takes nothing for a lost or removed destination, nor what is too late", () => {
    addPost(database, [addDestination(database, { state: "lost" })]);
    addPost(database, [addDestination(database, { state: "removed" })]);
    addPost(database, [addDestination(database)], { dueAt: now - 2 * minute });
    expect(store.claimDue(now, { ...all, notDueBefore: now - minute })).toEqual([]);
    expect(store.nextAttemptAt(now, { notDueBefore: now - minute })).toBeUndefined();
  });

  it("is on the disk when it returns: another connection sees it", () => {
    const post = addPost(database, [addDestination(database)]);
    store.claimDue(now, all);
    const other = openDatabase(path);
    expect(readDelivery(other.database, post.deliveryIds[0]).status).toBe("sending");
    other.close();
  });

  it("never takes the same delivery twice", () => {
    addPost(database, [addDestination(database)]);
    expect(store.claimDue(now, all)).toHaveLength(1);
    expect(store.claimDue(now, all)).toEqual([]);
  });

  describe("where a part of a post is out", () => {
    const halfOut = { partMessageIds: [[5]], nextAttemptAt: now + minute };

    it("takes nothing else for that chat, and knows that there is nothing to do before its time", () => {
      const channel = addDestination(database);
      const begun = addPost(database, [channel], { delivery: halfOut });
      addPost(database, [channel], { dueAt: now - minute });
      addPost(database, [channel], { dueAt: now });
      expect(store.claimDue(now, all)).toEqual([]);
      expect(store.nextAttemptAt(now, { notDueBefore: 0 })).toBe(now + minute);
      const [claim] = store.claimDue(now + minute, all);
      expect(claim).toMatchObject({ postId: begun.id, partMessageIds: [[5]] });
    });

    it("takes other chats' deliveries", () => {
      addPost(database, [addDestination(database)], { delivery: halfOut });
      const other = addPost(database, [addDestination(database)]);
      expect(store.claimDue(now, all).map(({ postId }) => postId)).toEqual([other.id]);
    });

    it("takes others once the rest was put off or is too late", () => {
      const [one, two] = [addDestination(database), addDestination(database)];
      addPost(database, [one], { dueAt: now + minute, delivery: halfOut });
      addPost(database, [two], { dueAt: now - 2 * minute, delivery: halfOut });
      const others = [one, two].map((channel) => addPost(database, [channel]));
      const claims = store.claimDue(now, { ...all, notDueBefore: now - minute });
      expect(claims.map(({ postId }) => postId)).toEqual(others.map(({ id }) => id));
    });

    it("takes two of them in one chat in their order", () => {
      const channel = addDestination(database);
      const part = { partMessageIds: [[5]] };
      const second = addPost(database, [channel], { dueAt: now - minute, delivery: part });
      const first = addPost(database, [channel], { dueAt: now - 2 * minute, delivery: part });
      const taken = [1, 2].map(() => store.claimDue(now, all)[0]?.postId);
      expect(taken).toEqual([first.id, second.id]);
    });

    it("asks an index for them, and reads nothing else", () => {
      const plans = plansOf(sqlite, () => createDeliveryStore(database));
      const asking = plans.filter((plan) => plan.includes("deliveries_half_out"));
      expect(asking).toHaveLength(2);
      for (const plan of asking) expect(plan).toContain("SCAN deliveries USING INDEX deliveries_half_out");
    });
  });

  it("knows when the next delivery is to be tried", () => {
    addPost(database, [addDestination(database)], { dueAt: now + 5 * minute });
    const busy = addDestination(database);
    addPost(database, [busy], { dueAt: now + minute });
    expect(store.nextAttemptAt(now, { notDueBefore: 0 })).toBe(now + minute);
    expect(store.nextAttemptAt(now, { notDueBefore: 0, exceptDestinations: [busy.id] })).toBe(
      now + 5 * minute,
    );
  });
});

type Row = ReturnType<typeof addDestination>;

describe("settling", () => {
  const claimOne = () => {
    const claim = store.claimDue(now, all)[0];
    if (!claim) throw new Error("nothing was due");
    return claim;
  };
  const why = { at: now + 5, reason: "kicked", detail: "Forbidden: bot was kicked" } as const;

  it("marks a delivery sent and its post published, and writes it down", () => {
    const post = addPost(database, [addDestination(database)]);
    const claim = claimOne();
    expect(store.markSent(claim, { at: now + 5, messageIds: [7, 8] })).toEqual({
      status: "sent",
      postFinished: "published",
    });
    expect(readDelivery(database, claim.deliveryId)).toMatchObject({
      status: "sent",
      sentAt: now + 5,
      messageIds: [7, 8],
      claimedAt: null,
    });
    expect(readPost(database, post.id)).toMatchObject({
      status: "published",
      finishedAt: now + 5,
      toldAt: null,
    });
    expect(history(post.id)).toEqual(["delivery_sent", "post_finished"]);
  });

  it("notes a part that is out and goes on with the next one, which has attempts of its own", () => {
    const post = addPost(database, [addDestination(database)], { delivery: { spentAttempts: 3 } });
    const part = { at: now + 5, messageIds: [7, 8], part: 1, parts: 2 };
    expect(store.markPartSent(claimOne(), part)).toEqual({ status: "pending" });
    expect(readDelivery(database, post.deliveryIds[0])).toMatchObject({
      status: "pending",
      partMessageIds: [[7, 8]],
      messageIds: null,
      claimedAt: null,
      attempts: 1,
      spentAttempts: 0,
      nextAttemptAt: now,
    });
    const next = claimOne();
    store.markPartSent(next, { ...part, messageIds: [9], part: 2, parts: 3 });
    expect(readDelivery(database, post.deliveryIds[0]).partMessageIds).toEqual([[7, 8], [9]]);
    expect(history(post.id)).toEqual(["delivery_part_sent", "delivery_part_sent"]);
  });

  it("does not go on after a part where the post was cancelled meanwhile", () => {
    const post = addPost(database, [addDestination(database)]);
    const claim = claimOne();
    database.update(posts).set({ cancelledBy: 1001 }).run();
    const part = { at: now, messageIds: [7], part: 1, parts: 2 };
    expect(store.markPartSent(claim, part)).toEqual({ status: "cancelled", postFinished: "cancelled" });
    expect(readDelivery(database, post.deliveryIds[0]).partMessageIds).toEqual([[7]]);
  });

  it("finishes a post only with its last delivery", () => {
    const post = addPost(database, [addDestination(database), addDestination(database)]);
    const [one, two] = store.claimDue(now, all);
    expect(store.markSent(one!, { at: now, messageIds: [1] })).toEqual({ status: "sent" });
    expect(store.fail(two!, why)).toEqual({ status: "failed", postFinished: "partly_published" });
    expect(readPost(database, post.id).status).toBe("partly_published");
  });

  it("fails with the reason and Telegram's words", () => {
    const post = addPost(database, [addDestination(database)]);
    const claim = claimOne();
    expect(store.fail(claim, why)).toEqual({ status: "failed", postFinished: "failed" });
    expect(readDelivery(database, claim.deliveryId)).toMatchObject({ reason: "kicked", detail: why.detail });
    expect(history(post.id)).toEqual(["delivery_failed", "post_finished"]);
  });

  it("marks a doubtful delivery uncertain", () => {
    const post = addPost(database, [addDestination(database)]);
    expect(store.markUncertain(claimOne(), { ...why, reason: "timed_out" })).toEqual({
      status: "uncertain",
      postFinished: "failed",
    });
    expect(history(post.id)).toEqual(["delivery_uncertain", "post_finished"]);
  });

  it("puts a delivery back for a later attempt, spending one or not", () => {
    const post = addPost(database, [addDestination(database)]);
    const retryAt = now + 10_000;
    expect(store.retryAt(claimOne(), { ...why, retryAt, spendAttempt: true })).toEqual({ status: "pending" });
    expect(readDelivery(database, post.deliveryIds[0])).toMatchObject({
      status: "pending",
      nextAttemptAt: retryAt,
      attempts: 1,
      spentAttempts: 1,
      claimedAt: null,
    });
    const again = store.claimDue(retryAt, all)[0]!;
    expect(again).toMatchObject({ attempts: 2, spentAttempts: 1 });
    store.retryAt(again, { ...why, retryAt: retryAt + 1, spendAttempt: false });
    expect(readDelivery(database, post.deliveryIds[0])).toMatchObject({ attempts: 2, spentAttempts: 1 });
    expect(history(post.id)).toEqual(["delivery_postponed", "delivery_postponed"]);
  });

  it("lets a chat's other due deliveries wait as long, so that their order is kept", () => {
    const channel = addDestination(database);
    const first = addPost(database, [channel]);
    const second = addPost(database, [channel]);
    const later = addPost(database, [channel], { dueAt: now + minute });
    const elsewhere = addPost(database, [addDestination(database)]);
    const retryAt = now + 3 * minute;
    store.retryAt(claimOne(), { ...why, retryAt, spendAttempt: false });

    const times = [first, second, later, elsewhere].map(
      (post) => readDelivery(database, post.deliveryIds[0]).nextAttemptAt,
    );
    expect(times).toEqual([retryAt, retryAt, now + minute, now]);
  });

  it("does not bring back a post that was cancelled while its send was under way", () => {
    const post = addPost(database, [addDestination(database)]);
    const claim = claimOne();
    database.update(posts).set({ cancelledBy: 1001 }).run();
    expect(store.retryAt(claim, { ...why, retryAt: now + minute, spendAttempt: true })).toEqual({
      status: "cancelled",
      postFinished: "cancelled",
    });
    expect(readPost(database, post.id).status).toBe("cancelled");
  });

  it("refuses a stale worker: a delivery that was claimed again is settled by its new claim only", () => {
    const post = addPost(database, [addDestination(database)]);
    const stale = claimOne();
    store.retryAt(stale, { ...why, retryAt: now, spendAttempt: false });
    const fresh = claimOne();

    expect(store.markSent(stale, { at: now, messageIds: [1] })).toBeUndefined();
    expect(store.fail(stale, why)).toBeUndefined();
    const part = { at: now, messageIds: [1], part: 1, parts: 2 };
    expect(store.markPartSent(stale, part)).toBeUndefined();
    expect(store.markUncertain(stale, why)).toBeUndefined();
    expect(store.retryAt(stale, { ...why, retryAt: now, spendAttempt: true })).toBeUndefined();
    expect(readDelivery(database, post.deliveryIds[0])).toMatchObject({
      status: "sending",
      partMessageIds: null,
    });
    expect(store.markSent(fresh, { at: now, messageIds: [1] })).toMatchObject({ status: "sent" });
    expect(store.markSent(fresh, { at: now, messageIds: [2] })).toBeUndefined();
  });
});

describe("expiring", () => {
  it("expires what was due too long ago and tells the post from it, leaving what is in time", () => {
    const [one, two] = [addDestination(database), addDestination(database)];
    const late = addPost(database, [one, two], { dueAt: now - 2 * minute, trace: "u-7" });
    const exact = addPost(database, [one], { dueAt: now - minute });
    const [first, second] = late.deliveryIds;

    expect(store.expireLate(now - minute, now)).toEqual([
      {
        postId: late.id,
        trace: "u-7",
        deliveries: [
          { deliveryId: first, postId: late.id, destinationId: one.id, kind: "text" },
          { deliveryId: second, postId: late.id, destinationId: two.id, kind: "text" },
        ],
        postFinished: "expired",
      },
    ]);
    expect(readPost(database, late.id)).toMatchObject({ status: "expired", finishedAt: now });
    expect(readPost(database, exact.id).status).toBe("scheduled");
    expect(history(late.id)).toEqual(["post_expired", "post_finished"]);
  });

  it("leaves a delivery alone whose send is under way", () => {
    addPost(database, [addDestination(database)], { delivery: { status: "sending" } });
    expect(store.expireLate(now + minute, now + minute)).toEqual([]);
  });
});

it("names what a former process had claimed and not settled", () => {
  const post = addPost(database, [addDestination(database)], { delivery: { status: "sending" } });
  addPost(database, [addDestination(database)]);
  expect(store.interrupted()).toEqual([
    expect.objectContaining({
      deliveryId: post.deliveryIds[0],
      attempts: 1,
      claimedAt: now,
      content: textContent(),
    }),
  ]);
});
