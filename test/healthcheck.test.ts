import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { openDatabase } from "../src/storage/database.ts";
import { addDestination, addPerson, addPost } from "./support/factories.ts";

const minute = 60_000;
const script = fileURLToPath(new URL("../src/healthcheck.ts", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "belfry-"));
const path = join(folder, "belfry.db");
const opened = openDatabase(path);
afterAll(() => {
  opened.close();
  rmSync(folder, { recursive: true });
});

describe("the health check, beside a program that has the database open", () => {
  test("is well while publishing keeps its minutes", () => {
    publishedAgo(2 * minute);
    expect(check()).toEqual({ code: 0, said: "" });
  });

  test("complains when publishing has not run for three minutes, in one line", () => {
    publishedAgo(4 * minute);
    expect(check()).toEqual({
      code: 1,
      said: expect.stringMatching(/^publishing has not run for \d+ seconds\n$/),
    });
  });

  test("is well in a run that lasts longer than that, as long as deliveries are claimed or sent", () => {
    publishedAgo(20 * minute);
    const { database } = opened;
    addPerson(database);
    const add = (delivery: Parameters<typeof addPost>[2]) =>
      addPost(database, [addDestination(database)], delivery);
    const claimed = (ago: number) => add({ delivery: { status: "sending", claimedAt: Date.now() - ago } });
    const sent = (ago: number) =>
      add({ delivery: { status: "sent", sentAt: Date.now() - ago, messageIds: [1] } });
    claimed(4 * minute);
    sent(4 * minute);
    expect(check().code).toBe(1);
    sent(2 * minute);
    expect(check()).toEqual({ code: 0, said: "" });
    opened.sqlite.exec("delete from deliveries where status = 'sent'");
    expect(check().code).toBe(1);
    claimed(2 * minute);
    expect(check()).toEqual({ code: 0, said: "" });
    opened.sqlite.exec("delete from deliveries");
  });

  test("complains when publishing never ran, whatever other jobs did", () => {
    opened.sqlite.exec(`delete from job_runs; insert into job_runs (job, scheduled_for, started_at)
      values ('cleanup', ${Date.now()}, ${Date.now()})`);
    expect(check()).toEqual({ code: 1, said: "publishing has never run\n" });
  });

  test("complains while Telegram refuses the bot's token, and no longer", () => {
    publishedAgo(minute);
    const since = Date.UTC(2026, 10, 22, 12);
    opened.sqlite.exec(
      `insert into outages (kind, since) values ('unreachable', 1), ('unauthorized', ${since})`,
    );
    expect(check()).toEqual({
      code: 1,
      said: "Telegram has refused the bot's token since 2026-11-22T12:00:00.000Z\n",
    });
    opened.sqlite.exec("update outages set until = 2");
    expect(check().code).toBe(0);
  });

  test("does not complain while somebody has paused publishing, nor right after it was resumed", () => {
    publishedAgo(60 * minute);
    opened.sqlite.exec(
      "insert into job_states (job, paused_at, paused_by) values ('publish', 1767225600000, 1001)",
    );
    expect(check()).toEqual({ code: 0, said: "" });
    const resume = opened.sqlite.prepare(
      "update job_states set paused_at = null, paused_by = null, resumed_at = ?",
    );
    resume.run(Date.now() - minute);
    expect(check().code).toBe(0);
    resume.run(Date.now() - 4 * minute);
    expect(check().code).toBe(1);
    opened.sqlite.exec("delete from job_states");
  });

  test("does not complain between the ticks of a pattern with longer gaps", () => {
    const now = new Date();
    // A tick three hours back and the next a while ahead, whatever the hour is.
    const hours = `${(now.getUTCHours() + 21) % 24},${(now.getUTCHours() + 3) % 24}`;
    publishedAgo(3 * 60 * minute);
    expect(check({ PUBLISH_CRON: `${now.getUTCMinutes()} ${hours} * * *` }).code).toBe(0);
    publishedAgo(24 * 60 * minute);
    expect(check({ PUBLISH_CRON: `${now.getUTCMinutes()} ${hours} * * *` }).code).toBe(1);
  });

  test("complains in one line about a database that is not there, and makes none", () => {
    const missing = join(folder, "missing.db");
    expect(check({ DATABASE_PATH: missing })).toEqual({
      code: 1,
      said: expect.stringMatching(/^unable to open database file\n$/),
    });
    expect(check({ DATABASE_PATH: missing }).code).toBe(1);
  });
});

function publishedAgo(milliseconds: number) {
  const at = Date.now() - milliseconds;
  opened.sqlite.exec(`delete from job_runs; insert into job_runs (job, scheduled_for, started_at)
    values ('publish', ${at}, ${at})`);
}

/** Runs the script as Docker does: a process of its own, without a token. */
function check(env: Record<string, string> = {}): { code: number; said: string } {
  const { status, stderr } = spawnSync(process.execPath, [script], {
    cwd: folder,
    env: { PATH: process.env["PATH"], TZ: "UTC", DATABASE_PATH: path, ...env },
    encoding: "utf8",
  });
  return { code: status ?? -1, said: stderr };
}
