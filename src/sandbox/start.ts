/** `npm run sandbox`: a Telegram and Belfry together, on a clock that people move. The only file that knows both. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type App, createApp } from "../app.ts";
import { createTravellingClock } from "../clock.ts";
import { describeProblems, parseConfig } from "../config.ts";
import { createLog } from "../log.ts";
import { startSandbox } from "./server.ts";
import { populate } from "./town.ts";

const port = Number(process.env.SANDBOX_PORT ?? 8087);
const timeZone = process.env.TIMEZONE ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
process.env.TZ = "UTC";

const day = 24 * 60 * 60 * 1000;
/** The town has a past, so that /stats and the clean-up have something to show from the first minute. */
const past = 2 * day;
const token = "700700700:sandbox-token-that-opens-nothing-else";

const clock = createTravellingClock({ startAt: Date.now() - past, flowing: true });
const folder = mkdtempSync(join(tmpdir(), "belfry-sandbox-"));
let app: App | undefined;

const sandbox = await startSandbox({
  port,
  now: clock.now,
  timeZone,
  travel: (to) => clock.travelTo(to, settle),
  programs: [{ name: "Belfry", isRunning: () => app !== undefined, start, stop }],
}).catch((error: NodeJS.ErrnoException) => {
  if (error.code !== "EADDRINUSE") throw error;
  console.error(`Port ${port} is taken. Choose another: SANDBOX_PORT=8088 npm run sandbox`);
  process.exit(1);
});
const { telegram } = sandbox;
telegram.addBot({ token, username: "belfry_bot", firstName: "Belfry" });

// Short times, so that an evening's travel shows an expiry, the warning and the clean-up.
const parsed = parseConfig({
  BOT_TOKEN: token,
  OWNER_IDS: "101",
  DATABASE_PATH: join(folder, "belfry.db"),
  TIMEZONE: timeZone,
  TELEGRAM_API_ROOT: sandbox.url,
  RETENTION_DAYS: "2",
  WARN_DAYS_BEFORE_CLEANUP: "1",
  EXPIRE_AFTER_HOURS: "1",
  LOG_LEVEL: process.env.LOG_LEVEL ?? "warn",
});
if (!parsed.ok) {
  console.error(describeProblems(parsed.problems));
  process.exit(1);
}
const { config } = parsed;

await start();
await populate(telegram, settle);
await clock.travelTo(Date.now(), settle);
console.log(`The sandbox is open: ${sandbox.url}\nYou are Ada there; talk to Belfry. Ctrl+C closes it.`);
process.once("SIGINT", () => void end());
process.once("SIGTERM", () => void end());

async function start(): Promise<void> {
  const starting = createApp(config, { clock, log: createLog({ level: config.logLevel }) });
  await starting.start((error) => console.error("Belfry cannot go on:", error));
  app = starting;
}

async function stop(): Promise<void> {
  await app?.stop();
  app = undefined;
}

/** Whatever is due at this moment has been done, as far as Belfry runs. */
async function settle(): Promise<void> {
  await app?.whenIdle();
}

async function end(): Promise<void> {
  await stop();
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
}
