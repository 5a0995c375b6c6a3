/** What became of posts: whose authors are owed word of it, and the newest results. A part of the post store. */
import { and, eq, gte, sql } from "drizzle-orm";
import type { Database } from "./database.ts";
import { deliveries, posts } from "./schema.ts";

/** An author who is owed word of so many posts, the first of which finished at `since` (epoch ms). */
export interface Owed {
  authorId: number;
  count: number;
  since: number;
}

export function createResults<Post>(database: Database, read: (postId: number) => Post | undefined) {
  /** Failures are what somebody may want to do something about, those first of which nobody knows yet. */
  const urgency = sql`case
    when exists (select 1 from ${deliveries} where ${deliveries.postId} = ${posts.id}
      and ${deliveries.status} = 'uncertain' and ${deliveries.leftAt} is null) then 0
    when ${posts.status} in ('failed', 'partly_published', 'expired') then 1
    else 2 end`;
  const finishedSince = (since: number) =>
    and(sql`${posts.finishedAt} is not null`, gte(posts.finishedAt, since));

  return {
    /** Everybody who is owed word of finished posts, whoever waits longest first. */
    owed: (): Owed[] =>
      database.all(
        // Asked every minute: by itself SQLite might read everything that ever finished.
        sql`select author_id as authorId, count(*) as count, min(finished_at) as since
          from posts indexed by posts_untold where finished_at is not null and told_at is null
          group by author_id order by since`,
      ),

    /** An author's finished posts of which they have not been told yet, longest waiting first. */
    untold: (authorId: number, limit: number, offset = 0): Post[] =>
      database
        .all<{ id: number }>(
          sql`select id from posts indexed by posts_untold
            where finished_at is not null and told_at is null and author_id = ${authorId}
            order by finished_at, id limit ${limit} offset ${offset}`,
        )
        .flatMap(({ id }) => read(id) ?? []),

    /** How many deliveries of an author are due by now and may come to an end in a moment; counts up to `limit`. */
    countUnderWay(authorId: number, now: number, limit: number): number {
      const underWay = sql`select 1 from deliveries
        join posts on posts.id = deliveries.post_id
        join destinations on destinations.id = deliveries.destination_id
        where posts.author_id = ${authorId} and destinations.state = 'active'`;
      const row = database.get<{ count: number }>(sql`select count(*) as count from (
        select * from (${underWay} and deliveries.status = 'sending' limit ${limit})
        union all
        select * from (${underWay} and deliveries.status = 'pending' and next_attempt_at <= ${now} limit ${limit})
        limit ${limit})`);
      return row.count;
    },

    /** Notes that the author knows of these posts as they are; not of one that has moved on meanwhile. */
    markTold: (told: { id: number; finishedAt: number }[], now: number): void =>
      database.transaction(
        (transaction) => {
          for (const { id, finishedAt } of told)
            transaction
              .update(posts)
              .set({ toldAt: now })
              .where(and(eq(posts.id, id), eq(posts.finishedAt, finishedAt)))
              .run();
        },
        { behavior: "immediate" },
      ),

    countFinished: (since: number): number =>
      database.select({ count: sql<number>`count(*)` }).from(posts).where(finishedSince(since)).get()
        ?.count ?? 0,

    /** Posts that finished since an instant: what needs somebody first, then the newest. */
    finished: (since: number, limit: number, offset: number): Post[] =>
      database
        .select({ id: posts.id })
        .from(posts)
        .where(finishedSince(since))
        .orderBy(urgency, sql`${posts.finishedAt} desc`, sql`${posts.id} desc`)
        .limit(limit)
        .offset(offset)
        .all()
        .flatMap(({ id }) => read(id) ?? []),
  };
}
