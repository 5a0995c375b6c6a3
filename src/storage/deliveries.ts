/**
 * The engine's verbs on deliveries. Each changes the status in one immediate transaction, together with the post's
 * own status and the history; what a person does to a delivery is in posts.ts.
 */
import { and, asc, eq, lt, lte, sql } from "drizzle-orm";
import type { SQLiteUpdateSetSource } from "drizzle-orm/sqlite-core";
import type { FailureReason } from "../posts/retry.ts";
import type { DeliveryStatus, PostStatus } from "../posts/status.ts";
import { type ClaimName, createClaims } from "./claims.ts";
import type { Database, Transaction } from "./database.ts";
import { type LedgerAction, recordInLedger } from "./ledger.ts";
import { refreshPostStatus } from "./post-status.ts";
import { deliveries, posts } from "./schema.ts";

export type DeliveryStore = ReturnType<typeof createDeliveryStore>;

/** What settling did: the delivery's new status, and the post's if it finished by this. */
export interface Settlement {
  status: DeliveryStatus;
  postFinished?: PostStatus;
}

interface Failure {
  at: number;
  reason: FailureReason;
  /** Telegram's own words. */
  detail: string;
}

export function createDeliveryStore(database: Database) {
  const immediately = <T>(work: (transaction: Transaction) => T): T =>
    database.transaction(work, { behavior: "immediate" });

  /** Settles a claim; undefined, and nothing changed, if the delivery is no longer the claim's own. */
  function settle(
    transaction: Transaction,
    { deliveryId, postId, destinationId, attempts }: ClaimName,
    at: number,
    change: SQLiteUpdateSetSource<typeof deliveries> & { status: DeliveryStatus },
    entry: { action: LedgerAction; details: Record<string, unknown> },
  ): Settlement | undefined {
    const { changes } = transaction
      .update(deliveries)
      .set({ ...change, claimedAt: null })
      .where(
        and(
          eq(deliveries.id, deliveryId),
          eq(deliveries.status, "sending"),
          eq(deliveries.attempts, attempts),
        ),
      )
      .run();
    if (changes === 0) return undefined;
    recordInLedger(transaction, { at, postId, destinationId, ...entry });
    const post = refreshPostStatus(transaction, postId, at);
    return { status: change.status, ...(post.finished && { postFinished: post.status }) };
  }

  return {
    ...createClaims(database),

    markSent: (name: ClaimName, { at, messageIds }: { at: number; messageIds: number[] }) =>
      immediately((transaction) =>
        settle(
          transaction,
          name,
          at,
          { status: "sent", sentAt: at, messageIds, reason: null, detail: null },
          { action: "delivery_sent", details: { messageIds, attempt: name.attempts } },
        ),
      ),

    /**
     * Puts a delivery back for another attempt at `retryAt`. Where no attempt is spent, the wait concerns the chat
     * rather than this message: its other deliveries that are due wait as well and keep their order.
     * A post that a person cancelled meanwhile does not come back: the delivery is cancelled.
     */
    retryAt: (
      name: ClaimName,
      { at, reason, detail, retryAt, spendAttempt }: Failure & { retryAt: number; spendAttempt: boolean },
    ) =>
      immediately((transaction) => {
        const post = transaction
          .select({ cancelledBy: posts.cancelledBy })
          .from(posts)
          .where(eq(posts.id, name.postId))
          .get();
        const status = post?.cancelledBy == null ? "pending" : "cancelled";
        const settlement = settle(
          transaction,
          name,
          at,
          {
            status,
            nextAttemptAt: retryAt,
            reason,
            detail,
            ...(spendAttempt && { spentAttempts: sql`${deliveries.spentAttempts} + 1` }),
          },
          {
            action: status === "pending" ? "delivery_postponed" : "post_cancelled",
            details: { reason, detail, retryAt, attempt: name.attempts },
          },
        );
        if (settlement && !spendAttempt)
          transaction
            .update(deliveries)
            .set({ nextAttemptAt: retryAt })
            .where(
              and(
                eq(deliveries.destinationId, name.destinationId),
                eq(deliveries.status, "pending"),
                lt(deliveries.nextAttemptAt, retryAt),
                lte(deliveries.dueAt, at),
              ),
            )
            .run();
        return settlement;
      }),

    fail: (name: ClaimName, { at, reason, detail }: Failure) =>
      immediately((transaction) =>
        settle(
          transaction,
          name,
          at,
          {
            status: "failed",
            reason,
            detail,
            spentAttempts: sql`${deliveries.spentAttempts} + 1`,
          },
          { action: "delivery_failed", details: { reason, detail, attempt: name.attempts } },
        ),
      ),

    markUncertain: (name: ClaimName, { at, reason, detail }: Failure) =>
      immediately((transaction) =>
        settle(
          transaction,
          name,
          at,
          { status: "uncertain", reason, detail },
          { action: "delivery_uncertain", details: { reason, detail, attempt: name.attempts } },
        ),
      ),

    /** Expires what still waits and was due before an instant. Returns the posts concerned. */
    expireLate: (dueBefore: number, now: number) =>
      immediately((transaction) => {
        const expired = transaction
          .update(deliveries)
          .set({ status: "expired" })
          .where(and(eq(deliveries.status, "pending"), lt(deliveries.dueAt, dueBefore)))
          .returning({
            deliveryId: deliveries.id,
            postId: deliveries.postId,
            destinationId: deliveries.destinationId,
          })
          .all();
        return [...Map.groupBy(expired, ({ postId }) => postId)].map(([postId, ofPost]) => {
          const deliveryIds = ofPost.map(({ deliveryId }) => deliveryId);
          recordInLedger(transaction, { at: now, action: "post_expired", postId, details: { deliveryIds } });
          const post = refreshPostStatus(transaction, postId, now);
          return { postId, deliveries: ofPost, ...(post.finished && { postFinished: post.status }) };
        });
      }),

    /** At start: what the last process had claimed and not settled. */
    interrupted: (): ClaimName[] =>
      database
        .select({
          deliveryId: deliveries.id,
          postId: deliveries.postId,
          destinationId: deliveries.destinationId,
          attempts: deliveries.attempts,
        })
        .from(deliveries)
        .where(eq(deliveries.status, "sending"))
        .orderBy(asc(deliveries.id))
        .all(),
  };
}
