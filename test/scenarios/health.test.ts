/** What /healthz and /readyz say, over HTTP, of the program as it runs. */
import { statSync } from "node:fs";
import BetterSqlite3 from "better-sqlite3";
import { expect, onTestFinished, test } from "vitest";
import { createApp } from "../../src/app.ts";
import { createTravellingClock } from "../../src/clock.ts";
import { createLog } from "../../src/log.ts";
import { type Belfry, startBelfry } from "../support/belfry.ts";
import { schedule, until } from "../support/posts.ts";
import { setToken } from "../support/token.ts";

const withHttp = { config: { httpPort: 0 } };

async function ask(url: string, path: string): Promise<{ status: number; says: Record<string, unknown> }> {
  const response = await fetch(url + path);
  return { status: response.status, says: (await response.json()) as Record<string, unknown> };
}
const ready = ({ httpUrl }: Belfry) => ask(httpUrl, "/readyz");

test("a program that can do its work is ready, and says what was looked at", async () => {
  const belfry = await startBelfry(withHttp);
  expect(await ask(belfry.httpUrl, "/healthz")).toEqual({ status: 200, says: { status: "up" } });
  await belfry.travel(60);
  expect(await ready(belfry)).toEqual({
    status: 200,
    says: { status: "ready", checks: { database: null, telegram: null, jobs: null } },
  });
});

test("being ready is proved by a write that reaches the file, once in five seconds at most", async () => {
  const belfry = await startBelfry(withHttp);
  const frames = () => statSync(`${belfry.config.databasePath}-wal`).size;
  const before = frames();
  await ready(belfry);
  const after = frames();
  expect(after).toBeGreaterThan(before);
  await ready(belfry);
  expect(frames()).toBe(after);
});

test("not ready while another program keeps the database from being written, and ready again after", async () => {
  const belfry = await startBelfry(withHttp);
  const other = new BetterSqlite3(belfry.config.databasePath);
  onTestFinished(() => void other.close());
  other.exec("begin immediate");
  const { status, says } = await ready(belfry);
  expect(status).toBe(503);
  expect(says).toEqual({
    type: "about:blank",
    title: "Service Unavailable",
    status: 503,
    detail: "Not ready: database.",
    instance: "/readyz",
    trace: expect.stringMatching(/^r-/),
    checks: {
      database: "The database cannot be written to: SQLITE_BUSY.",
      telegram: null,
      jobs: null,
    },
  });
  expect((await ask(belfry.httpUrl, "/healthz")).status).toBe(200);
  other.exec("rollback");
  await belfry.travel(1);
  expect((await ready(belfry)).status).toBe(200);
});

test("not ready while Telegram refuses the token, with no word of the token or of chats", async () => {
  const belfry = await startBelfry(withHttp);
  await schedule(belfry.ada, "Bells", ["News"], "12:00");
  const token = setToken(belfry, "1:revoked");
  await belfry.travelTo("2026-11-22 12:01");
  const { status, says } = await ready(belfry);
  expect(status).toBe(503);
  expect(says["checks"]).toEqual({
    database: null,
    telegram: "Telegram refuses the bot's token.",
    jobs: null,
  });
  const text = JSON.stringify(says);
  for (const secret of [token.slice(7), "1:revoked", "News", String(belfry.news), belfry.config.databasePath])
    expect(text).not.toContain(secret);

  setToken(belfry, token);
  await belfry.travelTo("2026-11-22 12:10");
  expect((await ready(belfry)).status).toBe(200);
});

test("up, and not ready, while the first answer of Telegram is waited for", async () => {
  const { config } = await startBelfry({ bare: true });
  const clock = createTravellingClock({ startAt: Date.now(), flowing: false });
  const databasePath = `${config.databasePath}-2`;
  const app = createApp(
    // Nothing listens there.
    { ...config, databasePath, httpPort: 0, telegramApiRoot: "http://127.0.0.1:9" },
    { clock, log: createLog({ level: "silent" }) },
  );
  onTestFinished(() => app.stop());
  void app.start(() => undefined).catch(() => undefined);
  await until(() => app.httpUrl() !== undefined);
  const url = app.httpUrl() ?? "";
  expect((await ask(url, "/healthz")).status).toBe(200);
  const { status, says } = await ask(url, "/readyz");
  expect(status).toBe(503);
  expect(says).toMatchObject({
    detail: "Not ready: telegram, jobs.",
    checks: {
      database: null,
      telegram: expect.stringMatching(/^Telegram (has not answered yet|cannot be reached)\.$/),
      jobs: "The jobs have not been started yet.",
    },
  });
});
