/** What a restore holds: deliveries that may have been sent since the backup, until somebody says. */
import { and, asc, eq, gt, inArray, isNull, type SQL, sql } from "drizzle-orm";
import { heldReasons } from "../posts/retry.ts";
import type { Database } from "./database.ts";
import { recordForPosts } from "./ledger.ts";
import { preparePostStatuses } from "./post-status.ts";
import { deliveries, destinations, posts, restores } from "./schema.ts";

export type Restore = typeof restores.$inferSelect;
export type HeldDeliveryStore = ReturnType<typeof createHeldDeliveryStore>;

export function createHeldDeliveryStore(database: Database) {
  const isHeld = and(
    eq(deliveries.status, "uncertain"),
    inArray(deliveries.reason, heldReasons),
    isNull(deliveries.leftAt),
  );
  const isListed = sql`${deliveries.destinationId} in
    (select ${destinations.id} from ${destinations} where ${destinations.state} <> 'removed')`;
  /** Of a delivery that is still to come when it is asked, and could go out. */
  const isToCome = (now: number) =>
    and(isHeld, eq(deliveries.reason, "restored_early"), gt(deliveries.dueAt, now), isListed);
  // Without a restore nothing is held, and nothing has to be looked through for it.
  const count = (which: SQL | undefined): number =>
    wasEverRestored()
      ? (database.select({ count: sql<number>`count(*)` }).from(deliveries).where(which).get()?.count ?? 0)
      : 0;

  function wasEverRestored(): boolean {
    return database.select({ id: restores.id }).from(restores).limit(1).get() !== undefined;
  }

  return {
    /** How many deliveries are held, and how many of them have their time still to come. */
    count: (now: number): { held: number; toCome: number } => ({
      held: count(isHeld),
      toCome: count(isToCome(now)),
    }),

    /** Posts with a held delivery, the soonest due first. */
    postIds: (limit: number, offset: number): number[] =>
      database
        .selectDistinct({ id: deliveries.postId, dueAt: deliveries.dueAt })
        .from(deliveries)
        .where(isHeld)
        .orderBy(asc(deliveries.dueAt), asc(deliveries.postId))
        .limit(limit)
        .offset(offset)
        .all()
        .map(({ id }) => id),

    countPosts: (): number =>
      database
        .select({ count: sql<number>`count(distinct ${deliveries.postId})` })
        .from(deliveries)
        .where(isHeld)
        .get()?.count ?? 0,

    /** How many posts of each person are held. */
    countPostsByAuthor: (): { authorId: number; count: number }[] =>
      database
        .select({ authorId: posts.authorId, count: sql<number>`count(distinct ${posts.id})` })
        .from(deliveries)
        .innerJoin(posts, eq(posts.id, deliveries.postId))
        .where(isHeld)
        .groupBy(posts.authorId)
        .all(),

    /** Schedules again, for their own times, those that are still to come. Returns their posts. */
    keepScheduled: (by: number, now: number): number[] =>
      database.transaction(
        (transaction) => {
          const kept = transaction
            .update(deliveries)
            .set({
              status: "pending",
              nextAttemptAt: sql`${deliveries.dueAt}`,
              reason: null,
              spentAttempts: 0,
            })
            .where(isToCome(now))
            .returning({ id: deliveries.id, postId: deliveries.postId })
            .all();
          const byPost = Map.groupBy(kept, ({ postId }) => postId);
          const entries = [...byPost].map(([postId, ofPost]) => ({
            postId,
            details: { appeared: false, deliveryIds: ofPost.map(({ id }) => id) },
          }));
          recordForPosts(transaction, { at: now, by, action: "delivery_resolved" }, entries);
          const postIds = [...byPost.keys()];
          preparePostStatuses(transaction)(new Map(postIds.map((id) => [id, now])));
          return postIds;
        },
        { behavior: "immediate" },
      ),

    /** Restores that the owners have not heard of, the oldest first. */
    untoldRestores: (): Restore[] =>
      database.select().from(restores).where(isNull(restores.toldAt)).orderBy(asc(restores.id)).all(),

    markTold: (id: number, now: number): void => {
      database.update(restores).set({ toldAt: now }).where(eq(restores.id, id)).run();
    },
  };
}
