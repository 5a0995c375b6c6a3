/** What outlives a restart of the jobs' states: pauses, and failures that the owners hear of. */
import { and, eq, gt, gte, isNotNull, isNull, or, sql } from "drizzle-orm";
import type { Who } from "../posts/permissions.ts";
import type { Database, Transaction } from "./database.ts";
import { recordInLedger, signatureOf } from "./ledger.ts";
import { jobStates } from "./schema.ts";

export type JobStateStore = ReturnType<typeof createJobStateStore>;

export interface JobState {
  job: string;
  /** Since when it is paused, and by whom. */
  paused: { at: number; by: Who } | undefined;
  /** When its last pause ended (epoch ms). */
  resumedAt: number | null;
  failedInARow: number;
}

/** Something about a job that the owners have not heard of: it keeps failing, or works again after they were told. */
export interface JobTrouble {
  job: string;
  kind: "failing" | "over";
  /** When the first of the failed runs began (epoch ms). */
  since: number;
  failedInARow: number;
}

export function createJobStateStore(database: Database) {
  const immediately = <T>(work: (transaction: Transaction) => T): T =>
    database.transaction(work, { behavior: "immediate" });

  return {
    /** The jobs of which there is anything to say. */
    all: (): JobState[] => database.select().from(jobStates).all().map(stateOf),

    /** False if it is paused already. */
    pause: (job: string, by: Who, at: number): boolean =>
      immediately((transaction) => {
        const { actorId, tokenName } = signatureOf(by);
        const pause = { pausedAt: at, pausedBy: actorId, pausedByToken: tokenName };
        const { changes } = transaction
          .insert(jobStates)
          .values({ job, ...pause })
          .onConflictDoUpdate({ target: jobStates.job, set: pause, setWhere: isNull(jobStates.pausedAt) })
          .run();
        if (changes > 0) recordInLedger(transaction, { at, by, action: "job_paused", details: { job } });
        return changes > 0;
      }),

    /** False if it is not paused. */
    resume: (job: string, by: Who, at: number): boolean =>
      immediately((transaction) => {
        const { changes } = transaction
          .update(jobStates)
          .set({ pausedAt: null, pausedBy: null, pausedByToken: null, resumedAt: at })
          .where(and(eq(jobStates.job, job), isNotNull(jobStates.pausedAt)))
          .run();
        if (changes > 0) recordInLedger(transaction, { at, by, action: "job_resumed", details: { job } });
        return changes > 0;
      }),

    /** What the owners have not heard of; a job is failing once so many runs in a row came to nothing. */
    untoldTroubles: (failures: number): JobTrouble[] =>
      database
        .select()
        .from(jobStates)
        .where(
          or(
            and(gte(jobStates.failedInARow, failures), isNull(jobStates.failureToldAt)),
            and(eq(jobStates.failedInARow, 0), isNotNull(jobStates.failureToldAt)),
          ),
        )
        .all()
        .map(({ job, failedInARow, failingSince }) => ({
          job,
          kind: failedInARow === 0 ? "over" : "failing",
          // The CHECK constraint holds that it is there.
          since: failingSince as number,
          failedInARow,
        })),

    /** The owners were told. What has changed meanwhile is told next. */
    markTroubleTold({ job, kind, since }: JobTrouble, at: number): void {
      const told =
        kind === "failing"
          ? { failureToldAt: at, failingSince: sql`coalesce(${jobStates.failingSince}, ${since})` }
          : { failureToldAt: null, failingSince: null };
      const isStillOver = kind === "over" ? eq(jobStates.failedInARow, 0) : undefined;
      database
        .update(jobStates)
        .set(told)
        .where(and(eq(jobStates.job, job), isStillOver))
        .run();
    },
  };
}

/** Counts failures in a row; call it in the transaction that records the end of a run. */
export function noteOutcome(
  transaction: Transaction,
  { job, outcome, startedAt }: { job: string; outcome: "ok" | "failed"; startedAt: number },
): void {
  if (outcome === "failed")
    transaction
      .insert(jobStates)
      .values({ job, failedInARow: 1, failingSince: startedAt })
      .onConflictDoUpdate({
        target: jobStates.job,
        set: {
          failedInARow: sql`${jobStates.failedInARow} + 1`,
          failingSince: sql`coalesce(${jobStates.failingSince}, ${startedAt})`,
        },
      })
      .run();
  else
    transaction
      .update(jobStates)
      .set({
        failedInARow: 0,
        failingSince: sql`case when ${jobStates.failureToldAt} is not null then ${jobStates.failingSince} end`,
      })
      .where(and(eq(jobStates.job, job), gt(jobStates.failedInARow, 0)))
      .run();
}

function stateOf(row: typeof jobStates.$inferSelect): JobState {
  const { job, pausedAt, pausedBy, pausedByToken, resumedAt, failedInARow } = row;
  const by: Who = pausedBy ?? { tokenName: pausedByToken ?? "" };
  return { job, paused: pausedAt === null ? undefined : { at: pausedAt, by }, resumedAt, failedInARow };
}
