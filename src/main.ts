/** Reads the configuration, starts the app, and stops it on a signal. */
import type { Config } from "./config.ts";

// Zones are named wherever they matter; the machine's own must matter nowhere.
process.env.TZ = "UTC";

const { describeProblems, parseConfig, readEnvironment } = await import("./config.ts");
const { createApp } = await import("./app.ts");
const { createClock } = await import("./clock.ts");
const { createLog } = await import("./log.ts");
const { lockDatabase } = await import("./storage/lock.ts");
const { logStrayOutput } = await import("./wiring/stray-output.ts");

const config = configure();
const log = createLog({ level: config.logLevel });
logStrayOutput(log);
const app = open();

function configure(): Config {
  try {
    const parsed = parseConfig(readEnvironment());
    if (parsed.ok) return parsed.config;
    console.error(describeProblems(parsed.problems));
  } catch (error) {
    console.error(reasonOf(error));
  }
  process.exit(1);
}

function open(): ReturnType<typeof createApp> {
  try {
    if (!lockDatabase(config.databasePath)) {
      log.fatal(
        { database: config.databasePath },
        "another Belfry runs on this database: stop that one first",
      );
      process.exit(1);
    }
    return createApp(config, {
      clock: createClock(),
      log,
      ...(process.stdout.isTTY && { terminal: process.stdout }),
    });
  } catch (error) {
    log.fatal(
      { error, database: config.databasePath },
      `Belfry cannot open its database: ${reasonOf(error)}`,
    );
    process.exit(1);
  }
}

async function end(code: number): Promise<void> {
  try {
    await app.stop();
  } catch (error) {
    log.fatal({ error }, "Belfry could not stop in order");
  }
  process.exit(code);
}
function crash(error: unknown): void {
  log.fatal({ error }, `Belfry cannot go on: ${reasonOf(error)}`);
  void end(1);
}
function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
// Node itself would write it as plain text, with whatever token stands in it.
process.once("uncaughtException", crash);
process.once("SIGTERM", () => void end(0));
process.once("SIGINT", () => void end(0));
await app.start(crash).catch(crash);
