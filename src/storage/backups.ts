/** The backups that were made, as rows; the files are backup-files.ts's. */
import { desc, inArray, isNotNull, isNull } from "drizzle-orm";
import type { Who } from "../posts/permissions.ts";
import type { Database } from "./database.ts";
import { recordInLedger } from "./ledger.ts";
import { backups } from "./schema.ts";

export type Backup = typeof backups.$inferSelect;
export type BackupStore = ReturnType<typeof createBackupStore>;

export function createBackupStore(database: Database) {
  return {
    /** Notes a backup that was made and found whole. What was wrong with earlier ones is history then. */
    noteMade: (backup: { takenAt: number; file: string; bytes: number }, by: Who | undefined, now: number) =>
      database.transaction(
        (transaction) => {
          transaction.delete(backups).where(isNotNull(backups.problem)).run();
          if (by)
            recordInLedger(transaction, {
              at: now,
              by,
              action: "backup_made",
              details: { file: backup.file },
            });
          return transaction
            .insert(backups)
            .values({ ...backup, checkedAt: now })
            .returning()
            .get();
        },
        { behavior: "immediate" },
      ),

    /** Notes that the copy was found damaged, and thrown away. */
    noteDamaged(takenAt: number, problem: string, now: number): void {
      database.insert(backups).values({ takenAt, file: "", bytes: 0, checkedAt: now, problem }).run();
    },

    /** Every backup that is kept, the newest first. */
    kept: (): Backup[] =>
      database
        .select()
        .from(backups)
        .where(isNull(backups.problem))
        .orderBy(desc(backups.takenAt), desc(backups.id))
        .all(),

    /** What was found wrong since the last good one; undefined: nothing. */
    damage: (): Backup | undefined =>
      database
        .select()
        .from(backups)
        .where(isNotNull(backups.problem))
        .orderBy(desc(backups.id))
        .limit(1)
        .get(),

    forget(ids: number[]): void {
      database.delete(backups).where(inArray(backups.id, ids)).run();
    },
  };
}
