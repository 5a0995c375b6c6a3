/** The append-only history: written in the same transaction as what it tells of. */
import { and, asc, eq, getTableColumns, gt, inArray, lte, max, type SQL, sql } from "drizzle-orm";
import { type LedgerAction, type LedgerEvent, ledgerEvent, toldActions } from "../posts/ledger-event.ts";
import type { Who } from "../posts/permissions.ts";
import type { Database, Transaction } from "./database.ts";
import { destinations, ledger, people, posts } from "./schema.ts";

export type { LedgerAction } from "../posts/ledger-event.ts";

export interface LedgerEntry {
  at: number;
  /** Absent: Belfry itself. */
  by?: Who | undefined;
  action: LedgerAction;
  postId?: number | undefined;
  destinationId?: number | undefined;
  details?: Record<string, unknown> | undefined;
}

/** Adds an entry; call it inside the transaction that does what the entry says. */
export function recordInLedger(transaction: Transaction, entry: LedgerEntry): void {
  const { by, ...fields } = entry;
  transaction
    .insert(ledger)
    .values({ ...fields, ...signatureOf(by) })
    .run();
}

/** An entry for each of many posts, by one statement: call it as `recordInLedger`. */
export function recordForPosts(
  transaction: Transaction,
  { at, by, action }: Pick<LedgerEntry, "at" | "by" | "action">,
  list: readonly { postId: number; details?: Record<string, unknown> }[],
): void {
  const { actorId, tokenName } = signatureOf(by);
  const each = list.map(({ postId, details = null }) => [postId, details]);
  transaction.run(sql`
    insert into ledger (at, actor_id, token_name, action, post_id, details)
    select ${at}, ${actorId}, ${tokenName}, ${action}, value ->> 0, nullif(value -> 1, 'null')
    from json_each(${JSON.stringify(each)})`);
}

/** The columns that say who it was. */
export function signatureOf(by: Who | undefined): { actorId: number | null; tokenName: string | null } {
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

/** An entry for each row of `from`, by one statement made once: Belfry's own, of what it does by the thousand. */
export function prepareEntries(
  database: Database | Transaction,
  entries: {
    from: SQL;
    at: SQL;
    action: LedgerAction;
    postId: SQL;
    destinationId?: SQL;
    details: SQL;
  },
) {
  const { from, at, action, postId, destinationId = sql`null`, details } = entries;
  // drizzle wants a value for every column of the table, in its order.
  const values: Record<keyof typeof ledger.$inferInsert, SQL> = {
    ...{ id: sql`null`, at, actorId: sql`null`, tokenName: sql`null`, action: sql`${action}` },
    ...{ postId, destinationId, details },
  };
  const columns = Object.keys(getTableColumns(ledger)) as (keyof typeof values)[];
  const selected = sql.join(
    columns.map((column) => values[column]),
    sql`, `,
  );
  return database.insert(ledger).select(sql`select ${selected} from ${from}`).prepare();
}

export type LedgerStore = ReturnType<typeof createLedgerStore>;
/** A line of a history, with the names of whoever and whatever it speaks of, where they are known. */
export type HistoryEntry = ReturnType<LedgerStore["ofPost"]>[number];

export function createLedgerStore(database: Database) {
  const noteEntry = prepareLedger(database);
  const newest = database
    .select({ id: max(ledger.id) })
    .from(ledger)
    .prepare();
  const destination = {
    id: destinations.id,
    chatId: destinations.chatId,
    type: destinations.type,
    title: destinations.title,
    username: destinations.username,
  };
  const following = database
    .select({
      id: ledger.id,
      at: ledger.at,
      action: sql<LedgerAction>`${ledger.action}`,
      actorId: ledger.actorId,
      actorName: people.name,
      tokenName: ledger.tokenName,
      postId: ledger.postId,
      content: posts.content,
      destination,
      details: ledger.details,
    })
    .from(ledger)
    .leftJoin(people, eq(people.userId, ledger.actorId))
    .leftJoin(posts, eq(posts.id, ledger.postId))
    .leftJoin(destinations, eq(destinations.id, ledger.destinationId))
    // Calls of the admin API are many, and nobody outside is told of them: read here one by one, they would take long.
    .where(and(gt(ledger.id, sql.placeholder("after")), inArray(ledger.action, [...toldActions])))
    .orderBy(asc(ledger.id))
    .limit(sql.placeholder("limit"))
    .prepare();
  const sentOfPost = database
    .select({ destination, details: ledger.details })
    .from(ledger)
    .innerJoin(destinations, eq(destinations.id, ledger.destinationId))
    .where(
      and(
        eq(ledger.postId, sql.placeholder("postId")),
        lte(ledger.id, sql.placeholder("id")),
        eq(ledger.action, "delivery_sent"),
      ),
    )
    .orderBy(asc(ledger.id))
    .prepare();

  /** The id of the newest entry; 0 where there is none. */
  function newestId(): number {
    return newest.get()?.id ?? 0;
  }

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

    /** Notes that a program called the admin API, whatever came of it. */
    noteApiCall(by: Who, details: { operation: string; status: number }, at: number): void {
      noteEntry({ at, by, action: "api_called", details });
    },

    newest: newestId,

    /**
     * What the entries after one (its id; 0 for all) are outside, oldest first, `limit` at most. `cursor` is the last
     * entry that was looked at, which may be one that concerns nobody outside.
     */
    eventsAfter(after: number, limit: number): { events: LedgerEvent[]; cursor: number } {
      const lines = following.all({ after, limit });
      const events = lines.flatMap((line) => {
        const isEnd = line.action === "post_finished";
        return ledgerEvent({ ...line, ...(isEnd && { sent: sentUntil(line) }) }) ?? [];
      });
      const last = lines.length < limit ? newestId() : lines.at(-1)?.id;
      return { events, cursor: Math.max(after, last ?? 0) };
    },
  };

  function sentUntil({ id, postId }: { id: number; postId: number | null }) {
    return sentOfPost
      .all({ id, postId })
      .map(({ destination, details }) => ({ destination, messageIds: details?.messageIds as number[] }));
  }
}
