import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { createPostStore } from "../../src/storage/posts.ts";
import { destinations, ledger } from "../../src/storage/schema.ts";
import { freshDatabase } from "../support/database.ts";
import {
  addDestination,
  addPerson,
  addPost,
  readDelivery,
  readPost,
  someTime,
} from "../support/factories.ts";
import { plansOf } from "../support/plans.ts";

const by = 1001;
const later = someTime + 60_000;

function setUp() {
  const { database, sqlite } = freshDatabase();
  return { database, sqlite, posts: createPostStore(database), news: addDestination(database) };
}

describe("a person's acts", () => {
  test("keep more posts at once than SQLite binds values", () => {
    const { database, posts, news } = setUp();
    const { id } = addPost(database, [news], { finishedAt: someTime, delivery: { status: "sent" } });
    const ids = Array.from({ length: 40_000 }, (_, index) => id + index);
    expect(posts.keep(ids, by, later)).toEqual([id]);
    expect(posts.keep(ids, by, later)).toEqual([]);
  });

  test.each([
    ["reschedule", ["pending", "failed", "expired"]],
    ["cancel", ["pending", "failed", "uncertain", "expired"]],
    ["publishNow", ["pending"]],
    ["retry", ["failed", "expired"]],
    ["resolve", ["uncertain"]],
  ] as const)("%s reaches deliveries that are %j, and no others", (act, reached) => {
    const { database, posts, news } = setUp();
    for (const status of [
      "pending",
      "sending",
      "sent",
      "failed",
      "uncertain",
      "expired",
      "cancelled",
    ] as const) {
      const { id, deliveryIds } = addPost(database, [news], { delivery: { status } });
      const reach = {
        reschedule: () => posts.reschedule(id, later, "UTC", by, someTime),
        cancel: () => posts.cancel(id, "Reason", by, someTime),
        publishNow: () => posts.publishNow(id, by, someTime),
        retry: () => posts.retry(id, undefined, by, someTime),
        resolve: () => posts.resolve(id, deliveryIds[0] ?? 0, false, by, someTime),
      }[act]();
      const isReached = (reached as readonly string[]).includes(status);
      expect(reach.changed).toBe(isReached ? 1 : 0);
      expect(reach.sending).toBe(status === "sending" ? 1 : 0);
      const now = readDelivery(database, deliveryIds[0]).status;
      expect(now).toBe(isReached ? (act === "cancel" ? "cancelled" : "pending") : status);
    }
  });

  test("write the history, and nothing where they changed nothing", () => {
    const { database, posts, news } = setUp();
    const { id } = addPost(database, [news]);
    posts.cancel(id, "Rain", by, someTime);
    posts.cancel(id, "Again", by, later);
    expect(database.select().from(ledger).all()).toMatchObject([
      { action: "post_cancelled", postId: id, actorId: by, details: { reason: "Rain" } },
      { action: "post_finished", postId: id, actorId: null, details: { status: "cancelled" } },
    ]);
    expect(readPost(database, id)).toMatchObject({ cancelReason: "Rain", finishedAt: someTime });
  });

  test("leave the author to be told of what somebody else ended, and of nothing that they ended themselves", () => {
    const { database, posts, news } = setUp();
    addPerson(database, { userId: by });
    addPerson(database, { userId: 2, name: "Ben" });
    const his = addPost(database, [news], { authorId: 2 });
    const hers = addPost(database, [news], { authorId: by });
    posts.cancel(his.id, null, by, someTime);
    posts.cancel(hers.id, null, by, someTime);
    expect(posts.untold(2, 10).map(({ id }) => id)).toEqual([his.id]);
    expect(posts.untold(by, 10)).toEqual([]);
    expect(posts.owed()).toEqual([{ authorId: 2, count: 1, since: someTime }]);
  });

  test("send nothing to a destination that is off the list, and say so; cancelling works", () => {
    const { database, posts, news } = setUp();
    const { id } = addPost(database, [news], { delivery: { status: "failed" } });
    database.update(destinations).set({ state: "removed" }).where(eq(destinations.id, news.id)).run();
    expect(posts.retry(id, undefined, by, later)).toEqual({ changed: 0, sending: 0, unlisted: 1 });
    expect(posts.reschedule(id, later, "UTC", by, someTime)).toMatchObject({ changed: 0, unlisted: 1 });
    expect(posts.cancel(id, null, by, later).changed).toBe(1);
  });

  test("forget a cancellation when what failed after it is tried again", () => {
    const { database, posts, news } = setUp();
    const { id } = addPost(database, [news], {
      delivery: { status: "failed" },
      cancelledBy: by,
      cancelReason: "x",
    });
    posts.retry(id, undefined, by, later);
    expect(readPost(database, id)).toMatchObject({
      status: "scheduled",
      cancelledBy: null,
      cancelReason: null,
    });
  });

  test("keep only posts that are finished, and each once", () => {
    const { database, posts, news } = setUp();
    const open = addPost(database, [news]);
    const done = addPost(database, [news], { delivery: { status: "sent" } });
    expect(posts.keep([open.id, done.id], by, later)).toEqual([done.id]);
    expect(posts.keep([done.id], by, later)).toEqual([]);
  });
});

describe("who is told", () => {
  test("a post that moved on while its author was being told stays to be told of", () => {
    const { database, posts, news } = setUp();
    const { id } = addPost(database, [news], { delivery: { status: "failed" } });
    posts.markTold([{ id, finishedAt: someTime - 1 }], later);
    expect(posts.owed()).toHaveLength(1);
    posts.markTold([{ id, finishedAt: someTime }], later);
    expect(posts.owed()).toEqual([]);
  });
});

describe("results", () => {
  test("begin with what needs somebody: what nobody knows, then what did not go out, then the newest", () => {
    const { database, posts, news } = setUp();
    addPost(database, [news], { delivery: { status: "failed" }, finishedAt: someTime - 1 });
    const finished = (status: "sent" | "failed" | "uncertain", at: number, leftAt: number | null = null) =>
      addPost(database, [news], { delivery: { status, leftAt }, finishedAt: someTime + at }).id;
    const old = finished("sent", 0);
    const doubtful = finished("uncertain", 1);
    const failed = finished("failed", 2);
    const left = finished("uncertain", 3, someTime);
    const young = finished("sent", 4);
    addPost(database, [news]);
    expect(posts.finished(someTime, 10, 0).map(({ id }) => id)).toEqual([doubtful, left, failed, young, old]);
    expect(posts.finished(someTime, 2, 1).map(({ id }) => id)).toEqual([left, failed]);
    expect(posts.countFinished(someTime)).toBe(5);
  });

  test("of an author wait for what is under way of the same author, and for nothing that waits by itself", () => {
    const { database, posts, news } = setUp();
    addPerson(database, { userId: by });
    addPerson(database, { userId: 2, name: "Ben" });
    const lost = addDestination(database, { state: "lost" });
    addPost(database, [news], { authorId: by, dueAt: someTime });
    addPost(database, [news], { authorId: by, delivery: { status: "sending" } });
    addPost(database, [news], { authorId: by, dueAt: later + 1 });
    addPost(database, [lost], { authorId: by, dueAt: someTime });
    addPost(database, [news], { authorId: 2, dueAt: someTime });
    expect(posts.countUnderWay(by, later, 10)).toBe(2);
    expect(posts.countUnderWay(by, later, 1)).toBe(1);
    expect(posts.countUnderWay(3, later, 10)).toBe(0);
  });
});

describe("with many posts", () => {
  test("the queue's page, its count and what is untold are read by their indexes, without sorting everything", () => {
    const { database, sqlite, posts, news } = setUp();
    for (let index = 0; index < 30; index++)
      addPost(database, [news], {
        dueAt: someTime + index,
        delivery: { status: index % 2 ? "pending" : "sent" },
      });
    const [page] = plansOf(sqlite, () => posts.scheduled(6, 0));
    expect(page).toContain("USING INDEX posts_scheduled");
    expect(page).not.toContain("TEMP B-TREE");
    const [count] = plansOf(sqlite, () => posts.countScheduled());
    expect(count).toContain("INDEX posts_scheduled");
    const [untold] = plansOf(sqlite, () => posts.untold(by, 10));
    expect(untold).toContain("INDEX posts_untold");
    const [owed] = plansOf(sqlite, () => posts.owed());
    expect(owed).toContain("INDEX posts_untold");
    const [underWay] = plansOf(sqlite, () => posts.countUnderWay(by, someTime, 4));
    expect(underWay).toContain("INDEX deliveries_due");
    expect(underWay).toContain("INDEX deliveries_sending_now");
    const [recent] = plansOf(sqlite, () => posts.finished(someTime, 8, 0));
    expect(recent).toContain("INDEX posts_finished_at");
    for (const plan of plansOf(sqlite, () => posts.read(1)))
      expect(plan).not.toMatch(/SCAN (posts|deliveries)/);
  });
});
