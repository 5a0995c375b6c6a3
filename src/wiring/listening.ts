/** How the bot hears of what people write: by asking Telegram, through outages and refusals. */
import { type Api, type Bot, GrammyError, HttpError } from "grammy";
import { allowedUpdates } from "../bot/bot.ts";
import { offerCommands } from "../bot/commands.ts";
import type { BotContext } from "../bot/context.ts";
import type { Clock } from "../clock.ts";
import type { Team } from "../editorial/team.ts";
import type { Log } from "../log.ts";

/** How long (ms) polling leaves a refused token alone. */
const unauthorizedPause = 60_000;
const tokenInUse =
  "another program receives this bot's messages. Only one can: stop the other, or give this one a token of its own, from @BotFather";

export function createListening(parts: {
  bot: Bot<BotContext>;
  api: Api;
  team: Team;
  clock: Pick<Clock, "now" | "sleepUntil">;
  log: Log;
}) {
  const { bot, api, team, clock, log } = parts;
  const stopping = new AbortController();
  let polling: Promise<void> | undefined;

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
        await clock.sleepUntil(clock.now() + unauthorizedPause, stopping.signal);
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
      // The menus of a new version; whoever misses theirs now gets it with the next /start.
      for (const { userId, role, started } of team.all()) {
        if (!started) continue;
        await offerCommands(api, userId, role).catch((error) =>
          log.warn({ error, userId }, "no menu for now"),
        );
      }
    },

    /** `onCrash` is called if it ends by itself: another program uses the token. */
    start(onCrash: (error: unknown) => void): void {
      polling = poll().catch(onCrash);
    },

    async stop(): Promise<void> {
      stopping.abort();
      if (!bot.isRunning()) return;
      // Confirms what was handled, where Telegram can be reached; otherwise it comes again and is dropped then.
      await bot
        .stop()
        .catch((error: unknown) => log.warn({ error }, "the last updates could not be confirmed"));
      // stop() returns while handlers still run: the database must outlive them.
      await polling;
    },
  };
}
