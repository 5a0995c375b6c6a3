/** What people do with their Telegram apps. Chats are named by the ids under which the person knows them. */
import type { MessageEntity, User } from "@grammyjs/types";
import { chatForPerson } from "./chats.ts";
import {
  albumId,
  captionFields,
  checkAlbum,
  checkLength,
  longestCaption,
  MAX_TEXT,
  mediaFields,
  textFields,
} from "./content.ts";
import { normalize } from "./entities.ts";
import { badRequest } from "./errors.ts";
import type { MediaKind } from "./files.ts";
import { forwardOf } from "./forwarding.ts";
import { isVisibleTo } from "./members.ts";
import { setBlocked } from "./membership.ts";
import { addMessage, announceEdit, isService, type NewMessage, removeMessages } from "./messages.ts";
import { placeholderPicture } from "./placeholder.ts";
import { checkPollSuits, pollOptions, questionFields, quizFields } from "./poll-content.ts";
import { addPoll } from "./polls.ts";
import { checkMaySend, kindOf, mayDelete, mayEdit } from "./rights.ts";
import type { StoredChat, StoredMessage, World } from "./world.ts";

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

export interface NewPoll {
  question: string;
  options: string[];
  /** True where absent. */
  isAnonymous?: boolean;
  allowsMultipleAnswers?: boolean;
  type?: "regular" | "quiz";
  /** Of a quiz: indexes into the options, increasing. */
  correctOptionIds?: number[];
  explanation?: string;
  explanationEntities?: MessageEntity[];
}

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
  const written = normalize({ text: input.text, entities: input.entities ?? [] });
  const content = checkLength(written, MAX_TEXT, "message is too long");
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
  if (items.length !== 1) checkAlbum(items.map((item) => item.type));
  for (const item of items) checkMaySend(chat, person, item.type);
  const caption = normalize(
    { text: input.caption ?? "", entities: input.captionEntities ?? [] },
    { allowEmpty: true },
  );
  checkLength(caption, longestCaption(person), "message caption is too long");
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

/** Sends a poll or a quiz. Nobody gets its votes: bots hear only of polls that they sent themselves. */
export function sendPoll(world: World, person: User, chatId: number, input: NewPoll): StoredMessage {
  const chat = ownChat(world, person, chatId);
  checkMaySend(chat, person, "poll");
  const { isAnonymous = true, allowsMultipleAnswers = false, type = "regular" } = input;
  checkPollSuits(chat, isAnonymous);
  const options = pollOptions(input.options.map((text) => ({ text, entities: [] })));
  const quiz = () =>
    quizFields({
      correct: input.correctOptionIds ?? [],
      optionCount: options.length,
      severalAnswers: allowsMultipleAnswers,
      explanation: { text: input.explanation ?? "", entities: input.explanationEntities ?? [] },
    });
  const fields = {
    ...questionFields({ text: input.question, entities: [] }),
    options,
    is_closed: false,
    is_anonymous: isAnonymous,
    type,
    allows_multiple_answers: allowsMultipleAnswers,
    allows_revoting: type !== "quiz",
    members_only: false,
    ...(type === "quiz" && quiz()),
  };
  return say(world, person, chat, { content: {}, pollId: addPoll(world, fields, { owner: undefined }) });
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
  checkLength(content, isText ? MAX_TEXT : longestCaption(person), "message is too long");
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

/** Writing to a bot starts it, and unblocks it as the app's "Restart" button does. */
function say(world: World, person: User, chat: StoredChat, message: NewMessage): StoredMessage {
  if (chat.type === "private") {
    if (chat.blocked) setBlocked(world, chat, false);
    chat.started = true;
  }
  return addMessage(world, chat, person, message);
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
