/** A post's status follows from its deliveries; both change in one transaction. */
import { eq } from "drizzle-orm";
import { derivePostStatus, type PostStatus } from "../posts/status.ts";
import type { Transaction } from "./database.ts";
import { deliveries, posts } from "./schema.ts";

/**
 * Brings a released post's status in line with its deliveries; call it in the transaction that changed one.
 * Returns the status and whether the post has just finished, so that its author is owed word.
 */
export function refreshPostStatus(
  transaction: Transaction,
  postId: number,
  now: number,
): { status: PostStatus; finished: boolean } {
  const statuses = transaction
    .select({ status: deliveries.status })
    .from(deliveries)
    .where(eq(deliveries.postId, postId))
    .all();
  const status = derivePostStatus(statuses.map((delivery) => delivery.status));
  const finished = status !== "scheduled";
  transaction
    .update(posts)
    .set({ status, finishedAt: finished ? now : null, toldAt: null, cleanupAt: null, updatedAt: now })
    .where(eq(posts.id, postId))
    .run();
  return { status, finished };
}
