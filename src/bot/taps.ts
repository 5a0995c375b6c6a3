/** Every tap on a button is answered, so that none spins. */
import type { MiddlewareFn } from "grammy";
import type { BotContext } from "./context.ts";

/** Answers a tap that no handler has answered by the time all are through. */
export function answerTaps(): MiddlewareFn<BotContext> {
  return async (ctx, next) => {
    let answered = false;
    ctx.api.config.use((previous, method, payload, signal) => {
      if (method === "answerCallbackQuery") answered = true;
      return previous(method, payload, signal);
    });
    await next();
    // A query that has become too old (the bot was away) cannot be answered any more, and nobody waits for it.
    if (ctx.callbackQuery && !answered) await ctx.answerCallbackQuery().catch(() => undefined);
  };
}
