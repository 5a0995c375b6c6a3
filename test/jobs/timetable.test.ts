import { expect, it } from "vitest";
import { timetable } from "../../src/jobs/timetable.ts";

it("warns before it cleans up, also when both are made up for", () => {
  const run = async () => undefined;
  const patterns = { publish: "* * * * *", expire: "0 * * * *", warn: "0 23 * * *", cleanUp: "0 0 * * *" };
  const jobs = timetable({ patterns, publish: { run }, expire: run, warn: run, cleanUp: run });
  expect(jobs.map(({ name, pattern, makeUp }) => [name, pattern, makeUp])).toEqual([
    ["publish", "* * * * *", false],
    ["expire", "0 * * * *", false],
    ["warn", "0 23 * * *", true],
    ["clean_up", "0 0 * * *", true],
  ]);
});
