/** Every recurring job, on one screen. */
import type { Config } from "../config.ts";
import type { Job } from "./job.ts";

type PatternSetting = Extract<keyof Config, `${string}Cron`>;

/**
 * The order is that in which missed runs are made up: a warning comes before the deletion it tells of.
 * `pattern` is the setting with the job's pattern on the wall clock of the configured zone; in brackets, what it is
 * unless configured. `makeUp`: run once at start if a time was missed.
 */
const table = {
  /** [* * * * *] The heartbeat: sends what is due. Between minutes it wakes for the next retry. */
  publish: { pattern: "publishCron", makeUp: false },
  /** [0 * * * *] Expires what is too late to be of use. Nothing to make up: the next hour sees the same rows. */
  expire: { pattern: "expireCron", makeUp: false },
  /** [0 23 * * *] Tells the team what the clean-up will delete. */
  warn: { pattern: "warnCron", makeUp: true },
  /** [0 0 * * *] Deletes what was warned of. */
  clean_up: { pattern: "cleanupCron", makeUp: true },
  /** [30 2 * * *] Copies the database, checks the copy, and deletes old ones. */
  backup: { pattern: "backupCron", makeUp: true },
  /** [* * * * *] Tells addresses of events. It wakes for each as well, and for the next attempt at one that failed. */
  event_webhooks: { pattern: "publishCron", makeUp: false },
  /** [0 3 * * *] Looks at the token and at the bot's rights in every channel and group. */
  access_check: { pattern: "accessCheckCron", makeUp: false },
} satisfies Record<string, { pattern: PatternSetting; makeUp: boolean }>;

export type JobName = keyof typeof table;

/** What each job does; undefined: this Belfry has no such job. */
export type Work = Record<
  JobName,
  Job["run"] | Pick<Job, "run" | "alsoAt" | "finishesWhilePaused"> | undefined
>;

/** The jobs in the order of the table, with the patterns of the configuration. */
export function timetable(patterns: Pick<Config, PatternSetting>, work: Work): Job[] {
  return (Object.keys(table) as JobName[]).flatMap((name) => {
    const does = work[name];
    if (!does) return [];
    const { pattern, makeUp } = table[name];
    return [
      { name, pattern: patterns[pattern], makeUp, ...(typeof does === "function" ? { run: does } : does) },
    ];
  });
}
