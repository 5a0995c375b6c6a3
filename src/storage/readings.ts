/** What machines watch, read in a moment from indexes, however many posts there are. */
import { sql } from "drizzle-orm";
import type { Database } from "./database.ts";

export type Readings = ReturnType<typeof createReadings>;

export interface QueueReading {
  /** Deliveries that wait for their time or the next try. */
  pending: number;
  /** Those of them whose time has come; and those of these that wait until the bot may post there again. */
  due: number;
  held: number;
  /** When the oldest that is due was due (epoch ms), apart from what is held; null where none is. */
  oldestDueAt: number | null;
}

export function createReadings(database: Database) {
  const pragma = <Row>(words: string): Row => database.get<Row>(sql.raw(`pragma ${words}`));

  return {
    queue(now: number): QueueReading {
      // The index alone is counted; by itself SQLite might take one with more columns, or the table.
      const { pending } = database.get<{ pending: number }>(
        sql`select count(*) as pending from deliveries indexed by deliveries_in_order where status = 'pending'`,
      );
      const states = database.all<{ held: number; count: number; oldest: number }>(
        sql`select destinations.state <> 'active' as held, count(*) as count, min(deliveries.due_at) as oldest
          from deliveries indexed by deliveries_in_order
          join destinations on destinations.id = deliveries.destination_id
          where deliveries.status = 'pending' and deliveries.due_at <= ${now} group by held`,
      );
      const open = states.find(({ held }) => held === 0);
      return {
        pending,
        due: open?.count ?? 0,
        held: states.find(({ held }) => held === 1)?.count ?? 0,
        oldestDueAt: open?.oldest ?? null,
      };
    },

    /** Deliveries of which somebody still has to say whether they appeared. */
    uncertain: (): number =>
      database.get<{ count: number }>(
        sql`select count(*) as count from deliveries indexed by deliveries_uncertain
          where status = 'uncertain' and left_at is null`,
      ).count,

    /** When the newest backup that was found whole was taken (epoch ms); null where there is none. */
    lastBackupAt: (): number | null =>
      database.get<{ at: number | null }>(
        sql`select max(taken_at) as at from backups where checked_at is not null and problem is null`,
      ).at,

    /** Writes to the disk, and changes nothing by it. Throws what SQLite says where it cannot. */
    tryWriting(): void {
      const { timeout } = pragma<{ timeout: number }>("busy_timeout");
      // Whoever asks this wants to know now, and everything else waits meanwhile.
      pragma("busy_timeout = 250");
      try {
        // A number in the file's first page that SQLite keeps for programs, written again as it is.
        const { user_version } = pragma<{ user_version: number }>("user_version");
        database.run(sql.raw(`pragma user_version = ${user_version}`));
      } finally {
        pragma(`busy_timeout = ${timeout}`);
      }
    },
  };
}
