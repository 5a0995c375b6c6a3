/** A backup becomes the database, and nothing that was sent since is sent again. */
import { readdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import { describe, expect, test } from "vitest";
import { type Restored, restore } from "../../src/storage/restore.ts";
import { type Belfry, startBelfry } from "../support/belfry.ts";
import { join as joinTeam, openPost, rows, schedule, until } from "../support/posts.ts";

describe("with the present database at hand", () => {
  test("what was sent since is not sent again, what waits goes out once, and the owners hear how it stands", async () => {
    const { belfry, backup } = await anAfternoonAfterABackup();
    const { ada, news } = belfry;
    await belfry.stop();
    expect(restored(belfry, backup)).toMatchObject({ known: 3, held: 0, lost: 1, unreadable: undefined });
    await belfry.start();
    await belfry.travel(1);

    expect(ada.sees()).toContain("A backup was restored. On Sun 22 Nov 2026, 19:00");
    expect(ada.sees()).toContain("belfry.db.before-restore-1");
    expect(ada.sees()).toContain("What became of 3 deliveries since was known there");
    expect(ada.sees()).toContain(
      "One post was made after the backup: I do not have it. If it is not out yet",
    );
    expect(ada.sees()).toContain("Nothing has to be held");
    await belfry.travelTo("2026-11-24 12:00");
    expect(belfry.posts(news).sort()).toEqual(["at six", "in a hurry", "made since", "on Tuesday"]);
    // Once, also over a restart.
    const told = () => ada.seesAll().filter((text) => text.includes("A backup was restored"));
    await belfry.restart();
    await belfry.travel(2);
    expect(told()).toHaveLength(1);
  });

  test("what was cancelled since stays cancelled, and what was moved goes out at its new time", async () => {
    const { belfry, backup } = await anAfternoonAfterABackup();
    const { ada, news } = belfry;
    await openPost(ada, "on Tuesday");
    await ada.taps("Reschedule");
    await ada.says("2026-11-26 09:00");
    await belfry.stop();
    restored(belfry, backup);
    await belfry.start();
    await belfry.travelTo("2026-11-25 12:00");
    expect(belfry.posts(news)).not.toContain("on Tuesday");
    await openPost(ada, "on Tuesday");
    await ada.taps("Cancel the post");
    await ada.taps("Cancel it without a reason");
    await belfry.stop();
    restored(belfry, backup);
    await belfry.start();
    await belfry.travelTo("2026-11-27 12:00");
    expect(belfry.posts(news)).not.toContain("on Tuesday");
  });

  test("buttons of a post that is lost lead to no other post that is made later", async () => {
    const { belfry, backup } = await anAfternoonAfterABackup();
    const { ada } = belfry;
    const [lost] = rows(belfry, "select max(id) as id from posts");
    await belfry.stop();
    restored(belfry, backup);
    await belfry.start();
    await schedule(ada, "after the restore", ["News"], "tomorrow 18:00");
    const { text } = await ada.press(ada.messagesFromBot().at(-1)?.message_id ?? 0, `post:${lost?.["id"]}`);
    expect(text).toContain("not here any more");
  });
});

describe.each([
  ["gone", (path: string) => rmSync(path)],
  ["damaged", (path: string) => truncateSync(path, 5000)],
  [
    "no database at all",
    (path: string) => writeFileSync(path, "something else that was saved here by mistake"),
  ],
])("with a present database that is %s", (_, ruin) => {
  test("everything that might have been sent is held, and each post is an owner's to decide", async () => {
    const { belfry, backup } = await anAfternoonAfterABackup();
    const { ada, news } = belfry;
    await belfry.stop();
    ruin(belfry.config.databasePath);
    expect(restored(belfry, backup)).toMatchObject({ known: 0, held: 3, toCome: 2, lost: undefined });
    await belfry.start();
    await belfry.travel(1);
    expect(ada.sees()).toContain("I may have sent 3 deliveries since, and nobody knows");
    expect(ada.buttons()).toEqual(["♻️ 3 deliveries are held", "🕑 Keep the 2 to come as scheduled"]);

    await ada.taps("3 deliveries are held");
    expect(ada.sees()).toContain("Sun 22 Nov 2026, 18:00 · 📝 at six → News");
    await ada.taps("at six");
    expect(ada.sees()).toContain("I may have published it since that was made");
    await ada.taps("It appeared in News");
    await ada.taps("2 deliveries are held");
    await ada.taps("in a hurry");
    expect(ada.buttons()).toContain("🕑 Keep it scheduled for News");
    await ada.taps("It appeared in News");
    await ada.taps("One delivery is held");
    await ada.taps("on Tuesday");
    await ada.taps("Keep it scheduled for News");
    expect(ada.sees()).toContain("it goes out at its time");

    await belfry.travelTo("2026-11-24 12:00");
    expect(belfry.posts(news).sort()).toEqual(["at six", "in a hurry", "made since", "on Tuesday"]);
  });
});

describe("what is held", () => {
  test("goes out of itself neither at its time nor ever, and a post left open stays open", async () => {
    const { belfry, backup } = await anAfternoonAfterABackup();
    const { ada, news } = belfry;
    await belfry.stop();
    rmSync(belfry.config.databasePath);
    restored(belfry, backup);
    await belfry.start();
    const before = belfry.posts(news);
    await belfry.travelTo("2026-11-24 12:00");
    expect(belfry.posts(news)).toEqual(before);
    await ada.taps("deliveries are held");
    await ada.taps("at six");
    await ada.taps("Leave it open");
    await ada.taps("2 deliveries are held");
    await ada.taps("on Tuesday");
    // Its time is over by now: it goes out at once.
    await ada.taps("Keep it scheduled for News");
    await belfry.travel(1);
    expect(belfry.posts(news)).toEqual([...before, "on Tuesday"]);
  });

  test("and is still to come can be kept as scheduled all at once, twice without harm", async () => {
    const { belfry, backup } = await anAfternoonAfterABackup();
    const { ada, news } = belfry;
    await belfry.stop();
    rmSync(belfry.config.databasePath);
    restored(belfry, backup);
    await belfry.start();
    await belfry.travel(1);
    const button = ada.button("Keep the 2 to come");
    await ada.press(button?.message ?? 0, button?.data ?? "");
    const again = await ada.press(button?.message ?? 0, button?.data ?? "");
    expect(again.text).toContain("nothing to come");
    expect(rows(belfry, "select status, reason from deliveries order by id")).toEqual([
      { status: "uncertain", reason: "restored" },
      { status: "pending", reason: null },
      { status: "pending", reason: null },
    ]);
    await belfry.travelTo("2026-11-24 12:00");
    expect(belfry.posts(news)).toContain("on Tuesday");
  });

  test("is the owners' to go through: editors are refused", async () => {
    const { belfry, backup } = await anAfternoonAfterABackup();
    const { ada, ben } = belfry;
    await belfry.stop();
    rmSync(belfry.config.databasePath);
    restored(belfry, backup);
    await belfry.start();
    await belfry.travel(1);
    await joinTeam(ada, ben);
    for (const data of ["held:0", "held:keep-all", "held:look:1:0"]) {
      const { text } = await ben.press(ben.messagesFromBot().at(-1)?.message_id ?? 0, data);
      expect(text).toBe("Only owners can do this.");
    }
    expect(rows(belfry, "select count(*) as held from deliveries where status = 'uncertain'")).toEqual([
      { held: 3 },
    ]);
  });

  test("and is an editor's is told to them, once, also where Telegram fails for a while in between", async () => {
    const belfry = await startBelfry({ backups: true, config: { publishCron: "0 * * * *" } });
    const { ada, ben } = belfry;
    await joinTeam(ada, ben);
    await schedule(ben, "by an editor", ["News"], "18:00");
    await ada.says("/backup");
    await belfry.stop();
    rmSync(belfry.config.databasePath);
    const folder = belfry.config.backupDir ?? "";
    restored(belfry, join(folder, readdirSync(folder)[0] ?? ""));
    belfry.telegram.addFault({ kind: "server_error", times: 1, chat_id: ben.id, methods: ["sendMessage"] });
    await belfry.start();
    await belfry.travelTo("2026-11-22 12:00");
    const told = ben.seesAll().filter((text) => text.includes("A backup was restored"));
    expect(told).toEqual([expect.stringContaining("I may have published one of your posts")]);
    expect(ada.seesAll().filter((text) => text.includes("A backup was restored"))).toHaveLength(1);
  });

  test("includes what the backup caught in the middle of a send", async () => {
    const { belfry, backup } = await anAfternoonAfterABackup();
    const database = new BetterSqlite3(backup);
    database.exec(
      "update deliveries set status = 'sending', claimed_at = 1, attempts = 1, after_message_id = 4 where id = 1",
    );
    database.close();
    await belfry.stop();
    rmSync(belfry.config.databasePath);
    restored(belfry, backup);
    await belfry.start();
    await belfry.travel(2);
    expect(rows(belfry, "select status, reason, after_message_id from deliveries where id = 1")).toEqual([
      { status: "uncertain", reason: "restored", after_message_id: null },
    ]);
  });
});

/**
 * Three posts, then a backup at noon; since then one went out at its time, one early, and one was made and went out.
 * It is 19:00.
 */
async function anAfternoonAfterABackup() {
  const belfry = await startBelfry({ backups: true, config: { publishCron: "0 * * * *" } });
  const { ada } = belfry;
  await schedule(ada, "at six", ["News"], "18:00");
  await schedule(ada, "in a hurry", ["News"], "tomorrow 10:00");
  await schedule(ada, "on Tuesday", ["News"], "2026-11-24 10:00");
  await belfry.travelTo("2026-11-22 12:00");
  await ada.says("/backup");
  await until(() => ada.sees().includes("Backup made and checked"));
  await belfry.travelTo("2026-11-22 18:00");
  await openPost(ada, "in a hurry");
  await ada.taps("Publish now");
  await ada.taps("Yes, publish now");
  await schedule(ada, "made since", ["News"], "18:30");
  await belfry.travelTo("2026-11-22 19:00");
  if (belfry.posts(belfry.news).length !== 3) throw new Error("the afternoon went otherwise");
  const folder = belfry.config.backupDir ?? "";
  return { belfry, backup: join(folder, readdirSync(folder)[0] ?? "") };
}

function restored(belfry: Belfry, backup: string): Restored {
  const result = restore(backup, belfry.config.databasePath, { now: belfry.now(), dryRun: false });
  if (result.refused) throw new Error(result.refused.why);
  return result;
}
