/** Reads the configuration, starts the app, and stops it on a signal. */
import { createApp } from "./app.ts";
import { createClock } from "./clock.ts";
import { describeProblems, parseConfig, readEnvironment } from "./config.ts";
import { createLog } from "./log.ts";

// Zones are named wherever they matter; the machine's own must matter nowhere.
process.env.TZ = "UTC";

const parsed = parseConfig(readEnvironment());
if (!parsed.ok) {
  console.error(describeProblems(parsed.problems));
  process.exit(1);
}
const log = createLog({ level: parsed.config.logLevel });
const app = createApp(parsed.config, { clock: createClock(), log });

async function end(code: number): Promise<void> {
  await app.stop();
  process.exit(code);
}
function crash(error: unknown): void {
  log.fatal({ error }, "Belfry cannot go on");
  void end(1);
}
process.once("SIGTERM", () => void end(0));
process.once("SIGINT", () => void end(0));
await app.start(crash).catch(crash);
