/** Making a backup the database: `npm run restore`. Everything is done on a copy, which then takes the place at once. */
import {
  chmodSync,
  chownSync,
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { basename, dirname } from "node:path";
import Sqlite from "better-sqlite3";
import { sql } from "drizzle-orm";
import { instantInName, syncFolder } from "./backup-files.ts";
import { carryOver, forgetTheMoment, holdTheRest } from "./carry-over.ts";
import { openDatabase, schemaOf } from "./database.ts";
import { problemIn } from "./integrity.ts";
import { recordInLedger } from "./ledger.ts";
import { lockDatabase } from "./lock.ts";
import { preparePostStatuses } from "./post-status.ts";
import { posts, restores } from "./schema.ts";

export type RestoreResult = Restored | { refused: RestoreRefusal };

export type RestoreRefusal =
  /** in_use: some other program has the database open, such as one that replicates it. */
  | { why: "missing" | "same_file" | "running" | "in_use" | "not_belfry" }
  | { why: "damaged"; problem: string }
  /** How many migrations made its schema, and how many this Belfry knows. */
  | { why: "newer"; schema: number; known: number };

export interface Restored {
  refused?: undefined;
  /** When the backup was taken (epoch ms). */
  takenAt: number;
  held: number;
  /** How many of those are still to come. */
  toCome: number;
  /** How many deliveries that are open in the backup the present database knew the fate of. */
  known: number;
  /** Posts that are in the present database alone; undefined where it could tell nothing. */
  lost: number | undefined;
  /** Where the present database is kept; undefined where there was none. */
  replaced: string | undefined;
  /** Why the present database could tell nothing; undefined where it could, or there was none. */
  unreadable: string | undefined;
}

/** How long (ms) is waited for a program that is just letting go of the database. */
const patience = 1000;

/**
 * Puts the backup `from` in the place of the database `to`, which is kept beside it. `dryRun`: only says what would be.
 * Refuses while Belfry runs. Throws where the disk does not take it; nothing has changed then.
 */
export function restore(
  from: string,
  to: string,
  { now, dryRun }: { now: number; dryRun: boolean },
): RestoreResult {
  if (!existsSync(from)) return { refused: { why: "missing" } };
  const database = existsSync(to) ? realpathSync(to) : to;
  if (realpathSync(from) === database) return { refused: { why: "same_file" } };
  const lock = lockDatabase(database);
  if (!lock) return { refused: { why: "running" } };
  const working = `${database}.restoring`;
  const present = `${database}.restoring-present`;
  try {
    clear(working, present);
    copyWithWal(from, working);
    const refused = refusalOf(working);
    if (refused) return { refused };
    const kept = freshName(database);
    const replaced = existsSync(database) ? kept : undefined;
    const problem = replaced && problemOf(database);
    if (replaced && !problem && !gatherInOneFile(database)) return { refused: { why: "in_use" } };
    if (replaced && !problem) copyFileSync(database, present);
    const facts = prepare(working, { from, present, now, replaced });
    if (!dryRun) takePlace(working, database, kept);
    return { ...facts, replaced, unreadable: problem ?? facts.unreadable };
  } finally {
    clear(working, present);
    lock.release();
  }
}

/** What keeps this file from becoming the database; undefined: nothing. */
function refusalOf(path: string): RestoreRefusal | undefined {
  try {
    const sqlite = new Sqlite(path, { fileMustExist: true });
    try {
      sqlite.pragma("journal_mode = delete");
      if (!isBelfrys(sqlite)) return { why: "not_belfry" };
      const { applied, known, is } = schemaOf(sqlite);
      if (is === "newer") return { why: "newer", schema: applied, known };
    } finally {
      sqlite.close();
    }
  } catch (error) {
    if ((error as { code?: unknown }).code === "SQLITE_NOTADB") return { why: "not_belfry" };
    return { why: "damaged", problem: (error as Error).message };
  }
  const problem = problemIn(path);
  return problem === null ? undefined : { why: "damaged", problem };
}

/**
 * Brings what is in the present database's log into its one file. False where another program has it open, which would
 * go on with a file that is not the database any more.
 */
function gatherInOneFile(path: string): boolean {
  const sqlite = new Sqlite(path, { fileMustExist: true, timeout: patience });
  try {
    // Asks for the file itself, which everybody who has it open holds a part of.
    sqlite.pragma("locking_mode = exclusive");
    sqlite.exec("begin exclusive; rollback");
    sqlite.pragma("wal_checkpoint(TRUNCATE)");
  } catch (error) {
    if ((error as { code?: unknown }).code === "SQLITE_BUSY") return false;
    throw error;
  } finally {
    sqlite.close();
  }
  // Reading alone leaves these behind, empty.
  for (const suffix of ["-wal", "-shm"]) rmSync(`${path}${suffix}`, { force: true });
  return true;
}

/** Why the present database can tell nothing; undefined where it can. */
function problemOf(path: string): string | undefined {
  const problem = problemIn(path);
  if (problem !== null) return problem;
  const sqlite = new Sqlite(path, { readonly: true });
  try {
    return isBelfrys(sqlite) ? undefined : "it is no database of Belfry's";
  } finally {
    sqlite.close();
  }
}

function isBelfrys(sqlite: Sqlite.Database): boolean {
  const tables = sqlite.prepare("select name from sqlite_master where type = 'table'").pluck().all();
  return ["posts", "deliveries", "ledger", "__drizzle_migrations"].every((table) => tables.includes(table));
}

/** Brings the copy of the backup to the newest schema, tells it what happened since, and writes the restore down. */
function prepare(
  working: string,
  parts: { from: string; present: string; now: number; replaced: string | undefined },
): Omit<Restored, "replaced"> {
  const { present, now, replaced } = parts;
  const file = basename(parts.from);
  const hasPresent = existsSync(present);
  if (hasPresent) migrateOlder(present);
  const { database, sqlite, close } = openDatabase(working, { keepCopy: false });
  try {
    const takenAt = instantInName(file) ?? lastSignOfLife(sqlite);
    // What is taken over comes table by table; whether it fits together is checked at the end.
    sqlite.pragma("foreign_keys = OFF");
    if (hasPresent) sqlite.prepare("attach database ? as present").run(present);
    const facts = database.transaction(
      (transaction) => {
        const learned = hasPresent ? learn(sqlite) : {};
        const { known = 0, lost } = learned;
        const { held, toCome, postIds } = holdTheRest(sqlite, now);
        forgetTheMoment(sqlite, learned.known === undefined ? "unknown" : "known");
        preparePostStatuses(transaction)(new Map(postIds.map((id) => [id, now])));
        // The owners are told of all of them at once.
        transaction
          .update(posts)
          .set({ toldAt: now })
          .where(sql`${posts.id} in (select value from json_each(${JSON.stringify(postIds)}))`)
          .run();
        const row = { at: now, backupTakenAt: takenAt, file, held, known, lost };
        transaction
          .insert(restores)
          .values({ ...row, replaced: replaced === undefined ? null : basename(replaced) })
          .run();
        recordInLedger(transaction, { at: now, action: "database_restored", details: { file, held, known } });
        return { takenAt, held, toCome, known, lost, unreadable: learned.unreadable };
      },
      { behavior: "immediate" },
    );
    sqlite.pragma("journal_mode = delete");
    return facts;
  } finally {
    close();
  }
}

function migrateOlder(path: string): void {
  const sqlite = new Sqlite(path);
  const { is } = schemaOf(sqlite);
  sqlite.close();
  if (is !== "older") return;
  const migrated = openDatabase(path, { keepCopy: false });
  migrated.sqlite.pragma("journal_mode = delete");
  migrated.close();
}

/** What the attached present database has to tell; what does not fit together is as good as unknown. */
function learn(sqlite: Sqlite.Database): { known?: number; lost?: number; unreadable?: string } {
  try {
    return sqlite.transaction(() => {
      const carried = carryOver(sqlite);
      if (!carried) return { unreadable: "it is not a later state of the backup" };
      if ((sqlite.pragma("main.foreign_key_check") as unknown[]).length > 0)
        throw new Error("it and the backup do not fit together");
      return carried;
    })();
  } catch (error) {
    return { unreadable: (error as Error).message };
  }
}

/** A running Belfry writes something every minute. */
function lastSignOfLife(sqlite: Sqlite.Database): number {
  return sqlite
    .prepare(
      `select max(coalesce((select max(started_at) from job_runs), 0), coalesce((select max(at) from ledger), 0))`,
    )
    .pluck()
    .get() as number;
}

/** The one moment in which something changes: by a rename, so that there is a whole database before and after it. */
function takePlace(working: string, database: string, kept: string): void {
  const isThere = existsSync(database);
  giveToOwnerOf(isThere ? database : dirname(database), [working, `${database}.lock`]);
  if (isThere) {
    chmodSync(working, statSync(database).mode);
    linkOrCopy(database, kept);
  }
  // Of one that is gone or could not be read. Beside the new database they would be taken for its own.
  for (const suffix of ["-wal", "-shm"])
    if (existsSync(`${database}${suffix}`)) renameSync(`${database}${suffix}`, `${kept}${suffix}`);
  const descriptor = openSync(working, "r+");
  fsyncSync(descriptor);
  closeSync(descriptor);
  renameSync(working, database);
  syncFolder(dirname(database));
}

/** Root restores for a Belfry that runs as somebody else, who must be able to write. */
function giveToOwnerOf(path: string, files: string[]): void {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = statSync(path);
  for (const file of files) chownSync(file, uid, gid);
}

function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    // Not every file system has links.
    copyFileSync(from, to, constants.COPYFILE_EXCL);
  }
}

/** A backup may be a file that a program had open: what is not in it yet lies beside it. */
function copyWithWal(from: string, to: string): void {
  copyFileSync(from, to);
  if (existsSync(`${from}-wal`)) copyFileSync(`${from}-wal`, `${to}-wal`);
}

function clear(...paths: string[]): void {
  for (const path of paths)
    for (const suffix of ["", "-wal", "-shm", "-journal"]) rmSync(`${path}${suffix}`, { force: true });
}

function freshName(database: string): string {
  for (let number = 1; ; number++) {
    const name = `${database}.before-restore-${number}`;
    if (!existsSync(name) && !existsSync(`${name}-wal`)) return name;
  }
}
