import { beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../../src/storage/database.ts";
import { createJobRunStore } from "../../src/storage/job-runs.ts";
import { createJobStateStore } from "../../src/storage/job-states.ts";
import { freshDatabase } from "../support/database.ts";

let database: Database;
let runs: ReturnType<typeof createJobRunStore>;
let states: ReturnType<typeof createJobStateStore>;
beforeEach(() => {
  ({ database } = freshDatabase());
  runs = createJobRunStore(database);
  states = createJobStateStore(database);
});

let lastRun = 0;
/** One run after the other, each in a minute of its own; "f" fails. */
function run(outcomes: string): void {
  for (const outcome of outcomes) {
    lastRun += 60_000;
    runs.begin("warn", lastRun, lastRun);
    runs.finish("warn", lastRun, {
      finishedAt: lastRun + 1,
      outcome: outcome === "f" ? "failed" : "ok",
      summary: undefined,
    });
  }
}

describe("failures in a row", () => {
  const untold = () => states.untoldTroubles(3).map(({ kind, failedInARow }) => `${kind} ${failedInARow}`);

  it("are told of from the third on, and not again while they last", () => {
    run("ff");
    expect(untold()).toEqual([]);
    run("f");
    expect(untold()).toEqual(["failing 3"]);
    for (const trouble of states.untoldTroubles(3)) states.markTroubleTold(trouble, lastRun);
    run("ff");
    expect(untold()).toEqual([]);
  });

  it("begin anew with every run that works", () => {
    run("ff.ff.f");
    expect(untold()).toEqual([]);
  });

  it("are told of as over by whoever told of them, and only then", () => {
    run("fff.");
    expect(untold()).toEqual([]);
    run("fff");
    const [trouble] = states.untoldTroubles(3);
    expect(trouble?.since).toBe(lastRun - 2 * 60_000);
    if (trouble) states.markTroubleTold(trouble, lastRun);
    run(".");
    const [over] = states.untoldTroubles(3);
    expect(over).toMatchObject({ kind: "over", since: trouble?.since });
    if (over) states.markTroubleTold(over, lastRun);
    run("fff");
    expect(untold()).toEqual(["failing 3"]);
  });

  it("that ended while the owners were being told of them are told of as over next", () => {
    run("fff");
    const [trouble] = states.untoldTroubles(3);
    run(".");
    if (trouble) states.markTroubleTold(trouble, lastRun);
    expect(untold()).toEqual(["over 0"]);
  });

  it("that came back while the owners were being told of the end are kept", () => {
    run("fff");
    for (const trouble of states.untoldTroubles(3)) states.markTroubleTold(trouble, lastRun);
    run(".");
    const [over] = states.untoldTroubles(3);
    run("f");
    if (over) states.markTroubleTold(over, lastRun);
    expect(states.all()).toMatchObject([{ job: "warn", failedInARow: 1 }]);
    run(".");
    expect(untold()).toEqual(["over 0"]);
  });

  it("count what the last process did not bring to its end", () => {
    run("ff");
    runs.begin("warn", lastRun + 1, lastRun + 1);
    runs.failInterrupted(lastRun + 2, "stopped");
    expect(untold()).toEqual(["failing 3"]);
    expect(runs.last("warn")).toMatchObject({ outcome: "failed", summary: "stopped" });
  });
});

describe("a pause", () => {
  it("is somebody's, once, and ends once", () => {
    expect(states.pause("warn", 1001, 5)).toBe(true);
    expect(states.pause("warn", 1002, 6)).toBe(false);
    expect(states.all()).toMatchObject([{ job: "warn", paused: { at: 5, by: 1001 }, resumedAt: null }]);
    expect(states.resume("warn", { tokenName: "website" }, 7)).toBe(true);
    expect(states.resume("warn", 1001, 8)).toBe(false);
    expect(states.pause("warn", { tokenName: "website" }, 9)).toBe(true);
    expect(states.all()).toMatchObject([{ paused: { at: 9, by: { tokenName: "website" } }, resumedAt: 7 }]);
    const ledger = database.query.ledger.findMany().sync();
    expect(ledger.map(({ action, actorId, tokenName }) => [action, actorId, tokenName])).toEqual([
      ["job_paused", 1001, null],
      ["job_resumed", null, "website"],
      ["job_paused", null, "website"],
    ]);
  });

  it("leaves what is known of failures alone", () => {
    run("ff");
    states.pause("warn", 1001, 5);
    states.resume("warn", 1001, 6);
    expect(states.all()).toMatchObject([{ failedInARow: 2 }]);
  });
});

it("a run that is asked for twice in one instant stands under two", () => {
  expect([1, 2].map(() => runs.beginAsked("warn", 5000, 1001))).toEqual([5000, 5001]);
  expect(runs.latest("warn", 9).map(({ scheduledFor, askedBy }) => [scheduledFor, askedBy])).toEqual([
    [5001, 1001],
    [5000, 1001],
  ]);
});
