/** What everything else stands on. */
import type { Clock } from "../clock.ts";
import type { Config } from "../config.ts";
import type { Events } from "../events.ts";
import type { Log } from "../log.ts";
import type { DatabaseWatch } from "../storage/database-watch.ts";
import type { Stores } from "./stores.ts";

export interface Ground {
  config: Config;
  clock: Pick<Clock, "now" | "sleepUntil">;
  log: Log;
  events: Events;
  stores: Stores;
  watch: DatabaseWatch;
}
