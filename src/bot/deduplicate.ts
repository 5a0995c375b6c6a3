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
 * Where the database took nothing, a person is told to send it again, and it counts as handled. Of what happens in
 * other chats nobody can be told: that is handled once more when the database takes writes again.
 */
export function createDeduplication(
  updates: HandledUpdates,
  parts: {
    now: () => number;
    troubleIn: (error: unknown) => string | undefined;
    handleLater: (update: BotContext["update"]) => void;
  },
): MiddlewareFn<BotContext> {
  const { now, troubleIn, handleLater } = parts;
  return async (ctx, next) => {
    const { update_id } = ctx.update;
    if (updates.wasHandled(update_id)) return;
    try {
      await next();
    } catch (error) {
      const nothingSaved = troubleIn(error) !== undefined;
      if (nothingSaved && ctx.chat?.type !== "private") return handleLater(ctx.update);
      updates.markHandled(update_id, now());
      throw error;
    }
    updates.markHandled(update_id, now());
  };
}
