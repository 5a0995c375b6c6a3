/** What is due at a moment, for whoever asks what the engine would do; the engine itself asks in claims.ts. */
import { and, asc, eq, inArray, lte, sql } from "drizzle-orm";
import type { DeliveryStatus } from "../posts/status.ts";
import type { Database } from "./database.ts";
import { deliveries, destinations } from "./schema.ts";

export interface DueDelivery {
  deliveryId: number;
  postId: number;
  destinationId: number;
  dueAt: number;
  nextAttemptAt: number;
  /** The destination's: only to an active one anything is sent. */
  state: (typeof destinations.$inferSelect)["state"];
}
export type DueNow = ReturnType<typeof createDueNow>;

export function createDueNow(database: Database) {
  return {
    /** Pending deliveries that were due at or before an instant, in the order in which they go out. */
    list: (now: number, limit: number): DueDelivery[] =>
      database
        .select({
          deliveryId: deliveries.id,
          postId: deliveries.postId,
          destinationId: deliveries.destinationId,
          dueAt: deliveries.dueAt,
          nextAttemptAt: deliveries.nextAttemptAt,
          state: destinations.state,
        })
        .from(deliveries)
        .innerJoin(destinations, eq(destinations.id, deliveries.destinationId))
        // Spelled out: a partial index is not used for a value that is bound.
        .where(and(sql`${deliveries.status} = 'pending'`, lte(deliveries.dueAt, now)))
        .orderBy(asc(deliveries.dueAt), asc(deliveries.id))
        .limit(limit)
        .all(),

    statuses: (deliveryIds: number[]): Map<number, DeliveryStatus> =>
      new Map(
        database
          .select({ id: deliveries.id, status: deliveries.status })
          .from(deliveries)
          .where(inArray(deliveries.id, deliveryIds))
          .all()
          .map(({ id, status }) => [id, status]),
      ),
  };
}
