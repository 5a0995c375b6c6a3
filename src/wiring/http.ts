/** The HTTP server and what it serves. Loaded only where HTTP is on: its libraries cost memory and time at start. */
import type { Api } from "grammy";
import type { Clock } from "../clock.ts";
import type { Config } from "../config.ts";
import { createAdminApi } from "../http/admin/admin.ts";
import { createHealth } from "../http/health.ts";
import { createHttpServer, type HttpServer } from "../http/server.ts";
import { createTelegramWebhook } from "../http/telegram-webhook.ts";
import type { createJobRunner } from "../jobs/runner.ts";
import type { Log } from "../log.ts";
import { createReach } from "../telegram/reach.ts";
import { adminParts } from "./admin.ts";
import { createChecks } from "./health.ts";
import type { Stores } from "./stores.ts";

export function createHttp(parts: {
  port: number;
  config: Config;
  clock: Pick<Clock, "now">;
  log: Log;
  /** Undefined where updates are asked for. */
  telegramWebhook: Parameters<typeof createTelegramWebhook>[0] | undefined;
  stores: Stores;
  /** Every connection to Telegram. */
  apis: Api[];
  runner: ReturnType<typeof createJobRunner>;
  admin: Omit<Parameters<typeof adminParts>[0], "config" | "clock" | "log" | "stores">;
}): HttpServer {
  const { port, config, clock, log, stores, apis, runner, telegramWebhook } = parts;
  const { readings, trouble } = stores;
  const reach = createReach();
  for (const api of apis) api.config.use(reach.watch);
  const checks = createChecks({ readings, trouble, reach, runner, now: clock.now });
  const admin = adminParts({ ...parts.admin, config, clock, log, stores });

  return createHttpServer({
    host: config.httpHost,
    port,
    log,
    now: clock.now,
    // Each part is a Hono app with full paths, in a line of its own.
    routes: [
      createHealth(checks),
      ...(telegramWebhook ? [createTelegramWebhook(telegramWebhook)] : []),
      ...(admin ? [createAdminApi(admin)] : []),
    ],
  });
}
