/** Every recurring job, on one screen. */
import type { Job } from "./job.ts";

type Run = Job["run"];

/**
 * The order is that in which missed runs are made up: a warning comes before the deletion it tells of.
 * Patterns are on the wall clock of the configured zone; in brackets, what they are unless configured.
 */
export function timetable(parts: {
  patterns: { publish: string; expire: string; warn: string; cleanUp: string };
  publish: Pick<Job, "run" | "alsoAt">;
  expire: Run;
  warn: Run;
  cleanUp: Run;
}): Job[] {
  const { patterns, publish, expire, warn, cleanUp } = parts;
  return [
    // [* * * * *] The heartbeat: sends what is due. Between minutes it wakes for the next retry.
    { name: "publish", pattern: patterns.publish, makeUp: false, ...publish },
    // [0 * * * *] Expires what is too late to be of use. Nothing to make up: the next hour sees the same rows.
    { name: "expire", pattern: patterns.expire, makeUp: false, run: expire },
    // [0 23 * * *] Tells the team what the clean-up will delete.
    { name: "warn", pattern: patterns.warn, makeUp: true, run: warn },
    // [0 0 * * *] Deletes what was warned of.
    { name: "clean_up", pattern: patterns.cleanUp, makeUp: true, run: cleanUp },
  ];
}
