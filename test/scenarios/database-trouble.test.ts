/** The database takes no writes: a full disk, for real, and a lock that another program holds. */

import { join } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import { describe, expect, onTestFinished, test } from "vitest";
import { startBelfry } from "../support/belfry.ts";
import { rows, schedule } from "../support/posts.ts";
import { mountSmallDisk } from "../support/small-disk.ts";

const patience = 60_000;
const probe = mountSmallDisk();
probe?.unmount();

describe.skipIf(!probe)("on a disk that is full (skipped where none can be mounted)", () => {
  test("people hear what is not saved, read what there is, and go on when there is room; nothing is lost or doubled", {
    timeout: patience,
  }, async () => {
    const { belfry, disk } = await onASmallDisk();
    const { ada, news } = belfry;
    await schedule(ada, "before", ["News"], "10:30");
    await fillUp(belfry, disk);

    // What was entered is not there, and nobody was told that it is.
    await ada.says("/queue");
    expect(ada.sees()).toContain("before");
    await ada.says("/channels");
    expect(ada.sees()).toContain("News");
    await belfry.travelTo("2026-11-22 10:29");
    expect(ada.seesAll().filter((text) => text.includes("I cannot save anything"))).toHaveLength(1);
    expect(ada.seesAll().join()).toContain("my disk is full. Whoever runs me has to make room");

    // Its minute comes, and its claim cannot be written: nothing is sent.
    await belfry.travelTo("2026-11-22 10:40");
    expect(belfry.posts(news)).toEqual([]);
    expect(ada.seesAll().filter((text) => text.includes("I cannot save anything"))).toHaveLength(1);

    disk.makeRoom();
    await belfry.travelTo("2026-11-22 10:42");
    expect(belfry.posts(news)).toEqual(["before"]);
    expect(ada.seesAll().filter((text) => text.includes("I can save again"))).toHaveLength(1);
    await schedule(ada, "after", ["News"], "11:00");
    await belfry.travelTo("2026-11-22 11:01");
    expect(belfry.posts(news)).toEqual(["before", "after"]);
    expect(ada.seesAll().filter((text) => text.includes("Published: 📝 before"))).toHaveLength(1);
  });

  test("a post that went out while the disk filled up is not sent again, and is on record in the end", {
    timeout: patience,
  }, async () => {
    const { belfry, disk } = await onASmallDisk();
    const { ada, news, telegram } = belfry;
    await schedule(ada, "at the worst moment", ["News"], "10:30");
    // While it is on its way.
    const stop = telegram.on(() => {
      if (telegram.messages(news).some(({ text }) => text === "at the worst moment")) disk.fill();
    });
    await belfry.travelTo("2026-11-22 10:35");
    stop();
    await fillUp(belfry, disk);
    await belfry.travelTo("2026-11-22 10:50");
    disk.makeRoom();
    await belfry.travelTo("2026-11-22 10:55");
    expect(belfry.posts(news)).toEqual(["at the worst moment"]);
    expect(rows(belfry, "select status from deliveries")).toEqual([{ status: "sent" }]);
  });

  test("what happened in other chats meanwhile is noted afterwards", { timeout: patience }, async () => {
    const { belfry, disk } = await onASmallDisk();
    const { ada } = belfry;
    await fillUp(belfry, disk);
    const later = belfry.telegram.createChat(1001, { type: "channel", title: "Made meanwhile" });
    await ada.makesAdministrator(later);
    expect(rows(belfry, "select title from destinations")).not.toContainEqual({ title: "Made meanwhile" });
    disk.makeRoom();
    await belfry.travel(2);
    expect(rows(belfry, "select title from destinations")).toContainEqual({ title: "Made meanwhile" });
  });

  test("no backup is made of which nothing is left: it says that there is no room", {
    timeout: patience,
  }, async () => {
    const { belfry, disk } = await onASmallDisk({ backupDir: "backups" });
    const { ada } = belfry;
    await ada.says("/backup");
    expect(ada.sees()).toContain("Backup made and checked");
    disk.fill();
    await belfry.travel(1);
    await ada.says("/backup");
    expect(ada.sees()).toContain("The disk is full. Make room, then try again.");
    expect(ada.sees()).toContain("belfry-2026-11-22T09-00-00Z.db");
  });
});

describe("while another program holds the database", () => {
  test("nothing is sent or saved, everything can be read, and it goes on by itself", {
    timeout: patience,
  }, async () => {
    const belfry = await startBelfry();
    const { ada, news } = belfry;
    await schedule(ada, "in its time", ["News"], "10:02");
    const other = new BetterSqlite3(belfry.config.databasePath);
    onTestFinished(() => void other.close());
    other.exec("begin exclusive");

    await ada.says("/schedule");
    expect(ada.sees()).toContain("another program holds my database");
    await ada.says("/queue");
    expect(ada.sees()).toContain("in its time");
    await belfry.travelTo("2026-11-22 10:03");
    expect(belfry.posts(news)).toEqual([]);
    expect(ada.sees()).toContain("I cannot save anything");
    expect(ada.sees()).toContain("another program holds my database. Whoever runs me has to end it");

    other.exec("rollback");
    await belfry.travelTo("2026-11-22 10:04");
    expect(belfry.posts(news)).toEqual(["in its time"]);
    expect(ada.seesAll().filter((text) => text.includes("I can save again"))).toHaveLength(1);
    const levels = belfry.logged
      .map((line) => JSON.parse(line))
      .filter(({ event }) => event?.startsWith("database_"));
    expect(levels.map(({ level, event }) => [level, event])).toEqual([
      ["error", "database_trouble"],
      ["info", "database_well"],
    ]);
  });

  test("a moment of it is for those alone who wanted something saved", { timeout: patience }, async () => {
    const belfry = await startBelfry();
    const { ada } = belfry;
    const other = new BetterSqlite3(belfry.config.databasePath);
    onTestFinished(() => void other.close());
    other.exec("begin immediate");
    await ada.says("/schedule");
    other.exec("rollback");
    await belfry.travel(5);
    expect(ada.seesAll().filter((text) => text.includes("save"))).toHaveLength(1);
    await ada.says("/schedule");
    expect(ada.sees()).toContain("step 1");
  });

  test("a button that was tapped in vain changes nothing, now or later", { timeout: patience }, async () => {
    const belfry = await startBelfry();
    const { ada, news } = belfry;
    await schedule(ada, "not yet", ["News"], "18:00");
    await ada.says("/queue");
    await ada.taps("not yet");
    await ada.taps("Publish now");
    const other = new BetterSqlite3(belfry.config.databasePath);
    onTestFinished(() => void other.close());
    other.exec("begin immediate");
    const answer = await ada.taps("Yes, publish now");
    expect(answer.text).toContain("Nothing was changed");
    other.exec("rollback");
    await belfry.restart();
    await belfry.travel(5);
    expect(belfry.posts(news)).toEqual([]);
  });
});

async function onASmallDisk(config: { backupDir?: string } = {}) {
  const disk = mountSmallDisk();
  if (!disk) throw new Error("no small disk");
  onTestFinished(() => disk.unmount());
  const belfry = await startBelfry({
    config: {
      databasePath: join(disk.folder, "belfry.db"),
      ...(config.backupDir && { backupDir: join(disk.folder, config.backupDir) }),
    },
  });
  return { belfry, disk };
}

/** The log of the database still has room in what it had: people write until it has none. */
async function fillUp(
  { ada }: Awaited<ReturnType<typeof startBelfry>>,
  disk: NonNullable<ReturnType<typeof mountSmallDisk>>,
): Promise<void> {
  disk.fill();
  for (let tries = 0; tries < 50; tries++) {
    await ada.says("/schedule");
    await ada.says("x".repeat(4000));
    if (ada.seesAll().slice(-3).join().includes("I could not save that")) return;
  }
  throw new Error("the disk never became full");
}
