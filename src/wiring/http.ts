/**
 * The HTTP server and what it serves. Loaded only where HTTP is on, and of that only what the settings ask for: its
 * libraries cost memory and time at start.
 */
import type { Clock } from "../clock.ts";
import type { Config } from "../config.ts";
import { createHttpServer, type HttpServer, type Routes } from "../http/server.ts";
import { createTelegramWebhook } from "../http/telegram-webhook.ts";
import type { Log } from "../log.ts";
import type { adminParts } from "./admin.ts";
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
  admin: Omit<Parameters<typeof adminParts>[0], "config" | "clock" | "log" | "stores">;
}): Promise<HttpServer> {
  const { port, config, clock, log, stores, telegramWebhook } = parts;
  const watching = createWatching({ ...parts.watching, config, clock, log, stores });

  async function adminApi(): Promise<Routes[]> {
    if (config.adminApiTokens === undefined) return [];
    const [{ adminParts }, { createAdminApi }] = await Promise.all([
      import("./admin.ts"),
      import("../http/admin/admin.ts"),
    ]);
    const admin = adminParts({ ...parts.admin, config, clock, log, stores });
    return admin ? [createAdminApi(admin)] : [];
  }

  return createHttpServer({
    host: config.httpHost,
    port,
    log,
    now: clock.now,
    onAnswered: watching.countRequest,
    // Each part is a Hono app with full paths, in a line of its own.
    routes: [
      ...watching.routes,
      ...(telegramWebhook ? [createTelegramWebhook(telegramWebhook)] : []),
      ...(await adminApi()),
    ],
  });
}
