import { Cron } from "croner";
import { expect, test } from "vitest";
import { plannedCleanup } from "../../src/posts/retention.ts";

const utc = (text: string) => Date.parse(`${text}Z`);
const retention = 30 * 24 * 3_600_000;
const nightly = (zone: string) => {
  const cron = new Cron("0 0 * * *", { timezone: zone, paused: true });
  return (after: number) => cron.nextRun(new Date(after))!.getTime();
};

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
  expect(plannedCleanup(utc(finishedAt), utc(now), retention, nightly("UTC"))).toBe(utc(cleanup));
});

test("the night is that of the zone, on days when clocks change too", () => {
  const planned = (finishedAt: string) =>
    plannedCleanup(utc(finishedAt), utc(finishedAt), retention, nightly("Europe/Berlin"));
  expect(planned("2026-02-27T12:00")).toBe(utc("2026-03-29T22:00"));
  expect(planned("2026-09-25T12:00")).toBe(utc("2026-10-25T23:00"));
});
