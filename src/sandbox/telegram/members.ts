/** Who belongs to a chat and what each may do there. */
import type { ChatMember, User } from "@grammyjs/types";
import { privateChat } from "./chats.ts";
import {
  findUser,
  type Member,
  type MemberStatus,
  type SharedChat,
  type StoredChat,
  type World,
} from "./world.ts";

const GROUP_RIGHTS = [
  "can_manage_chat",
  "can_delete_messages",
  "can_manage_video_chats",
  "can_restrict_members",
  "can_promote_members",
  "can_change_info",
  "can_invite_users",
  "can_pin_messages",
  "can_manage_topics",
  "can_post_stories",
  "can_edit_stories",
  "can_delete_stories",
  "can_send_welcome_messages",
];
const CHANNEL_RIGHTS = [
  ...GROUP_RIGHTS.filter((right) => right !== "can_pin_messages" && right !== "can_manage_topics"),
  "can_post_messages",
  "can_edit_messages",
  "can_manage_direct_messages",
];

/** The names of the rights that an administrator can have in a chat of this type. */
export const rightsOf = (type: SharedChat["type"]) => (type === "channel" ? CHANNEL_RIGHTS : GROUP_RIGHTS);

/** The statuses of those who are in a chat. */
export const PRESENT: ReadonlySet<MemberStatus> = new Set([
  "creator",
  "administrator",
  "member",
  "restricted",
]);

/** Is this person or bot in the chat at present? */
export function isMember(chat: SharedChat, userId: number): boolean {
  const member = chat.members.get(userId);
  return member !== undefined && PRESENT.has(member.status);
}

/** Does this person or bot have an administrator's right in the chat? Creators have them all. */
export function hasRight(chat: SharedChat, userId: number, right: string): boolean {
  const member = chat.members.get(userId);
  return (
    member?.status === "creator" || (member?.status === "administrator" && member.rights[right] === true)
  );
}

/** May a member of a group do what one of its permissions names (can_send_polls, can_pin_messages, …)? */
export function isPermitted(chat: SharedChat, userId: number, permission: string): boolean {
  const member = chat.members.get(userId);
  const general: Record<string, boolean> = chat.permissions;
  switch (member?.status) {
    case "creator":
      return true;
    case "administrator":
      return permission in member.rights ? member.rights[permission] === true : true;
    case "member":
      return general[permission] === true;
    case "restricted":
      return general[permission] === true && member.rights[permission] === true;
    default:
      return false;
  }
}

/** A member in the Bot API's shape. */
export function memberObject(user: User, member: Member): ChatMember {
  const base = { user, status: member.status };
  switch (member.status) {
    case "creator":
      return { ...base, is_anonymous: false } as ChatMember;
    case "administrator":
      return { ...base, can_be_edited: false, is_anonymous: false, ...member.rights } as ChatMember;
    case "restricted":
      return { ...base, is_member: true, until_date: 0, ...member.rights } as ChatMember;
    case "kicked":
      return { ...base, until_date: 0 } as ChatMember;
    default:
      return base as ChatMember;
  }
}

/** The person's or bot's membership in the Bot API's shape; somebody never seen here has left. */
export function memberOf(world: World, chat: StoredChat, userId: number): ChatMember | undefined {
  const user = findUser(world, userId);
  if (!user) return undefined;
  if (chat.type === "private") {
    const inside = user.id === chat.person.id || user.id === chat.bot.user.id;
    return inside ? memberObject(user, { status: "member", rights: {} }) : undefined;
  }
  return memberObject(user, chat.members.get(user.id) ?? { status: "left", rights: {} });
}

/** The private chats and shared chats that a person has, in no particular order. */
export function chatsOf(world: World, person: User): StoredChat[] {
  const withBots = [...world.bots.values()].map((bot) => privateChat(world, bot, person));
  const shared = [...world.chats.values()].filter(
    (chat) => chat.migratedTo === undefined && isMember(chat, person.id),
  );
  return [...withBots, ...shared];
}

/** The chat under the id by which this person knows it, if it is one of his. */
export function isVisibleTo(chat: StoredChat, person: User): boolean {
  if (chat.type === "private") return chat.person.id === person.id;
  return chat.migratedTo === undefined && isMember(chat, person.id);
}
