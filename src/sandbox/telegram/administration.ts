/** What owners and administrators do to a chat itself. */
import type { User } from "@grammyjs/types";
import { ALL_PERMISSIONS, nextChatId } from "./chats.ts";
import { badRequest } from "./errors.ts";
import { hasRight } from "./members.ts";
import { addServiceMessage } from "./messages.ts";
import { emit, type SharedChat, type StoredChat, type World } from "./world.ts";

/** Renames a channel or group, which says so in a service message. */
export function setTitle(world: World, person: User, chat: StoredChat, title: string): void {
  if (chat.type === "private" || !hasRight(chat, person.id, "can_change_info")) {
    throw badRequest("not enough rights");
  }
  const trimmed = title.trim();
  if (!trimmed || trimmed === chat.title) throw badRequest("CHAT_NOT_MODIFIED");
  chat.title = trimmed;
  addServiceMessage(world, chat, person, { new_chat_title: trimmed });
  emit(world, { type: "chat", chat });
}

/** Makes a basic group a supergroup under a new id; both say so, and the old one takes nothing any more. */
export function upgradeGroup(world: World, person: User, group: StoredChat): SharedChat {
  if (group.type !== "group" || group.migratedTo !== undefined) throw badRequest("CHAT_ID_INVALID");
  if (group.members.get(person.id)?.status !== "creator") throw badRequest("not enough rights");
  const supergroup: SharedChat = {
    ...group,
    type: "supergroup",
    id: nextChatId(world, "supergroup"),
    members: new Map([...group.members].map(([id, member]) => [id, { ...member }])),
    permissions: { ...ALL_PERMISSIONS, ...group.permissions },
    messages: new Map(),
    pinned: [],
    lastMessageId: 0,
  };
  world.chats.set(supergroup.id, supergroup);
  addServiceMessage(world, group, person, { migrate_to_chat_id: supergroup.id });
  group.migratedTo = supergroup.id;
  addServiceMessage(world, supergroup, person, { migrate_from_chat_id: group.id });
  for (const id of group.members.keys()) emit(world, { type: "chat_gone", chat: group, person: id });
  emit(world, { type: "chat", chat: supergroup });
  return supergroup;
}
