import { expect, it } from "vitest";
import { timetable } from "../../src/jobs/timetable.ts";

it("warns before it cleans up, also when both are made up for", () => {
  const run = async () => undefined;
  const patterns = {
    publishCron: "* * * * *",
    expireCron: "0 * * * *",
    warnCron: "0 23 * * *",
    cleanupCron: "0 0 * * *",
    accessCheckCron: "0 3 * * *",
    backupCron: "30 2 * * *",
  };
  const work = {
    publish: { run },
    expire: run,
    warn: run,
    clean_up: run,
    backup: run,
    event_webhooks: run,
    access_check: run,
  };
  const jobs = timetable(patterns, work);
  expect(jobs.map(({ name, pattern, makeUp }) => [name, pattern, makeUp])).toEqual([
    ["publish", "* * * * *", false],
    ["expire", "0 * * * *", false],
    ["warn", "0 23 * * *", true],
    ["clean_up", "0 0 * * *", true],
    ["backup", "30 2 * * *", true],
    ["event_webhooks", "* * * * *", false],
    ["access_check", "0 3 * * *", false],
  ]);
  const without = timetable(patterns, { ...work, backup: undefined, event_webhooks: undefined });
  expect(without.map(({ name }) => name)).toEqual(["publish", "expire", "warn", "clean_up", "access_check"]);
});
