/** The HTTP server and what it serves. Loaded only where HTTP is on: its libraries cost memory and time at start. */
import type { Clock } from "../clock.ts";
import type { Config } from "../config.ts";
import { createHealth } from "../http/health.ts";
import { createHttpServer, type HttpServer } from "../http/server.ts";
import { createTelegramWebhook } from "../http/telegram-webhook.ts";
import type { Log } from "../log.ts";

export function createHttp(parts: {
  port: number;
  config: Config;
  clock: Pick<Clock, "now">;
  log: Log;
  /** Undefined where updates are asked for. */
  telegramWebhook: Parameters<typeof createTelegramWebhook>[0] | undefined;
}): HttpServer {
  const { port, config, clock, log, telegramWebhook } = parts;
  return createHttpServer({
    host: config.httpHost,
    port,
    log,
    now: clock.now,
    // Each part is a Hono app with full paths, in a line of its own.
    routes: [createHealth(), ...(telegramWebhook ? [createTelegramWebhook(telegramWebhook)] : [])],
  });
}
