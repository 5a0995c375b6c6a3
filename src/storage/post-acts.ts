/** What people do to posts: release, move, cancel, hurry, retry, say what became of one. The engine's verbs are in deliveries.ts. */
import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import type { Content } from "../posts/content.ts";
import { nextPart } from "../posts/parts.ts";
import type { Who } from "../posts/permissions.ts";
import { isHeldReason } from "../posts/retry.ts";
import type { DeliveryStatus } from "../posts/status.ts";
import { currentTrace } from "../trace.ts";
import type { Database, Transaction } from "./database.ts";
import { type LedgerAction, recordInLedger } from "./ledger.ts";
import { refreshPostStatus } from "./post-status.ts";
import { deliveries, destinations, posts } from "./schema.ts";

type PostRow = typeof posts.$inferSelect;
type DeliveryRow = typeof deliveries.$inferSelect;

/** How many deliveries a person's act reached, and what kept it from others. */
export interface Reach {
  changed: number;
  sending: number;
  /** Their destination is off the list: nothing can be sent there. */
  unlisted: number;
}

/** The delivery statuses that each act can change. */
export const changeable = {
  rescheduled: ["pending", "failed", "expired"],
  cancelled: ["pending", "failed", "uncertain", "expired"],
  published_now: ["pending"],
  retried: ["failed", "expired"],
} as const satisfies Record<string, readonly DeliveryStatus[]>;

/** A part of the post store. */
export function createActs(database: Database) {
  const immediately = <T>(work: (transaction: Transaction) => T): T =>
    database.transaction(work, { behavior: "immediate" });

  /** Moves deliveries of a post out of some statuses, brings the post in line and writes the history. */
  function move(
    postId: number,
    move: {
      from: readonly DeliveryStatus[];
      /** Only this delivery; all of the post's where absent. */
      deliveryId?: number | undefined;
      to: Partial<DeliveryRow>;
      /** What else changes in the post's own row. */
      post?: Partial<PostRow>;
      /** Whoever ends a post by this sees so on the screen they pressed; an author who is somebody else is told. */
      seen?: boolean;
    },
    entry: { action: LedgerAction; by: Who; now: number; details?: Record<string, unknown> },
  ): Reach {
    return immediately((transaction) => {
      const rows = transaction
        .select({ id: deliveries.id, status: deliveries.status, state: destinations.state })
        .from(deliveries)
        .innerJoin(destinations, eq(destinations.id, deliveries.destinationId))
        .where(eq(deliveries.postId, postId))
        .all();
      const meant = rows.filter((row) => move.deliveryId === undefined || row.id === move.deliveryId);
      const inReach = meant.filter((row) => move.from.includes(row.status));
      const ids = inReach
        .filter(({ state }) => move.to.status !== "pending" || state !== "removed")
        .map((row) => row.id);
      if (ids.length > 0) {
        transaction.update(deliveries).set(move.to).where(inArray(deliveries.id, ids)).run();
        recordInLedger(transaction, {
          at: entry.now,
          by: entry.by,
          action: entry.action,
          postId,
          details: { ...entry.details, deliveryIds: ids },
        });
        refreshPostStatus(transaction, postId, entry.now);
        const changes = { ...(move.to.status === "pending" && released()), ...move.post };
        if (Object.keys(changes).length > 0)
          transaction.update(posts).set(changes).where(eq(posts.id, postId)).run();
        if (move.seen && typeof entry.by === "number")
          transaction
            .update(posts)
            .set({ toldAt: entry.now })
            .where(and(eq(posts.id, postId), eq(posts.authorId, entry.by)))
            .run();
      }
      return {
        changed: ids.length,
        sending: meant.filter(({ status }) => status === "sending").length,
        unlisted: inReach.length - ids.length,
      };
    });
  }

  return {
    /**
     * Releases a draft: the post becomes scheduled, with one pending delivery per destination.
     * False if it is no longer a draft (a second tap on the button).
     */
    release(
      draftId: number,
      release: {
        content: Content;
        sourceMessageIds: number[];
        dueAt: number;
        destinationIds: number[];
        by: number;
        now: number;
      },
    ): boolean {
      const { content, sourceMessageIds, dueAt, destinationIds, by, now } = release;
      return immediately((transaction) => {
        const { changes } = transaction
          .update(posts)
          .set({
            status: "scheduled",
            content,
            sourceMessageIds,
            dueAt,
            draft: null,
            updatedAt: now,
            ...released(),
          })
          .where(and(eq(posts.id, draftId), eq(posts.status, "draft")))
          .run();
        if (changes === 0) return false;
        transaction
          .insert(deliveries)
          .values(
            destinationIds.map((destinationId) => ({
              postId: draftId,
              destinationId,
              status: "pending" as const,
              dueAt,
              nextAttemptAt: dueAt,
            })),
          )
          .run();
        recordInLedger(transaction, {
          at: now,
          by,
          action: "post_scheduled",
          postId: draftId,
          details: { dueAt, destinationIds },
        });
        return true;
      });
    },

    /** A new time for every delivery that was not sent and whose fate is known. */
    reschedule: (postId: number, dueAt: number, timeZone: string, by: Who, now: number): Reach =>
      move(
        postId,
        {
          from: changeable.rescheduled,
          to: pendingFrom(dueAt),
          post: { dueAt, timeZone, ...notCancelled },
        },
        { action: "post_rescheduled", by, now, details: { dueAt } },
      ),

    cancel: (postId: number, cancelReason: string | null, by: Who, now: number): Reach =>
      move(
        postId,
        {
          from: changeable.cancelled,
          to: { status: "cancelled" },
          post: { cancelledBy: typeof by === "number" ? by : aProgram, cancelReason },
          seen: true,
        },
        { action: "post_cancelled", by, now, details: { reason: cancelReason } },
      ),

    publishNow: (postId: number, by: Who, now: number): Reach =>
      move(
        postId,
        { from: changeable.published_now, to: pendingFrom(now), post: { dueAt: now, ...notCancelled } },
        { action: "post_published_now", by, now },
      ),

    /** Sends failed or expired deliveries again: all of a post's, or one. */
    retry: (postId: number, deliveryId: number | undefined, by: Who, now: number): Reach =>
      move(
        postId,
        { from: changeable.retried, deliveryId, to: pendingFrom(now), post: notCancelled },
        { action: "delivery_retried", by, now },
      ),

    /**
     * A person has looked: the doubtful message is there (sent), or it is not and goes out again. Of a post in several
     * parts that is the part in doubt; those that are missing after it follow, unless the post was cancelled meanwhile.
     */
    resolve: (postId: number, deliveryId: number, appeared: boolean, by: Who, now: number): Reach =>
      immediately((transaction) =>
        move(
          postId,
          {
            from: ["uncertain"],
            deliveryId,
            to: appeared
              ? afterDoubt(transaction, deliveryId, now)
              : pendingFrom(timeOf(transaction, deliveryId, now)),
            ...(!appeared && { post: notCancelled }),
            seen: true,
          },
          { action: "delivery_resolved", by, now, details: { appeared } },
        ),
      ),

    /** A person leaves it open whether the doubtful message is there. The post's status stays what it is. */
    leave: (postId: number, deliveryId: number, by: Who, now: number): Reach =>
      immediately((transaction) => {
        const { changes } = transaction
          .update(deliveries)
          .set({ leftAt: now })
          .where(
            and(
              eq(deliveries.id, deliveryId),
              eq(deliveries.postId, postId),
              eq(deliveries.status, "uncertain"),
              isNull(deliveries.leftAt),
            ),
          )
          .run();
        if (changes > 0)
          recordInLedger(transaction, {
            at: now,
            by,
            action: "delivery_left",
            postId,
            details: { deliveryIds: [deliveryId] },
          });
        return { changed: changes, sending: 0, unlisted: 0 };
      }),
  };
}

/** What sets a post going gives its name to all that follows in the log. */
const released = (): Pick<PostRow, "trace"> => ({ trace: currentTrace() });

/** What becomes of a delivery whose doubtful part has appeared, under ids that nobody knows. */
function afterDoubt(transaction: Transaction, deliveryId: number, now: number): Partial<DeliveryRow> {
  const row = transaction
    .select({
      content: sql<Content>`${posts.content}`.mapWith(posts.content),
      out: deliveries.partMessageIds,
      reason: deliveries.reason,
      cancelledBy: posts.cancelledBy,
    })
    .from(deliveries)
    .innerJoin(posts, eq(posts.id, deliveries.postId))
    .where(eq(deliveries.id, deliveryId))
    .get();
  // Of what a restore holds, nobody was asked about a single part.
  if (row && !isHeldReason(row.reason) && !nextPart(row.content, row.out).isLast) {
    const status = row.cancelledBy === null ? "pending" : "cancelled";
    return { ...pendingFrom(now), status, partMessageIds: [...(row.out ?? []), []] };
  }
  return { status: "sent", sentAt: now, messageIds: [], reason: null, detail: null };
}

/** Now; for one that a restore holds and whose time is still to come, that time. */
function timeOf(transaction: Transaction, deliveryId: number, now: number): number {
  const row = transaction
    .select({ dueAt: deliveries.dueAt })
    .from(deliveries)
    .where(eq(deliveries.id, deliveryId))
    .get();
  return Math.max(now, row?.dueAt ?? now);
}

/** A post that was cancelled in part and then set going again is not to end at the next postponement. */
const notCancelled = { cancelledBy: null, cancelReason: null };

/** In place of a user id where a program did it; the history has its name. */
const aProgram = 0;

const pendingFrom = (dueAt: number) => ({
  status: "pending" as const,
  dueAt,
  nextAttemptAt: dueAt,
  spentAttempts: 0,
  reason: null,
  detail: null,
  leftAt: null,
});
