/**
 * The engine's verbs on deliveries. Each changes the status in one immediate transaction, together with the post's
 * own status and the history; what a person does to a delivery is in post-acts.ts.
 */
import { and, eq, lt, lte, type SQL, sql } from "drizzle-orm";
import type { Content } from "../posts/content.ts";
import type { FailureReason } from "../posts/retry.ts";
import type { DeliveryStatus, PostStatus } from "../posts/status.ts";
import { type ClaimName, createClaims } from "./claims.ts";
import type { Database, Transaction } from "./database.ts";
import { type LedgerAction, prepareLedger } from "./ledger.ts";
import { preparePostStatuses } from "./post-status.ts";
import { deliveries, posts } from "./schema.ts";
import { createSentRecord, type Sent } from "./sent.ts";

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
  let together = false;
  /** What is done together is in a transaction already, and needs no savepoint for each of its parts. */
  const immediately = <T>(work: (transaction: Database | Transaction) => T): T =>
    together ? work(database) : database.transaction(work, { behavior: "immediate" });
  const refreshAll = preparePostStatuses(database);
  const refresh = (postId: number, now: number) => refreshAll(new Map([[postId, now]])).get(postId);
  const markAllSent = createSentRecord(database);
  const recordEntry = prepareLedger(database);
  const isClaimedBy = and(
    eq(deliveries.id, sql.placeholder("deliveryId")),
    eq(deliveries.status, sql`'sending'`),
    eq(deliveries.attempts, sql.placeholder("attempts")),
  );
  // `coalesce` leaves what a settling does not speak of as it was.
  const change = database
    .update(deliveries)
    .set({
      status: sql`${sql.placeholder("status")}`,
      claimedAt: null,
      reason: sql`${sql.placeholder("reason")}`,
      detail: sql`${sql.placeholder("detail")}`,
      nextAttemptAt: sql`coalesce(${sql.placeholder("retryAt")}, ${deliveries.nextAttemptAt})`,
      spentAttempts: sql`${deliveries.spentAttempts} + ${sql.placeholder("spent")}`,
    })
    .where(isClaimedBy)
    .prepare();
  const postOf = database
    .select({ cancelledBy: posts.cancelledBy, trace: posts.trace })
    .from(posts)
    .where(eq(posts.id, sql.placeholder("postId")))
    .prepare();
  /** Where a delivery goes that was not completed: a post that a person cancelled meanwhile does not come back. */
  const backFor = (postId: number) => (postOf.get({ postId })?.cancelledBy == null ? "pending" : "cancelled");
  const addPart = database
    .update(deliveries)
    .set({
      partMessageIds: sql`json_insert(coalesce(${deliveries.partMessageIds}, '[]'), '$[#]',
        json(${sql.placeholder("messageIds")}))`,
      // Each part has attempts of its own.
      spentAttempts: 0,
    })
    .where(isClaimedBy)
    .prepare();
  const letChatWait = database
    .update(deliveries)
    .set({ nextAttemptAt: sql`${sql.placeholder("retryAt")}` })
    .where(
      and(
        eq(deliveries.destinationId, sql.placeholder("destinationId")),
        eq(deliveries.status, sql`'pending'`),
        lt(deliveries.nextAttemptAt, sql.placeholder("retryAt")),
        lte(deliveries.dueAt, sql.placeholder("at")),
      ),
    )
    .prepare();

  /** Settles a claim; undefined, and nothing changed, if the delivery is no longer the claim's own. */
  function settle(
    { deliveryId, postId, destinationId, attempts }: ClaimName,
    at: number,
    to: {
      status: DeliveryStatus;
      reason?: FailureReason;
      detail?: string;
      retryAt?: number;
      spent?: number;
    },
    entry: { action: LedgerAction; details: Record<string, unknown> },
  ): Settlement | undefined {
    const { status, reason = null, detail = null, retryAt = null, spent = 0 } = to;
    const { changes } = change.run({ deliveryId, attempts, status, reason, detail, retryAt, spent });
    if (changes === 0) return undefined;
    recordEntry({ at, postId, destinationId, ...entry });
    const post = refresh(postId, at);
    return { status, ...(post?.finished && { postFinished: post.status }) };
  }

  return {
    ...createClaims(database, immediately),

    /** Has several verbs share one commit: all of them happen, or none. */
    together: <T>(work: () => T): T =>
      immediately(() => {
        together = true;
        try {
          return work();
        } finally {
          together = false;
        }
      }),

    /** In the order of the list; undefined for a delivery that is no longer the claim's own. */
    markAllSent: (list: Sent[]) => immediately(() => markAllSent(list)),

    markSent: (name: ClaimName, { at, messageIds }: { at: number; messageIds: number[] }) =>
      immediately(() => markAllSent([{ name, at, messageIds }])[0]),

    /**
     * Notes a part of a post that is out, while another is missing: the delivery is pending again and goes on with
     * the next one, unless the post was cancelled meanwhile. Takes the part's number, from 1.
     */
    markPartSent: (
      name: ClaimName,
      { at, messageIds, ...which }: { at: number; messageIds: number[]; part: number; parts: number },
    ) =>
      immediately(() => {
        const { deliveryId, postId, attempts } = name;
        addPart.run({ deliveryId, attempts, messageIds: JSON.stringify(messageIds) });
        const details = { messageIds, ...which, attempt: attempts };
        return settle(name, at, { status: backFor(postId) }, { action: "delivery_part_sent", details });
      }),

    /**
     * Puts a delivery back for another attempt at `retryAt`. Where the wait concerns the chat rather than this
     * message, its other deliveries that are due wait as well and keep their order.
     * A post that a person cancelled meanwhile does not come back: the delivery is cancelled.
     */
    retryAt: (
      name: ClaimName,
      {
        at,
        reason,
        detail,
        retryAt,
        spendAttempt,
        chatWaits = !spendAttempt,
      }: Failure & { retryAt: number; spendAttempt: boolean; chatWaits?: boolean },
    ) =>
      immediately(() => {
        const { postId, destinationId, attempts } = name;
        const status = backFor(postId);
        const settlement = settle(
          name,
          at,
          { status, retryAt, reason, detail, spent: spendAttempt ? 1 : 0 },
          {
            action: status === "pending" ? "delivery_postponed" : "post_cancelled",
            details: { reason, detail, retryAt, attempt: attempts },
          },
        );
        if (settlement && chatWaits) letChatWait.run({ retryAt, destinationId, at });
        return settlement;
      }),

    fail: (name: ClaimName, { at, reason, detail }: Failure) =>
      immediately(() =>
        settle(
          name,
          at,
          { status: "failed", reason, detail, spent: 1 },
          { action: "delivery_failed", details: { reason, detail, attempt: name.attempts } },
        ),
      ),

    markUncertain: (name: ClaimName, { at, reason, detail }: Failure) =>
      immediately(() =>
        settle(
          name,
          at,
          { status: "uncertain", reason, detail },
          { action: "delivery_uncertain", details: { reason, detail, attempt: name.attempts } },
        ),
      ),

    /** Notes at a stop that nobody is sending this any more; its fate stays open. */
    letGo: ({ deliveryId, attempts }: ClaimName): void => {
      database
        .update(deliveries)
        .set({ claimedAt: 0 })
        .where(
          and(
            eq(deliveries.id, deliveryId),
            eq(deliveries.status, "sending"),
            eq(deliveries.attempts, attempts),
          ),
        )
        .run();
    },

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
            kind: ofPost<Content["kind"]>(sql`${posts.content} ->> 'kind'`),
          })
          .all();
        return [...Map.groupBy(expired, ({ postId }) => postId)].map(([postId, list]) => {
          const deliveryIds = list.map(({ deliveryId }) => deliveryId);
          recordEntry({ at: now, action: "post_expired", postId, details: { deliveryIds } });
          const post = refresh(postId, now);
          const { trace } = postOf.get({ postId }) ?? { trace: null };
          return { postId, trace, deliveries: list, ...(post?.finished && { postFinished: post.status }) };
        });
      }),
  };
}

/** Something of the post of the delivery that an update returns, where nothing can be joined. */
function ofPost<Value>(value: SQL) {
  return sql<Value>`(select ${value} from ${posts} where ${posts.id} = ${deliveries.postId})`;
}
