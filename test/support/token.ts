/** What BotFather does to a bot's token. */
import type { Belfry } from "./belfry.ts";

/** Takes the bot's token away as /revoke does, for another, or gives it back. Returns the one that it had. */
export function setToken({ telegram }: Pick<Belfry, "telegram">, token: string): string {
  const bot = telegram.world.bots.get(123456);
  if (!bot) throw new Error("there is no bot");
  const before = bot.token;
  bot.token = token;
  return before;
}
