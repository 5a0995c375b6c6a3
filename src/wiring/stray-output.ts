/**
 * What libraries and Node itself write by the way: hono's server about an answer that was cut off, or Node a warning.
 * It becomes lines of the log like all others, so that whoever reads those by machine can, and no token gets past.
 */
import { format } from "node:util";
import type { Log } from "../log.ts";

/** For the whole process, from now on. */
export function logStrayOutput(log: Log): void {
  const levels = { debug: "debug", log: "info", info: "info", warn: "warn", error: "error" } as const;
  for (const [method, level] of Object.entries(levels))
    console[method as keyof typeof levels] = (...words: unknown[]) => log[level](format(...words));
  // Node's own listener writes plain text.
  process.removeAllListeners("warning");
  process.on("warning", (warning) => log.warn({ error: warning }, "Node warns"));
}
