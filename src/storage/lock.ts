/**
 * One process for each database: two would both poll and both publish.
 * The lock is a SQLite file beside the database, held in an exclusive transaction in which nothing is ever written.
 * The operating system drops it with the process, however that ends: a file with a process id in it would outlive a
 * crash, and lie once the id is another's. The empty file stays and means nothing.
 */
import { existsSync, mkdirSync, realpathSync } from "node:fs";
import { dirname } from "node:path";
import Sqlite from "better-sqlite3";

export type DatabaseLock = { release: () => void };

/** A process that is just ending has so long (ms) to be gone. */
const patience = 1000;

/** Held here as well: a connection that nobody refers to is closed, and the lock with it. */
const held = new Set<Sqlite.Database>();

/**
 * Takes the lock of the database at a path, which need not be there yet; undefined while another process has it.
 * Throws where the lock's file cannot be made.
 */
export function lockDatabase(path: string): DatabaseLock | undefined {
  mkdirSync(dirname(path), { recursive: true });
  // One database under two names is one database.
  const lock = new Sqlite(`${existsSync(path) ? realpathSync(path) : path}.lock`, { timeout: patience });
  try {
    lock.exec("begin exclusive");
  } catch (error) {
    lock.close();
    if ((error as { code?: unknown }).code === "SQLITE_BUSY") return undefined;
    throw error;
  }
  held.add(lock);
  return {
    release(): void {
      held.delete(lock);
      lock.close();
    },
  };
}
