import { describe, expect, test } from "vitest";
import { type StartUpFacts, screenOf, warningsOf } from "../../src/wiring/start-up-screen.ts";

const now = Date.parse("2026-11-22T09:00:00Z");
const day = 24 * 60 * 60 * 1000;
const wellFacts: StartUpFacts = {
  version: "1.2.3",
  bot: "belfry_bot",
  timeZone: "Europe/Berlin",
  database: { path: "data/belfry.db", bytes: 1_200_000 },
  destinations: { active: 3, lost: [] },
  posts: { waiting: 12, nextAt: now + 3_600_000 },
  jobs: [
    { name: "publish", nextRun: now + 60_000, isPaused: false },
    { name: "clean_up", nextRun: now + 14 * 3_600_000, isPaused: false },
  ],
  http: { url: "http://127.0.0.1:8080", host: "127.0.0.1", hasAdminApi: true },
  webhookUrl: undefined,
  backups: { folder: "data/backups", lastAt: now - day / 2, isDamaged: false },
  hearsOwners: true,
  clockSkew: 400,
  now,
};

describe("the screen", () => {
  test("shows what runs, where, and what comes next, in the configured zone", () => {
    expect(screenOf(wellFacts, warningsOf(wellFacts))).toBe(`
Belfry 1.2.3 is running as @belfry_bot

  Now       Sun 22 Nov 2026, 10:00 (Europe/Berlin)
  Database  data/belfry.db, 1.2 MB
  Places    3 in use
  Posts     12 waiting, the next 11:00
  Jobs      publish         10:01
            clean_up        Mon 23 Nov 2026, 00:00
  Updates   fetched from Telegram
  HTTP      http://127.0.0.1:8080, with the admin API
  Backups   data/backups, the last Sat 21 Nov 2026, 22:00

`);
  });

  test("of a first start says what to do", () => {
    const facts: StartUpFacts = {
      ...wellFacts,
      ...{ hearsOwners: false, http: undefined, clockSkew: undefined },
      destinations: { active: 0, lost: [] },
      posts: { waiting: 0, nextAt: undefined },
      backups: { folder: "data/backups", lastAt: undefined, isDamaged: false },
    };
    const screen = screenOf(facts, warningsOf(facts));
    expect(screen).toContain("  HTTP      off\n  Backups   data/backups, none yet\n");
    expect(screen).toContain(
      "  ! No owner has opened the bot's chat, so nobody hears of troubles: send /start to @belfry_bot.\n",
    );
    expect(screen).toContain(
      "  ! There is nowhere to post yet: make @belfry_bot an administrator of a channel",
    );
  });
});

describe("a warning", () => {
  test("is not given where all is well", () => {
    expect(warningsOf(wellFacts)).toEqual([]);
  });

  test.each<[string, Partial<StartUpFacts>, string]>([
    [
      "lost places by name",
      { destinations: { active: 1, lost: ["News", "Crew"] } },
      "may not post in News, Crew:",
    ],
    [
      "many lost places by number",
      { destinations: { active: 1, lost: ["A", "B", "C", "D", "E"] } },
      "A, B, C and 2 more",
    ],
    [
      "paused jobs",
      { jobs: [{ name: "publish", nextRun: undefined, isPaused: true }] },
      "Paused: publish. /jobs",
    ],
    ["a clock that is ahead", { clockSkew: 95_000 }, "clock is 2 min ahead of Telegram's"],
    ["a clock that is behind", { clockSkew: -12_000 }, "clock is 12 s behind Telegram's"],
    [
      "a webhook without https",
      { webhookUrl: "http://belfry.example.com" },
      "WEBHOOK_URL is not an https address",
    ],
    [
      "the admin API open to a network",
      { http: { url: "http://0.0.0.0:8080", host: "0.0.0.0", hasAdminApi: true } },
      "HTTP is served on 0.0.0.0, without encryption",
    ],
    ["backups that are off", { backups: undefined }, "Backups are off (BACKUP_DIR)"],
    [
      "a damaged backup",
      { backups: { folder: "b", lastAt: now, isDamaged: true } },
      "The last backup was found damaged",
    ],
    [
      "an old backup",
      { backups: { folder: "b", lastAt: now - 5 * day, isDamaged: false } },
      "The last backup is 5 days old",
    ],
  ])("is given of %s", (_what, facts, words) => {
    expect(warningsOf({ ...wellFacts, ...facts })).toEqual([expect.stringContaining(words)]);
  });
});
