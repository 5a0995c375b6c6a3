/** Pinned messages of a chat: pinning, unpinning, and who may. */
import type { User } from "@grammyjs/types";
import { badRequest } from "./errors.ts";
import { hasRight, isPermitted } from "./members.ts";
import { addServiceMessage, isService, messageObject } from "./messages.ts";
import { emit, type StoredChat, type StoredMessage, type World } from "./world.ts";

/** Pins a message above all others; the chat says so in a service message. Nothing happens where it stands there. */
export function pin(world: World, message: StoredMessage, user: User): void {
  const { chat } = message;
  checkMayPin(chat, user);
  if (isService(message)) throw badRequest("service messages can't be pinned");
  if (chat.pinned.at(-1) === message.id) return;
  chat.pinned = [...chat.pinned.filter((id) => id !== message.id), message.id];
  // A private chat has a different id on each side; the message goes to the bot as an update.
  const viewer = chat.type === "private" ? chat.bot.user.id : user.id;
  addServiceMessage(world, chat, user, { pinned_message: messageObject(world, message, viewer) as never });
  emit(world, { type: "chat", chat });
}

/** Unpins one message, or with undefined all of them. */
export function unpin(world: World, chat: StoredChat, user: User, message: number | undefined): void {
  checkMayPin(chat, user);
  chat.pinned = message === undefined ? [] : chat.pinned.filter((id) => id !== message);
  emit(world, { type: "chat", chat });
}

/** May this person or bot pin messages? In channels that takes the right to edit, in groups the right to pin. */
export function mayPin(chat: StoredChat, user: User): boolean {
  if (chat.type === "private") return true;
  if (chat.type === "channel") return hasRight(chat, user.id, "can_edit_messages");
  if (user.is_bot && chat.type === "group") return hasRight(chat, user.id, "can_pin_messages");
  return isPermitted(chat, user.id, "can_pin_messages");
}

function checkMayPin(chat: StoredChat, user: User): void {
  if (!mayPin(chat, user)) throw badRequest("not enough rights to manage pinned messages in the chat");
}
