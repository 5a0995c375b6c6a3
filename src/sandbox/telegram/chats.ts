/** Finding, creating, renaming and upgrading chats, and how a chat looks to whom. */
import type { Chat, ChatPermissions, User } from "@grammyjs/types";
import { badRequest, chatNotFound } from "./errors.ts";
import { type Bot, emit, type PrivateChat, type SharedChat, type StoredChat, type World } from "./world.ts";

export const ALL_PERMISSIONS: Required<ChatPermissions> = {
  can_send_messages: true,
  can_send_audios: true,
  can_send_documents: true,
  can_send_photos: true,
  can_send_videos: true,
  can_send_video_notes: true,
  can_send_voice_notes: true,
  can_send_polls: true,
  can_send_other_messages: true,
  can_add_web_page_previews: true,
  can_react_to_messages: true,
  can_change_info: true,
  can_invite_users: true,
  can_edit_tag: true,
  can_pin_messages: true,
  can_manage_topics: true,
};

/** The private chat of a person with a bot; made on first use, as both apps do. */
export function privateChat(world: World, bot: Bot, person: User): PrivateChat {
  const known = world.privateChats.find((chat) => chat.bot === bot && chat.person.id === person.id);
  if (known) return known;
  const chat: PrivateChat = {
    type: "private",
    bot,
    person,
    started: false,
    blocked: false,
    messages: new Map(),
    pinned: [],
  };
  world.privateChats.push(chat);
  return chat;
}

/** Makes a channel or group whose creator is the given person. */
export function createSharedChat(
  world: World,
  creator: User,
  options: { type: SharedChat["type"]; title: string; username?: string },
): SharedChat {
  const title = options.title.trim();
  if (!title) throw badRequest("CHAT_TITLE_EMPTY");
  const username = options.username?.replace(/^@/, "") || undefined;
  if (username) {
    if (options.type === "group") throw badRequest("a basic group has no username");
    if (!/^[a-z]\w{3,31}$/i.test(username)) throw badRequest("USERNAME_INVALID");
    if (findByUsername(world, username)) throw badRequest("USERNAME_OCCUPIED");
  }
  const chat: SharedChat = {
    type: options.type,
    id: nextChatId(world, options.type),
    title,
    username,
    members: new Map([[creator.id, { status: "creator", rights: {} }]]),
    permissions: { ...ALL_PERMISSIONS },
    messages: new Map(),
    pinned: [],
    lastMessageId: 0,
    migratedTo: undefined,
  };
  world.chats.set(chat.id, chat);
  emit(world, { type: "chat", chat });
  return chat;
}

/** A chat as a person addresses it: a bot's id means the private chat with it. */
export function chatForPerson(world: World, person: User, chatId: number): StoredChat {
  const bot = world.bots.get(chatId);
  if (bot) return privateChat(world, bot, person);
  const chat = world.chats.get(chatId);
  if (!chat) throw chatNotFound();
  return chat;
}

/** A public chat by its username, with or without @, in any case. */
export function findByUsername(world: World, username: string): SharedChat | undefined {
  const wanted = username.replace(/^@/, "").toLowerCase();
  return [...world.chats.values()].find((chat) => chat.username?.toLowerCase() === wanted);
}

/**
 * A chat with the bot that looks at it: a channel or group by its id, a private chat by the person's id.
 * The bot is the first one, unless another is named.
 */
export function findForReading(
  world: World,
  chatId: number,
  botId: number | undefined,
): { chat: StoredChat; viewer: number } | undefined {
  const bot = botId === undefined ? world.bots.values().next().value : world.bots.get(botId);
  const viewer = bot?.user.id ?? 0;
  const shared = world.chats.get(chatId);
  if (shared) return { chat: shared, viewer };
  const chat = world.privateChats.find((one) => one.bot === bot && one.person.id === chatId);
  return chat && { chat, viewer };
}

/** The id under which a viewer (a person's or bot's id) knows the chat. */
export function chatIdFor(chat: StoredChat, viewer: number): number {
  if (chat.type !== "private") return chat.id;
  return viewer === chat.bot.user.id ? chat.person.id : chat.bot.user.id;
}

/** The chat in the Bot API's shape, as a viewer sees it: in a private chat, the other side. */
export function chatObject(chat: StoredChat, viewer: number): Chat {
  if (chat.type === "private") {
    const other = viewer === chat.bot.user.id ? chat.person : chat.bot.user;
    return {
      id: other.id,
      type: "private",
      first_name: other.first_name,
      ...(other.last_name && { last_name: other.last_name }),
      ...(other.username && { username: other.username }),
    };
  }
  if (chat.type === "group") return { id: chat.id, type: "group", title: chat.title };
  return {
    id: chat.id,
    type: chat.type,
    title: chat.title,
    ...(chat.username && { username: chat.username }),
  };
}

/** The id of the next message in a chat: channels and supergroups count by themselves. */
export function nextMessageId(world: World, chat: StoredChat): number {
  if (chat.type === "channel" || chat.type === "supergroup") return ++chat.lastMessageId;
  return ++world.counters.message;
}

/** A basic group's id is a plain negative number; those of channels and supergroups begin with -100. */
export function nextChatId(world: World, type: SharedChat["type"]): number {
  if (type === "group") return -++world.counters.group;
  return -1_000_000_000_000 - ++world.counters.channel;
}
