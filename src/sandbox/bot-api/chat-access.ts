/** Finding the chat or message that a bot names, and whether it may read or write there. */
import { findByUsername } from "../telegram/chats.ts";
import { badRequest, chatNotFound, forbidden, groupWasUpgraded } from "../telegram/errors.ts";
import { isMember } from "../telegram/members.ts";
import type { Bot, StoredChat, StoredMessage, World } from "../telegram/world.ts";
import { type Context, integer, text } from "./parameters.ts";

/** What a method needs to do with the chat; more for each step. */
export type Access = "read" | "members" | "edit" | "write";

/**
 * The chat named by `chat_id` (or another field), by number or @username.
 * Throws the server's refusals for chats that are unknown, lost, or closed to this kind of access.
 */
export function accessChat(context: Context, access: Access, field = "chat_id"): StoredChat {
  const name = text(context, field).trim();
  if (!name) throw badRequest(`${field} is empty`);
  const chat = findChat(context.world, context.bot, name);
  if (!chat) throw chatNotFound();
  checkAccess(context.bot, chat, access);
  return chat;
}

/** The chat if this bot knows of it: public by its username, or one it has been in or written to. */
export function findChat(world: World, bot: Bot, name: string): StoredChat | undefined {
  if (name.startsWith("@")) return findByUsername(world, name);
  const id = Number(name);
  const shared = world.chats.get(id);
  if (shared) return shared.members.has(bot.user.id) || shared.username ? shared : undefined;
  const known = world.privateChats.find((chat) => chat.bot === bot && chat.person.id === id);
  if (known?.started) return known;
  const person = world.people.get(id);
  if (!person || !bot.knows.has(id)) return undefined;
  return (
    known ?? { type: "private", bot, person, started: false, blocked: false, messages: new Map(), pinned: [] }
  );
}

/** Throws 403 unless the person has started the bot and not blocked it. Only sending meets this. */
export function checkMayAddress(chat: StoredChat): void {
  if (chat.type !== "private") return;
  if (!chat.started) throw forbidden("bot can't initiate conversation with a user");
  if (chat.blocked) throw forbidden("bot was blocked by the user");
}

/** The message that `message_id` names in the chat; `what` names it in the refusal "… not found". */
export function accessMessage(
  context: Context,
  access: Access,
  what: string,
  chatField = "chat_id",
): StoredMessage {
  const chat = accessChat(context, access, chatField);
  const message = chat.messages.get(integer(context, "message_id"));
  if (!message || !canReadMessages(context.bot, chat)) throw badRequest(`${what} not found`);
  return message;
}

/** Reading a public chat does not mean reading its messages. */
export const canReadMessages = (bot: Bot, chat: StoredChat) =>
  chat.type === "private" || isMember(chat, bot.user.id) || chat.type === "group";

function checkAccess(bot: Bot, chat: StoredChat, access: Access): void {
  if (chat.type === "private") return;
  const status = chat.members.get(bot.user.id)?.status;
  const changes = access === "edit" || access === "write";
  if (chat.type === "group") {
    const needsLife = access === "write" || access === "members";
    if (chat.migratedTo !== undefined) {
      if (needsLife) throw groupWasUpgraded(chat.migratedTo);
      return;
    }
    if (!changes && !needsLife) return;
  }
  if (status === "kicked") throw forbidden(`bot was kicked from the ${chat.type} chat`);
  const readsPublicly = chat.username !== undefined && !changes;
  if (!isMember(chat, bot.user.id) && !readsPublicly) {
    throw forbidden(`bot is not a member of the ${chat.type} chat`);
  }
}
