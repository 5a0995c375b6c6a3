/**
 * How the bot hears of what people write, through outages and refusals: by asking Telegram, or at a webhook where
 * WEBHOOK_URL says that Telegram can reach it.
 */
import { createHmac } from "node:crypto";
import { type Api, type Bot, BotError, GrammyError, HttpError } from "grammy";
import type { Update } from "grammy/types";
import { allowedUpdates } from "../bot/bot.ts";
import { offerCommands } from "../bot/commands.ts";
import type { BotContext } from "../bot/context.ts";
import { createInbox, type ReceivedUpdates } from "../bot/inbox.ts";
import type { Clock } from "../clock.ts";
import type { Config } from "../config.ts";
import type { Team } from "../editorial/team.ts";
import type { Log } from "../log.ts";

/** Where Telegram brings updates: names neither the bot nor its token. */
const webhookPath = "/telegram/updates";

/** How long (ms) Telegram is left alone when it refuses the token or the webhook. */
const refusedPause = 60_000;
/** How long (ms) until it is tried again where it could not be reached. */
const unreachablePause = 15_000;
/** How often (ms) Telegram is asked how its webhook does: of what goes wrong there it says nothing by itself. */
const webhookLook = 5 * 60_000;
const tokenInUse =
  "another program receives this bot's messages. Only one can: stop the other, or give this one a token of its own, from @BotFather";

export function createListening(parts: {
  bot: Bot<BotContext>;
  api: Api;
  team: Team;
  received: ReceivedUpdates;
  /** Why the database takes nothing, if that is what an error says. */
  troubleIn: (error: unknown) => string | undefined;
  config: Pick<Config, "botToken" | "webhookUrl">;
  clock: Pick<Clock, "now" | "sleepUntil">;
  log: Log;
}) {
  const { bot, api, team, received, troubleIn, config, clock, log } = parts;
  const stopping = new AbortController();
  const inbox = createInbox({
    received,
    handle,
    clock,
    isTrouble: (error) => troubleIn(error) !== undefined,
    onError: (error) => log.error({ error }, "the updates that came wait: the database failed"),
  });
  const secret = secretFor(config.botToken);
  let listening: Promise<void> | undefined;

  async function handle(update: Update): Promise<void> {
    try {
      await bot.handleUpdate(update);
    } catch (error) {
      if (!(error instanceof BotError)) throw error;
      await bot.errorHandler(error);
    }
  }

  /** Tells Telegram where to bring updates. Until that has worked they wait there, for a day. */
  async function announceWebhook(url: string): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await api.setWebhook(url + webhookPath, {
          secret_token: secret,
          allowed_updates: allowedUpdates,
          // They are handled one after another, and are to come in that order.
          max_connections: 1,
        });
        return;
      } catch (error) {
        const refused = error instanceof GrammyError;
        const why = refused ? refusalOf(error) : "Telegram cannot be reached";
        log.error({ error }, `No messages come in: ${why}; trying again`);
        await clock.sleepUntil(clock.now() + (refused ? refusedPause : unreachablePause), stopping.signal);
      }
    }
  }

  /** Rejects where another program has taken the webhook away: nothing comes in any more. */
  async function watchWebhook(url: string): Promise<void> {
    let toldOf = 0;
    for (;;) {
      await clock.sleepUntil(clock.now() + webhookLook, stopping.signal);
      if (stopping.signal.aborted) return;
      const info = await api
        .getWebhookInfo()
        .catch((error) => void log.debug({ error }, "no look at the webhook"));
      if (!info) continue;
      if (info.url !== url + webhookPath) throw new Error(tokenInUse);
      const { last_error_date: at = 0, last_error_message: problem, pending_update_count: waiting } = info;
      if (at > toldOf && waiting > 0)
        log.error({ problem, waiting }, "Telegram cannot bring updates to WEBHOOK_URL");
      toldOf = at;
    }
  }

  async function receive(url: string): Promise<void> {
    await announceWebhook(url);
    await watchWebhook(url);
  }

  /** A token that is refused while Belfry runs may be taken again: until then everything is kept. */
  async function poll(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        return await bot.start({ allowed_updates: allowedUpdates });
      } catch (error) {
        // A stop ends the pause between two tries with an error.
        if (stopping.signal.aborted) return;
        if (!(error instanceof GrammyError)) throw error;
        if (error.error_code === 409) throw new Error(tokenInUse, { cause: error });
        if (error.error_code !== 401) throw error;
        log.error({ error }, "Telegram refuses the bot's token; trying again in a minute");
        await clock.sleepUntil(clock.now() + refusedPause, stopping.signal);
      }
    }
  }

  return {
    /** Resolves when Telegram has answered, however long that takes; rejects where it refuses the token. */
    async connect(): Promise<void> {
      try {
        bot.botInfo = await api.getMe();
      } catch (error) {
        if (!(error instanceof HttpError)) throw error;
        log.warn({ error }, "Telegram cannot be reached; Belfry keeps trying");
        await bot.init();
      }
    },

    /** The menus of a new version; whoever misses theirs now gets it with the next /start. */
    async offerMenus(): Promise<void> {
      for (const { userId, role, started } of team.all()) {
        if (!started) continue;
        await offerCommands(api, userId, role).catch((error) =>
          log.warn({ error, userId }, "no menu for now"),
        );
      }
    },

    /** Has an update handled once more; never rejects. */
    async handle(update: Update): Promise<void> {
      await handle(update).catch((error: unknown) => log.error({ error }, "an update could not be handled"));
    },

    /** What the HTTP server needs to take updates; undefined where they are asked for. */
    webhook: config.webhookUrl === undefined ? undefined : { path: webhookPath, secret, take: inbox.take },

    /** `onCrash` is called if it ends by itself: another program uses the token. */
    start(onCrash: (error: unknown) => void): void {
      const { webhookUrl } = config;
      // What came to a webhook and was not handled goes first, also where there is none any more.
      inbox.start();
      listening = (webhookUrl === undefined ? inbox.whenIdle().then(poll) : receive(webhookUrl)).catch(
        onCrash,
      );
    },

    /** Resolves when no update that was brought is being handled. */
    whenIdle: inbox.whenIdle,

    async stop(): Promise<void> {
      stopping.abort();
      await inbox.stop();
      if (!bot.isRunning()) return;
      // Confirms what was handled, where Telegram can be reached; otherwise it comes again and is dropped then.
      await bot
        .stop()
        .catch((error: unknown) => log.warn({ error }, "the last updates could not be confirmed"));
      // stop() returns while handlers still run: the database must outlive them.
      await listening;
    },
  };
}

/** Nobody who does not know the token knows this, and it tells nothing about the token. */
function secretFor(token: string): string {
  return createHmac("sha256", token).update("telegram webhook").digest("hex");
}

function refusalOf({ error_code, description }: GrammyError): string {
  return error_code === 401
    ? "Telegram refuses the bot's token"
    : `Telegram refuses WEBHOOK_URL (${description})`;
}
