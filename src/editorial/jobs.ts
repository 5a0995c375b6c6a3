/** What owners and programs do to the recurring jobs: look, run one now, pause and resume. */
import type { Clock } from "../clock.ts";
import type { Events } from "../events.ts";
import { type Actor, mayManageTeam, type Who, whoIs } from "../posts/permissions.ts";
import type { JobRun, JobRunStore } from "../storage/job-runs.ts";
import type { JobStateStore, JobTrouble } from "../storage/job-states.ts";
import type { PeopleStore } from "../storage/people.ts";

export type { JobTrouble } from "../storage/job-states.ts";
export type JobControl = ReturnType<typeof createJobControl>;

/** A pause or a run, and who is behind it. */
export interface Pause {
  at: number;
  by: Who;
  /** A person's name, or the name of a program's token. */
  name: string;
}

type Run = Omit<JobRun, "job">;
export type PastRun = Run & { askedByName: string | undefined };

/** A job as it stands; instants are epoch ms. */
export interface JobStatus {
  name: string;
  /** Five-part cron pattern on the wall clock of the configured zone. */
  pattern: string;
  /** Undefined while it is paused. */
  nextRun: number | undefined;
  lastRun: PastRun | undefined;
  running: boolean;
  paused: Pause | undefined;
  failedInARow: number;
}

/** How a run ended. */
export interface FinishedRun {
  job: string;
  scheduledFor: number;
  outcome: "ok" | "failed";
  durationMs: number;
  summary?: string;
}

/** not_allowed: only owners; unknown: there is no such job; stopping: Belfry is being stopped. */
export type JobRefusal = { ok: false; why: "not_allowed" | "unknown" | "running" | "stopping" };
/** The run has begun, unless refused; `ended` resolves when it is over and on record, and never rejects. */
export type RunRequest = { ok: true; ended: Promise<FinishedRun> } | JobRefusal;
/** already_…: there was nothing to change, because somebody else was quicker. */
export type PauseResult =
  | { ok: true }
  | { ok: false; why: "not_allowed" | "unknown" | "already_paused" | "already_resumed" };

/** The one that everything waits for. */
const publishing = "publish";
/** Fewer may be a hiccup, and would make owners deaf to what matters. */
const failuresWorthTelling = 3;

/** `runner` keeps the jobs' times; see jobs/runner.ts. */
export function createJobControl(parts: {
  runner: {
    states(): (Omit<JobStatus, "lastRun" | "paused" | "failedInARow"> & {
      lastRun: Run | undefined;
      paused: Omit<Pause, "name"> | undefined;
    })[];
    runNow(job: string, by: Who): { ok: true; ended: Promise<FinishedRun> } | JobRefusal;
    pauseOf(job: string): Omit<Pause, "name"> | undefined;
    pause(job: string, by: Who): boolean;
    resume(job: string, by: Who): boolean;
  };
  runs: Pick<JobRunStore, "latest">;
  states: Pick<JobStateStore, "all" | "untoldTroubles" | "markTroubleTold">;
  people: Pick<PeopleStore, "known">;
  timeZone: string;
  clock: Pick<Clock, "now">;
  events: Pick<Events, "emit">;
}) {
  const { runner, runs, states, people, timeZone, clock, events } = parts;

  const askedAt = new Map<string, number>();
  const lastAskedAt = (job: string): number => askedAt.get(job) ?? 0;

  const nameOf = (who: Who): string =>
    typeof who === "number" ? (people.known(who)?.name ?? String(who)) : who.tokenName;
  const named = (pause: Omit<Pause, "name"> | undefined): Pause | undefined =>
    pause && { ...pause, name: nameOf(pause.by) };
  const withName = (run: Run): PastRun => ({
    ...run,
    askedByName: run.askedBy === null ? undefined : nameOf(run.askedBy),
  });

  function list(): JobStatus[] {
    const failures = new Map(states.all().map(({ job, failedInARow }) => [job, failedInARow]));
    return runner.states().map(({ lastRun, paused, ...state }) => ({
      ...state,
      lastRun: lastRun && withName(lastRun),
      paused: named(paused),
      failedInARow: failures.get(state.name) ?? 0,
    }));
  }

  const find = (job: string): JobStatus | undefined => list().find(({ name }) => name === job);

  function change(job: string, actor: Actor, work: "pause" | "resume"): PauseResult {
    if (!mayManageTeam(actor)) return { ok: false, why: "not_allowed" };
    if (!find(job)) return { ok: false, why: "unknown" };
    const type = work === "pause" ? "job_paused" : "job_resumed";
    if (!runner[work](job, whoIs(actor)))
      return { ok: false, why: work === "pause" ? "already_paused" : "already_resumed" };
    events.emit({ type, job, by: whoIs(actor) });
    return { ok: true };
  }

  return {
    /** The zone on whose wall clock the patterns are. */
    timeZone,

    /** Every job, in the order of the timetable. */
    list,
    find,

    /** The latest runs of a job, the newest first. */
    latest: (job: string, count: number): PastRun[] => runs.latest(job, count).map(withName),

    /** Begins a run between the times, also of a job that is paused; never over itself. */
    runNow(job: string, actor: Actor): RunRequest {
      if (!mayManageTeam(actor)) return { ok: false, why: "not_allowed" };
      const request = runner.runNow(job, whoIs(actor));
      if (request.ok) askedAt.set(job, Math.max(clock.now(), lastAskedAt(job) + 1));
      return request;
    },

    /** When somebody last asked for a run since Belfry started, each time another instant; 0: nobody did. */
    lastAskedAt,

    /** Keeps a job from running at its times, over restarts; what it misses is not made up for. */
    pause: (job: string, actor: Actor): PauseResult => change(job, actor, "pause"),
    resume: (job: string, actor: Actor): PauseResult => change(job, actor, "resume"),

    /** Set while nothing is published because somebody paused that. */
    publishingPause: (): Pause | undefined => named(runner.pauseOf(publishing)),

    /** Jobs that keep failing, and those that work again, as far as the owners have not heard of it. */
    untoldTroubles(): JobTrouble[] {
      const untold = states.untoldTroubles(failuresWorthTelling);
      if (untold.length === 0) return [];
      // A job may have gone, with a setting or an upgrade.
      const names = runner.states().map(({ name }) => name);
      return untold.filter(({ job }) => names.includes(job));
    },
    markTroubleTold: (trouble: JobTrouble): void => states.markTroubleTold(trouble, clock.now()),
  };
}
