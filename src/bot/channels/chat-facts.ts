/** What Telegram says of a chat and of the bot's rights in it, as a destination needs it. */
import { type Api, GrammyError } from "grammy";
import type { ChatFullInfo, ChatMember } from "grammy/types";
import type { ChatFacts, Destination, Directory } from "../../editorial/directory.ts";
import { unlessRefused } from "../refusals.ts";

type DestinationChat = { id: number; type: string; title?: string; username?: string };

/**
 * The facts of a channel or group, from the chat and the bot's membership; undefined for private chats.
 * `permissions`: what ordinary members of a group may do; absent: everything.
 */
export function chatFacts(
  chat: DestinationChat,
  bot: ChatMember,
  permissions?: ChatFullInfo["permissions"],
): ChatFacts | undefined {
  if (chat.type !== "channel" && chat.type !== "group" && chat.type !== "supergroup") return undefined;
  return {
    chatId: chat.id,
    type: chat.type,
    title: chat.title ?? String(chat.id),
    username: chat.username ?? null,
    canPost: canPost(chat.type, bot, permissions?.can_send_messages ?? true),
    canPin: canPin(chat.type, bot),
  };
}

/** Asks Telegram for the facts. Throws GrammyError where the bot cannot see the chat. */
export async function askChatFacts(
  api: Api,
  chat: number | string,
  botId: number,
): Promise<ChatFacts | undefined> {
  const info = await api.getChat(chat);
  if (info.type === "private") return undefined;
  return chatFacts(info, await api.getChatMember(info.id, botId), info.permissions);
}

/**
 * What Telegram says now of a destination; a chat that the bot cannot see any more is one where it cannot post. A group
 * that became a supergroup while nobody looked is followed there. Throws where Telegram gave no answer.
 */
export async function currentFacts(
  { api, directory }: { api: Api; directory: Pick<Directory, "followMigration"> },
  destination: Destination,
  botId: number,
): Promise<ChatFacts> {
  const { chatId, type, title, username } = destination;
  const lost = { chatId, type, title, username, canPost: false, canPin: false };
  try {
    // A former group still answers the other questions as if nothing had happened; this one names its new id.
    if (type === "group") await api.getChatMemberCount(chatId);
    return (await askChatFacts(api, chatId, botId)) ?? lost;
  } catch (error) {
    const newId = error instanceof GrammyError ? error.parameters.migrate_to_chat_id : undefined;
    if (newId === undefined) return unlessRefused(error) ?? lost;
    directory.followMigration(chatId, newId);
    return currentFacts({ api, directory }, { ...destination, chatId: newId }, botId);
  }
}

function canPost(type: ChatFacts["type"], bot: ChatMember, membersMay: boolean): boolean {
  if (type === "channel") return bot.status === "administrator" && bot.can_post_messages === true;
  if (bot.status === "administrator" || bot.status === "creator") return true;
  if (bot.status === "restricted") return bot.is_member && bot.can_send_messages;
  return bot.status === "member" && membersMay;
}

/** In channels pinning goes with the right to edit messages (Bot API, pinChatMessage). */
function canPin(type: ChatFacts["type"], bot: ChatMember): boolean {
  if (bot.status !== "administrator") return bot.status === "creator";
  return type === "channel" ? bot.can_edit_messages === true : bot.can_pin_messages === true;
}
