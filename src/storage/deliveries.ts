/**
 * The engine's verbs on deliveries. Each changes the status in one immediate transaction, together with the post's
 * own status and the history; what a person does to a delivery is in posts.ts.
 */
import { and, asc, eq, gte, inArray, lt, lte, sql } from "drizzle-orm";
import type { Content } from "../posts/content.ts";
import type { FailureReason } from "../posts/retry.ts";
import type { DeliveryStatus, PostStatus } from "../posts/status.ts";
import type { Database, Transaction } from "./database.ts";
import { type LedgerAction, recordInLedger } from "./ledger.ts";
import { refreshPostStatus } from "./post-status.ts";
import { deliveries, destinations, posts } from "./schema.ts";

export type DeliveryStore = ReturnType<typeof createDeliveryStore>;

/** The right to settle a delivery: `attempts` names this claim, a later claim has a higher number. */
export interface ClaimName {
  deliveryId: number;
  postId: number;
  destinationId: number;
  attempts: number;
}

/** A claimed delivery, with what is needed to send it. */
export interface Claim extends ClaimName {
  chatId: number;
  content: Content;
  dueAt: number;
  /** Attempts before this one that count against the limit. */
  spentAttempts: number;
}

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

  /** Due, in time, and for a chat where the bot may post; `except` is a JSON list of destinations. */
  const claimable = and(
    eq(deliveries.status, sql`'pending'`),
    gte(deliveries.dueAt, sql.placeholder("notDueBefore")),
    eq(destinations.state, sql`'active'`),
    sql`${deliveries.destinationId} not in (select value from json_each(${sql.placeholder("except")}))`,
  );
  const places = database
    .select({
      id: deliveries.id,
      dueAt: deliveries.dueAt,
      place: sql<number>`row_number() over (
        partition by ${deliveries.destinationId} order by ${deliveries.dueAt}, ${deliveries.id})`.as("place"),
    })
    .from(deliveries)
    .innerJoin(destinations, eq(destinations.id, deliveries.destinationId))
    .where(and(claimable, lte(deliveries.nextAttemptAt, sql.placeholder("now"))))
    .as("places");
  const firstOfEach = database
    .select({ id: places.id })
    .from(places)
    .where(eq(places.place, sql`1`))
    .orderBy(asc(places.dueAt), asc(places.id))
    .limit(sql.placeholder("limit"));
  const claim = database
    .update(deliveries)
    .set({
      status: "sending",
      attempts: sql`${deliveries.attempts} + 1`,
      claimedAt: sql`${sql.placeholder("now")}`,
    })
    .where(inArray(deliveries.id, firstOfEach))
    .returning({ id: deliveries.id })
    .prepare();
  const next = database
    .select({ at: deliveries.nextAttemptAt })
    .from(deliveries)
    .innerJoin(destinations, eq(destinations.id, deliveries.destinationId))
    .where(claimable)
    .orderBy(asc(deliveries.nextAttemptAt))
    .limit(1)
    .prepare();

  /** Settles a claim; undefined, and nothing changed, if the delivery is no longer the claim's own. */
  function settle(
    transaction: Transaction,
    { deliveryId, postId, destinationId, attempts }: ClaimName,
    at: number,
    change: Partial<typeof deliveries.$inferInsert> & { status: DeliveryStatus },
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
    /**
     * Claims what is due: at most one delivery per destination, so that a chat's posts keep their order;
     * oldest due first. What was due before `notDueBefore` is left to expire. Committed when this returns.
     */
    claimDue(
      now: number,
      {
        limit,
        exceptDestinations,
        notDueBefore,
      }: { limit: number; exceptDestinations: number[]; notDueBefore: number },
    ): Claim[] {
      const except = JSON.stringify(exceptDestinations);
      // Most minutes have nothing due: a look costs less than a transaction.
      const earliest = next.get({ except, notDueBefore });
      if (!earliest || earliest.at > now) return [];
      return immediately((transaction) => {
        const claimed = claim.all({ now, limit, except, notDueBefore }).map(({ id }) => id);
        return transaction
          .select({
            deliveryId: deliveries.id,
            postId: deliveries.postId,
            destinationId: deliveries.destinationId,
            attempts: deliveries.attempts,
            spentAttempts: deliveries.spentAttempts,
            dueAt: deliveries.dueAt,
            chatId: destinations.chatId,
            content: sql<Content>`${posts.content}`.mapWith(posts.content),
          })
          .from(deliveries)
          .innerJoin(posts, eq(posts.id, deliveries.postId))
          .innerJoin(destinations, eq(destinations.id, deliveries.destinationId))
          .where(inArray(deliveries.id, claimed))
          .orderBy(asc(deliveries.dueAt), asc(deliveries.id))
          .all();
      });
    },

    /** When the earliest claimable delivery is to be tried (epoch ms, perhaps past); undefined if there is none. */
    nextAttemptAt: (notDueBefore: number, exceptDestinations: number[] = []): number | undefined =>
      next.get({ notDueBefore, except: JSON.stringify(exceptDestinations) })?.at,

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
            ...(spendAttempt && { spentAttempts: sql`${deliveries.spentAttempts} + 1` as unknown as number }),
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
            spentAttempts: sql`${deliveries.spentAttempts} + 1` as unknown as number,
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
