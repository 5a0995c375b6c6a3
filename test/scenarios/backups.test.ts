import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import { describe, expect, test } from "vitest";
import { startBelfry } from "../support/belfry.ts";
import { join as joinTeam, rows, schedule, until } from "../support/posts.ts";

/** Publishing once a day, so that nights pass quickly. */
const quick = { publishCron: "0 12 * * *" };

describe("each night", () => {
  test("the database is copied, checked and written down, readable by nobody else", async () => {
    const belfry = await startBelfry({ backups: true, config: quick });
    const folder = belfry.config.backupDir ?? "";
    await schedule(belfry.ada, "In the copy", ["News"], "tomorrow 18:00");
    await belfry.travelTo("2026-11-23 02:30");

    // 02:30 in Berlin.
    expect(readdirSync(folder)).toEqual(["belfry-2026-11-23T01-30-00Z.db"]);
    const copy = join(folder, "belfry-2026-11-23T01-30-00Z.db");
    expect(statSync(copy).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(titlesIn(copy)).toEqual(["In the copy"]);
    expect(
      rows(belfry, "select file, problem, bytes, checked_at is not null as checked from backups"),
    ).toEqual([
      { file: "belfry-2026-11-23T01-30-00Z.db", problem: null, bytes: statSync(copy).size, checked: 1 },
    ]);
    const [run] = rows(belfry, "select outcome, summary from job_runs where job = 'backup'");
    expect(run).toEqual({
      outcome: "ok",
      summary: expect.stringMatching(/^belfry-2026-11-23T01-30-00Z\.db, \d+ kB, checked$/),
    });
  });

  test("those that are not kept any more are deleted, and no file that Belfry did not make", async () => {
    const belfry = await startBelfry({
      backups: true,
      config: { ...quick, backupKeepDaily: 2, backupKeepWeekly: 0 },
    });
    const folder = belfry.config.backupDir ?? "";
    await belfry.travelTo("2026-11-23 02:30");
    // Named like one, and not written down: another Belfry's, or one that somebody put there.
    writeFileSync(join(folder, "belfry-2020-01-01T00-00-00Z.db"), "somebody else's");
    writeFileSync(join(folder, "notes.txt"), "mine");
    await belfry.travelTo("2026-11-26 02:30");
    expect(readdirSync(folder).sort()).toEqual([
      "belfry-2020-01-01T00-00-00Z.db",
      "belfry-2026-11-25T01-30-00Z.db",
      "belfry-2026-11-26T01-30-00Z.db",
      "notes.txt",
    ]);
    expect(rows(belfry, "select file from backups")).toHaveLength(2);
  });

  test("a night that was missed is made up for", async () => {
    const belfry = await startBelfry({ backups: true, config: quick });
    await belfry.travelTo("2026-11-23 02:30");
    await belfry.stop();
    await belfry.travelTo("2026-11-24 09:00");
    await belfry.start();
    expect(readdirSync(belfry.config.backupDir ?? "")).toEqual([
      "belfry-2026-11-23T01-30-00Z.db",
      "belfry-2026-11-24T08-00-00Z.db",
    ]);
  });

  test("nothing is copied where backups are switched off", async () => {
    const belfry = await startBelfry({ config: { ...quick, backupDir: undefined } });
    await belfry.travelTo("2026-11-23 03:00");
    expect(rows(belfry, "select * from job_runs where job = 'backup'")).toEqual([]);
    await belfry.ada.says("/backup");
    expect(belfry.ada.sees()).toContain("BACKUP_DIR");
  });
});

describe("/backup", () => {
  test("makes one, says so at once, and shows where the last ones are", async () => {
    const belfry = await startBelfry({ backups: true, config: quick });
    const { ada } = belfry;
    await ada.says("/backup");
    await until(() => ada.sees().includes("Backup made and checked"));
    const folder = belfry.config.backupDir ?? "";
    expect(ada.sees()).toContain(`In ${folder}, the newest first:`);
    expect(ada.sees()).toContain("belfry-2026-11-22T09-00-00Z.db");
    expect(ada.sees()).toContain("Sun 22 Nov 2026, 10:00");
    expect(ada.sees()).toMatch(/0\.\d MB|\d+ kB/);
    expect(rows(belfry, "select action, actor_id from ledger where action = 'backup_made'")).toEqual([
      { action: "backup_made", actor_id: 1001 },
    ]);
    // One message all the time: what was being made became what was made.
    expect(ada.seesAll().filter((text) => text.includes("I am making a backup"))).toEqual([]);

    rmSync(join(folder, "belfry-2026-11-22T09-00-00Z.db"));
    await belfry.travelTo("2026-11-23 02:00");
    await ada.taps("Make one now");
    await until(() => ada.sees().includes("belfry-2026-11-23T01-00-00Z.db"));
    expect(ada.sees()).toContain("the file is not there any more");
  });

  test("asked twice at once makes one", async () => {
    const belfry = await startBelfry({ backups: true, config: quick });
    const { ada } = belfry;
    await Promise.all([ada.says("/backup"), ada.says("/backup")]);
    await until(() => ada.seesAll().filter((text) => text.includes("Backup made")).length === 2);
    expect(readdirSync(belfry.config.backupDir ?? "")).toHaveLength(1);
  });

  test("is for owners only, by command and by button", async () => {
    const belfry = await startBelfry({ backups: true, config: quick });
    const { ada, ben } = belfry;
    await joinTeam(ada, ben);
    await ben.says("/backup");
    expect(ben.sees()).toBe("Only owners can do this.");
    const { text } = await ben.press(ben.messagesFromBot().at(-1)?.message_id ?? 0, "backup:now");
    expect(text).toBe("Only owners can do this.");
    expect(existsSync(belfry.config.backupDir ?? "")).toBe(false);
  });

  test("says why none could be made, and the next one works", async () => {
    const belfry = await startBelfry({ backups: true, config: quick });
    const { ada } = belfry;
    const folder = belfry.config.backupDir ?? "";
    writeFileSync(folder, "a file where the folder should be");
    await ada.says("/backup");
    await until(() => ada.sees().includes("No backup was made"));
    expect(ada.sees()).toContain("There is none yet");
    rmSync(folder);
    await ada.taps("Make one now");
    await until(() => ada.sees().includes("Backup made and checked"));
  });
});

describe("a damaged database", () => {
  test("makes no backup: the owners hear of it at once, the run has failed, and good ones stay", async () => {
    const belfry = await startBelfry({
      backups: true,
      config: { ...quick, backupKeepDaily: 1, backupKeepWeekly: 0 },
    });
    const folder = belfry.config.backupDir ?? "";
    await belfry.travelTo("2026-11-23 02:30");
    // An index that has lost its entries, as bad memory or a bad disk leaves it.
    const database = new BetterSqlite3(belfry.config.databasePath);
    database.unsafeMode(true);
    database.pragma("writable_schema = on");
    database.exec("update sqlite_master set sql = replace(sql, '`at`', '`id`') where name = 'ledger_at'");
    database.close();
    await belfry.travelTo("2026-11-24 02:30");
    await until(() => belfry.ada.sees().includes("A backup was found damaged"));
    expect(readdirSync(folder)).toEqual(["belfry-2026-11-23T01-30-00Z.db"]);
    expect(rows(belfry, "select outcome from job_runs where job = 'backup' order by scheduled_for")).toEqual([
      { outcome: "ok" },
      { outcome: "failed" },
    ]);
    expect(rows(belfry, "select problem is not null as damaged from backups order by id")).toEqual([
      { damaged: 0 },
      { damaged: 1 },
    ]);
  });
});

function titlesIn(path: string): unknown[] {
  const copy = new BetterSqlite3(path, { readonly: true });
  try {
    return copy
      .prepare("select content ->> 'text' as title from posts where status <> 'draft'")
      .pluck()
      .all();
  } finally {
    copy.close();
  }
}
