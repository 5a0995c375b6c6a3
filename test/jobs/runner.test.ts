import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { createTravellingClock } from "../../src/clock.ts";
import type { Job } from "../../src/jobs/job.ts";
import { createJobRunner } from "../../src/jobs/runner.ts";
import type { Database } from "../../src/storage/database.ts";
import { createJobRunStore } from "../../src/storage/job-runs.ts";
import { createJobStateStore } from "../../src/storage/job-states.ts";
import { freshDatabase } from "../support/database.ts";

const at = (text: string) => Date.parse(text);
const minute = 60_000;
const hour = 60 * minute;

let database: Database;
let sqlite: ReturnType<typeof freshDatabase>["sqlite"];
beforeEach(() => {
  ({ database, sqlite } = freshDatabase());
});

/** A runner over the test's database that stands at an instant; jobs note their runs in `ran`. */
function runnerAt(startAt: string, timeZone = "UTC") {
  const clock = createTravellingClock({ startAt: at(startAt), flowing: false });
  const ran: string[] = [];
  const errors: unknown[] = [];
  const finished: object[] = [];
  const runner = createJobRunner({
    clock,
    runs: createJobRunStore(database),
    pauses: createJobStateStore(database),
    words: { interrupted: "interrupted", unexpected: "unexpected" },
    onFinished: (run) => finished.push(run),
    onError: (error) => errors.push(error),
    timeZone,
  });
  onTestFinished(() => runner.stop());
  const note = (name: string, pattern: string, more: Partial<Job> = {}): Job => ({
    name,
    pattern,
    makeUp: false,
    run: async (scheduledFor) => {
      ran.push(`${name} ${new Date(scheduledFor).toISOString().slice(5, 16)}`);
      return undefined;
    },
    ...more,
  });
  const travelTo = (instant: string) => clock.travelTo(at(instant), runner.whenIdle);
  return { runner, clock, ran, errors, finished, note, travelTo };
}

describe("on time", () => {
  it("runs a job once per time of its pattern, and not in between", async () => {
    const { runner, ran, note, travelTo } = runnerAt("2026-11-22T10:00:30Z");
    runner.start([note("publish", "* * * * *")]);
    await travelTo("2026-11-22T10:03:59Z");
    expect(ran).toEqual(["publish 11-22T10:01", "publish 11-22T10:02", "publish 11-22T10:03"]);
  });

  it("runs a job whose time is the very moment of the start", async () => {
    const { runner, ran, note } = runnerAt("2026-11-22T10:00:00Z");
    runner.start([note("publish", "* * * * *")]);
    await runner.whenIdle();
    expect(ran).toEqual(["publish 11-22T10:00"]);
  });

  it("keeps 23:00 and 00:00 on the wall clock when summer time begins", async () => {
    const { runner, ran, note, travelTo } = runnerAt("2026-03-28T12:00:00Z", "Europe/Berlin");
    runner.start([note("warn", "0 23 * * *"), note("clean_up", "0 0 * * *")]);
    await travelTo("2026-03-30T00:00:00Z");
    expect(ran).toEqual([
      "warn 03-28T22:00",
      "clean_up 03-28T23:00",
      "warn 03-29T21:00",
      "clean_up 03-29T22:00",
    ]);
  });

  it("keeps 23:00 and 00:00 on the wall clock when summer time ends", async () => {
    const { runner, ran, note, travelTo } = runnerAt("2026-10-24T12:00:00Z", "Europe/Berlin");
    runner.start([note("warn", "0 23 * * *"), note("clean_up", "0 0 * * *")]);
    await travelTo("2026-10-26T00:00:00Z");
    expect(ran).toEqual([
      "warn 10-24T21:00",
      "clean_up 10-24T22:00",
      "warn 10-25T22:00",
      "clean_up 10-25T23:00",
    ]);
  });

  it("runs a time that the clock change skips or repeats once, in a list as well", async () => {
    const spring = runnerAt("2026-03-28T20:00:00Z", "Europe/Berlin");
    spring.runner.start([spring.note("listed", "30 2,14 * * *")]);
    await spring.travelTo("2026-03-29T13:00:00Z");
    expect(spring.ran).toEqual(["listed 03-29T01:00", "listed 03-29T12:30"]);

    const autumn = runnerAt("2026-10-24T20:00:00Z", "Europe/Berlin");
    autumn.runner.start([autumn.note("listed", "30 2,14 * * *")]);
    await autumn.travelTo("2026-10-25T14:00:00Z");
    expect(autumn.ran).toEqual(["listed 10-25T00:30", "listed 10-25T13:30"]);
  });

  it("runs every minute of both hours that summer time's end repeats", async () => {
    const { runner, ran, note, travelTo } = runnerAt("2026-10-24T23:59:30Z", "Europe/Berlin");
    runner.start([note("publish", "* * * * *")]);
    await travelTo("2026-10-25T02:00:30Z");
    expect(ran).toHaveLength(121);
  });
});

describe("one run at a time", () => {
  it("never runs a job over itself, and afterwards runs only the latest time it missed", async () => {
    const { runner, clock, ran, note } = runnerAt("2026-11-22T10:00:30Z");
    const gate = Promise.withResolvers<void>();
    const slow = note("slow", "* * * * *");
    const first: Job["run"] = async (...given) => {
      await slow.run(...given);
      await gate.promise;
      return undefined;
    };
    runner.start([{ ...slow, run: first }, note("quick", "* * * * *")]);
    // Nobody waits for the slow job here: time goes on while it runs.
    const passingBy = () => new Promise<void>((resolve) => setImmediate(resolve));
    await clock.travelTo(at("2026-11-22T10:03:30Z"), passingBy);
    expect(ran.filter((run) => run.startsWith("slow"))).toEqual(["slow 11-22T10:01"]);
    expect(ran.filter((run) => run.startsWith("quick"))).toHaveLength(3);
    expect(runner.states()[0]).toMatchObject({ name: "slow", running: true });

    gate.resolve();
    await runner.whenIdle();
    expect(ran.filter((run) => run.startsWith("slow"))).toEqual(["slow 11-22T10:01", "slow 11-22T10:03"]);
  });

  it("waits at stop for what runs, and starts nothing more", async () => {
    const { runner, ran, note, finished, clock } = runnerAt("2026-11-22T10:00:00Z");
    const gate = Promise.withResolvers<void>();
    runner.start([{ ...note("slow", "* * * * *"), run: () => gate.promise.then(() => "done") }]);
    await new Promise((resolve) => setImmediate(resolve));
    const stopped = runner.stop();
    gate.resolve();
    await stopped;
    expect(finished).toMatchObject([{ job: "slow", outcome: "ok", summary: "done" }]);
    await clock.travelTo(at("2026-11-22T10:05:00Z"), runner.whenIdle);
    expect(ran).toEqual([]);
  });
});

describe("the record", () => {
  it("holds each run with its outcome and summary", async () => {
    const { runner, note, travelTo } = runnerAt("2026-11-22T22:30:00Z");
    runner.start([note("warn", "0 23 * * *", { run: async () => "2 posts" })]);
    await travelTo("2026-11-22T23:00:00Z");
    expect(runner.states()).toEqual([
      {
        name: "warn",
        pattern: "0 23 * * *",
        nextRun: at("2026-11-23T23:00:00Z"),
        lastRun: {
          job: "warn",
          scheduledFor: at("2026-11-22T23:00:00Z"),
          startedAt: at("2026-11-22T23:00:00Z"),
          finishedAt: at("2026-11-22T23:00:00Z"),
          outcome: "ok",
          summary: "2 posts",
          askedBy: null,
        },
        running: false,
        paused: undefined,
      },
    ]);
  });

  it("is committed before the run begins", async () => {
    const { runner, note, travelTo } = runnerAt("2026-11-22T22:30:00Z");
    const seen: unknown[] = [];
    const run = async () => {
      seen.push(createJobRunStore(database).last("warn")?.outcome);
      return undefined;
    };
    runner.start([note("warn", "0 23 * * *", { run })]);
    await travelTo("2026-11-22T23:00:00Z");
    expect(seen).toEqual([null]);
  });

  it("keeps a time that was recorded from running again, as after a restart within the minute", async () => {
    for (const start of [1, 2]) {
      const { runner, ran, note } = runnerAt("2026-11-22T23:00:00Z");
      runner.start([note("warn", "0 23 * * *", { makeUp: true })]);
      await runner.whenIdle();
      await runner.stop();
      expect(ran).toEqual(start === 1 ? ["warn 11-22T23:00"] : []);
    }
  });

  it("says of a failed run that it failed; the error is reported and the job goes on", async () => {
    const { runner, note, errors, ran, travelTo } = runnerAt("2026-11-22T10:00:30Z");
    const plain = note("publish", "* * * * *");
    const run: Job["run"] = async (...given) => {
      await plain.run(...given);
      if (ran.length === 1) throw new Error("disk full");
      return undefined;
    };
    runner.start([{ ...plain, run }]);
    await travelTo("2026-11-22T10:01:00Z");
    expect(errors).toEqual([new Error("disk full")]);
    expect(runner.states()[0]?.lastRun?.outcome).toBe("failed");
    await travelTo("2026-11-22T10:02:00Z");
    expect(runner.states()[0]?.lastRun?.outcome).toBe("ok");
  });

  it("tries again when the record cannot be written, and does nothing unrecorded", async () => {
    const { runner, note, ran, errors, travelTo } = runnerAt("2026-11-22T22:59:30Z");
    runner.start([note("warn", "0 23 * * *")]);
    sqlite.exec("create trigger full before insert on job_runs begin select raise(abort, 'disk full'); end");
    await travelTo("2026-11-22T23:00:00Z");
    expect([ran, errors.length]).toEqual([[], 1]);
    sqlite.exec("drop trigger full");
    await travelTo("2026-11-22T23:00:10Z");
    expect(ran).toEqual(["warn 11-22T23:00"]);
  });
});

describe("after the process was down", () => {
  const nightly = (note: ReturnType<typeof runnerAt>["note"]) => [
    note("publish", "* * * * *"),
    note("warn", "0 23 * * *", { makeUp: true }),
    note("clean_up", "0 0 * * *", { makeUp: true }),
  ];
  /** Runs one night, so that there is a record to compare with. */
  async function aNormalNight() {
    const { runner, note, travelTo } = runnerAt("2026-11-19T22:59:30Z");
    runner.start(nightly(note));
    await travelTo("2026-11-20T00:00:00Z");
    await runner.stop();
  }

  it("makes up once for missed nights, in the order of the list", async () => {
    await aNormalNight();
    const { runner, note, ran } = runnerAt("2026-11-22T10:00:00Z");
    runner.start(nightly(note));
    await runner.whenIdle();
    expect(ran.filter((run) => !run.startsWith("publish"))).toEqual([
      "warn 11-21T23:00",
      "clean_up 11-22T00:00",
    ]);
  });

  it("keeps what goes out now from waiting for what is made up", async () => {
    await aNormalNight();
    const { runner, note, ran } = runnerAt("2026-11-22T10:00:00Z");
    const [publish, warn, cleanUp] = nightly(note) as [Job, Job, Job];
    const { promise: published, resolve } = Promise.withResolvers<void>();
    runner.start([
      {
        ...publish,
        run: async (...given) => {
          resolve();
          return publish.run(...given);
        },
      },
      {
        ...warn,
        run: async (...given) => {
          await published;
          return warn.run(...given);
        },
      },
      cleanUp,
    ]);
    await runner.whenIdle();
    expect(ran).toEqual(["publish 11-22T10:00", "warn 11-21T23:00", "clean_up 11-22T00:00"]);
  });

  it("makes up for nothing if nothing was missed", async () => {
    await aNormalNight();
    const { runner, note, ran } = runnerAt("2026-11-20T09:00:30Z");
    runner.start(nightly(note));
    await runner.whenIdle();
    expect(ran).toEqual([]);
  });

  it("makes up for nothing at the very first start", async () => {
    const { runner, note, ran } = runnerAt("2026-11-22T10:00:30Z");
    runner.start(nightly(note));
    await runner.whenIdle();
    expect(ran).toEqual([]);
  });

  it("calls a run failed that the last process did not bring to its end", async () => {
    createJobRunStore(database).begin("warn", at("2026-11-21T23:00:00Z"), at("2026-11-21T23:00:00Z"));
    const { runner, note } = runnerAt("2026-11-22T10:00:30Z");
    runner.start(nightly(note));
    await runner.whenIdle();
    expect(runner.states()[1]?.lastRun).toMatchObject({ outcome: "failed" });
  });
});

describe("between the times of the pattern", () => {
  it("wakes for what the job says is due, without a record of its own", async () => {
    let due: number | undefined = at("2026-11-22T10:00:42Z");
    const { runner, clock, note, travelTo } = runnerAt("2026-11-22T10:00:30Z");
    const ran: number[] = [];
    const run = async () => {
      ran.push(clock.now());
      if (due !== undefined && due <= clock.now()) due = undefined;
      return undefined;
    };
    runner.start([{ ...note("publish", "* * * * *"), run, alsoAt: () => due }]);
    await travelTo("2026-11-22T10:01:30Z");
    expect(ran).toEqual([at("2026-11-22T10:00:42Z"), at("2026-11-22T10:01:00Z")]);
    expect(createJobRunStore(database).last("publish")?.scheduledFor).toBe(at("2026-11-22T10:01:00Z"));
  });

  it("looks again when woken, any number of times within one instant", async () => {
    const { runner, note, ran } = runnerAt("2026-11-22T10:00:30Z");
    let due: number | undefined;
    const publish = note("publish", "* * * * *");
    const run: Job["run"] = async (...given) => {
      due = undefined;
      return publish.run(...given);
    };
    runner.start([{ ...publish, run, alsoAt: () => due }]);
    await runner.whenIdle();
    for (const _ of [1, 2]) {
      due = at("2026-11-22T10:00:30Z");
      runner.wake("publish");
      await runner.whenIdle();
    }
    expect(ran).toHaveLength(2);
  });

  it("does not spin while what is due cannot be done", async () => {
    const { runner, note, ran, travelTo } = runnerAt("2026-11-22T10:00:30Z");
    runner.start([note("publish", "0 * * * *", { alsoAt: () => at("2026-11-22T10:00:00Z") })]);
    await travelTo("2026-11-22T10:00:33Z");
    expect(ran).toHaveLength(4);
  });
});

describe("a run that somebody asks for", () => {
  it("is recorded under its own instant with who asked, and no time of the pattern is lost to it", async () => {
    const { runner, note, ran, travelTo } = runnerAt("2026-11-22T22:59:30Z");
    runner.start([note("warn", "0 23 * * *")]);
    const request = runner.runNow("warn", 1001);
    expect(runner.states()[0]).toMatchObject({ running: true, lastRun: { outcome: null, askedBy: 1001 } });
    if (!request.ok) throw new Error(request.why);
    expect(await request.ended).toMatchObject({ job: "warn", outcome: "ok", durationMs: 0 });
    await travelTo("2026-11-22T23:00:00Z");
    expect(ran).toEqual(["warn 11-22T22:59", "warn 11-22T23:00"]);
    expect(runner.states()[0]?.lastRun).toMatchObject({ askedBy: null });
  });

  it("never runs over another; a time that comes meanwhile is run after it", async () => {
    const { runner, clock, note, ran } = runnerAt("2026-11-22T22:59:30Z");
    const gate = Promise.withResolvers<void>();
    const warn = note("warn", "0 23 * * *");
    let isFirst = true;
    const run: Job["run"] = async (...given) => {
      await warn.run(...given);
      if (isFirst) await gate.promise;
      isFirst = false;
      return undefined;
    };
    runner.start([{ ...warn, run }]);
    const request = runner.runNow("warn", { tokenName: "website" });
    const passingBy = () => new Promise<void>((resolve) => setImmediate(resolve));
    await clock.travelTo(at("2026-11-22T23:00:10Z"), passingBy);
    expect(runner.runNow("warn", 1001)).toEqual({ ok: false, why: "running" });
    expect(ran).toEqual(["warn 11-22T22:59"]);
    gate.resolve();
    await runner.whenIdle();
    expect(ran).toEqual(["warn 11-22T22:59", "warn 11-22T23:00"]);
    expect(request.ok).toBe(true);
  });

  it("says why it failed, also where the job itself did, and the next one may run", async () => {
    const { runner, note, errors } = runnerAt("2026-11-22T10:00:30Z");
    const results = [{ failed: "nobody there" }, new Error("disk full"), "2 posts"];
    const run = async () => {
      const result = results.shift();
      if (result instanceof Error) throw result;
      return result;
    };
    runner.start([note("warn", "0 23 * * *", { run })]);
    for (let times = 0; times < 3; times++) {
      const request = runner.runNow("warn", 1001);
      if (request.ok) await request.ended;
    }
    const summaries = createJobRunStore(database)
      .latest("warn", 3)
      .map(({ outcome, summary }) => `${outcome}: ${summary}`);
    expect(summaries).toEqual(["ok: 2 posts", "failed: unexpected", "failed: nobody there"]);
    expect(errors).toEqual([new Error("disk full")]);
  });

  it("is refused for a job that is not there, and while the runner stops, which waits for it", async () => {
    const { runner, note } = runnerAt("2026-11-22T10:00:30Z");
    const gate = Promise.withResolvers<void>();
    runner.start([
      note("long", "0 23 * * *", { run: () => gate.promise.then(() => "done") }),
      note("other", "0 23 * * *"),
    ]);
    expect(runner.runNow("nothing", 1001)).toEqual({ ok: false, why: "unknown" });
    runner.runNow("long", 1001);
    const stopped = runner.stop();
    expect(runner.runNow("other", 1001)).toEqual({ ok: false, why: "stopping" });
    gate.resolve();
    await stopped;
    expect(createJobRunStore(database).last("long")).toMatchObject({ outcome: "ok", summary: "done" });
  });

  it("may pause on the clock, without holding up who travels; a stop ends the pause", async () => {
    const { runner, clock, note, travelTo } = runnerAt("2026-11-22T10:00:30Z");
    const steps: string[] = [];
    const run: Job["run"] = async (_, { pause, signal }) => {
      for (let step = 0; step < 3 && !signal.aborted; step++) {
        steps.push(new Date(clock.now()).toISOString().slice(14, 19));
        await pause(10_000);
      }
      return signal.aborted ? { failed: "stopped" } : "done";
    };
    runner.start([note("slow", "0 23 * * *", { run })]);
    runner.runNow("slow", 1001);
    await travelTo("2026-11-22T10:02:00Z");
    expect(steps).toEqual(["00:30", "00:40", "00:50"]);
    expect(runner.states()[0]).toMatchObject({ running: false, lastRun: { summary: "done" } });
    runner.runNow("slow", 1001);
    await runner.stop();
    expect(createJobRunStore(database).last("slow")).toMatchObject({ outcome: "failed", summary: "stopped" });
  });
});

describe("a paused job", () => {
  it("does nothing at its times nor between them, and does at resume what is still due", async () => {
    const { runner, note, ran, travelTo } = runnerAt("2026-11-22T10:00:30Z");
    let due: number | undefined = at("2026-11-22T10:01:30Z");
    const publish = note("publish", "* * * * *");
    const run: Job["run"] = async (...given) => {
      due = undefined;
      return publish.run(...given);
    };
    runner.start([{ ...publish, run, alsoAt: () => due }]);
    expect(runner.pause("publish", 1001)).toBe(true);
    expect(runner.mayWork("publish")).toBe(false);
    runner.wake("publish");
    await travelTo("2026-11-22T10:05:30Z");
    expect(ran).toEqual([]);
    expect(runner.states()[0]).toMatchObject({
      nextRun: undefined,
      paused: { at: at("2026-11-22T10:00:30Z"), by: 1001 },
    });
    expect(runner.resume("publish", 1002)).toBe(true);
    await runner.whenIdle();
    expect(ran).toEqual(["publish 11-22T10:05"]);
    await travelTo("2026-11-22T10:06:00Z");
    expect(ran).toEqual(["publish 11-22T10:05", "publish 11-22T10:06"]);
  });

  it("stays paused over a restart, and what it missed is not made up for, now or at a later start", async () => {
    const nights = ["2026-11-20T22:59:30Z", "2026-11-22T10:00:00Z", "2026-11-22T12:00:00Z"];
    const all: string[] = [];
    for (const [index, start] of nights.entries()) {
      const { runner, note, ran, travelTo } = runnerAt(start);
      runner.start([note("warn", "0 23 * * *", { makeUp: true })]);
      if (index === 0) {
        await travelTo("2026-11-20T23:00:00Z");
        runner.pause("warn", 1001);
      }
      await runner.whenIdle();
      if (index === 1) {
        expect(runner.states()[0]?.paused).toEqual({ at: at("2026-11-20T23:00:00Z"), by: 1001 });
        runner.resume("warn", 1001);
        await runner.whenIdle();
      }
      await runner.stop();
      all.push(...ran);
    }
    expect(all).toEqual(["warn 11-20T23:00"]);
  });

  it("runs when asked, and may take up work during that run only", async () => {
    const { runner, note } = runnerAt("2026-11-22T10:00:30Z");
    const gate = Promise.withResolvers<undefined>();
    runner.start([note("publish", "* * * * *", { run: () => gate.promise })]);
    runner.pause("publish", 1001);
    const request = runner.runNow("publish", 1001);
    expect(runner.mayWork("publish")).toBe(true);
    gate.resolve(undefined);
    if (request.ok) await request.ended;
    expect(runner.mayWork("publish")).toBe(false);
  });

  it("finishes what had begun, at the time that it names, where it is a job that does so", async () => {
    const { runner, note, ran, travelTo } = runnerAt("2026-11-22T10:00:30Z");
    let due: number | undefined = at("2026-11-22T10:02:20Z");
    const mayWork: boolean[] = [];
    const publish = note("publish", "* * * * *");
    const run: Job["run"] = async (...given) => {
      due = undefined;
      mayWork.push(runner.mayWork("publish"));
      return publish.run(...given);
    };
    const other = note("other", "* * * * *", { alsoAt: () => at("2026-11-22T10:02:20Z") });
    runner.start([{ ...publish, run, alsoAt: () => due, finishesWhilePaused: true }, other]);
    for (const name of ["publish", "other"]) runner.pause(name, 1001);
    await travelTo("2026-11-22T10:05:30Z");
    expect(ran).toEqual(["publish 11-22T10:02"]);
    due = at("2026-11-22T10:05:40Z");
    runner.wake("publish");
    await travelTo("2026-11-22T10:06:00Z");
    expect(ran).toEqual(["publish 11-22T10:02", "publish 11-22T10:05"]);
    expect(mayWork).toEqual([false, false]);
    runner.resume("publish", 1001);
    await runner.whenIdle();
    expect(ran.slice(2)).toEqual(["publish 11-22T10:06"]);
  });

  it("that is paused again during a run that was asked for takes up nothing more", async () => {
    const { runner, note } = runnerAt("2026-11-22T10:00:30Z");
    const gate = Promise.withResolvers<undefined>();
    runner.start([note("publish", "* * * * *", { run: () => gate.promise })]);
    runner.pause("publish", 1001);
    const request = runner.runNow("publish", 1001);
    runner.resume("publish", 1001);
    runner.pause("publish", 1001);
    expect(runner.mayWork("publish")).toBe(false);
    gate.resolve(undefined);
    if (request.ok) await request.ended;
  });

  it("is paused once and resumed once", () => {
    const { runner, note } = runnerAt("2026-11-22T10:00:30Z");
    runner.start([note("warn", "0 23 * * *")]);
    expect([runner.pause("warn", 1001), runner.pause("warn", 1002)]).toEqual([true, false]);
    expect([runner.resume("warn", 1001), runner.resume("warn", 1002)]).toEqual([true, false]);
    expect(runner.pause("nothing", 1001)).toBe(false);
  });
});

it("travels three days of minutes, hours and nights in order, every time at its own instant", async () => {
  // Thousands of commits that no power cut threatens: a busy disk must not make this late.
  sqlite.pragma("synchronous = OFF");
  const { runner, clock, note } = runnerAt("2026-11-22T10:00:30Z", "Europe/Berlin");
  const late: number[] = [];
  const counts: Record<string, number> = {};
  const count = (name: string, pattern: string) =>
    note(name, pattern, {
      run: async (scheduledFor) => {
        if (scheduledFor !== clock.now()) late.push(scheduledFor);
        counts[name] = (counts[name] ?? 0) + 1;
        return undefined;
      },
    });
  runner.start([count("publish", "* * * * *"), count("expire", "0 * * * *"), count("warn", "0 23 * * *")]);
  await clock.travelTo(clock.now() + 72 * hour, runner.whenIdle);
  expect(late).toEqual([]);
  expect(counts).toEqual({ publish: 4320, expire: 72, warn: 3 });
});

describe("lateness", () => {
  it("is a time that passed so long ago without a run; a run that is made up ends it", async () => {
    const { runner, clock, note, travelTo } = runnerAt("2026-11-22T10:00:30Z");
    runner.start([note("publish", "* * * * *"), note("nightly", "0 0 * * *")]);
    await travelTo("2026-11-22T10:02:00Z");
    sqlite.exec("create trigger full before insert on job_runs begin select raise(abort, 'disk full'); end");
    await travelTo("2026-11-22T10:05:59Z");
    expect(runner.late(3 * minute)).toEqual([]);
    await travelTo("2026-11-22T10:06:00Z");
    expect(runner.late(3 * minute)).toEqual(["publish"]);
    sqlite.exec("drop trigger full");
    await clock.travelTo(clock.now() + 5000, runner.whenIdle);
    expect(runner.late(3 * minute)).toEqual([]);
  });

  it("is nobody's who runs, is paused, or was resumed after the time", async () => {
    const { runner, note, travelTo } = runnerAt("2026-11-22T10:00:30Z");
    const end = Promise.withResolvers<undefined>();
    runner.start([note("long", "* * * * *", { run: () => end.promise }), note("paused", "0 * * * *")]);
    runner.pause("paused", 1001);
    void travelTo("2026-11-22T12:30:00Z");
    await new Promise((resolve) => setImmediate(resolve));
    expect(runner.late(minute)).toEqual([]);
    end.resolve(undefined);
    await travelTo("2026-11-22T12:30:00Z");
    runner.resume("paused", 1001);
    await runner.whenIdle();
    expect(runner.late(minute)).toEqual([]);
  });
});
