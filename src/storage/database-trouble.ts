/** Which failures of the database are the machine's, and pass: the disk, another process, the rights. */

export type DatabaseTroubleKind = "full" | "locked" | "read_only" | "failing";

/** What an error, or what caused it, says of the database; undefined: something else, such as a mistake of our own. */
export function databaseTroubleIn(error: unknown): DatabaseTroubleKind | undefined {
  let kind: DatabaseTroubleKind | undefined;
  // grammY calls the cause `error`; nothing of ours is wrapped more often than this.
  let current = error as { code?: unknown; cause?: unknown; error?: unknown } | null | undefined;
  for (let depth = 0; depth < 5 && kind === undefined && typeof current === "object" && current; depth++) {
    kind = kindOf(String(current.code));
    current = (current.cause ?? current.error) as typeof current;
  }
  return kind;
}

/** Result codes of SQLite (https://sqlite.org/rescode.html); extended ones begin like those that they extend. */
function kindOf(code: string): DatabaseTroubleKind | undefined {
  const is = (...codes: string[]) => codes.some((one) => code.startsWith(one));
  // The second: there was no room for the file that lies beside the database.
  if (is("SQLITE_FULL", "SQLITE_IOERR_SHMSIZE")) return "full";
  if (is("SQLITE_BUSY", "SQLITE_LOCKED")) return "locked";
  if (is("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")) return "read_only";
  return is("SQLITE_IOERR") ? "failing" : undefined;
}
