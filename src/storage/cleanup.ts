/** What the nightly clean-up looks at and deletes. */
import { and, asc, isNotNull, isNull, lt, lte, sql } from "drizzle-orm";
import type { Content } from "../posts/content.ts";
import type { PostStatus } from "../posts/status.ts";
import type { Database } from "./database.ts";
import { recordInLedger } from "./ledger.ts";
import { handledUpdates, jobRuns, posts } from "./schema.ts";

/** A finished post that nobody kept. */
export interface CleanupCandidate {
  id: number;
  authorId: number;
  status: PostStatus;
  content: Content;
  dueAt: number;
  finishedAt: number;
  /** The clean-up that the team was told of; null: not told yet. */
  cleanupAt: number | null;
}

export type CleanupStore = ReturnType<typeof createCleanupStore>;

const day = 24 * 60 * 60 * 1000;
/** Telegram keeps updates for at most a day; a week more costs nothing. */
const keepHandledUpdates = 8 * day;
const keepJobRuns = 90 * day;

export function createCleanupStore(database: Database) {
  return {
    /** Posts that finished at or before an instant and that nobody kept, longest finished first. */
    candidates: (finishedBefore: number): CleanupCandidate[] =>
      database
        .select({
          id: posts.id,
          authorId: posts.authorId,
          status: posts.status,
          content: posts.content,
          dueAt: posts.dueAt,
          finishedAt: posts.finishedAt,
          cleanupAt: posts.cleanupAt,
        })
        .from(posts)
        .where(and(isNotNull(posts.finishedAt), lte(posts.finishedAt, finishedBefore), isNull(posts.keptBy)))
        .orderBy(asc(posts.finishedAt), asc(posts.id))
        .all()
        // The CHECK constraint holds that a finished post has its content and due time.
        .map((row) => row as CleanupCandidate),

    /** Notes that the team was warned; a post that was noted before keeps its instant. */
    plan(postIds: number[], cleanupAt: number, now: number): void {
      database.transaction(
        (transaction) => {
          const planned = transaction
            .update(posts)
            .set({ cleanupAt })
            .where(
              and(
                // As one value: SQLite binds 32,766 at most.
                sql`${posts.id} in (select value from json_each(${JSON.stringify(postIds)}))`,
                isNotNull(posts.finishedAt),
                isNull(posts.keptBy),
                isNull(posts.cleanupAt),
              ),
            )
            .returning({ postId: posts.id })
            .all();
          for (const { postId } of planned)
            recordInLedger(transaction, {
              at: now,
              action: "cleanup_warned",
              postId,
              details: { cleanupAt },
            });
        },
        { behavior: "immediate" },
      );
    },

    /**
     * Deletes the posts whose announced clean-up has come, with what hangs on them, and the engine's old records.
     * Returns how many posts. `finishedBefore` holds off what a longer retention, set since, still protects.
     */
    cleanUp: (now: number, finishedBefore: number): number =>
      database.transaction(
        (transaction) => {
          const deleted = transaction
            .delete(posts)
            .where(
              and(
                lte(posts.cleanupAt, now),
                isNull(posts.keptBy),
                isNotNull(posts.finishedAt),
                lte(posts.finishedAt, finishedBefore),
              ),
            )
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
          transaction
            .delete(handledUpdates)
            .where(lt(handledUpdates.at, now - keepHandledUpdates))
            .run();
          transaction
            .delete(jobRuns)
            .where(lt(jobRuns.startedAt, now - keepJobRuns))
            .run();
          return deleted.length;
        },
        { behavior: "immediate" },
      ),
  };
}
