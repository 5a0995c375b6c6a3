/** Every update goes under a name of its own: in the log, and with the posts that it sets going. */
import type { MiddlewareFn } from "grammy";
import type { Events } from "../events.ts";
import { withTrace } from "../trace.ts";
import type { BotContext } from "./context.ts";

/** Says of every update of what kind it was, and how long its handlers took. The first of all middleware. */
export function followUpdates(events: Pick<Events, "emit">, now: () => number): MiddlewareFn<BotContext> {
  return (ctx, next) =>
    underTraceOf(ctx, async () => {
      const startedAt = now();
      let outcome: "ok" | "failed" = "failed";
      try {
        await next();
        outcome = "ok";
      } finally {
        const durationMs = now() - startedAt;
        events.emit({ type: "update_handled", kind: kindOf(ctx), outcome, durationMs });
      }
    });
}

/** Also for what is done after the middleware, where a handler threw. */
export const underTraceOf = <T>(ctx: BotContext, work: () => T): T =>
  withTrace(`u-${ctx.update.update_id}`, work);

/** message, callback_query, …: only so many, for Telegram sends what the bot asks it for. */
function kindOf({ update }: BotContext): string {
  return Object.keys(update).find((name) => name !== "update_id") ?? "unknown";
}
