/** Keeping finished posts from the clean-up, and letting them go again. */
import { and, desc, isNotNull, isNull, sql } from "drizzle-orm";
import { among } from "./cleanup.ts";
import type { Database, Transaction } from "./database.ts";
import { recordForPosts, recordInLedger } from "./ledger.ts";
import { posts } from "./schema.ts";

/** A part of the post store. */
export function createKeeping(database: Database) {
  const immediately = <T>(work: (transaction: Transaction) => T): T =>
    database.transaction(work, { behavior: "immediate" });

  return {
    /** Takes finished posts out of the clean-up. Returns those that were not kept before. */
    keep: (postIds: number[], by: number, now: number): number[] =>
      immediately((transaction) => {
        const kept = transaction
          .update(posts)
          .set({ keptBy: by, cleanupAt: null, updatedAt: now })
          .where(and(among(postIds), isNotNull(posts.finishedAt), isNull(posts.keptBy)))
          .returning({ id: posts.id })
          .all();
        const entries = kept.map(({ id }) => ({ postId: id }));
        recordForPosts(transaction, { at: now, by, action: "post_kept" }, entries);
        return kept.map(({ id }) => id);
      }),

    /** Leaves a kept post to the clean-up again, which will announce it first. False if nobody kept it. */
    letGo: (postId: number, by: number, now: number): boolean =>
      immediately((transaction) => {
        const { changes } = transaction
          .update(posts)
          .set({ keptBy: null, cleanupAt: null, updatedAt: now })
          .where(and(among([postId]), isKept))
          .run();
        if (changes > 0) recordInLedger(transaction, { at: now, by, action: "post_let_go", postId });
        return changes > 0;
      }),

    countKept: (): number =>
      database.select({ count: sql<number>`count(*)` }).from(posts).where(isKept).get()?.count ?? 0,

    /** The ids of kept posts, newest finished first. */
    kept: (limit: number, offset: number): number[] =>
      database
        .select({ id: posts.id })
        .from(posts)
        .where(isKept)
        .orderBy(desc(posts.finishedAt), desc(posts.id))
        .limit(limit)
        .offset(offset)
        .all()
        .map(({ id }) => id),
  };
}

/** Spelled out, as the partial index has it. */
const isKept = sql`${posts.keptBy} is not null`;
