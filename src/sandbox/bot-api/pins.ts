/** Pinning and unpinning messages. */
import { badRequest } from "../telegram/errors.ts";
import { pinnedMessage } from "../telegram/messages.ts";
import { pin, unpin } from "../telegram/pins.ts";
import { accessChat, accessMessage } from "./chat-access.ts";
import { type Context, integer } from "./parameters.ts";

export function pinChatMessage(context: Context): true {
  pin(context.world, accessMessage(context, "write", "message to pin"), context.bot.user);
  return true;
}

/** Unpins the given message, or the newest pinned one. */
export function unpinChatMessage(context: Context): true {
  const chosen = integer(context, "message_id");
  const chat = chosen
    ? accessMessage(context, "write", "message to unpin").chat
    : accessChat(context, "write");
  const id = chosen || pinnedMessage(chat)?.id;
  if (id === undefined) throw badRequest("message to unpin not found");
  unpin(context.world, chat, context.bot.user, id);
  return true;
}

export function unpinAllChatMessages(context: Context): true {
  unpin(context.world, accessChat(context, "write"), context.bot.user, undefined);
  return true;
}
