/** What a recurring job is, and what is known of its runs. */

export interface Job {
  name: string;
  /** Five-part cron pattern on the runner's zone. */
  pattern: string;
  /** Run once at start if a time was missed while the process was down. */
  makeUp: boolean;
  /** `scheduledFor` is the time of the pattern, or the instant at which somebody asked for the run (epoch ms). */
  run: (scheduledFor: number, during: During) => Promise<Result>;
  /**
   * The next instant between the times of the pattern at which there is something to do; asked whenever the job
   * goes to sleep. Such a run belongs to no time of the pattern and is not recorded.
   */
  alsoAt?: () => number | undefined;
  /** While it is paused, `alsoAt` says when there is something to finish that had begun; `run` begins nothing new then. */
  finishesWhilePaused?: boolean;
}

/** What a run came to: one line for people, nothing to tell, or why it failed. An exception is a failure as well. */
export type Result = string | undefined | { failed: string };

/** What a run that takes its time is given. */
export interface During {
  /** Aborted when the runner stops: a long run ends then. */
  signal: AbortSignal;
  /** Sleeps for so long (ms), or until the runner stops. */
  pause: (duration: number) => Promise<void>;
}

/** Who asks for something: a Telegram user id, or the name of a program's token. */
export type Asker = number | { tokenName: string };

export interface Run {
  scheduledFor: number;
  startedAt: number;
  /** Null while it runs. */
  finishedAt: number | null;
  outcome: "ok" | "failed" | null;
  summary: string | null;
  /** Null: its time had come. */
  askedBy: Asker | null;
}

export interface Pause {
  at: number;
  by: Asker;
}

export interface JobState {
  name: string;
  pattern: string;
  /** Undefined while it is paused, and where the pattern never comes again. */
  nextRun: number | undefined;
  lastRun: Run | undefined;
  running: boolean;
  paused: Pause | undefined;
}

/** Where runs are recorded; `begin` is false for a time of the pattern that was recorded before. */
export interface RunRecords {
  begin(job: string, scheduledFor: number, startedAt: number): boolean;
  /** Returns the instant under which the run stands in the record. */
  beginAsked(job: string, now: number, by: Asker): number;
  finish(job: string, scheduledFor: number, end: RunEnd): void;
  last(job: string): Run | undefined;
  failInterrupted(now: number, summary: string): void;
}

/** Where pauses are kept; `pause` and `resume` are false where nothing changed. */
export interface PauseRecords {
  all(): { job: string; paused: Pause | undefined; resumedAt: number | null }[];
  pause(job: string, by: Asker, at: number): boolean;
  resume(job: string, by: Asker, at: number): boolean;
}

interface RunEnd {
  finishedAt: number;
  outcome: "ok" | "failed";
  summary: string | undefined;
}

export interface FinishedRun {
  job: string;
  scheduledFor: number;
  outcome: "ok" | "failed";
  durationMs: number;
  summary?: string;
}
