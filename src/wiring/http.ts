/**
 * The HTTP server and what it serves. Loaded only where HTTP is on, and of that only what the settings ask for: its
 * libraries cost memory and time at start.
 */
import type { Clock } from "../clock.ts";
import type { Config } from "../config.ts";
import { createHttpServer, type HttpServer } from "../http/server.ts";
import { createTelegramWebhook } from "../http/telegram-webhook.ts";
import type { Log } from "../log.ts";
import type { createAdmin } from "./admin.ts";
import type { Stores } from "./stores.ts";
import { createWatching } from "./watching.ts";

export async function createHttp(parts: {
  port: number;
  config: Config;
  clock: Pick<Clock, "now">;
  log: Log;
  /** Undefined where updates are asked for. */
  telegramWebhook: Parameters<typeof createTelegramWebhook>[0] | undefined;
  stores: Stores;
  watching: Omit<Parameters<typeof createWatching>[0], "config" | "clock" | "log" | "stores">;
  admin: Omit<
    Parameters<typeof createAdmin>[0],
    "tokens" | "config" | "clock" | "log" | "stores" | "stopping"
  >;
}): Promise<HttpServer> {
  const { port, config, clock, log, stores, telegramWebhook } = parts;
  const watching = createWatching({ ...parts.watching, config, clock, log, stores });
  const { adminApiTokens: tokens } = config;
  const stopping = new AbortController();
  const common = { config, clock, log, stores, stopping: stopping.signal };
  const admin = tokens && (await import("./admin.ts")).createAdmin({ ...parts.admin, ...common, tokens });

  const server = createHttpServer({
    host: config.httpHost,
    port,
    log,
    now: clock.now,
    onAnswered: watching.countRequest,
    // Each part is a Hono app with full paths, in a line of its own.
    routes: [
      ...watching.routes,
      ...(telegramWebhook ? [createTelegramWebhook(telegramWebhook)] : []),
      ...(admin ? [admin] : []),
    ],
  });
  return {
    ...server,
    async stop(): Promise<void> {
      const stopped = server.stop();
      stopping.abort();
      await stopped;
    },
  };
}
