/** What may be written, changed and deleted where: the rules that hold for people and bots alike. */
import type { User } from "@grammyjs/types";
import { badRequest, groupWasUpgraded } from "./errors.ts";
import type { MediaKind } from "./files.ts";
import { hasRight, isMember, isPermitted } from "./members.ts";
import { isPost, isService } from "./messages.ts";
import { type StoredChat, type StoredMessage, unixTime, type World } from "./world.ts";

export type ContentKind = MediaKind | "text" | "poll";

/** For each kind of content, the permission it needs in groups and the words for its lack. */
const NEEDS: Record<ContentKind, [permission: string, words: string]> = {
  text: ["can_send_messages", "text messages"],
  photo: ["can_send_photos", "photos"],
  video: ["can_send_videos", "videos"],
  animation: ["can_send_other_messages", "animations"],
  document: ["can_send_documents", "documents"],
  audio: ["can_send_audios", "music"],
  voice: ["can_send_voice_notes", "voice notes"],
  poll: ["can_send_polls", "polls"],
};

/** Seconds within which messages can be deleted by bots and edited by people: 48 hours. */
const TIME_LIMIT = 2 * 24 * 60 * 60;

/** Throws unless the person or bot may send this kind of content to the chat. */
export function checkMaySend(chat: StoredChat, sender: User, kind: ContentKind): void {
  if (chat.type === "private") return;
  if (chat.migratedTo !== undefined) throw groupWasUpgraded(chat.migratedTo);
  if (chat.type === "channel") {
    if (hasRight(chat, sender.id, "can_post_messages")) return;
    throw badRequest("need administrator rights in the channel chat");
  }
  if (!isMember(chat, sender.id)) throw badRequest("have no write access to the chat");
  const [permission, words] = NEEDS[kind];
  if (!isPermitted(chat, sender.id, permission)) {
    throw badRequest(`not enough rights to send ${words} to the chat`);
  }
}

/** What kind of content a message holds; undefined for service messages. */
export function kindOf(message: StoredMessage): ContentKind | undefined {
  if (message.pollId) return "poll";
  if (message.content.text !== undefined) return "text";
  for (const kind of ["photo", "video", "animation", "document", "audio", "voice"] as const) {
    if (message.content[kind]) return kind;
  }
  return undefined;
}

/** May this person or bot change what the message says, or close its poll? */
export function mayEdit(world: World, message: StoredMessage, editor: User): boolean {
  if (isService(message) || message.forwardOrigin) return false;
  const own = message.author.id === editor.id;
  const recent = unixTime(world) - message.date < TIME_LIMIT;
  const { chat } = message;
  if (chat.type !== "channel") return own && (editor.is_bot || recent);
  if (hasRight(chat, editor.id, "can_edit_messages")) return true;
  return own && hasRight(chat, editor.id, "can_post_messages") && (editor.is_bot || recent);
}

/** May this person or bot delete the message for everybody? Bots only within 48 hours. */
export function mayDelete(world: World, message: StoredMessage, deleter: User): boolean {
  const own = message.author.id === deleter.id;
  const { chat } = message;
  if (deleter.is_bot && unixTime(world) - message.date >= TIME_LIMIT) return false;
  if (chat.type === "private") return true;
  if (hasRight(chat, deleter.id, "can_delete_messages")) return true;
  if (isPost(message)) return own && hasRight(chat, deleter.id, "can_post_messages");
  return own && !isService(message);
}
