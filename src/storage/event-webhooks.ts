/** How far each address that is told of events has come in the ledger, and how it is doing. */
import { and, count, eq, gt, lte, max, notInArray, sql } from "drizzle-orm";
import type { Database } from "./database.ts";
import { eventWebhooks, ledger } from "./schema.ts";

export type EventWebhook = typeof eventWebhooks.$inferSelect;
export type EventWebhookStore = ReturnType<typeof createEventWebhookStore>;

/** An address is named by a hash of it everywhere here. */
export function createEventWebhookStore(database: Database) {
  const one = (address: string) => eq(eventWebhooks.address, address);
  const read = database
    .select()
    .from(eventWebhooks)
    .where(eq(eventWebhooks.address, sql.placeholder("address")))
    .prepare();

  return {
    /** These are told from now on. A new one begins after the newest entry; of those not among them nothing is kept. */
    follow(addresses: string[]): void {
      database.transaction(
        (transaction) => {
          transaction.delete(eventWebhooks).where(notInArray(eventWebhooks.address, addresses)).run();
          const newest =
            transaction
              .select({ id: max(ledger.id) })
              .from(ledger)
              .get()?.id ?? 0;
          for (const address of addresses)
            transaction.insert(eventWebhooks).values({ address, cursor: newest }).onConflictDoNothing().run();
        },
        { behavior: "immediate" },
      );
    },

    read(address: string): EventWebhook {
      const row = read.get({ address });
      if (!row) throw new Error("this address is not followed");
      return row;
    },

    /** It has taken everything up to an entry. */
    noteTold(address: string, cursor: number, now: number): void {
      database
        .update(eventWebhooks)
        .set({
          cursor,
          attempts: 0,
          nextAttemptAt: 0,
          lastSuccessAt: now,
          failingSince: null,
          lastError: null,
        })
        .where(one(address))
        .run();
    },

    /** There was nothing to tell of up to an entry. */
    skip(address: string, cursor: number): void {
      database.update(eventWebhooks).set({ cursor }).where(one(address)).run();
    },

    /** It has not taken the next event. Returns since when it fails. */
    noteFailed(address: string, failure: { at: number; problem: string; nextAttemptAt: number }): number {
      const { at, problem, nextAttemptAt } = failure;
      const [row] = database
        .update(eventWebhooks)
        .set({
          attempts: sql`${eventWebhooks.attempts} + 1`,
          nextAttemptAt,
          failingSince: sql`coalesce(${eventWebhooks.failingSince}, ${at})`,
          lastError: problem,
        })
        .where(one(address))
        .returning({ failingSince: eventWebhooks.failingSince })
        .all();
      return row?.failingSince ?? at;
    },

    /** It is told no more of what happened until an instant; the next event is due at once. Returns how much that is. */
    giveUp(address: string, until: number): number {
      return database.transaction(
        (transaction) => {
          const row = transaction.select().from(eventWebhooks).where(one(address)).get();
          const given = transaction
            .select({ last: max(ledger.id), entries: count() })
            .from(ledger)
            .where(and(gt(ledger.id, row?.cursor ?? 0), lte(ledger.at, until)))
            .get();
          if (!row || !given?.last) return 0;
          transaction
            .update(eventWebhooks)
            .set({ cursor: given.last, nextAttemptAt: 0, givenUp: row.givenUp + given.entries })
            .where(one(address))
            .run();
          return given.entries;
        },
        { behavior: "immediate" },
      );
    },

    /** The owners were told that it fails (when), or that it works again (null). */
    markTold(address: string, failureToldAt: number | null): void {
      database.update(eventWebhooks).set({ failureToldAt }).where(one(address)).run();
    },
  };
}
