/** "This tick ran": one row per job and scheduled minute. */
import { and, desc, eq, isNull, sql } from "drizzle-orm";
import type { Database } from "./database.ts";
import { jobRuns } from "./schema.ts";

type JobRun = typeof jobRuns.$inferSelect;

export function createJobRunStore(database: Database) {
  const insert = database
    .insert(jobRuns)
    .values({
      job: sql.placeholder("job"),
      scheduledFor: sql.placeholder("scheduledFor"),
      startedAt: sql.placeholder("startedAt"),
    })
    .onConflictDoNothing()
    .prepare();
  const finish = database
    .update(jobRuns)
    .set({
      finishedAt: sql`${sql.placeholder("finishedAt")}`,
      outcome: sql`${sql.placeholder("outcome")}`,
      summary: sql`${sql.placeholder("summary")}`,
    })
    .where(
      and(eq(jobRuns.job, sql.placeholder("job")), eq(jobRuns.scheduledFor, sql.placeholder("scheduledFor"))),
    )
    .prepare();
  const last = database
    .select()
    .from(jobRuns)
    .where(eq(jobRuns.job, sql.placeholder("job")))
    .orderBy(desc(jobRuns.scheduledFor))
    .limit(1)
    .prepare();

  return {
    /** Notes that a run begins. False if that minute of the job was noted before: it is not to run again. */
    begin: (job: string, scheduledFor: number, startedAt: number): boolean =>
      insert.run({ job, scheduledFor, startedAt }).changes === 1,

    /** Notes how a run ended; the summary is one line for people. */
    finish(
      job: string,
      scheduledFor: number,
      end: { finishedAt: number; outcome: "ok" | "failed"; summary: string | undefined },
    ): void {
      finish.run({ job, scheduledFor, ...end, summary: end.summary ?? null });
    },

    /** The run with the latest scheduled minute, running or finished. */
    last: (job: string): JobRun | undefined => last.get({ job }),

    /** At start: what the last process did not bring to an end has failed. */
    failInterrupted(now: number): void {
      database
        .update(jobRuns)
        .set({ finishedAt: now, outcome: "failed", summary: "Belfry stopped during this run" })
        .where(isNull(jobRuns.outcome))
        .run();
    },
  };
}
