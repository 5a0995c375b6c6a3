/** Two Belfrys where there may be one: the second on a database does not start, the loser of a token says why. */
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { setUpProgram } from "../support/program.ts";

const patience = 30_000;

test("a second process on one database refuses to start, until the first is gone", {
  timeout: patience,
}, async () => {
  const { run } = await setUpProgram();
  const first = run();
  await first.says("Belfry is running");
  const second = run();
  expect(await second.ended).toBe(1);
  expect(second.output()).toContain("another Belfry runs on this database: stop that one first");
  expect(second.output().trim().split("\n")).toHaveLength(1);

  // Killed, it could tidy nothing up.
  await first.end("SIGKILL");
  const third = run();
  await third.says("Belfry is running");
  expect(await third.end("SIGTERM")).toBe(0);
});

test("one database under two names is one database", { timeout: patience }, async () => {
  const { run, folder, settings } = await setUpProgram();
  const first = run();
  await first.says("Belfry is running");
  const otherName = join(folder, "other.db");
  symlinkSync(settings.DATABASE_PATH, otherName);
  const second = run({ DATABASE_PATH: otherName });
  expect(await second.ended).toBe(1);
  expect(second.output()).toContain("another Belfry runs on this database");
});

test("of two processes with one token, the one that Telegram cuts off ends with a sentence that says what to do", {
  timeout: patience,
}, async () => {
  const { run, folder } = await setUpProgram();
  const first = run();
  await first.says("Belfry is running");
  const second = run({ DATABASE_PATH: join(folder, "second.db") });
  await second.says("Belfry is running");
  const [loser, winner] = await Promise.race([
    first.ended.then(() => [first, second] as const),
    second.ended.then(() => [second, first] as const),
  ]);
  expect(await loser.ended).toBe(1);
  expect(loser.output()).toContain("Belfry cannot go on: another program receives this bot's messages");
  expect(loser.output()).toContain("stop the other, or give this one a token of its own");
  expect(await winner.end("SIGTERM")).toBe(0);
});
