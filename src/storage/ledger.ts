/** The append-only history: written in the same transaction as what it tells of. */
import { asc, eq, sql } from "drizzle-orm";
import type { Who } from "../posts/permissions.ts";
import type { Database, Transaction } from "./database.ts";
import { destinations, ledger, people } from "./schema.ts";

export interface LedgerEntry {
  at: number;
  /** Absent: Belfry itself. */
  by?: Who | undefined;
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
  const { by, ...fields } = entry;
  transaction
    .insert(ledger)
    .values({ ...fields, ...signatureOf(by) })
    .run();
}

/** The columns that say who it was. */
function signatureOf(by: Who | undefined): { actorId: number | null; tokenName: string | null } {
  const isPerson = typeof by === "number";
  return { actorId: isPerson ? by : null, tokenName: isPerson ? null : (by?.tokenName ?? null) };
}

/** The same with its statement made once, for what is written thousands of times a minute. */
export function prepareLedger(database: Database): (entry: LedgerEntry) => void {
  const insert = database
    .insert(ledger)
    .values({
      at: sql.placeholder("at"),
      actorId: sql.placeholder("actorId"),
      tokenName: sql.placeholder("tokenName"),
      action: sql.placeholder("action"),
      postId: sql.placeholder("postId"),
      destinationId: sql.placeholder("destinationId"),
      details: sql.placeholder("details"),
    })
    .prepare();
  return ({ at, by, action, postId = null, destinationId = null, details = null }) =>
    void insert.run({ at, ...signatureOf(by), action, postId, destinationId, details });
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
          actor: sql<string | null>`coalesce(${people.name}, ${ledger.tokenName})`,
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
