import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import Sqlite from "better-sqlite3";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { openDatabase } from "../../src/storage/database.ts";
import { lockDatabase } from "../../src/storage/lock.ts";
import { type Restored, restore } from "../../src/storage/restore.ts";
import { addDestination, addPerson, addPost, someTime, textContent } from "../support/factories.ts";

const hour = 60 * 60 * 1000;
const now = someTime + 10 * hour;
let folder: string;
let path: string;
let backup: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "belfry-restore-"));
  path = join(folder, "belfry.db");
  backup = join(folder, "backup.db");
  onTestFinished(() => rmSync(folder, { recursive: true }));
});

describe("what is refused, with nothing changed", () => {
  test("a file that is not there, the database itself, also under another name", () => {
    aDatabase();
    const other = join(folder, "other.db");
    symlinkSync(path, other);
    expect(attempt(backup)).toEqual({ refused: { why: "missing" } });
    expect(attempt(path)).toEqual({ refused: { why: "same_file" } });
    expect(attempt(other)).toEqual({ refused: { why: "same_file" } });
  });

  test("anything while Belfry runs", () => {
    aDatabase();
    copyFileSync(path, backup);
    const lock = lockDatabase(path);
    expect(attempt()).toEqual({ refused: { why: "running" } });
    lock?.release();
    expect(attempt()).toMatchObject({ held: 0 });
  });

  test("anything while another program has the database open, which would go on with the old file", () => {
    aDatabase();
    copyFileSync(path, backup);
    const other = new Sqlite(path);
    other.pragma("journal_mode = WAL");
    other.prepare("select * from posts").all();
    expect(attempt()).toEqual({ refused: { why: "in_use" } });
    other.close();
    expect(attempt()).toMatchObject({ known: 1 });
  });

  test("a file that is no database, or somebody else's", () => {
    writeFileSync(backup, "not a database, but long enough to look like a file of some kind");
    expect(attempt()).toEqual({ refused: { why: "not_belfry" } });
    writeFileSync(backup, "");
    expect(attempt()).toEqual({ refused: { why: "not_belfry" } });
    const other = new Sqlite(backup);
    other.exec("create table posts (id integer primary key)");
    other.close();
    expect(attempt()).toEqual({ refused: { why: "not_belfry" } });
  });

  test("a damaged one", () => {
    aDatabase();
    copyFileSync(path, backup);
    truncateSync(backup, statSync(backup).size / 2);
    expect(attempt()).toEqual({
      refused: { why: "damaged", problem: expect.stringMatching(/malformed|disk image/) },
    });
  });

  test("one whose rows do not belong together", () => {
    aDatabase();
    copyFileSync(path, backup);
    change(backup, "pragma foreign_keys = off; delete from people");
    expect(attempt()).toEqual({
      refused: { why: "damaged", problem: "a row of posts refers to none of people" },
    });
  });

  test("one of a newer schema, which it names", () => {
    aDatabase();
    copyFileSync(path, backup);
    change(
      backup,
      "insert into __drizzle_migrations (hash, created_at) values ('from the future', 9999999999999)",
    );
    const count = (of: string) =>
      new Sqlite(of, { readonly: true })
        .prepare("select count(*) from __drizzle_migrations")
        .pluck()
        .get() as number;
    expect(attempt()).toEqual({ refused: { why: "newer", schema: count(backup), known: count(path) } });
  });

  test.each(["missing", "damaged", "newer"])("leaves the database and the folder as they were: %s", (why) => {
    aDatabase();
    if (why !== "missing") copyFileSync(path, backup);
    if (why === "damaged") truncateSync(backup, 20_000);
    if (why === "newer") change(backup, "update __drizzle_migrations set created_at = 9999999999999");
    const before = { files: files(), content: readFileSync(path) };
    expect(attempt()).toMatchObject({ refused: { why } });
    expect({ files: files(), content: readFileSync(path) }).toEqual(before);
  });
});

describe("the present database", () => {
  test("is kept beside, with what was in its write-ahead log, and no earlier one is overwritten", () => {
    const opened = aDatabase();
    copyFileSync(path, backup);
    const { sqlite, close } = openDatabase(path);
    sqlite.exec("update posts set cancel_reason = 'in the log'");
    // As a process that dies leaves it: the log is not in the file yet.
    copyFileSync(path, join(folder, "crashed.db"));
    copyFileSync(`${path}-wal`, join(folder, "crashed.db-wal"));
    close();
    copyFileSync(join(folder, "crashed.db"), path);
    copyFileSync(join(folder, "crashed.db-wal"), `${path}-wal`);
    const first = done();
    expect(basename(first.replaced ?? "")).toBe("belfry.db.before-restore-1");
    expect(read(first.replaced ?? "", "select cancel_reason from posts")).toEqual([
      { cancel_reason: "in the log" },
    ]);
    expect(basename(done().replaced ?? "")).toBe("belfry.db.before-restore-2");
    expect(opened).toBeDefined();
    expect(files().filter((file) => file.includes("restoring"))).toEqual([]);
  });

  test("is kept with its log where it cannot be read, and the log is not taken for the new one's", () => {
    aDatabase();
    copyFileSync(path, backup);
    writeFileSync(path, "ruined ".repeat(1000));
    writeFileSync(`${path}-wal`, "its log");
    const { replaced, unreadable } = done();
    expect(unreadable).toMatch(/not a database/);
    expect(readFileSync(replaced ?? "", "utf8")).toContain("ruined");
    expect(readFileSync(`${replaced}-wal`, "utf8")).toBe("its log");
    expect(read(path, "select count(*) as posts from posts")).toEqual([{ posts: 1 }]);
  });

  test("may be gone and have left its log, which is not taken for the new one's", () => {
    aDatabase("in the backup");
    copyFileSync(path, backup);
    const { sqlite, close } = openDatabase(path);
    sqlite.exec("update posts set content = replace(content, 'in the backup', 'in the log')");
    copyFileSync(`${path}-wal`, join(folder, "log"));
    close();
    rmSync(path);
    copyFileSync(join(folder, "log"), `${path}-wal`);
    done();
    expect(read(path, "select content ->> 'text' as text from posts")).toEqual([{ text: "in the backup" }]);
    expect(existsSync(`${path}.before-restore-1-wal`)).toBe(true);
  });

  test("need not be there", () => {
    aDatabase();
    copyFileSync(path, backup);
    rmSync(path);
    expect(done()).toMatchObject({ replaced: undefined, unreadable: undefined, held: 1, known: 0 });
    expect(read(path, "select replaced, lost from restores")).toEqual([{ replaced: null, lost: null }]);
  });

  test("stays in its place at a dry run, which says the same", () => {
    aDatabase();
    copyFileSync(path, backup);
    const before = { files: files(), content: readFileSync(path) };
    const dry = restore(backup, path, { now, dryRun: true });
    expect({ files: files(), content: readFileSync(path) }).toEqual(before);
    expect(dry).toEqual(done());
  });

  test("is not believed where it is of another origin: there the same number is another post", () => {
    aDatabase("the one");
    copyFileSync(path, backup);
    rmSync(path);
    aDatabase("the other", "sent");
    expect(done()).toMatchObject({
      known: 0,
      held: 1,
      lost: undefined,
      unreadable: expect.stringContaining("later state"),
    });
    expect(read(path, "select content ->> 'text' as text from posts")).toEqual([{ text: "the one" }]);
  });
});

describe("what is taken over", () => {
  test("also from a database of a newer version, as far as this one understands it", () => {
    aDatabase();
    copyFileSync(path, backup);
    change(
      path,
      `alter table deliveries add column mood text;
       insert into __drizzle_migrations (hash, created_at) values ('from the future', 9999999999999);
       update deliveries set status = 'sent', sent_at = 5, message_ids = '[7]', mood = 'fine';
       update posts set status = 'published', finished_at = 5`,
    );
    expect(done()).toMatchObject({ known: 1, held: 0 });
    expect(read(path, "select status from deliveries")).toEqual([{ status: "sent" }]);
  });

  test("the fate of every post that is in both, with the messages it became and its history", () => {
    aDatabase();
    copyFileSync(path, backup);
    change(
      path,
      `update deliveries set status = 'sent', sent_at = 5, message_ids = '[7]', attempts = 1;
       update posts set status = 'published', finished_at = 5, told_at = 6;
       insert into ledger (at, action, post_id, destination_id) values (5, 'delivery_sent', 1, 1)`,
    );
    expect(done()).toMatchObject({ known: 1, held: 0 });
    expect(read(path, "select status, message_ids from deliveries")).toEqual([
      { status: "sent", message_ids: "[7]" },
    ]);
    expect(read(path, "select status, told_at from posts")).toEqual([{ status: "published", told_at: 6 }]);
    expect(read(path, "select action from ledger order by id")).toEqual([
      { action: "destination_added" },
      { action: "delivery_sent" },
      { action: "database_restored" },
    ]);
  });

  test("a draft of the backup that was released since, with where it goes", () => {
    aDatabase();
    change(
      path,
      `insert into posts (id, author_id, status, draft, time_zone, created_at, updated_at)
        values (2, 1001, 'draft', '{}', 'UTC', 9, 9)`,
    );
    copyFileSync(path, backup);
    change(
      path,
      `insert into destinations (id, chat_id, type, title, time_zone, state, can_post, can_pin, added_by, added_at)
        values (5, -100555, 'channel', 'Added since', 'UTC', 'active', 1, 1, 1001, 0);
       update posts set status = 'published', draft = null, content = '{"kind":"text","text":"x","entities":[]}', due_at = 1, finished_at = 2
        where id = 2;
       insert into deliveries (post_id, destination_id, status, due_at, next_attempt_at, sent_at, message_ids)
        values (2, 5, 'sent', 1, 1, 2, '[3]')`,
    );
    done();
    expect(read(path, "select status, destination_id from deliveries where post_id = 2")).toEqual([
      { status: "sent", destination_id: 5 },
    ]);
  });

  test("who is on the team: nobody who was removed comes back", () => {
    aDatabase();
    change(
      path,
      "insert into people (user_id, name, role, time_zone, added_at) values (1002, 'Ed', 'owner', 'UTC', 1)",
    );
    copyFileSync(path, backup);
    change(path, "update people set removed_at = 5, role = 'editor' where user_id = 1002");
    done();
    expect(read(path, "select removed_at, role from people where user_id = 1002")).toEqual([
      { removed_at: 5, role: "editor" },
    ]);
  });

  test("what programs asked for and were told, so that neither happens twice", () => {
    aDatabase();
    change(path, "insert into event_webhooks (address, cursor) values ('a', 1)");
    copyFileSync(path, backup);
    change(
      path,
      `insert into idempotency_keys (token_name, key, request_hash, at) values ('website', 'k', 'h', 1);
       insert into handled_updates (update_id, at) values (500, 1);
       update event_webhooks set cursor = 9;
       insert into received_updates (update_id, "update", received_at) values (501, '{}', 1)`,
    );
    change(backup, `insert into received_updates (update_id, "update", received_at) values (400, '{}', 1)`);
    done();
    expect(read(path, "select key from idempotency_keys")).toEqual([{ key: "k" }]);
    expect(read(path, "select update_id from handled_updates")).toEqual([{ update_id: 500 }]);
    expect(read(path, "select cursor from event_webhooks")).toEqual([{ cursor: 9 }]);
    expect(read(path, "select update_id from received_updates")).toEqual([{ update_id: 501 }]);
  });

  test("numbers that were given since: no new post, delivery or entry gets one of them", () => {
    aDatabase();
    copyFileSync(path, backup);
    change(path, "update sqlite_sequence set seq = 77 where name in ('posts', 'deliveries', 'ledger')");
    done();
    expect(read(path, "select seq from sqlite_sequence where name in ('posts', 'deliveries')")).toEqual([
      { seq: 77 },
      { seq: 77 },
    ]);
    rmSync(path);
    done();
    for (const { seq } of read(path, "select seq from sqlite_sequence"))
      expect(seq).toBeGreaterThanOrEqual(1_000_000);
  });
});

describe("what is not known any more", () => {
  test("is held, each in its own way: what was due, and what is still to come", () => {
    aDatabase();
    change(
      path,
      `update deliveries set due_at = ${now + hour}, next_attempt_at = ${now + hour} where id = 1`,
    );
    addMore("due by now", now - hour);
    copyFileSync(path, backup);
    rmSync(path);
    expect(done()).toMatchObject({ held: 2, toCome: 1 });
    expect(read(path, "select status, reason from deliveries order by id")).toEqual([
      { status: "uncertain", reason: "restored_early" },
      { status: "uncertain", reason: "restored" },
    ]);
    // The owners are told of all of them at once, not of each.
    expect(read(path, "select status, told_at from posts")).toEqual(
      Array.from({ length: 2 }, () => ({ status: "failed", told_at: now })),
    );
    expect(read(path, "select count(*) as entries from ledger where action = 'delivery_held'")).toEqual([
      { entries: 2 },
    ]);
  });

  test("a deletion that was announced before is announced anew, and no old question waits for an answer", () => {
    aDatabase("kept on purpose", "sent");
    change(
      path,
      "update posts set cleanup_at = 5; insert into conversations (key, state) values ('1001', '{}')",
    );
    change(path, "update destinations set last_message_id = 9");
    copyFileSync(path, backup);
    change(path, "delete from posts");
    done();
    expect(read(path, "select cleanup_at from posts")).toEqual([{ cleanup_at: null }]);
    expect(read(path, "select * from conversations")).toEqual([]);
    expect(read(path, "select last_message_id from destinations")).toEqual([{ last_message_id: null }]);
  });
});

test("a backup of an earlier version is brought to the present schema", () => {
  aDatabase();
  const of = (file: string) => readFileSync(fileURLToPath(new URL(file, import.meta.url)), "utf8");
  const [first] = JSON.parse(of("../../migrations/meta/_journal.json")).entries;
  const old = new Sqlite(backup);
  old.exec(of(`../../migrations/${first.tag}.sql`));
  old.exec("create table __drizzle_migrations (id integer primary key, hash text, created_at numeric)");
  old.prepare("insert into __drizzle_migrations (hash, created_at) values ('', ?)").run(first.when);
  old.exec(of(`fixtures/${first.tag}.sql`));
  old.close();
  const { held } = done();
  expect(held).toBe(2);
  expect(read(path, "select count(*) as restores from restores")).toEqual([{ restores: 1 }]);
  expect(files().filter((file) => file.includes("before-migration"))).toEqual([]);
});

test("when a backup was taken is known by its name, and else by its last sign of life", () => {
  aDatabase();
  const named = join(folder, "belfry-2026-11-20T02-30-00Z.db");
  copyFileSync(path, named);
  expect(restore(named, path, { now, dryRun: true })).toMatchObject({
    takenAt: Date.UTC(2026, 10, 20, 2, 30),
  });
  change(
    path,
    `insert into job_runs (job, scheduled_for, started_at) values ('publish', ${someTime}, ${someTime + 7})`,
  );
  copyFileSync(path, backup);
  expect(done().takenAt).toBe(someTime + 7);
});

/** With one post, due at `someTime`, and an entry in its ledger that is its own. */
function aDatabase(text = "Hello", status: "pending" | "sent" = "pending"): string {
  const { database, sqlite, close } = openDatabase(path);
  addPerson(database);
  const news = addDestination(database, { chatId: -100777 });
  const delivery = status === "sent" ? { status, sentAt: someTime, messageIds: [3] } : { status };
  addPost(database, [news], { content: textContent(text), delivery });
  sqlite
    .prepare("insert into ledger (at, action, destination_id) values (?, 'destination_added', 1)")
    .run(someTime + Math.round(text.length));
  close();
  return path;
}

function addMore(text: string, dueAt: number): void {
  const { database, close } = openDatabase(path);
  const news = database.query.destinations.findFirst().sync();
  if (news) addPost(database, [news], { content: textContent(text), dueAt });
  close();
}

const attempt = (from = backup) => restore(from, path, { now, dryRun: false });

function done(): Restored {
  const result = attempt();
  if (result.refused) throw new Error(JSON.stringify(result.refused));
  return result;
}

/** The lock stays, and means nothing. */
const files = () =>
  readdirSync(folder)
    .filter((file) => !file.endsWith(".lock"))
    .sort();

function change(file: string, statements: string): void {
  const database = new Sqlite(file);
  database.exec(statements);
  database.pragma("wal_checkpoint(TRUNCATE)");
  database.close();
}

function read(file: string, query: string): Record<string, unknown>[] {
  expect(existsSync(file)).toBe(true);
  const database = new Sqlite(file, { readonly: true });
  try {
    return database.prepare(query).all() as Record<string, unknown>[];
  } finally {
    database.close();
  }
}
