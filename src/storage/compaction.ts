/** Giving room in the database's file back to the disk, when that is worth the work. */
import { sql } from "drizzle-orm";
import type { Database } from "./database.ts";

/** A file that is a quarter empty, and by so much (bytes) that somebody would notice. */
const emptyShare = 0.25;
const emptyBytes = 10 * 1024 * 1024;

export type Compaction = ReturnType<typeof createCompaction>;

export function createCompaction(database: Database) {
  const pragma = (name: "page_count" | "page_size" | "freelist_count" | "busy_timeout"): number =>
    Object.values(database.get<Record<string, number>>(sql.raw(`pragma ${name}`)))[0] ?? 0;

  return {
    isWorthIt(): boolean {
      const empty = pragma("freelist_count");
      return empty > pragma("page_count") * emptyShare && empty * pragma("page_size") > emptyBytes;
    },

    /**
     * Writes the whole file anew without its gaps, and empties the log beside it. Nothing else is done meanwhile:
     * a second for 100 MB. Needs twice the file's room on the disk; throws where that is not there.
     * Returns how many bytes are free now that were not before.
     */
    compact(): number {
      const before = pragma("page_count");
      database.run(sql`vacuum`);
      return (before - pragma("page_count")) * pragma("page_size");
    },

    /**
     * Takes what the log beside the file holds into the file, and cuts the log down to nothing; not while somebody
     * else reads, and without waiting for them, because nothing else would be done meanwhile.
     */
    emptyLog(): void {
      const patience = pragma("busy_timeout");
      database.get(sql`pragma busy_timeout = 0`);
      try {
        database.get(sql`pragma wal_checkpoint(truncate)`);
      } finally {
        database.get(sql.raw(`pragma busy_timeout = ${patience}`));
      }
    },
  };
}
