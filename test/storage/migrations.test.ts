/**
 * Whoever adds a migration adds fixtures/NAME_OF_THE_MIGRATION.sql beside the earlier ones: rows in every table,
 * as they stand after it. Each becomes the database of somebody who upgrades from that version.
 */
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import Sqlite from "better-sqlite3";
import { is } from "drizzle-orm";
import { drizzle } from "drizzle-orm/better-sqlite3";
import { migrate } from "drizzle-orm/better-sqlite3/migrator";
import { getTableConfig, SQLiteTable } from "drizzle-orm/sqlite-core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openDatabase } from "../../src/storage/database.ts";
import * as schema from "../../src/storage/schema.ts";

const migrations = fileURLToPath(new URL("../../migrations", import.meta.url));
const fixtures = fileURLToPath(new URL("fixtures", import.meta.url));
const journal: { entries: { tag: string; when: number }[] } = JSON.parse(
  readFileSync(join(migrations, "meta/_journal.json"), "utf8"),
);
const versions = journal.entries.map(({ tag }) => tag);
const newest = versions.at(-1)!;
const tables = Object.values(schema)
  .filter((value) => is(value, SQLiteTable))
  .map((table) => getTableConfig(table));

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "belfry-"));
  path = join(folder, "belfry.db");
});
afterEach(() => rmSync(folder, { recursive: true }));

test("a database of a newer Belfry is refused with what to do, and not touched", () => {
  const { sqlite, close } = openDatabase(path);
  sqlite
    .prepare("insert into __drizzle_migrations (hash, created_at) values ('newer', ?)")
    .run(journal.entries.at(-1)!.when + 1);
  close();
  const before = readFileSync(path);
  const known = versions.length;
  expect(() => openDatabase(path)).toThrow(
    `a newer Belfry made this database (its schema is number ${known + 1}, this one knows ${known})`,
  );
  expect(readFileSync(path)).toEqual(before);
  expect(existsSync(`${path}.before-migration-1`)).toBe(false);
});

describe("the migrations", () => {
  test("are younger one after the other, for an older one would be skipped in silence", () => {
    const times = journal.entries.map(({ when }) => when);
    expect(times).toEqual([...new Set(times)].sort((one, other) => one - other));
  });

  test("make every table of the schema, with its columns, indexes and checks", () => {
    const { sqlite, close } = openDatabase(path);
    for (const { name, columns, indexes, checks } of tables) {
      const made = sqlite.pragma(`table_info(${name})`) as { name: string }[];
      expect(made.map((column) => column.name).sort()).toEqual(columns.map((column) => column.name).sort());
      const kept = sqlite.pragma(`index_list(${name})`) as { name: string }[];
      expect(kept.map((index) => index.name)).toEqual(
        expect.arrayContaining(indexes.map((one) => one.config.name)),
      );
      const { sql } = sqlite.prepare("select sql from sqlite_master where name = ?").get(name) as {
        sql: string;
      };
      for (const check of checks) expect(sql).toContain(`CONSTRAINT "${check.name}" CHECK`);
    }
    expect(Object.keys(countRows(sqlite)).sort()).toEqual(tables.map((table) => table.name).sort());
    close();
  });

  test.each(versions)("have rows in every table to try the upgrade from %s with", (version) => {
    const sqlite = databaseOfVersion(version);
    expect(Object.entries(countRows(sqlite)).filter(([, rows]) => rows === 0)).toEqual([]);
    expect(sqlite.pragma("foreign_key_check")).toEqual([]);
    sqlite.close();
  });

  test.each(versions.slice(0, -1))(
    "bring a database in use from %s to the newest without losing a row",
    (version) => {
      const old = databaseOfVersion(version);
      const before = countRows(old);
      old.close();

      const { sqlite, close } = openDatabase(path);
      expect(countRows(sqlite)).toMatchObject(before);
      expect(sqlite.pragma("foreign_key_check")).toEqual([]);
      close();

      const copy = new Sqlite(`${path}.before-migration-1`, { readonly: true });
      expect(countRows(copy)).toEqual(before);
      copy.close();
    },
  );
});

describe("opening a database", () => {
  test("in use again and again leaves every row as it was, and makes no copy", () => {
    const filled = databaseOfVersion(newest);
    const before = contents(filled);
    filled.close();
    for (let round = 0; round < 2; round++) {
      const { sqlite, close } = openDatabase(path);
      expect(contents(sqlite)).toEqual(before);
      close();
    }
    expect(existsSync(`${path}.before-migration-1`)).toBe(false);
  });

  test("that needs migrating copies it first, and never over an earlier copy", () => {
    const foreign = new Sqlite(path);
    foreign.exec("create table kept (word text); insert into kept values ('here')");
    foreign.close();
    writeFileSync(`${path}.before-migration-1`, "an earlier copy");
    openDatabase(path).close();

    expect(readFileSync(`${path}.before-migration-1`, "utf8")).toBe("an earlier copy");
    const copy = new Sqlite(`${path}.before-migration-2`, { readonly: true });
    expect(copy.prepare("select word from kept").pluck().all()).toEqual(["here"]);
    copy.close();
  });

  test("makes the folder, and sets what keeps claims and children safe", () => {
    const { sqlite, close } = openDatabase(join(folder, "deeper", "belfry.db"));
    expect(sqlite.pragma("journal_mode", { simple: true })).toBe("wal");
    expect(sqlite.pragma("synchronous", { simple: true })).toBe(2);
    expect(sqlite.pragma("foreign_keys", { simple: true })).toBe(1);
    close();
  });

  test("makes files that nobody else on the machine can read, and leaves the rights of one that is there", () => {
    const { sqlite, close } = openDatabase(path);
    sqlite.exec("create table anything (word text)");
    for (const file of [path, `${path}-wal`, `${path}-shm`]) expect(statSync(file).mode & 0o777).toBe(0o600);
    close();
    chmodSync(path, 0o640);
    openDatabase(path).close();
    expect(statSync(path).mode & 0o777).toBe(0o640);
  });
});

describe("the newest database refuses", () => {
  let opened: ReturnType<typeof openDatabase>;
  beforeEach(() => {
    databaseOfVersion(newest).close();
    opened = openDatabase(path);
  });
  afterEach(() => opened.close());

  test.each([
    ["a sent delivery without message ids", "update deliveries set message_ids = null where status = 'sent'"],
    ["a sent delivery without a time", "update deliveries set sent_at = null where status = 'sent'"],
    [
      "a sending delivery without a claim",
      "update deliveries set claimed_at = null where status = 'sending'",
    ],
    [
      "a claim on a delivery that is not sending",
      "update deliveries set claimed_at = 1 where status = 'pending'",
    ],
    ["a delivery of unknown status", "update deliveries set status = 'lost' where status = 'pending'"],
    ["a post of unknown status", "update posts set status = 'lost' where status = 'published'"],
    ["a draft without its draft", "update posts set draft = null where status = 'draft'"],
    ["a released post without content", "update posts set content = null where status = 'scheduled'"],
    ["a released post without a time", "update posts set due_at = null where status = 'scheduled'"],
    ["a released post with a draft", "update posts set draft = '{}' where status = 'scheduled'"],
    ["an open post that is finished", "update posts set finished_at = 1 where status = 'scheduled'"],
    [
      "a published post that never finished",
      "update posts set finished_at = null where status = 'published'",
    ],
    ["a role that does not exist", "update people set role = 'king'"],
    ["a destination's state that does not exist", "update destinations set state = 'gone'"],
  ])("%s", (_, statement) => {
    expect(() => opened.sqlite.exec(statement)).toThrow(/CHECK constraint failed/);
  });

  test("a second delivery of a post to the same destination", () => {
    const again = `insert into deliveries (post_id, destination_id, status, due_at, next_attempt_at)
      select post_id, destination_id, 'pending', due_at, due_at from deliveries limit 1`;
    expect(() => opened.sqlite.exec(again)).toThrow(/UNIQUE constraint failed/);
  });

  test("the same chat twice, and the same run of a job twice", () => {
    const chat = "update destinations set chat_id = (select max(chat_id) from destinations)";
    const run =
      "insert into job_runs (job, scheduled_for, started_at) select job, scheduled_for, 1 from job_runs";
    for (const statement of [chat, run])
      expect(() => opened.sqlite.exec(statement)).toThrow(/UNIQUE constraint failed/);
  });

  test.each([
    ["a delivery of a post that is not there", "update deliveries set post_id = 9999 where id = 1"],
    [
      "a delivery to a destination that is not there",
      "update deliveries set destination_id = 9999 where id = 1",
    ],
    ["to forget a destination that deliveries speak of", "delete from destinations where id = 1"],
    ["to forget a person who wrote posts", "delete from people where user_id = 1001"],
  ])("%s", (_, statement) => {
    expect(() => opened.sqlite.exec(statement)).toThrow(/FOREIGN KEY constraint failed/);
  });

  test("nothing when a post is deleted: its deliveries go along, the ledger stays", () => {
    const before = countRows(opened.sqlite);
    opened.sqlite.exec("delete from posts where id = 4");
    expect(countRows(opened.sqlite)).toEqual({
      ...before,
      posts: before["posts"]! - 1,
      deliveries: before["deliveries"]! - 2,
    });
  });
});

/** The file of somebody who runs this version: migrated so far and no further, with the version's rows. */
function databaseOfVersion(version: string): Sqlite.Database {
  const migrationsFolder = join(folder, `up-to-${version}`);
  mkdirSync(join(migrationsFolder, "meta"), { recursive: true });
  const entries = journal.entries.slice(0, versions.indexOf(version) + 1);
  for (const { tag } of entries) cpSync(join(migrations, `${tag}.sql`), join(migrationsFolder, `${tag}.sql`));
  writeFileSync(join(migrationsFolder, "meta/_journal.json"), JSON.stringify({ ...journal, entries }));

  const sqlite = new Sqlite(path);
  migrate(drizzle(sqlite), { migrationsFolder });
  sqlite.exec(readFileSync(join(fixtures, `${version}.sql`), "utf8"));
  return sqlite;
}

function tableNames(sqlite: Sqlite.Database): string[] {
  const ours = "type = 'table' and name not like 'sqlite~_%' escape '~' and name <> '__drizzle_migrations'";
  return sqlite.prepare(`select name from sqlite_master where ${ours}`).pluck().all() as string[];
}

function countRows(sqlite: Sqlite.Database): Record<string, number> {
  const count = (table: string) => sqlite.prepare(`select count(*) from ${table}`).pluck().get() as number;
  return Object.fromEntries(tableNames(sqlite).map((table) => [table, count(table)]));
}

function contents(sqlite: Sqlite.Database): Record<string, unknown[]> {
  const rows = (table: string) => sqlite.prepare(`select * from ${table}`).all();
  return Object.fromEntries(tableNames(sqlite).map((table) => [table, rows(table)]));
}
