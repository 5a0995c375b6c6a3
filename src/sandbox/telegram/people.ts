/** What people do with their Telegram apps. Chats are named by the ids under which the person knows them. */
import type { MessageEntity, User } from "@grammyjs/types";
import { ALL_PERMISSIONS, chatForPerson, nextChatId } from "./chats.ts";
import { normalize, textLength } from "./entities.ts";
import { badRequest } from "./errors.ts";
import { type MediaKind, mediaFields } from "./files.ts";
import { forwardOf } from "./forwarding.ts";
import { hasRight, isVisibleTo, setBlocked } from "./members.ts";
import {
  addMessage,
  addServiceMessage,
  announceEdit,
  isService,
  type NewMessage,
  removeMessages,
} from "./messages.ts";
import { placeholderPicture } from "./placeholder.ts";
import { checkMaySend, kindOf, mayDelete, mayEdit } from "./rights.ts";
import { emit, type SharedChat, type StoredChat, type StoredMessage, type World } from "./world.ts";

export interface MediaItem {
  type: MediaKind;
  /** Where absent, the sandbox makes up a picture, or a few bytes. */
  bytes?: Uint8Array;
  fileName?: string;
  mime?: string;
  width?: number;
  height?: number;
  duration?: number;
  spoiler?: boolean;
}

const MAX_TEXT = 4096;
const MAX_CAPTION = 1024;
const MAX_ALBUM = 10;
const ALONE: ReadonlySet<MediaKind> = new Set(["animation", "voice"]);
const AMONG_THEMSELVES: ReadonlySet<MediaKind> = new Set(["document", "audio"]);

/** The chat that a person names, which must be one of his. */
export function ownChat(world: World, person: User, chatId: number): StoredChat {
  const chat = chatForPerson(world, person, chatId);
  if (!isVisibleTo(chat, person)) throw badRequest("chat not found");
  return chat;
}

/** A message in one of a person's chats. */
export function ownMessage(world: World, person: User, chatId: number, messageId: number): StoredMessage {
  const message = ownChat(world, person, chatId).messages.get(messageId);
  if (!message) throw badRequest("message not found");
  return message;
}

/** Writes a text; links, mentions, hashtags and commands in it are found as the apps do. */
export function sendText(
  world: World,
  person: User,
  chatId: number,
  input: { text: string; entities?: MessageEntity[]; replyTo?: number },
): StoredMessage {
  const chat = ownChat(world, person, chatId);
  checkMaySend(chat, person, "text");
  const content = normalize({ text: input.text, entities: input.entities ?? [] });
  if (textLength(content.text) > MAX_TEXT) throw badRequest("message is too long");
  return say(world, person, chat, {
    content: textFields(content),
    ...(input.replyTo !== undefined && { replyTo: input.replyTo }),
  });
}

/** Sends one file, or two to ten as an album, whose parts are messages of their own. The caption goes to the first. */
export function sendMedia(
  world: World,
  person: User,
  chatId: number,
  input: { items: MediaItem[]; caption?: string; captionEntities?: MessageEntity[] },
): StoredMessage[] {
  const chat = ownChat(world, person, chatId);
  const { items } = input;
  if (items.length === 0) throw badRequest("there are no messages to send");
  if (items.length > MAX_ALBUM) throw badRequest("too many messages to send as an album");
  checkAlbum(items);
  for (const item of items) checkMaySend(chat, person, item.type);
  const caption = normalize(
    { text: input.caption ?? "", entities: input.captionEntities ?? [] },
    { allowEmpty: true },
  );
  if (textLength(caption.text) > MAX_CAPTION) throw badRequest("message caption is too long");
  const mediaGroupId = items.length > 1 ? albumId(world) : undefined;
  return items.map((item, index) =>
    say(world, person, chat, {
      content: {
        ...mediaFields(world.files.store({ kind: item.type, ...fileOf(item, index) })),
        ...(item.spoiler && { has_media_spoiler: true as const }),
        ...(index === 0 && captionFields(caption)),
      },
      ...(mediaGroupId && { mediaGroupId }),
    }),
  );
}

/** Forwards a message from one of the person's chats to another. */
export function forward(
  world: World,
  person: User,
  from: { chat: number; message: number },
  toChat: number,
): StoredMessage {
  const source = ownMessage(world, person, from.chat, from.message);
  const chat = ownChat(world, person, toChat);
  const kind = kindOf(source);
  if (!kind || isService(source)) throw badRequest("the message can't be forwarded");
  if (source.protectedContent) throw badRequest("message has protected content and can't be forwarded");
  checkMaySend(chat, person, kind);
  return say(world, person, chat, forwardOf(world, source));
}

/** Changes the text or caption of one of the person's messages. */
export function editText(
  world: World,
  person: User,
  message: StoredMessage,
  input: { text: string; entities?: MessageEntity[] },
): StoredMessage {
  if (!mayEdit(world, message, person) || message.pollId) throw badRequest("message can't be edited");
  const isText = message.content.text !== undefined;
  const content = normalize({ text: input.text, entities: input.entities ?? [] }, { allowEmpty: !isText });
  const limit = isText ? MAX_TEXT : MAX_CAPTION;
  if (textLength(content.text) > limit) throw badRequest("message is too long");
  const { caption: _, caption_entities: __, ...media } = message.content;
  message.content = isText ? textFields(content) : { ...media, ...captionFields(content) };
  announceEdit(world, message, person);
  return message;
}

/** Deletes a message for everybody. */
export function deleteMessage(world: World, person: User, message: StoredMessage): void {
  if (!mayDelete(world, message, person)) throw badRequest("message can't be deleted");
  removeMessages(world, message.chat, [message.id]);
}

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

/** A message with text, and the entities only if there are any. */
export const textFields = ({ text, entities }: { text: string; entities: MessageEntity[] }) => ({
  text,
  ...(entities.length > 0 && { entities }),
});

/** Likewise for captions, which may be missing altogether. */
export const captionFields = ({ text, entities }: { text: string; entities: MessageEntity[] }) => ({
  ...(text && { caption: text }),
  ...(text && entities.length > 0 && { caption_entities: entities }),
});

export const albumId = (world: World) => String(13_000_000_000_000_000 + ++world.counters.album);

/** Writing to a bot starts it, and unblocks it as the app's "Restart" button does. */
function say(world: World, person: User, chat: StoredChat, message: NewMessage): StoredMessage {
  if (chat.type === "private") {
    if (chat.blocked) setBlocked(world, chat, false);
    chat.started = true;
  }
  return addMessage(world, chat, person, message);
}

function checkAlbum(items: MediaItem[]): void {
  if (items.length === 1) return;
  const kinds = new Set(items.map((item) => item.type));
  if ([...kinds].some((kind) => ALONE.has(kind))) throw badRequest("invalid message content type");
  const apart = [...kinds].find((kind) => AMONG_THEMSELVES.has(kind));
  if (kinds.size > 1 && apart) throw badRequest(`${apart} can't be mixed with other media types`);
}

function fileOf({ bytes, fileName, mime, width, height, duration, type }: MediaItem, index: number) {
  const side = { width: width ?? 320, height: height ?? 240 };
  const picture = type === "photo" ? placeholderPicture(side.width, side.height, index) : undefined;
  return {
    bytes: bytes ?? picture ?? new TextEncoder().encode(`a made-up ${type}`),
    name: fileName ?? (type === "document" ? "document.txt" : undefined),
    mime: mime ?? (picture && !bytes ? "image/png" : undefined),
    width,
    height,
    duration,
  };
}
