/** Opening the one SQLite file, and bringing it to the newest schema. */
import { chmodSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import Sqlite from "better-sqlite3";
import { type BetterSQLite3Database, drizzle } from "drizzle-orm/better-sqlite3";
import { migrate } from "drizzle-orm/better-sqlite3/migrator";
import * as schema from "./schema.ts";

export type Database = BetterSQLite3Database<typeof schema>;
/** What stores write through: the database itself is used outside, this inside a transaction. */
export type Transaction = Parameters<Parameters<Database["transaction"]>[0]>[0];
export type OpenDatabase = ReturnType<typeof openDatabase>;

const migrationsFolder = fileURLToPath(new URL("../../migrations", import.meta.url));

/** How long (ms) a write waits for another process. Everything waits with it: longer, and connections break off. */
export const longestWait = 2000;

/**
 * Opens (or makes) the database at a path, migrated. Takes a file path or ":memory:".
 * A file that needs migrating is first copied beside itself, as FILE.before-migration-1 (or the next number), unless
 * `keepCopy` is false. Throws, with a sentence for whoever started it, at a file of a newer Belfry.
 */
export function openDatabase(path: string, { keepCopy = true } = {}) {
  if (path !== ":memory:") mkdirSync(dirname(path), { recursive: true });
  const isNew = path === ":memory:" || !existsSync(path);
  const sqlite = new Sqlite(path);
  const { applied, known, is } = schemaOf(sqlite);
  if (is === "newer") {
    sqlite.close();
    throw new Error(
      `a newer Belfry made this database (its schema is number ${applied}, this one knows ${known}): start that one, or see "Going back" in docs/ops/deploying.md`,
    );
  }
  // What people write is in there. The files that SQLite puts beside it get the same rights.
  if (isNew && path !== ":memory:") chmodSync(path, 0o600);
  sqlite.pragma("journal_mode = WAL");
  // FULL: a claim must be on the disk before its send starts, even through a power cut.
  sqlite.pragma("synchronous = FULL");
  // In pages of 4 kB: thousands of sends do not carry the log into the file every few commits, with two more waits.
  sqlite.pragma("wal_autocheckpoint = 4000");
  sqlite.pragma(`busy_timeout = ${longestWait}`);
  const database: Database = drizzle(sqlite, { schema });
  if (keepCopy && !isNew && is === "older")
    sqlite.exec(`vacuum into '${freshCopyName(path).replaceAll("'", "''")}'`);
  // A migration that rebuilds a table would wipe its children through ON DELETE CASCADE: keys are off meanwhile.
  sqlite.pragma("foreign_keys = OFF");
  migrate(database, { migrationsFolder });
  sqlite.pragma("foreign_keys = ON");
  return { database, sqlite, close: () => sqlite.close() };
}

/** How many migrations made the schema of a database, how many this Belfry knows, and how the two compare. */
export function schemaOf(sqlite: Sqlite.Database): {
  applied: number;
  known: number;
  is: "older" | "same" | "newer";
} {
  const { entries } = JSON.parse(readFileSync(join(migrationsFolder, "meta/_journal.json"), "utf8")) as {
    entries: { when: number }[];
  };
  const newest = entries.at(-1)?.when ?? 0;
  const isThere = sqlite.prepare("select name from sqlite_master where name = '__drizzle_migrations'").get();
  const { applied, at } = isThere
    ? (sqlite
        .prepare("select count(*) as applied, coalesce(max(created_at), 0) as at from __drizzle_migrations")
        .get() as { applied: number; at: number })
    : { applied: 0, at: 0 };
  return { applied, known: entries.length, is: at < newest ? "older" : at > newest ? "newer" : "same" };
}

/** `vacuum into` refuses to overwrite: number the copies, so that no earlier one is lost. */
function freshCopyName(path: string): string {
  for (let number = 1; ; number++) {
    const name = `${path}.before-migration-${number}`;
    if (!existsSync(name)) return name;
  }
}
