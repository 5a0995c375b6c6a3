/** Changes of who belongs to a chat and with which rights, and who is told of them. */
import type { User } from "@grammyjs/types";
import { chatObject } from "./chats.ts";
import { badRequest } from "./errors.ts";
import { hasRight, isPermitted, memberObject, PRESENT, rightsOf } from "./members.ts";
import { addServiceMessage } from "./messages.ts";
import { pushUpdate } from "./updates.ts";
import {
  type Bot,
  emit,
  findUser,
  type Member,
  type MemberStatus,
  type PrivateChat,
  type SharedChat,
  type StoredChat,
  unixTime,
  type World,
} from "./world.ts";

/**
 * Changes what a member is in a chat, on behalf of a person who must have the right to,
 * and tells the bots that it concerns. An administrator whose rights are not named gets all but
 * can_promote_members; where rights are named, those left out are off.
 * In a private chat with a bot, "kicked" blocks the bot and "member" unblocks it.
 * Throws a TelegramError if the person may not do it.
 */
export function changeMember(
  world: World,
  actor: User,
  chat: StoredChat,
  change: { member: number; status: MemberStatus; rights?: Record<string, boolean> },
): void {
  if (chat.type === "private") {
    setBlocked(world, chat, change.status === "kicked");
    return;
  }
  const user = findUser(world, change.member);
  if (!user) throw badRequest("user not found");
  checkMayChange(chat, actor, user, change.status);
  const before = chat.members.get(user.id) ?? { status: "left", rights: {} };
  const after: Member = { status: change.status, rights: rightsAfter(chat, change) };
  if (JSON.stringify(before) === JSON.stringify(after)) return;
  carryOut(world, { chat, actor, user, before, after });
  if (!PRESENT.has(after.status)) emit(world, { type: "chat_gone", chat, person: user.id });
}

/** A bot leaves a chat by its own will. */
export function botLeaves(world: World, bot: Bot, chat: SharedChat): void {
  const before = chat.members.get(bot.user.id)!;
  const after: Member = { status: "left", rights: {} };
  carryOut(world, { chat, actor: bot.user, user: bot.user, before, after });
}

/** A person blocks or unblocks a bot. */
export function setBlocked(world: World, chat: PrivateChat, blocked: boolean): void {
  if (chat.blocked === blocked) return;
  const status = (isBlocked: boolean): Member => ({ status: isBlocked ? "kicked" : "member", rights: {} });
  chat.blocked = blocked;
  pushUpdate(world, chat.bot, "my_chat_member", {
    chat: chatObject(chat, chat.bot.user.id),
    from: chat.person,
    date: unixTime(world),
    old_chat_member: memberObject(chat.bot.user, status(!blocked)),
    new_chat_member: memberObject(chat.bot.user, status(blocked)),
  });
  emit(world, { type: "chat", chat });
}

function rightsAfter(
  chat: SharedChat,
  change: { status: MemberStatus; rights?: Record<string, boolean> },
): Record<string, boolean> {
  if (change.status === "restricted") {
    return Object.fromEntries(
      Object.keys(chat.permissions).map((name) => [name, change.rights?.[name] ?? false]),
    );
  }
  if (change.status !== "administrator") return {};
  return Object.fromEntries(
    rightsOf(chat.type).map((right) => {
      if (right === "can_manage_chat") return [right, true];
      return [right, change.rights ? change.rights[right] === true : right !== "can_promote_members"];
    }),
  );
}

function checkMayChange(chat: SharedChat, actor: User, user: User, status: MemberStatus): void {
  const current = chat.members.get(user.id)?.status ?? "left";
  if (chat.migratedTo !== undefined) throw badRequest("the group was upgraded to a supergroup");
  if (status === "creator" || (current === "creator" && status !== "left")) {
    throw badRequest("can't change the owner of the chat");
  }
  if (status === "restricted" && chat.type !== "supergroup") {
    throw badRequest("members can be restricted only in supergroups");
  }
  const adds = status === "member" && !PRESENT.has(current);
  if (user.is_bot && status === "member" && chat.type === "channel") {
    throw badRequest("bots can't be members of a channel: make the bot an administrator instead");
  }
  if (actor.id === user.id) {
    if (status === "left") return;
    if (adds && current !== "kicked" && chat.username) return;
    throw badRequest("not enough rights");
  }
  const touchesAdministrator = status === "administrator" || current === "administrator";
  const allowed = touchesAdministrator
    ? hasRight(chat, actor.id, "can_promote_members")
    : adds
      ? hasRight(chat, actor.id, "can_invite_users") || isPermitted(chat, actor.id, "can_invite_users")
      : hasRight(chat, actor.id, "can_restrict_members");
  if (!allowed) throw badRequest("not enough rights");
}

interface Change {
  chat: SharedChat;
  actor: User;
  user: User;
  before: Member;
  after: Member;
}

function carryOut(world: World, change: Change): void {
  const { chat } = change;
  chat.members.set(change.user.id, change.after);
  tellBots(world, change);
  addMembershipMessage(world, change);
  emit(world, { type: "chat", chat });
}

function tellBots(world: World, { chat, actor, user, before, after }: Change): void {
  for (const bot of world.bots.values()) {
    const itself = bot.user.id === user.id;
    if (!itself && chat.members.get(bot.user.id)?.status !== "administrator") continue;
    pushUpdate(world, bot, itself ? "my_chat_member" : "chat_member", {
      chat: chatObject(chat, bot.user.id),
      from: actor,
      date: unixTime(world),
      old_chat_member: memberObject(user, before),
      new_chat_member: memberObject(user, after),
    });
  }
}

/** Groups say in the chat who came and went; channels keep silent. */
function addMembershipMessage(world: World, { chat, actor, user, before, after }: Change): void {
  if (chat.type === "channel") return;
  const wasHere = PRESENT.has(before.status);
  const isHere = PRESENT.has(after.status);
  if (!wasHere && isHere) addServiceMessage(world, chat, actor, { new_chat_members: [user] });
  if (wasHere && !isHere) addServiceMessage(world, chat, actor, { left_chat_member: user });
}
