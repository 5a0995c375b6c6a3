/**
 * Runs jobs at their times, and between them when somebody asks. Each job sleeps and runs in a loop of its own, so
 * none runs over itself and none holds up another. A time that passed while a job still ran, or while the machine
 * slept, is not lost: the latest of them is run then. What a pause keeps from running is not made up for.
 */
import type { Clock } from "../clock.ts";
import type { Asker, During, FinishedRun, Job, JobState, Pause, PauseRecords, RunRecords } from "./job.ts";
import { readPattern, type Timetable } from "./pattern.ts";

interface RunnerParts {
  clock: Pick<Clock, "now" | "sleepUntil">;
  runs: RunRecords;
  pauses: PauseRecords;
  /** How the record explains runs that could not explain themselves. */
  words: { interrupted: string; unexpected: string };
  onFinished: (run: FinishedRun) => void;
  onError: (error: unknown, job: string) => void;
  timeZone: string;
}

interface Kept {
  job: Job;
  times: Timetable;
  /** The latest time of its pattern that needs no attention any more. */
  last: number;
  /** Aborted to end the present sleep. */
  sleep: AbortController;
  woken: boolean;
  /** The run that is going on. */
  running: Promise<FinishedRun> | undefined;
  /** That run was asked for while the job was paused. */
  despitePause: boolean;
  paused: Pause | undefined;
  resumedAt: number;
}

/** What came of asking for a run; `ended` resolves, and never rejects, when it is over and on record. */
export type RunRequest =
  | { ok: true; ended: Promise<FinishedRun> }
  | { ok: false; why: "unknown" | "running" | "stopping" };

/** An `alsoAt` that stays in the past, because what is due cannot be done, must not make a job spin (ms). */
const leastPause = 1000;
/** When the database did not take the record of a run, that run is tried again after this (ms). */
const recordAgainAfter = 5000;
const minute = 60_000;

export function createJobRunner(parts: RunnerParts) {
  const { clock, runs, pauses, words, onFinished, onError, timeZone } = parts;
  const kept = new Map<string, Kept>();
  let loops: Promise<unknown> = Promise.resolve();
  /** How many loops are not asleep. */
  let awake = 0;
  let onAllAsleep: (() => void)[] = [];
  let stopping = false;
  const stop = new AbortController();

  function fallAsleep(): void {
    awake--;
    if (awake > 0) return;
    for (const resolve of onAllAsleep) resolve();
    onAllAsleep = [];
  }

  async function makeUpThenKeepTimes(startedAt: number): Promise<void> {
    const makeUp = [...kept.values()].filter(({ job }) => job.makeUp);
    const others = [...kept.values()].filter(({ job }) => !job.makeUp);
    // What is due now does not wait for last night's backup.
    const loops = others.map(keepTimes);
    for (const one of makeUp) {
      await one.running;
      const missed = missedTime(one, startedAt);
      if (missed !== undefined && !stopping) await runOnTime(one, missed);
    }
    loops.push(...makeUp.map(keepTimes));
    fallAsleep();
    await Promise.all(loops);
  }

  /** The latest time that passed since the last recorded run; undefined if none did, or nothing was ever recorded. */
  function missedTime({ job, times, paused, resumedAt }: Kept, now: number): number | undefined {
    if (!job.makeUp || paused) return undefined;
    try {
      const before = runs.last(job.name);
      const latest = times.lastUntil(now);
      return before && latest !== undefined && latest > Math.max(before.scheduledFor, resumedAt)
        ? latest
        : undefined;
    } catch (error) {
      onError(error, job.name);
      return undefined;
    }
  }

  /** The loop of one job. */
  async function keepTimes(one: Kept): Promise<void> {
    awake++;
    let ranAt = Number.NEGATIVE_INFINITY;
    let notBefore = Number.NEGATIVE_INFINITY;
    while (!stopping) {
      const { paused } = one;
      const next = (paused ? undefined : one.times.nextAfter(one.last)) ?? Number.POSITIVE_INFINITY;
      let extra = askAlsoAt(one);
      if (extra <= ranAt && !one.woken) extra = ranAt + leastPause;
      one.woken = false;
      const at = Math.max(notBefore, Math.min(next, extra));
      await sleepUntil(one, at);
      const now = clock.now();
      // What a pause keeps from running is over; a time that is this very moment is not.
      if (paused) one.last = Math.max(one.last, now - 1);
      if (stopping) break;
      if (now < at || one.paused !== paused) continue;
      if (one.running) {
        await one.running;
        ranAt = clock.now();
        continue;
      }
      if (next <= now) {
        const time = now - next < minute ? next : (one.times.lastUntil(now) ?? next);
        const recorded = await runOnTime(one, time);
        if (recorded) one.last = time;
        notBefore = recorded ? Number.NEGATIVE_INFINITY : now + recordAgainAfter;
      } else await run(one, now, false);
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

  function askAlsoAt({ job, paused }: Kept): number {
    if (paused && !job.finishesWhilePaused) return Number.POSITIVE_INFINITY;
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
    await run(one, scheduledFor, true);
    return true;
  }

  function run(one: Kept, scheduledFor: number, isRecorded: boolean): Promise<FinishedRun> {
    one.running = carryOut(one.job, scheduledFor, isRecorded).finally(() => {
      one.running = undefined;
    });
    return one.running;
  }

  /** Runs a job and records how that ended; its error is reported and ends nothing else. */
  async function carryOut(job: Job, scheduledFor: number, isRecorded: boolean): Promise<FinishedRun> {
    const startedAt = clock.now();
    const { outcome, summary } = await outcomeOf(job, scheduledFor);
    const finishedAt = clock.now();
    try {
      if (isRecorded) runs.finish(job.name, scheduledFor, { finishedAt, outcome, summary });
    } catch (error) {
      onError(error, job.name);
    }
    const durationMs = finishedAt - startedAt;
    const finished = { job: job.name, scheduledFor, outcome, durationMs, ...(summary && { summary }) };
    onFinished(finished);
    return finished;
  }

  async function outcomeOf(job: Job, scheduledFor: number) {
    try {
      const result = await job.run(scheduledFor, during);
      if (typeof result !== "object") return { outcome: "ok" as const, summary: result };
      return { outcome: "failed" as const, summary: result.failed };
    } catch (error) {
      onError(error, job.name);
      return { outcome: "failed" as const, summary: words.unexpected };
    }
  }

  const during: During = {
    signal: stop.signal,
    // Whoever travels in time does not wait for a run that sleeps.
    async pause(duration) {
      fallAsleep();
      await clock.sleepUntil(clock.now() + duration, stop.signal);
      awake++;
    },
  };

  /** Ends the present sleep of a job, so that it asks again what there is to do. */
  function rouse(one: Kept): void {
    one.woken = true;
    one.sleep.abort();
  }

  return {
    /**
     * Makes up, in the order of the list, for what was missed since the last recorded run; then keeps the times.
     * Throws if a pattern cannot be read. Nightly runs that were never recorded before are not made up.
     */
    start(jobs: Job[]): void {
      const now = clock.now();
      const states = new Map(pauses.all().map((state) => [state.job, state]));
      for (const job of jobs)
        kept.set(job.name, {
          job,
          times: readPattern(job.pattern, timeZone),
          // A time of the pattern that is this very moment counts as to come.
          last: now - 1,
          sleep: new AbortController(),
          woken: false,
          running: undefined,
          despitePause: false,
          paused: states.get(job.name)?.paused,
          resumedAt: states.get(job.name)?.resumedAt ?? Number.NEGATIVE_INFINITY,
        });
      runs.failInterrupted(now, words.interrupted);
      awake++;
      loops = makeUpThenKeepTimes(now);
    },

    /** Makes a sleeping job ask `alsoAt` again, because something has changed that it depends on. */
    wake(name: string): void {
      const one = kept.get(name);
      if (one) rouse(one);
    },

    /** Runs a job between its times, also one that is paused; never over itself. Throws if it cannot be recorded. */
    runNow(name: string, by: Asker): RunRequest {
      const one = kept.get(name);
      if (!one) return { ok: false, why: "unknown" };
      if (stopping) return { ok: false, why: "stopping" };
      if (one.running) return { ok: false, why: "running" };
      const scheduledFor = runs.beginAsked(name, clock.now(), by);
      awake++;
      one.despitePause = one.paused !== undefined;
      const ended = run(one, scheduledFor, true).finally(() => {
        one.despitePause = false;
        fallAsleep();
      });
      return { ok: true, ended };
    },

    /**
     * Keeps a job from running at its times, over restarts, until it is resumed; a run that is going on takes up
     * nothing more, and ends.
     * False if it is paused already. Throws if it cannot be recorded.
     */
    pause(name: string, by: Asker): boolean {
      const one = kept.get(name);
      const at = clock.now();
      if (!one || !pauses.pause(name, by, at)) return false;
      one.paused = { at, by };
      one.despitePause = false;
      rouse(one);
      return true;
    },

    /** False if it is not paused. What became due meanwhile by `alsoAt` is done at once. */
    resume(name: string, by: Asker): boolean {
      const one = kept.get(name);
      const at = clock.now();
      if (!one || !pauses.resume(name, by, at)) return false;
      one.paused = undefined;
      one.resumedAt = at;
      rouse(one);
      return true;
    },

    /** The pause of a job, as long as it lasts. */
    pauseOf: (name: string): Pause | undefined => kept.get(name)?.paused,

    /** Whether a job may take up work now: it is not paused, or somebody asked for the run that is going on. */
    mayWork(name: string): boolean {
      const one = kept.get(name);
      return one === undefined || one.paused === undefined || one.despitePause;
    },

    /** Starts nothing more, and resolves when what runs has ended. */
    async stop(): Promise<void> {
      stopping = true;
      stop.abort();
      for (const { sleep } of kept.values()) sleep.abort();
      await loops;
      await Promise.all([...kept.values()].map(({ running }) => running));
    },

    /** Resolves when every job is asleep, those included that a clock woke in this same turn. */
    async whenIdle(): Promise<void> {
      for (;;) {
        await new Promise((resolve) => setImmediate(resolve));
        if (awake === 0) return;
        await new Promise<void>((resolve) => onAllAsleep.push(resolve));
      }
    },

    /** The jobs of which a time has passed for so long (ms) and no run has begun since. None that is paused is late. */
    late(patience: number): string[] {
      const latest = clock.now() - patience;
      const isLate = ({ times, last, running, paused }: Kept) =>
        !running && !paused && (times.nextAfter(last) ?? Number.POSITIVE_INFINITY) <= latest;
      return [...kept.values()].filter(isLate).map(({ job }) => job.name);
    },

    /** Every job as it stands, in the order of the list. */
    states: (): JobState[] =>
      [...kept.values()].map(({ job: { name, pattern }, times, running, paused }) => ({
        name,
        pattern,
        nextRun: paused ? undefined : times.nextAfter(clock.now()),
        lastRun: runs.last(name),
        running: running !== undefined,
        paused,
      })),
  };
}
