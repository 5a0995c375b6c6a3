/** "This tick ran": one row per job and scheduled minute, and one for each run between them that somebody asked for. */
import { and, desc, eq, isNull, sql } from "drizzle-orm";
import type { Who } from "../posts/permissions.ts";
import type { Database } from "./database.ts";
import { noteOutcome } from "./job-states.ts";
import { recordInLedger, signatureOf } from "./ledger.ts";
import { jobRuns } from "./schema.ts";

export type JobRun = ReturnType<typeof runOf>;
export type JobRunStore = ReturnType<typeof createJobRunStore>;

interface RunEnd {
  finishedAt: number;
  outcome: "ok" | "failed";
  /** One line for people. */
  summary: string | undefined;
}

export function createJobRunStore(database: Database) {
  const insert = database
    .insert(jobRuns)
    .values({
      job: sql.placeholder("job"),
      scheduledFor: sql.placeholder("scheduledFor"),
      startedAt: sql.placeholder("startedAt"),
      askedBy: sql.placeholder("askedBy"),
      askedByToken: sql.placeholder("askedByToken"),
    })
    .onConflictDoNothing()
    .prepare();
  const update = database
    .update(jobRuns)
    .set({
      finishedAt: sql`${sql.placeholder("finishedAt")}`,
      outcome: sql`${sql.placeholder("outcome")}`,
      summary: sql`${sql.placeholder("summary")}`,
    })
    .where(
      and(eq(jobRuns.job, sql.placeholder("job")), eq(jobRuns.scheduledFor, sql.placeholder("scheduledFor"))),
    )
    .returning({ startedAt: jobRuns.startedAt })
    .prepare();
  const newest = database
    .select()
    .from(jobRuns)
    .where(eq(jobRuns.job, sql.placeholder("job")))
    .orderBy(desc(jobRuns.scheduledFor))
    .limit(sql.placeholder("count"))
    .prepare();

  function begin(job: string, scheduledFor: number, startedAt: number, by?: Who): boolean {
    const { actorId: askedBy, tokenName: askedByToken } = signatureOf(by);
    return insert.run({ job, scheduledFor, startedAt, askedBy, askedByToken }).changes === 1;
  }

  function finish(
    job: string,
    scheduledFor: number,
    { finishedAt, outcome, summary = null }: NullableEnd,
  ): void {
    database.transaction(
      (transaction) => {
        const [run] = update.all({ job, scheduledFor, finishedAt, outcome, summary });
        // Undefined where the record is gone: nothing is known of such a run.
        if (run) noteOutcome(transaction, { job, outcome, startedAt: run.startedAt });
      },
      { behavior: "immediate" },
    );
  }

  return {
    /** Notes that a run begins. False if that minute of the job was noted before: it is not to run again. */
    begin: (job: string, scheduledFor: number, startedAt: number): boolean =>
      begin(job, scheduledFor, startedAt),

    /** Notes that a run begins between the times because somebody asked for it. Returns the instant it stands under. */
    beginAsked: (job: string, now: number, by: Who): number =>
      database.transaction(
        (transaction) => {
          let scheduledFor = now;
          while (!begin(job, scheduledFor, now, by)) scheduledFor++;
          recordInLedger(transaction, { at: now, by, action: "job_run_asked", details: { job } });
          return scheduledFor;
        },
        { behavior: "immediate" },
      ),

    /** Notes how a run ended. */
    finish: (job: string, scheduledFor: number, end: RunEnd): void =>
      finish(job, scheduledFor, { ...end, summary: end.summary ?? null }),

    /** The run with the latest scheduled instant, running or finished. */
    last: (job: string): JobRun | undefined => newest.all({ job, count: 1 }).map(runOf)[0],

    /** The latest runs, the newest first. */
    latest: (job: string, count: number): JobRun[] => newest.all({ job, count }).map(runOf),

    /** At start: what the last process did not bring to an end has failed. The summary says so. */
    failInterrupted(now: number, summary: string): void {
      const interrupted = database.select().from(jobRuns).where(isNull(jobRuns.outcome)).all();
      for (const { job, scheduledFor } of interrupted)
        finish(job, scheduledFor, { finishedAt: now, outcome: "failed", summary });
    },
  };
}

type NullableEnd = Omit<RunEnd, "summary"> & { summary: string | null };

/** `askedBy`: who had it run between its times; null: its time had come. */
function runOf({ askedBy, askedByToken, ...run }: typeof jobRuns.$inferSelect) {
  const by: Who | null = askedBy ?? (askedByToken === null ? null : { tokenName: askedByToken });
  return { ...run, askedBy: by };
}
