/** What a recurring job is, and what is known of its runs. */

export interface Job {
  name: string;
  /** Five-part cron pattern on the runner's zone. */
  pattern: string;
  /** Run once at start if a time was missed while the process was down. */
  makeUp: boolean;
  /** `scheduledFor` is the time of the pattern (epoch ms). Returns one line for people, or nothing to tell. */
  run: (scheduledFor: number) => Promise<string | undefined>;
  /**
   * The next instant between the times of the pattern at which there is something to do; asked whenever the job
   * goes to sleep. Such a run belongs to no time of the pattern and is not recorded.
   */
  alsoAt?: () => number | undefined;
}

export interface JobState {
  name: string;
  pattern: string;
  nextRun: number | undefined;
  lastRun:
    | {
        scheduledFor: number;
        startedAt: number;
        finishedAt: number | null;
        outcome: "ok" | "failed" | null;
        summary: string | null;
      }
    | undefined;
  running: boolean;
}

/** Where runs are recorded; `begin` is false for a time of the pattern that was recorded before. */
export interface RunRecords {
  begin(job: string, scheduledFor: number, startedAt: number): boolean;
  finish(job: string, scheduledFor: number, end: RunEnd): void;
  last(job: string): JobState["lastRun"];
  failInterrupted(now: number): void;
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
