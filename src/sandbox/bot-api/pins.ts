/** Pinning and unpinning messages. */

import { badRequest } from "../telegram/errors.ts";
import { addServiceMessage, isService, messageObject, pinnedMessage } from "../telegram/messages.ts";
import { mayPin } from "../telegram/rights.ts";
import { emit, type StoredChat } from "../telegram/world.ts";
import { accessChat, accessMessage } from "./chat-access.ts";
import { type Context, integer } from "./parameters.ts";

/** Pins a message above all others; the chat says so in a service message. */
export function pinChatMessage(context: Context): true {
  const { world, bot } = context;
  const message = accessMessage(context, "write", "message to pin");
  checkMayPin(context, message.chat);
  if (isService(message)) throw badRequest("service messages can't be pinned");
  if (message.chat.pinned.at(-1) === message.id) return true;
  message.chat.pinned = [...message.chat.pinned.filter((id) => id !== message.id), message.id];
  addServiceMessage(world, message.chat, bot.user, {
    pinned_message: messageObject(world, message, bot.user.id) as never,
  });
  emit(world, { type: "chat", chat: message.chat });
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
  checkMayPin(context, chat);
  chat.pinned = chat.pinned.filter((pinned) => pinned !== id);
  emit(context.world, { type: "chat", chat });
  return true;
}

export function unpinAllChatMessages(context: Context): true {
  const chat = accessChat(context, "write");
  checkMayPin(context, chat);
  chat.pinned = [];
  emit(context.world, { type: "chat", chat });
  return true;
}

function checkMayPin(context: Context, chat: StoredChat): void {
  if (!mayPin(chat, context.bot.user)) {
    throw badRequest("not enough rights to manage pinned messages in the chat");
  }
}
