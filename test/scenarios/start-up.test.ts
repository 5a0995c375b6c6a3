/** What is said at start: a line of the log, or a screen where somebody looks. */
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { createApp } from "../../src/app.ts";
import { createTravellingClock } from "../../src/clock.ts";
import { createLog } from "../../src/log.ts";
import { startBelfry } from "../support/belfry.ts";
import { schedule } from "../support/posts.ts";

test("a first start says in the log what runs and what is missing, without the token", async () => {
  const { logged, config } = await startBelfry({ bare: true, backups: true });
  const lines = logged.filter((line) => line.includes("Belfry is running"));
  expect(lines).toHaveLength(1);
  const line = JSON.parse(lines[0] ?? "");
  expect(line).toMatchObject({
    bot: "belfry_bot",
    timeZone: "Europe/Berlin",
    destinations: { active: 0, lost: 0 },
    posts: { waiting: 0 },
    jobs: { publish: "2026-11-22T09:01:00.000Z", clean_up: "2026-11-22T23:00:00.000Z" },
    updates: "polling",
    warnings: [expect.stringContaining("No owner has opened"), expect.stringContaining("nowhere to post")],
  });
  expect(logged.join("")).not.toContain(config.botToken);
});

test("a later start knows what waits, and that a place is lost", async () => {
  const belfry = await startBelfry({ backups: true });
  await schedule(belfry.ada, "Soon", ["News"], "12:00");
  await belfry.ada.removesBot(belfry.crew);
  belfry.logged.length = 0;
  await belfry.restart();
  const line = JSON.parse(belfry.logged.find((each) => each.includes("Belfry is running")) ?? "");
  expect(line).toMatchObject({
    destinations: { active: 1, lost: 1 },
    posts: { waiting: 1, nextAt: "2026-11-22T11:00:00.000Z" },
    warnings: [expect.stringContaining("may not post in Crew")],
  });
});

test("a start that is stopped before Telegram answers does nothing when it answers after all", async () => {
  const { config, now } = await startBelfry({ bare: true });
  const asked = Promise.withResolvers<ServerResponse>();
  const telegram = createServer((_, response) => asked.resolve(response)).listen(0, "127.0.0.1");
  await once(telegram, "listening");
  onTestFinished(() => void telegram.close());
  const { port } = telegram.address() as AddressInfo;
  const app = createApp(
    { ...config, databasePath: `${config.databasePath}-2`, telegramApiRoot: `http://127.0.0.1:${port}` },
    { clock: createTravellingClock({ startAt: now(), flowing: false }), log: createLog({ level: "silent" }) },
  );
  const started = app.start(() => undefined);
  const answer = await asked.promise;
  await app.stop();
  answer.setHeader("content-type", "application/json");
  answer.end(JSON.stringify({ ok: true, result: { id: 123456, is_bot: true, first_name: "Belfry" } }));
  await expect(started).resolves.toBeUndefined();
});

test("in a terminal there is a screen in place of the line", async () => {
  const shown: string[] = [];
  const { logged } = await startBelfry({ terminal: { write: (text) => shown.push(text) } });
  expect(shown.join("")).toContain("is running as @belfry_bot");
  expect(shown.join("")).toMatch(/ {2}Jobs {6}publish {9}1\d:\d\d\n/);
  expect(logged.join("")).not.toContain("Belfry is running");
});
