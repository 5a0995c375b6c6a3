/** What a bot can ask about chats and their members. */
import type { ChatFullInfo, ChatMember } from "@grammyjs/types";
import { chatObject } from "../telegram/chats.ts";
import { badRequest, forbidden } from "../telegram/errors.ts";
import { isMember, memberObject, memberOf } from "../telegram/members.ts";
import { botLeaves } from "../telegram/membership.ts";
import { messageObject, pinnedMessage } from "../telegram/messages.ts";
import { checkMaySend } from "../telegram/rights.ts";
import { findUser } from "../telegram/world.ts";
import { accessChat, accessMessage, checkMayAddress } from "./chat-access.ts";
import { type Context, integer, isObject, json, text } from "./parameters.ts";

/** Reactions that a message can have in chats that set no limit of their own. */
const MAX_REACTIONS = 11;
const ACTIONS: ReadonlySet<string> = new Set([
  "typing",
  "upload_photo",
  "record_video",
  "upload_video",
  "record_voice",
  "upload_voice",
  "upload_document",
  "choose_sticker",
  "find_location",
  "record_video_note",
  "upload_video_note",
]);

export function getChat(context: Context): ChatFullInfo {
  const { world, bot } = context;
  const chat = accessChat(context, "read");
  const pinned = pinnedMessage(chat);
  const username = chat.type === "private" ? chat.person.username : chat.username;
  return {
    ...chatObject(chat, bot.user.id),
    ...(username && { active_usernames: [username] }),
    ...(chat.type !== "private" && chat.type !== "channel" && { permissions: chat.permissions }),
    ...(pinned && { pinned_message: messageObject(world, pinned, bot.user.id) }),
    accent_color_id: 0,
    max_reaction_count: MAX_REACTIONS,
    accepted_gift_types: {
      unlimited_gifts: false,
      limited_gifts: false,
      unique_gifts: false,
      premium_subscription: false,
      gifts_from_channels: false,
    },
  } as ChatFullInfo;
}

export function getChatMember(context: Context): ChatMember {
  const { world, bot } = context;
  const userId = integer(context, "user_id", { min: 0 });
  if (!userId) throw badRequest("invalid user_id specified");
  const chat = accessChat(context, userId === bot.user.id ? "read" : "members");
  const inside = chat.type !== "private" && chat.members.has(userId);
  const known = userId === bot.user.id || bot.knows.has(userId) || inside;
  if (!known) throw badRequest("PARTICIPANT_ID_INVALID");
  if (chat.type === "channel" && userId !== bot.user.id && !isAdministrator(context, userId)) {
    // Only administrators see who has subscribed to a channel.
    const own = chat.members.get(bot.user.id)?.status;
    if (own !== "administrator") throw badRequest("member list is inaccessible");
  }
  const member = memberOf(world, chat, userId);
  if (!member) throw badRequest("member not found");
  bot.knows.add(userId);
  return member;
}

/** The creator and the administrators; other bots are left out, as the server does. */
export function getChatAdministrators(context: Context): ChatMember[] {
  const { world, bot } = context;
  const chat = accessChat(context, "members");
  if (chat.type === "private") throw badRequest("there are no administrators in the private chat");
  return [...chat.members]
    .filter(([, { status }]) => status === "creator" || status === "administrator")
    .flatMap(([id, member]) => {
      const user = findUser(world, id);
      if (!user || (user.is_bot && id !== bot.user.id)) return [];
      bot.knows.add(id);
      return [memberObject(user, member)];
    });
}

export function getChatMemberCount(context: Context): number {
  const chat = accessChat(context, "members");
  if (chat.type === "private") return 2;
  return [...chat.members.keys()].filter((id) => isMember(chat, id)).length;
}

export function leaveChat(context: Context): true {
  const chat = accessChat(context, "read");
  if (chat.type === "private") throw badRequest("chat member status can't be changed in private chats");
  if (!isMember(chat, context.bot.user.id)) {
    throw forbidden(`bot is not a member of the ${chat.type} chat`);
  }
  botLeaves(context.world, context.bot, chat);
  return true;
}

/** Shows for a moment what the bot is doing: checked, and otherwise without effect. */
export function sendChatAction(context: Context): true {
  if (!ACTIONS.has(text(context, "action"))) throw badRequest("wrong parameter action in request");
  const chat = accessChat(context, "write");
  checkMaySend(chat, context.bot.user, "text");
  checkMayAddress(chat);
  return true;
}

/** A bot's reaction: checked, and otherwise without effect. */
export function setMessageReaction(context: Context): true {
  const reactions = json(context, "reaction", "reaction types") ?? [];
  if (!Array.isArray(reactions)) throw badRequest("expected an Array of ReactionType");
  for (const reaction of reactions) {
    const type = isObject(reaction) ? reaction["type"] : undefined;
    if (type !== "emoji" && type !== "custom_emoji") {
      throw badRequest("can't parse ReactionType: invalid reaction type specified");
    }
  }
  if (reactions.length > 1) throw badRequest("REACTIONS_TOO_MANY");
  accessMessage(context, "read", "message to react");
  return true;
}

function isAdministrator(context: Context, userId: number): boolean {
  const chat = accessChat(context, "read");
  if (chat.type === "private") return false;
  const status = chat.members.get(userId)?.status;
  return status === "creator" || status === "administrator";
}
