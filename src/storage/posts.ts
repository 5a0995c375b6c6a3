/** Released posts with their deliveries: what people do to them. The engine's verbs are in deliveries.ts. */
import { and, asc, eq, gte, inArray, isNull, lt, sql } from "drizzle-orm";
import type { Content } from "../posts/content.ts";
import { nextPart } from "../posts/parts.ts";
import type { Who } from "../posts/permissions.ts";
import { isHeldReason } from "../posts/retry.ts";
import type { DeliveryStatus, PostStatus } from "../posts/status.ts";
import { currentTrace } from "../trace.ts";
import type { Database, Transaction } from "./database.ts";
import { createKeeping } from "./keeping.ts";
import { type LedgerAction, recordInLedger } from "./ledger.ts";
import { createNewPosts } from "./new-posts.ts";
import { refreshPostStatus } from "./post-status.ts";
import { createResults } from "./results.ts";
import { deliveries, destinations, people, posts } from "./schema.ts";

export type PostRow = typeof posts.$inferSelect;
export type DeliveryRow = typeof deliveries.$inferSelect;
/** A delivery with what people know its destination by. */
export interface PostDelivery extends DeliveryRow {
  destination: typeof destinations.$inferSelect;
}
export interface ReleasedPost extends PostRow {
  content: Content;
  dueAt: number;
  authorName: string;
  deliveries: PostDelivery[];
}
export type PostStore = ReturnType<typeof createPostStore>;

/** What is absent filters nothing. */
export interface PostFilter {
  statuses?: PostStatus[] | undefined;
  destinationId?: number | undefined;
  authorId?: number | undefined;
  /** Due at or after this, and before that (epoch ms). */
  dueFrom?: number | undefined;
  dueUntil?: number | undefined;
  after?: { dueAt: number; id: number } | undefined;
  limit: number;
}

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

export function createPostStore(database: Database) {
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
    ...createNewPosts(database),
    ...createKeeping(database),
    ...createResults(database, read),

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

    read,

    /** An author's post that was written in a message; of those that ended, only what did so since an instant. */
    writtenIn(messageId: number, authorId: number, endedSince: number): ReleasedPost | undefined {
      const isIt = sql`author_id = ${authorId}
        and exists (select 1 from json_each(source_message_ids) where value = ${messageId})`;
      const [found] = database.all<{ id: number }>(
        sql`select id from posts where status = 'scheduled' and ${isIt}
          union all select id from posts where finished_at > ${endedSince} and ${isIt} limit 1`,
      );
      return found && read(found.id);
    },

    ofDelivery: (deliveryId: number): number | undefined =>
      database
        .select({ postId: deliveries.postId })
        .from(deliveries)
        .where(eq(deliveries.id, deliveryId))
        .get()?.postId,

    countScheduled: (): number =>
      database.select({ count: sql<number>`count(*)` }).from(posts).where(isScheduled).get()?.count ?? 0,

    /** Scheduled posts, soonest first. */
    scheduled(limit: number, offset: number): ReleasedPost[] {
      return database
        .select({ post: posts, authorName: people.name })
        .from(posts)
        .innerJoin(people, eq(people.userId, posts.authorId))
        .where(isScheduled)
        .orderBy(asc(posts.dueAt), asc(posts.id))
        .limit(limit)
        .offset(offset)
        .all()
        .map(withDeliveries);
    },

    /**
     * A page of released posts, the soonest due first, from after the last of the page before.
     * Of scheduled ones alone it reads no more than the page; of others all that the filter lets through.
     */
    list({ statuses, destinationId, authorId, dueFrom, dueUntil, after, limit }: PostFilter): ReleasedPost[] {
      const onlyScheduled = statuses?.length === 1 && statuses[0] === "scheduled";
      return database
        .select({ post: posts, authorName: people.name })
        .from(posts)
        .innerJoin(people, eq(people.userId, posts.authorId))
        .where(
          and(
            onlyScheduled ? isScheduled : sql`${posts.status} <> 'draft'`,
            statuses && !onlyScheduled ? inArray(posts.status, statuses) : undefined,
            authorId === undefined ? undefined : eq(posts.authorId, authorId),
            dueFrom === undefined ? undefined : gte(posts.dueAt, dueFrom),
            dueUntil === undefined ? undefined : lt(posts.dueAt, dueUntil),
            after && sql`(${posts.dueAt}, ${posts.id}) > (${after.dueAt}, ${after.id})`,
            destinationId === undefined
              ? undefined
              : sql`exists (select 1 from ${deliveries} where ${deliveries.postId} = ${posts.id}
                  and ${deliveries.destinationId} = ${destinationId})`,
          ),
        )
        .orderBy(asc(posts.dueAt), asc(posts.id))
        .limit(limit)
        .all()
        .map(withDeliveries);
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
     * parts that is the part in doubt; those that are missing after it follow.
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

  /** A released post with its deliveries; undefined for drafts and what was cleaned up. */
  function read(postId: number): ReleasedPost | undefined {
    const row = database
      .select({ post: posts, authorName: people.name })
      .from(posts)
      .innerJoin(people, eq(people.userId, posts.authorId))
      .where(and(eq(posts.id, postId), sql`${posts.status} <> 'draft'`))
      .get();
    return row && withDeliveries(row);
  }

  function withDeliveries({ post, authorName }: { post: PostRow; authorName: string }): ReleasedPost {
    const rows = database
      .select()
      .from(deliveries)
      .innerJoin(destinations, eq(destinations.id, deliveries.destinationId))
      .where(eq(deliveries.postId, post.id))
      .orderBy(asc(deliveries.id))
      .all();
    // The CHECK constraint holds that a released post has content and a due time.
    return {
      ...(post as PostRow & { content: Content; dueAt: number }),
      authorName,
      deliveries: rows.map((row) => ({ ...row.deliveries, destination: row.destinations })),
    };
  }
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
    })
    .from(deliveries)
    .innerJoin(posts, eq(posts.id, deliveries.postId))
    .where(eq(deliveries.id, deliveryId))
    .get();
  // Of what a restore holds, nobody was asked about a single part.
  if (row && !isHeldReason(row.reason) && !nextPart(row.content, row.out).isLast)
    return { ...pendingFrom(now), partMessageIds: [...(row.out ?? []), []] };
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

/** Spelled out: a partial index is not used for a value that is bound. */
const isScheduled = sql`${posts.status} = 'scheduled'`;

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
