/** Finished posts on their way out: announced, then deleted. Keeping them is keeping.ts, other records go by old-records.ts. */
import { and, asc, isNotNull, isNull, lte, sql } from "drizzle-orm";
import type { Finished } from "../posts/retention.ts";
import type { Database, Transaction } from "./database.ts";
import { recordForPosts, recordInLedger } from "./ledger.ts";
import { posts } from "./schema.ts";

export type CleanupStore = ReturnType<typeof createCleanupStore>;

export function createCleanupStore(database: Database) {
  const immediately = <T>(work: (transaction: Transaction) => T): T =>
    database.transaction(work, { behavior: "immediate" });

  return {
    /** Posts that finished at or before an instant and that nobody kept, longest finished first. */
    candidates: (finishedBefore: number): Finished[] =>
      database
        .select({ id: posts.id, finishedAt: sql<number>`${posts.finishedAt}`, cleanupAt: posts.cleanupAt })
        .from(posts)
        .where(and(isNotNull(posts.finishedAt), lte(posts.finishedAt, finishedBefore), isNull(posts.keptBy)))
        .orderBy(asc(posts.finishedAt), asc(posts.id))
        .all(),

    /** Notes that the team was warned; a post that was noted before keeps its instant. */
    plan: (postIds: number[], cleanupAt: number, now: number): void =>
      immediately((transaction) => {
        const planned = transaction
          .update(posts)
          .set({ cleanupAt })
          .where(
            and(among(postIds), isNotNull(posts.finishedAt), isNull(posts.keptBy), isNull(posts.cleanupAt)),
          )
          .returning({ postId: posts.id })
          .all();
        recordForPosts(
          transaction,
          { at: now, action: "cleanup_warned" },
          planned.map(({ postId }) => ({ postId, details: { cleanupAt } })),
        );
      }),

    /**
     * Deletes posts whose announced clean-up has come, with what hangs on them: at most `limit`. Returns how many.
     * `finishedBefore` holds off what a longer retention, set since, still protects.
     */
    deleteAnnounced: (now: number, finishedBefore: number, limit: number): number =>
      immediately((transaction) => {
        const due = transaction
          .select({ id: posts.id })
          .from(posts)
          .where(
            and(
              lte(posts.cleanupAt, now),
              isNull(posts.keptBy),
              isNotNull(posts.finishedAt),
              lte(posts.finishedAt, finishedBefore),
            ),
          )
          .limit(limit)
          .all();
        const deleted = transaction
          .delete(posts)
          .where(among(due.map(({ id }) => id)))
          .returning({ id: posts.id, status: posts.status, content: posts.content, dueAt: posts.dueAt })
          .all();
        // The history outlives the post, so it repeats nothing of what the post said.
        for (const { id, status, content, dueAt } of deleted)
          recordInLedger(transaction, {
            at: now,
            action: "post_cleaned_up",
            postId: id,
            details: { status, kind: content?.kind, dueAt },
          });
        return deleted.length;
      }),
  };
}

/** As one value: SQLite binds 32,766 at most. */
export const among = (postIds: number[]) =>
  sql`${posts.id} in (select value from json_each(${JSON.stringify(postIds)}))`;
