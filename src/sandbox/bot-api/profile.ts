/** What a bot says about itself: its commands, name, descriptions and menu button. */
import type { BotCommand, BotCommandScope, UserFromGetMe, UserProfilePhotos } from "@grammyjs/types";
import { getCommands, setCommands } from "../telegram/commands.ts";
import { badRequest } from "../telegram/errors.ts";
import { emit } from "../telegram/world.ts";
import { findChat } from "./chat-access.ts";
import { type Context, integer, isObject, json, requiredField, text } from "./parameters.ts";

const MAX_COMMANDS = 100;
const MAX_DESCRIPTION = 256;
/** Characters, from the Bot API: setMyName, setMyDescription, setMyShortDescription. */
const PROFILE_LIMITS = { name: 64, description: 512, short_description: 120 } as const;

export function getMe({ bot }: Context): UserFromGetMe {
  return {
    ...bot.user,
    can_join_groups: true,
    can_read_all_group_messages: true,
    supports_inline_queries: false,
    can_connect_to_business: false,
    has_main_web_app: false,
    has_topics_enabled: false,
    allows_users_to_create_topics: false,
    can_manage_bots: false,
  } as UserFromGetMe;
}

export function setMyCommands(context: Context): true {
  const commands = json(context, "commands", "commands") ?? [];
  if (!Array.isArray(commands)) throw badRequest("expected an Array of BotCommand");
  const read = commands.map(readCommand);
  if (read.length > MAX_COMMANDS) throw badRequest("BOT_COMMANDS_TOO_MUCH");
  return keepCommands(context, read);
}

export const deleteMyCommands = (context: Context): true => keepCommands(context, []);

export function getMyCommands(context: Context): BotCommand[] {
  return getCommands(context.bot, readScope(context), text(context, "language_code"));
}

/** setMyName, setMyDescription and setMyShortDescription: kept for each language. */
export function setProfile(field: keyof typeof PROFILE_LIMITS): (context: Context) => true {
  return (context) => {
    const value = text(context, field);
    if ([...value].length > PROFILE_LIMITS[field]) throw badRequest(`${field.toUpperCase()}_TOO_LONG`);
    context.bot.profile.set(profileKey(context, field), value);
    return true;
  };
}

/** getMyName, getMyDescription and getMyShortDescription. */
export function getProfile(field: keyof typeof PROFILE_LIMITS): (context: Context) => Record<string, string> {
  return (context) => {
    const fallback = field === "name" ? context.bot.user.first_name : "";
    return { [field]: context.bot.profile.get(profileKey(context, field)) || fallback };
  };
}

/** Checked, and otherwise without effect: the page always shows the menu of commands. */
export function setChatMenuButton(context: Context): true {
  const button = json(context, "menu_button", "menu button");
  if (button !== undefined && !isObject(button)) {
    throw badRequest("can't parse menu button: MenuButton must be an Object");
  }
  const type = button?.["type"] ?? "default";
  if (!["default", "commands", "web_app"].includes(String(type))) {
    throw badRequest("can't parse menu button: MenuButton has unsupported type");
  }
  const chat = text(context, "chat_id");
  if (chat && !findChat(context.world, context.bot, chat)) throw badRequest("chat not found");
  return true;
}

/** Nobody in the sandbox has a profile photo. */
export function getUserProfilePhotos(context: Context): UserProfilePhotos {
  const id = integer(context, "user_id");
  if (id <= 0) throw badRequest("invalid user_id specified");
  if (id !== context.bot.user.id && !context.bot.knows.has(id)) throw badRequest("user not found");
  return { total_count: 0, photos: [] };
}

function keepCommands(context: Context, commands: BotCommand[]): true {
  const { world, bot } = context;
  setCommands(bot, readScope(context), text(context, "language_code"), commands);
  for (const chat of world.privateChats) if (chat.bot === bot) emit(world, { type: "chat", chat });
  return true;
}

function readCommand(value: unknown): BotCommand {
  const context = "can't parse BotCommand: ";
  if (!isObject(value)) throw badRequest(`${context}expected an Object`);
  const command = requiredField(value, "command", context).replace(/^\//, "");
  const description = requiredField(value, "description", context).trim();
  if (!/^[a-z\d_]{1,32}$/.test(command)) throw badRequest("BOT_COMMAND_INVALID");
  if (!description || [...description].length > MAX_DESCRIPTION) {
    throw badRequest("BOT_COMMAND_DESCRIPTION_INVALID");
  }
  return { command, description };
}

/** The scope, with a chat by its number. A chat that the bot does not know, or a person who never wrote, is refused. */
function readScope(context: Context): BotCommandScope {
  const prefix = "can't parse BotCommandScope: ";
  const value = json(context, "scope", "BotCommandScope") ?? { type: "default" };
  if (!isObject(value)) throw badRequest(`${prefix}BotCommandScope must be an Object`);
  const type = requiredField(value, "type", prefix);
  switch (type) {
    case "default":
    case "all_private_chats":
    case "all_group_chats":
    case "all_chat_administrators":
      return { type };
    case "chat":
    case "chat_administrators":
      return { type, chat_id: scopeChat(context, requiredField(value, "chat_id", prefix)) };
    case "chat_member": {
      const chat_id = scopeChat(context, requiredField(value, "chat_id", prefix));
      const user_id = Number(requiredField(value, "user_id", prefix));
      if (!(user_id > 0)) throw badRequest(`${prefix}Invalid user_id specified`);
      return { type, chat_id, user_id };
    }
    default:
      throw badRequest(`${prefix}Unsupported type specified`);
  }
}

function scopeChat(context: Context, name: string): number {
  const chat = findChat(context.world, context.bot, name);
  if (!chat || (chat.type === "private" && !chat.started)) throw badRequest("chat not found");
  return chat.type === "private" ? chat.person.id : chat.id;
}

const profileKey = (context: Context, field: string) => `${field}:${text(context, "language_code")}`;
