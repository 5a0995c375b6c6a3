import { expect, test } from "vitest";
import { createStatisticsStore } from "../../src/storage/statistics.ts";
import { freshDatabase } from "../support/database.ts";
import { addDestination, addPost, someTime } from "../support/factories.ts";
import { plansOf } from "../support/plans.ts";

function setUp() {
  const { database, sqlite } = freshDatabase();
  return {
    database,
    sqlite,
    statistics: createStatisticsStore(database),
    news: addDestination(database),
    crew: addDestination(database),
  };
}

test("an empty database has no rate and no lateness", () => {
  const { statistics } = setUp();
  expect(statistics.postsByStatus()).toEqual({});
  expect(statistics.publishedSince(0)).toBe(0);
  expect(statistics.outcomesSince(0)).toEqual({ finished: 0, sent: 0 });
  expect(statistics.latenessSince(0)).toBeUndefined();
});

test("a post to two places counts once as published, and twice among the deliveries", () => {
  const { database, statistics, news, crew } = setUp();
  addPost(database, [news, crew], { delivery: { status: "sent" } });
  addPost(database, [news], { delivery: { status: "failed" } });
  addPost(database, [news], { delivery: { status: "uncertain" } });
  addPost(database, [news], { delivery: { status: "expired" } });
  addPost(database, [news], { delivery: { status: "cancelled" } });
  addPost(database, [news]);
  expect(statistics.postsByStatus()).toEqual({
    published: 1,
    failed: 1,
    uncertain: 1,
    expired: 1,
    cancelled: 1,
    scheduled: 1,
  });
  expect(statistics.publishedSince(someTime)).toBe(1);
  expect(statistics.publishedSince(someTime + 1)).toBe(0);
  expect(statistics.outcomesSince(someTime)).toEqual({ finished: 4, sent: 2 });
});

test("typical lateness is the median, and nothing is early", () => {
  const { database, statistics, news } = setUp();
  for (const lateness of [-5, 0, 3000, 9000, 60_000])
    addPost(database, [news], {
      delivery: { status: "sent", sentAt: someTime + lateness, messageIds: [1] },
    });
  expect(statistics.latenessSince(someTime - 10)).toEqual({ typical: 3000, worst: 60_000 });
  expect(statistics.latenessSince(someTime + 9000)).toEqual({ typical: 9000, worst: 60_000 });
});

test("what was published since is counted on the index of times", () => {
  const { sqlite, statistics } = setUp();
  const [plan] = plansOf(sqlite, () => statistics.publishedSince(someTime));
  expect(plan).toContain("INDEX deliveries_sent_at");
});

test("a delivery that a person said had appeared counts as sent, but nobody knows how late it was", () => {
  const { database, statistics, news } = setUp();
  const hoursLater = someTime + 3 * 60 * 60 * 1000;
  addPost(database, [news], { delivery: { status: "sent", sentAt: hoursLater, messageIds: [] } });
  expect(statistics.outcomesSince(someTime)).toEqual({ finished: 1, sent: 1 });
  expect(statistics.latenessSince(0)).toBeUndefined();
});
