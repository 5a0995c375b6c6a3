/** Numbers for /stats, read in one go from the rows that exist; what was cleaned up no longer counts. */
import { and, eq, gte, inArray, sql } from "drizzle-orm";
import type { PostStatus } from "../posts/status.ts";
import type { Database } from "./database.ts";
import { deliveries, posts } from "./schema.ts";

export type StatisticsStore = ReturnType<typeof createStatisticsStore>;

export function createStatisticsStore(database: Database) {
  return {
    /** How many posts stand in each status; apart from the failed, those of which nobody knows whether they are. */
    postsByStatus(): Partial<Record<PostStatus | "uncertain", number>> {
      // Spelled out: of a query of one table drizzle leaves the tables' names away, also where there are two.
      const status = sql<PostStatus | "uncertain">`case when posts.status = 'failed' and exists (
        select 1 from deliveries where deliveries.post_id = posts.id and deliveries.status = 'uncertain'
      ) then 'uncertain' else posts.status end`;
      const rows = database
        .select({ status, count: sql<number>`count(*)` })
        .from(posts)
        .groupBy(status)
        .all();
      return Object.fromEntries(rows.map((row) => [row.status, row.count]));
    },

    /** Posts of which at least one delivery was sent since an instant. */
    publishedSince: (since: number): number =>
      database
        // The plus keeps SQLite from reading all posts in order rather than the few of these days.
        .select({ count: sql<number>`count(distinct +${deliveries.postId})` })
        .from(deliveries)
        .where(and(gte(deliveries.sentAt, since), sql`${deliveries.sentAt} is not null`))
        .get()?.count ?? 0,

    /** Deliveries due since an instant that came to a known end by themselves: how many, and how many were sent. */
    outcomesSince(since: number): { finished: number; sent: number } {
      const row = database
        .select({
          finished: sql<number>`count(*)`,
          sent: sql<number>`coalesce(sum(${deliveries.status} = 'sent'), 0)`,
        })
        .from(deliveries)
        .where(and(gte(deliveries.dueAt, since), inArray(deliveries.status, ["sent", "failed", "expired"])))
        .get();
      return row ?? { finished: 0, sent: 0 };
    },

    /** How late (ms) deliveries sent since an instant were: the median and the worst. Undefined if there were none. */
    latenessSince(since: number): { typical: number; worst: number } | undefined {
      const lateness = sql<number>`max(0, ${deliveries.sentAt} - ${deliveries.dueAt})`;
      // Where a person said that it had appeared, nobody knows when: such a delivery has no message ids.
      const sent = and(
        gte(deliveries.sentAt, since),
        eq(deliveries.status, "sent"),
        sql`${deliveries.messageIds} <> '[]'`,
      );
      const count =
        database.select({ count: sql<number>`count(*)` }).from(deliveries).where(sent).get()?.count ?? 0;
      if (count === 0) return undefined;
      const at = (offset: number) =>
        database
          .select({ lateness })
          .from(deliveries)
          .where(sent)
          .orderBy(lateness)
          .limit(1)
          .offset(offset)
          .get()?.lateness ?? 0;
      return { typical: at(Math.floor((count - 1) / 2)), worst: at(count - 1) };
    },
  };
}
