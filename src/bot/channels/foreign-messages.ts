/**
 * Notes the ids of other people's messages, so that a post whose answer was lost can be looked for after them. The
 * bot's own messages come in no update.
 */
import { Composer } from "grammy";
import type { BotContext } from "../context.ts";

/** What is noted of chats; cheap enough for every message in them. */
export interface MessageIdNotes {
  noteForeign: (chatId: number, messageId: number) => void;
  /** Messages may have come there that no update told of. */
  forgetLast: (chatId: number) => void;
}

export function createForeignMessages(notes: MessageIdNotes): Composer<BotContext> {
  const feature = new Composer<BotContext>();
  feature.on(["message", "channel_post"], (ctx, next) => {
    if (ctx.chat.type !== "private") notes.noteForeign(ctx.chat.id, ctx.msg.message_id);
    return next();
  });
  feature.on("my_chat_member", (ctx, next) => {
    const { old_chat_member: before, new_chat_member: after } = ctx.myChatMember;
    if (before.status !== after.status) notes.forgetLast(ctx.chat.id);
    return next();
  });
  return feature;
}
