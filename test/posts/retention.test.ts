import { Cron } from "croner";
import { expect, test } from "vitest";
import { type Finished, planDeletions } from "../../src/posts/retention.ts";

const utc = (text: string) => Date.parse(`${text}Z`);
const retentionMs = 30 * 24 * 3_600_000;
const nightly = (zone: string) => {
  const cron = new Cron("0 0 * * *", { timezone: zone, paused: true });
  return (after: number) => cron.nextRun(new Date(after))!.getTime();
};
const plan = (now: string, posts: Finished[], { zone = "UTC", until = Number.POSITIVE_INFINITY } = {}) =>
  planDeletions(posts, { now: utc(now), until, retentionMs, nextCleanup: nightly(zone) });
const finished = (at: string, cleanupAt: string | null = null, id = 1): Finished => ({
  id,
  finishedAt: utc(at),
  cleanupAt: cleanupAt === null ? null : utc(cleanupAt),
});

test.each([
  ["the first midnight after the retention", "2026-11-01T10:00", "2026-11-02T00:00", "2026-12-02T00:00"],
  [
    "midnight itself, if the retention ends on it",
    "2026-11-01T00:00",
    "2026-11-02T00:00",
    "2026-12-01T00:00",
  ],
  [
    "the next night, if the retention ended long ago",
    "2026-01-01T10:00",
    "2026-11-22T13:00",
    "2026-11-23T00:00",
  ],
  [
    "a night later, if this one's clean-up is now",
    "2026-01-01T10:00",
    "2026-11-22T00:00",
    "2026-11-23T00:00",
  ],
])("a post is cleaned up at %s", (_title, finishedAt, now, cleanup) => {
  expect(plan(now, [finished(finishedAt)])).toMatchObject([{ cleanupAt: utc(cleanup) }]);
});

test("the night is that of the zone, on days when clocks change too", () => {
  const planned = (at: string) => plan(at, [finished(at)], { zone: "Europe/Berlin" })[0]?.cleanupAt;
  expect(planned("2026-02-27T12:00")).toBe(utc("2026-03-29T22:00"));
  expect(planned("2026-09-25T12:00")).toBe(utc("2026-10-25T23:00"));
});

test("what was announced stands, and is made up by the next clean-up if its night has passed", () => {
  const posts = [
    finished("2026-01-01T10:00", "2026-11-25T00:00", 1),
    finished("2026-01-02T10:00", "2026-11-20T00:00", 2),
  ];
  expect(plan("2026-11-22T13:00", posts)).toMatchObject([
    { id: 2, cleanupAt: utc("2026-11-23T00:00") },
    { id: 1, cleanupAt: utc("2026-11-25T00:00") },
  ]);
});

test("posts of several nights are told apart, and those beyond the end of the plan are left out", () => {
  const posts = ["2026-10-23T10:00", "2026-10-24T09:00", "2026-10-24T23:00", "2026-10-26T10:00"].map(
    (at, index) => finished(at, null, index),
  );
  const planned = plan("2026-11-22T13:00", posts, { until: utc("2026-11-25T00:00") });
  expect(planned.map(({ id, cleanupAt }) => [id, cleanupAt])).toEqual([
    [0, utc("2026-11-23T00:00")],
    [1, utc("2026-11-24T00:00")],
    [2, utc("2026-11-24T00:00")],
  ]);
});

test("a pattern is not read once for every post of a hundred thousand", () => {
  let asked = 0;
  const nextCleanup = (after: number) => {
    asked += 1;
    return nightly("UTC")(after);
  };
  const posts = Array.from({ length: 100_000 }, (_, id) => finished("2026-01-01T10:00", null, id));
  const now = utc("2026-11-22T13:00");
  expect(planDeletions(posts, { now, until: now * 2, retentionMs, nextCleanup })).toHaveLength(100_000);
  expect(asked).toBe(1);
});
