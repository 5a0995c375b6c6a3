/** The append-only history: written in the same transaction as what it tells of. */
import { asc, eq, sql } from "drizzle-orm";
import type { Database, Transaction } from "./database.ts";
import { destinations, ledger, people } from "./schema.ts";

export interface LedgerEntry {
  at: number;
  /** A Telegram user id; absent: Belfry itself. */
  actorId?: number | undefined;
  action: LedgerAction;
  postId?: number | undefined;
  destinationId?: number | undefined;
  details?: Record<string, unknown> | undefined;
}

export type LedgerAction =
  | "post_scheduled"
  | "post_rescheduled"
  | "post_cancelled"
  | "post_published_now"
  | "post_kept"
  | "post_cleaned_up"
  | "post_expired"
  | "post_finished"
  | "cleanup_warned"
  | "delivery_sent"
  | "delivery_failed"
  | "delivery_uncertain"
  | "delivery_postponed"
  | "delivery_retried"
  | "delivery_resolved"
  | "delivery_left"
  | "draft_discarded"
  | "destination_added"
  | "destination_changed"
  | "destination_lost"
  | "destination_moved"
  | "destination_removed"
  | "person_added"
  | "person_changed"
  | "person_removed";

/** Adds an entry; call it inside the transaction that does what the entry says. */
export function recordInLedger(transaction: Transaction, entry: LedgerEntry): void {
  transaction.insert(ledger).values(entry).run();
}

/** The same with its statement made once, for what is written thousands of times a minute. */
export function prepareLedger(database: Database): (entry: LedgerEntry) => void {
  const insert = database
    .insert(ledger)
    .values({
      at: sql.placeholder("at"),
      actorId: sql.placeholder("actorId"),
      action: sql.placeholder("action"),
      postId: sql.placeholder("postId"),
      destinationId: sql.placeholder("destinationId"),
      details: sql.placeholder("details"),
    })
    .prepare();
  return ({ at, actorId = null, action, postId = null, destinationId = null, details = null }) =>
    void insert.run({ at, actorId, action, postId, destinationId, details });
}

export type LedgerStore = ReturnType<typeof createLedgerStore>;
/** A line of a history, with the names of whoever and whatever it speaks of, where they are known. */
export type HistoryEntry = ReturnType<LedgerStore["ofPost"]>[number];

export function createLedgerStore(database: Database) {
  return {
    /** A post's history, oldest first. */
    ofPost: (postId: number) =>
      database
        .select({
          at: ledger.at,
          action: sql<LedgerAction>`${ledger.action}`,
          details: ledger.details,
          actor: people.name,
          destination: destinations.title,
        })
        .from(ledger)
        .leftJoin(people, eq(people.userId, ledger.actorId))
        .leftJoin(destinations, eq(destinations.id, ledger.destinationId))
        .where(eq(ledger.postId, postId))
        .orderBy(asc(ledger.id))
        .all(),
  };
}
