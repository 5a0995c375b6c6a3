/** What Telegram's troubles ask of Belfry beyond any one post: outages that owners hear of, and waits that outlive a restart. */
import { and, asc, eq, gt, isNull, lte, sql } from "drizzle-orm";
import type { Database } from "./database.ts";
import { outages, telegramWaits } from "./schema.ts";

export type Outage = typeof outages.$inferSelect;
export type OutageKind = Outage["kind"];
export type TroubleStore = ReturnType<typeof createTroubleStore>;

/** In place of a chat id: the wait is the whole bot's. */
export const wholeBot = 0;

export function createTroubleStore(database: Database) {
  return {
    /** Notes that nothing can be sent any more; nothing new where that was known. */
    begin(kind: OutageKind, since: number): void {
      const known = database
        .select({ id: outages.id })
        .from(outages)
        .where(and(eq(outages.kind, kind), isNull(outages.until)))
        .get();
      if (!known) database.insert(outages).values({ kind, since }).run();
    },

    /** Notes that it is over. One that lasted less than `worthTelling` (ms), and was not told of, stays untold. */
    end(kind: OutageKind, until: number, worthTelling: number): void {
      const short = sql`${outages.beginToldAt} is null and ${until} - ${outages.since} < ${worthTelling}`;
      database
        .update(outages)
        .set({ until, endToldAt: sql`case when ${short} then ${until} end` })
        .where(and(eq(outages.kind, kind), isNull(outages.until)))
        .run();
    },

    /** What began and is not over, the oldest first. */
    ongoing: (): Outage[] =>
      database.select().from(outages).where(isNull(outages.until)).orderBy(asc(outages.id)).all(),

    /** What the owners have not heard all about, the oldest first. */
    untold: (): Outage[] =>
      database.select().from(outages).where(sql`${outages.endToldAt} is null`).orderBy(asc(outages.id)).all(),

    /** The owners were told: of the beginning alone while it lasts, of all of it once it is over. */
    markTold({ id, until }: Pick<Outage, "id" | "until">, at: number): void {
      database
        .update(outages)
        .set(until === null ? { beginToldAt: at } : { endToldAt: at })
        .where(eq(outages.id, id))
        .run();
    },

    /** Notes that a chat, or `wholeBot`, is not to be sent to until an instant, or longer; forgets what has passed. */
    wait(chatId: number, until: number, now: number): void {
      database.delete(telegramWaits).where(lte(telegramWaits.until, now)).run();
      database
        .insert(telegramWaits)
        .values({ chatId, until })
        .onConflictDoUpdate({
          target: telegramWaits.chatId,
          set: { until: sql`max(${telegramWaits.until}, ${until})` },
        })
        .run();
    },

    /** The waits that are not over. */
    waits: (now: number): { chatId: number; until: number }[] =>
      database.select().from(telegramWaits).where(gt(telegramWaits.until, now)).all(),
  };
}
