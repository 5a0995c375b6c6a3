/**
 * Runs jobs at their times. Each job sleeps and runs in a loop of its own, so none runs over itself and none
 * holds up another. A time that passed while a job still ran, or while the machine slept, is not lost:
 * the latest of them is run then.
 */
import type { Clock } from "../clock.ts";
import type { FinishedRun, Job, JobState, RunRecords } from "./job.ts";
import { readPattern, type Timetable } from "./pattern.ts";

interface RunnerParts {
  clock: Pick<Clock, "now" | "sleepUntil">;
  runs: RunRecords;
  onFinished: (run: FinishedRun) => void;
  onError: (error: unknown, job: string) => void;
  timeZone: string;
}

interface Kept {
  job: Job;
  times: Timetable;
  /** Aborted to end the present sleep. */
  sleep: AbortController;
  woken: boolean;
  running: boolean;
}

/** An `alsoAt` that stays in the past, because what is due cannot be done, must not make a job spin (ms). */
const leastPause = 1000;
/** When the database did not take the record of a run, that run is tried again after this (ms). */
const recordAgainAfter = 5000;
const minute = 60_000;

export function createJobRunner({ clock, runs, onFinished, onError, timeZone }: RunnerParts) {
  const kept = new Map<string, Kept>();
  let loops: Promise<unknown> = Promise.resolve();
  /** How many loops are not asleep. */
  let awake = 0;
  let onAllAsleep: (() => void)[] = [];
  let stopping = false;

  function fallAsleep(): void {
    awake--;
    if (awake > 0) return;
    for (const resolve of onAllAsleep) resolve();
    onAllAsleep = [];
  }

  async function makeUpThenKeepTimes(startedAt: number): Promise<void> {
    for (const one of kept.values()) {
      const missed = missedTime(one, startedAt);
      if (missed !== undefined && !stopping) await runOnTime(one, missed);
    }
    // A time of the pattern that is this very moment counts as to come.
    const loops = [...kept.values()].map((one) => keepTimes(one, startedAt - 1));
    fallAsleep();
    await Promise.all(loops);
  }

  /** The latest time that passed since the last recorded run; undefined if none did, or nothing was ever recorded. */
  function missedTime({ job, times }: Kept, now: number): number | undefined {
    if (!job.makeUp) return undefined;
    try {
      const before = runs.last(job.name);
      const latest = times.lastUntil(now);
      return before && latest !== undefined && latest > before.scheduledFor ? latest : undefined;
    } catch (error) {
      onError(error, job.name);
      return undefined;
    }
  }

  /** The loop of one job; `last` is the latest time of its pattern that needs no attention any more. */
  async function keepTimes(one: Kept, last: number): Promise<void> {
    awake++;
    let ranAt = Number.NEGATIVE_INFINITY;
    let notBefore = Number.NEGATIVE_INFINITY;
    while (!stopping) {
      const next = one.times.nextAfter(last) ?? Number.POSITIVE_INFINITY;
      let extra = askAlsoAt(one);
      if (extra <= ranAt && !one.woken) extra = ranAt + leastPause;
      one.woken = false;
      const at = Math.max(notBefore, Math.min(next, extra));
      await sleepUntil(one, at);
      const now = clock.now();
      if (stopping) break;
      if (now < at) continue;
      if (next <= now) {
        const time = now - next < minute ? next : (one.times.lastUntil(now) ?? next);
        const recorded = await runOnTime(one, time);
        if (recorded) last = time;
        notBefore = recorded ? Number.NEGATIVE_INFINITY : now + recordAgainAfter;
      } else await run(one, now);
      ranAt = clock.now();
    }
    fallAsleep();
  }

  async function sleepUntil(one: Kept, at: number): Promise<void> {
    one.sleep = new AbortController();
    fallAsleep();
    await clock.sleepUntil(at, one.sleep.signal);
    awake++;
  }

  function askAlsoAt({ job }: Kept): number {
    try {
      return job.alsoAt?.() ?? Number.POSITIVE_INFINITY;
    } catch (error) {
      onError(error, job.name);
      return Number.POSITIVE_INFINITY;
    }
  }

  /** Records the run, then runs. False if the record failed, so that nothing was done. */
  async function runOnTime(one: Kept, scheduledFor: number): Promise<boolean> {
    const { name } = one.job;
    try {
      if (!runs.begin(name, scheduledFor, clock.now())) return true;
    } catch (error) {
      onError(error, name);
      return false;
    }
    const { outcome, summary } = await run(one, scheduledFor);
    try {
      runs.finish(name, scheduledFor, { finishedAt: clock.now(), outcome, summary });
    } catch (error) {
      onError(error, name);
    }
    return true;
  }

  /** Runs a job; its error is reported and ends nothing else. */
  async function run(one: Kept, scheduledFor: number): Promise<FinishedRun> {
    const { job } = one;
    const startedAt = clock.now();
    const finish = (outcome: "ok" | "failed", summary?: string): FinishedRun => {
      const durationMs = clock.now() - startedAt;
      const finished = { job: job.name, scheduledFor, outcome, durationMs, ...(summary && { summary }) };
      onFinished(finished);
      return finished;
    };
    one.running = true;
    try {
      return finish("ok", await job.run(scheduledFor));
    } catch (error) {
      onError(error, job.name);
      return finish("failed");
    } finally {
      one.running = false;
    }
  }

  return {
    /**
     * Makes up, in the order of the list, for what was missed since the last recorded run; then keeps the times.
     * Throws if a pattern cannot be read. Nightly runs that were never recorded before are not made up.
     */
    start(jobs: Job[]): void {
      for (const job of jobs)
        kept.set(job.name, {
          job,
          times: readPattern(job.pattern, timeZone),
          sleep: new AbortController(),
          woken: false,
          running: false,
        });
      const now = clock.now();
      runs.failInterrupted(now);
      awake++;
      loops = makeUpThenKeepTimes(now);
    },

    /** Makes a sleeping job ask `alsoAt` again, because something has changed that it depends on. */
    wake(name: string): void {
      const one = kept.get(name);
      if (!one) return;
      one.woken = true;
      one.sleep.abort();
    },

    /** Starts nothing more, and resolves when what runs has ended. */
    async stop(): Promise<void> {
      stopping = true;
      for (const { sleep } of kept.values()) sleep.abort();
      await loops;
    },

    /** Resolves when every job is asleep, those included that a clock woke in this same turn. */
    async whenIdle(): Promise<void> {
      for (;;) {
        await new Promise((resolve) => setImmediate(resolve));
        if (awake === 0) return;
        await new Promise<void>((resolve) => onAllAsleep.push(resolve));
      }
    },

    /** Every job as it stands, in the order of the list. */
    states: (): JobState[] =>
      [...kept.values()].map(({ job: { name, pattern }, times, running }) => ({
        name,
        pattern,
        nextRun: times.nextAfter(clock.now()),
        lastRun: runs.last(name),
        running,
      })),
  };
}
