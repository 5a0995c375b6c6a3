/** Whether a database file is whole. */
import Sqlite from "better-sqlite3";

/** Opens a file read-only and reads all of it; a sentence that says what is wrong, null where nothing is. */
export function problemIn(path: string): string | null {
  let database: Sqlite.Database | undefined;
  try {
    database = new Sqlite(path, { readonly: true, fileMustExist: true });
    const found = database.pragma("integrity_check(1)", { simple: true });
    if (found !== "ok") return String(found);
    const [orphan] = database.pragma("foreign_key_check") as { table: string; parent: string }[];
    return orphan ? `a row of ${orphan.table} refers to none of ${orphan.parent}` : null;
  } catch (error) {
    // A file that cannot even be read as a database says so by an error: SQLITE_NOTADB, SQLITE_CORRUPT.
    return error instanceof Error ? error.message : String(error);
  } finally {
    database?.close();
  }
}
