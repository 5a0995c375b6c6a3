/** Telegram delivers an update again when the bot stopped before confirming it: the second time it is dropped. */
import type { MiddlewareFn } from "grammy";
import type { BotContext } from "./context.ts";

export interface HandledUpdates {
  wasHandled: (updateId: number) => boolean;
  markHandled: (updateId: number, now: number) => void;
}

/**
 * Marks an update after its handlers, so that one cut off by a crash is handled again:
 * drafts are saved step by step and released once, so doing a step twice changes nothing.
 */
export function createDeduplication(updates: HandledUpdates, now: () => number): MiddlewareFn<BotContext> {
  return async (ctx, next) => {
    const { update_id } = ctx.update;
    if (updates.wasHandled(update_id)) return;
    try {
      await next();
    } finally {
      updates.markHandled(update_id, now());
    }
  };
}
