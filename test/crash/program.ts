/** Belfry as main.ts starts it, on a clock that hurries. */
import { enableCompileCache } from "node:module";

enableCompileCache();
process.env["TZ"] = "UTC";

const { createApp } = await import("../../src/app.ts");
const { parseConfig } = await import("../../src/config.ts");
const { createLog } = await import("../../src/log.ts");
const { createHurriedClock } = await import("./hurried-clock.ts");

const parsed = parseConfig(process.env);
if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
const log = createLog({ level: parsed.config.logLevel });
const clock = createHurriedClock(Number(process.env["CLOCK_ORIGIN"]));
const app = createApp(parsed.config, { clock, log });

async function end(code: number): Promise<void> {
  await app.stop();
  process.exit(code);
}
process.once("SIGTERM", () => void end(0));
await app.start((error) => {
  log.fatal({ error }, "Belfry cannot go on");
  void end(1);
});
