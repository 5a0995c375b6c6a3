/** `npm run sandbox`: a Telegram and Belfry together, on a clock that people move. The only file that knows both. */
import { accessSync, constants, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type App, createApp } from "../app.ts";
import { createTravellingClock } from "../clock.ts";
import { describeProblems, parseConfig } from "../config.ts";
import { createLog } from "../log.ts";
import { startSandbox } from "./server.ts";
import { populate } from "./town.ts";

const day = 24 * 60 * 60 * 1000;
/** The town has a past, so that /stats and the clean-up have something to show from the first minute. */
const past = 2 * day;
const token = "700700700:sandbox-token-that-opens-nothing-else";
const usualPort = 8087;

if (import.meta.main) await run();

/**
 * Starts the sandbox with its town and Belfry, as they stand at `openAt` (epoch ms).
 * `port` 0 takes any free one. Rejects where the port is taken, or a setting is wrong.
 */
export async function openSandbox(options: {
  port: number;
  openAt: number;
  timeZone: string;
  logLevel: string;
}) {
  const { timeZone } = options;
  const clock = createTravellingClock({ startAt: options.openAt - past, flowing: true });
  const sandbox = await startSandbox({
    port: options.port,
    now: clock.now,
    timeZone,
    travel: (to) => clock.travelTo(to, settle),
    programs: [{ name: "Belfry", isRunning: () => app !== undefined, start, stop }],
  });
  const { telegram } = sandbox;
  telegram.addBot({ token, username: "belfry_bot", firstName: "Belfry" });
  const folder = mkdtempSync(join(passingFolder(), "belfry-sandbox-"));
  let app: App | undefined;
  try {
    await start();
    await populate(telegram, settle);
    await clock.travelTo(options.openAt, settle);
  } catch (error) {
    await close();
    throw error;
  }
  return { url: sandbox.url, close };

  async function start(): Promise<void> {
    const config = configFor({ apiRoot: sandbox.url, folder, ...options });
    const starting = createApp(config, { clock, log: createLog({ level: config.logLevel }) });
    app = starting;
    try {
      await starting.start((error) => void endByItself(starting, error));
    } catch (error) {
      await stop();
      throw error;
    }
  }

  async function stop(): Promise<void> {
    const stopping = app;
    app = undefined;
    await stopping?.stop();
  }

  /** The page shows it as stopped, and can start it again. */
  async function endByItself(ended: App, error: unknown): Promise<void> {
    console.error("Belfry cannot go on:", error);
    if (app === ended) await stop();
    sandbox.programsChanged();
  }

  /** Whatever is due at this moment has been done, as far as Belfry runs; the page hears of it in between. */
  async function settle(): Promise<void> {
    await app?.whenIdle();
    await new Promise(setImmediate);
  }

  async function close(): Promise<void> {
    await stop();
    await sandbox.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Nothing here is to be kept: memory, where it is offered as a folder, makes a journey's thousands of commits cheap. */
function passingFolder(): string {
  const memory = "/dev/shm";
  try {
    accessSync(memory, constants.W_OK);
    return memory;
  } catch {
    return tmpdir();
  }
}

/** Short times, so that an evening's travel shows an expiry, the warning and the clean-up. */
function configFor(place: { apiRoot: string; folder: string; timeZone: string; logLevel: string }) {
  const parsed = parseConfig({
    BOT_TOKEN: token,
    OWNER_IDS: "101",
    DATABASE_PATH: join(place.folder, "belfry.db"),
    BACKUP_DIR: join(place.folder, "backups"),
    TIMEZONE: place.timeZone,
    TELEGRAM_API_ROOT: place.apiRoot,
    RETENTION_DAYS: "2",
    WARN_DAYS_BEFORE_CLEANUP: "1",
    EXPIRE_AFTER_HOURS: "1",
    LOG_LEVEL: place.logLevel,
    // Off unless somebody wants to try the admin API.
    HTTP_PORT: process.env.HTTP_PORT,
    ADMIN_API_TOKENS: process.env.ADMIN_API_TOKENS,
  });
  if (!parsed.ok) throw new Error(describeProblems(parsed.problems));
  return parsed.config;
}

async function run(): Promise<void> {
  const timeZone = process.env.TIMEZONE ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  process.env.TZ = "UTC";
  const port = Number(process.env.SANDBOX_PORT ?? usualPort);
  const logLevel = process.env.LOG_LEVEL ?? "warn";
  const opened = await openSandbox({ port, openAt: Date.now(), timeZone, logLevel }).catch(
    (error: NodeJS.ErrnoException) => {
      console.error(explain(error));
      process.exit(1);
    },
  );
  console.log(`The sandbox is open: ${opened.url}

  1. Choose Ada, open her chat with Belfry, and send /schedule or /poll.
  2. Attach a sample picture, choose a channel and a minute, confirm.
  3. Travel there with the buttons on top, then look into the channel.
  4. Go on to 22:59: at 23:00 Belfry warns of what it deletes at midnight.

Nothing here reaches the real Telegram. Ctrl+C closes it.`);
  const end = () => void opened.close().finally(() => process.exit(0));
  process.once("SIGINT", end);
  process.once("SIGTERM", end);
}

function explain(error: NodeJS.ErrnoException): unknown {
  const another = `Choose another: SANDBOX_PORT=${usualPort + 1} npm run sandbox`;
  const port = process.env.SANDBOX_PORT ?? usualPort;
  if (error.code === "EADDRINUSE") return `Port ${port} is taken, perhaps by another sandbox. ${another}`;
  if (error.code === "EACCES") return `Port ${port} may not be used here. ${another}`;
  if (error.code === "ERR_SOCKET_BAD_PORT") return `SANDBOX_PORT is "${port}", which is no port. ${another}`;
  return error;
}
