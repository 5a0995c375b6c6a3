/** What machines watch: whether Belfry is up and can do its work, and its numbers. */
import { statSync } from "node:fs";
import type { Api } from "grammy";
import type { Clock } from "../clock.ts";
import type { Config } from "../config.ts";
import type { Events } from "../events.ts";
import { createHealth } from "../http/health.ts";
import { createMetrics } from "../http/metrics.ts";
import type { createJobRunner } from "../jobs/runner.ts";
import type { Log } from "../log.ts";
import { createReach } from "../telegram/reach.ts";
import { createChecks } from "./health.ts";
import type { Stores } from "./stores.ts";
import { readVersion } from "./version.ts";

export function createWatching(parts: {
  config: Config;
  clock: Pick<Clock, "now">;
  log: Log;
  events: Events;
  stores: Stores;
  /** Every connection to Telegram. */
  apis: Api[];
  runner: ReturnType<typeof createJobRunner>;
}) {
  const { config, clock, log, events, stores, apis, runner } = parts;
  const { now } = clock;
  const reach = createReach();
  for (const api of apis) api.config.use(reach.watch);
  const { readings, trouble } = stores;
  const checks = createChecks({ readings, trouble, reach, runner, now });
  const watched = {
    ...readings,
    jobs: runner.states,
    databaseBytes: () => ({ main: sizeOf(config.databasePath), wal: sizeOf(`${config.databasePath}-wal`) }),
  };
  const metrics = createMetrics({ events, readings: watched, checks, version: readVersion(), now, log });
  return { routes: [createHealth(checks), metrics.routes], countRequest: metrics.countRequest };
}

/** Bytes; 0 for a file that is not there, as the second one of a database that has just been closed well. */
function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
