/** Claiming: from pending to sending, so that what is sent was first written down. */
import { and, asc, eq, gte, inArray, lte, sql } from "drizzle-orm";
import type { Content } from "../posts/content.ts";
import type { Database } from "./database.ts";
import { deliveries, destinations, posts } from "./schema.ts";

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

/** A part of the delivery store. */
export function createClaims(database: Database) {
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
      return database.transaction(
        (transaction) => {
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
        },
        { behavior: "immediate" },
      );
    },

    /** When the earliest claimable delivery is to be tried (epoch ms, perhaps past); undefined if there is none. */
    nextAttemptAt: (notDueBefore: number, exceptDestinations: number[] = []): number | undefined =>
      next.get({ notDueBefore, except: JSON.stringify(exceptDestinations) })?.at,
  };
}
