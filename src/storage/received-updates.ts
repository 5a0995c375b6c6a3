/** Updates that Telegram brought by webhook and that are still to be handled. */
import { asc, eq, sql } from "drizzle-orm";
import type { Database } from "./database.ts";
import { handledUpdates, receivedUpdates } from "./schema.ts";

export function createReceivedUpdateStore(database: Database) {
  const insert = database
    .insert(receivedUpdates)
    .select(
      sql`select ${sql.placeholder("updateId")}, ${sql.placeholder("update")}, ${sql.placeholder("now")}
        where not exists (select 1 from ${handledUpdates} where ${handledUpdates.updateId} = ${sql.placeholder("updateId")})`,
    )
    .onConflictDoNothing()
    .prepare();
  const first = database
    .select({ updateId: receivedUpdates.updateId, update: receivedUpdates.update })
    .from(receivedUpdates)
    .orderBy(asc(receivedUpdates.updateId))
    .limit(1)
    .prepare();

  return {
    /** Keeps an update, unless it is kept already or was handled before. */
    keep(updateId: number, update: unknown, now: number): void {
      insert.run({ updateId, update: JSON.stringify(update), now });
    },

    /** The one with the lowest id: the oldest. */
    first: (): { updateId: number; update: unknown } | undefined => first.get(),

    /** To be called once it was handled. */
    forget(updateId: number): void {
      database.delete(receivedUpdates).where(eq(receivedUpdates.updateId, updateId)).run();
    },
  };
}
