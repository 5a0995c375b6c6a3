/** What publishing finds out about a chat: that it moved to another id, or is lost to the bot. */
import { and, eq, inArray, notInArray } from "drizzle-orm";
import type { FailureReason } from "../posts/retry.ts";
import type { Database, Transaction } from "./database.ts";
import { recordInLedger } from "./ledger.ts";
import { refreshPostStatus } from "./post-status.ts";
import { deliveries, destinations } from "./schema.ts";

export type ChatChangeStore = ReturnType<typeof createChatChangeStore>;

export function createChatChangeStore(database: Database) {
  const immediately = <T>(work: (transaction: Transaction) => T): T =>
    database.transaction(work, { behavior: "immediate" });

  return {
    /**
     * A group became a supergroup with a new id. Returns the destination's id; undefined if no such chat is known.
     * Where the new id registered itself first, the older row stays: posts and the zone that people chose hang on it.
     */
    followMigration: (fromChatId: number, toChatId: number, now: number): number | undefined =>
      immediately((transaction) => {
        const from = transaction.select().from(destinations).where(eq(destinations.chatId, fromChatId)).get();
        const to = transaction.select().from(destinations).where(eq(destinations.chatId, toChatId)).get();
        if (!from || (to && from.state === "removed")) return to?.id;
        if (to) absorb(transaction, to, from, now);
        const news = to && {
          title: to.title,
          username: to.username,
          state: to.state === "active" ? to.state : from.state,
          canPost: to.canPost || from.canPost,
          canPin: to.canPin,
        };
        transaction
          .update(destinations)
          .set({ chatId: toChatId, type: "supergroup", ...news })
          .where(eq(destinations.id, from.id))
          .run();
        recordInLedger(transaction, {
          at: now,
          action: "destination_moved",
          destinationId: from.id,
          details: { fromChatId, toChatId },
        });
        return from.id;
      }),

    /**
     * The bot cannot post there any more. What waits is not claimed: it goes out when rights come back in time,
     * and expires otherwise. False if that was known.
     */
    loseDestination: (destinationId: number, now: number, reason: FailureReason): boolean =>
      immediately((transaction) => {
        const { changes } = transaction
          .update(destinations)
          .set({ state: "lost", canPost: false, lossUntoldSince: now })
          .where(and(eq(destinations.id, destinationId), eq(destinations.state, "active")))
          .run();
        if (changes === 0) return false;
        recordInLedger(transaction, {
          at: now,
          action: "destination_lost",
          destinationId,
          details: { reason },
        });
        return true;
      }),
  };
}

type Row = typeof destinations.$inferSelect;

/** Hands over what waits at the doubled row, which then takes the dead id and leaves the list. */
function absorb(transaction: Transaction, doubled: Row, kept: Row, now: number): void {
  const postsOfKept = transaction
    .select({ postId: deliveries.postId })
    .from(deliveries)
    .where(eq(deliveries.destinationId, kept.id));
  const waiting = and(eq(deliveries.destinationId, doubled.id), eq(deliveries.status, "pending"));
  // A post for both rows would appear twice in what is one chat.
  const twice = transaction
    .update(deliveries)
    .set({ status: "cancelled" })
    .where(and(waiting, inArray(deliveries.postId, postsOfKept)))
    .returning({ postId: deliveries.postId })
    .all();
  for (const { postId } of twice) refreshPostStatus(transaction, postId, now);
  transaction
    .update(deliveries)
    .set({ destinationId: kept.id })
    .where(and(waiting, notInArray(deliveries.postId, postsOfKept)))
    .run();
  // The id is unique: step aside first, so that the two rows can change places.
  const setChatId = (id: number, chatId: number) =>
    transaction.update(destinations).set({ chatId }).where(eq(destinations.id, id)).run();
  setChatId(doubled.id, 0);
  setChatId(kept.id, doubled.chatId);
  setChatId(doubled.id, kept.chatId);
  transaction.update(destinations).set({ state: "removed" }).where(eq(destinations.id, doubled.id)).run();
}
