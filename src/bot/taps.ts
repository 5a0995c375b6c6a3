/** Every tap on a button is answered, so that none spins. */
import type { MiddlewareFn } from "grammy";
import type { BotContext } from "./context.ts";

/** Answers a tap that no handler has answered by the time all are through. */
export function answerTaps(): MiddlewareFn<BotContext> {
  return async (ctx, next) => {
    let answered = false;
    ctx.api.config.use(async (previous, method, payload, signal) => {
      const response = await previous(method, payload, signal);
      if (method !== "answerCallbackQuery") return response;
      answered = true;
      // A query that has become too old (the bot was away) cannot be answered any more, and nobody waits for it;
      // nor can one be answered twice. False says so to those who have something else to say then (errors.ts).
      const isTooOld = !response.ok && response.error_code === 400;
      return isTooOld ? { ok: true as const, result: false as never } : response;
    });
    await next();
    if (ctx.callbackQuery && !answered) await ctx.answerCallbackQuery().catch(() => undefined);
  };
}
