/** Released posts with their deliveries, for people and programs to look at. */
import { and, asc, eq, gte, inArray, lt, sql } from "drizzle-orm";
import type { Content } from "../posts/content.ts";
import type { PostStatus } from "../posts/status.ts";
import type { Database } from "./database.ts";
import { deliveries, destinations, people, posts } from "./schema.ts";

type PostRow = typeof posts.$inferSelect;
type DeliveryRow = typeof deliveries.$inferSelect;
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

/** A part of the post store. */
export function createReading(database: Database) {
  return {
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

/** Spelled out: a partial index is not used for a value that is bound. */
const isScheduled = sql`${posts.status} = 'scheduled'`;
