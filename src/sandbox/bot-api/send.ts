/** Sending: texts, media, albums, copies and forwards. */
import type { Message } from "@grammyjs/types";
import { chatIdFor } from "../telegram/chats.ts";
import {
  albumId,
  captionFields,
  checkAlbum,
  checkLength,
  MAX_CAPTION,
  MAX_TEXT,
  mediaFields,
  textFields,
} from "../telegram/content.ts";
import { type FormattedText, normalize } from "../telegram/entities.ts";
import { badRequest } from "../telegram/errors.ts";
import type { MediaKind, StoredFile } from "../telegram/files.ts";
import { addMessage, messageObject, type NewMessage } from "../telegram/messages.ts";
import { type ContentKind, checkMaySend } from "../telegram/rights.ts";
import type { Content, StoredChat, StoredMessage } from "../telegram/world.ts";
import { accessChat, checkMayAddress, findChat } from "./chat-access.ts";
import { readCaption, readRawText } from "./formatted-text.ts";
import { takeInput } from "./input-files.ts";
import { boolean, type Context, integer, isObject, json, requiredField, text } from "./parameters.ts";
import { readReplyMarkup } from "./reply-markup.ts";

export function sendMessage(context: Context): Message {
  if (!text(context, "text")) throw badRequest("message text is empty");
  const raw = readRawText(context, { text: "text", entities: "entities", mode: "parse_mode" });
  const [message] = deliver(context, ["text"], () => {
    const content = checkLength(normalize(raw), MAX_TEXT, "message is too long");
    return [{ content: { ...textFields(content), ...previewOptions(context) } }];
  });
  return message!;
}

/** sendPhoto, sendVideo, sendAnimation, sendDocument, sendAudio and sendVoice differ only in the kind. */
export function sendMedia(kind: MediaKind): (context: Context) => Message {
  return (context) => {
    const input = text(context, kind);
    if (!input && !context.files.has(kind)) throw badRequest(`there is no ${kind} in the request`);
    const caption = readCaption(context);
    const [message] = deliver(context, [kind], () => {
      const file = takeInput(context, kind, input || `attach://${kind}`, context.values);
      return [{ content: mediaContent(file, caption, context.values) }];
    });
    return message!;
  };
}

export function sendMediaGroup(context: Context): Message[] {
  const media = json(context, "media", "media");
  if (media === undefined) throw badRequest('parameter "media" is required');
  if (!Array.isArray(media)) throw badRequest("expected an Array of InputMedia");
  const items = media.map((item) => readInputMedia(item));
  const groupId = media.length > 1 ? albumId(context.world) : undefined;
  return deliver(
    context,
    items.map((item) => item.kind),
    () => {
      checkAlbum(items.map((item) => item.kind));
      return items.map(({ kind, value, caption, fields }) => ({
        content: mediaContent(takeInput(context, kind, value, fields), caption, fields),
        ...(groupId && { mediaGroupId: groupId }),
      }));
    },
    { keyboard: false },
  );
}

/**
 * The one door through which every message of a bot goes: finds the chat, checks rights, replies and rates,
 * and only then lets the content be made (`build`), so that what is refused leaves no trace.
 * Returns the messages as the bot sees them.
 */
export function deliver(
  context: Context,
  kinds: ContentKind[],
  build: (chat: StoredChat) => NewMessage[],
  options: { keyboard: boolean } = { keyboard: true },
): Message[] {
  const { world, bot } = context;
  const replyMarkup = options.keyboard ? readReplyMarkup(context) : undefined;
  const chat = accessChat(context, "write");
  const replyTo = readReply(context, chat);
  for (const kind of new Set(kinds)) checkMaySend(chat, bot.user, kind);
  checkMayAddress(chat);
  const messages = build(chat);
  const isGroup = chat.type === "group" || chat.type === "supergroup";
  world.limiter.pass(chatIdFor(chat, bot.user.id), messages.length, isGroup);
  return messages
    .map((message): StoredMessage => {
      const complete: NewMessage = {
        ...message,
        ...(replyTo !== undefined && { replyTo }),
        ...(replyMarkup && { replyMarkup }),
        ...(boolean(context, "protect_content") && { protectedContent: true }),
      };
      return addMessage(world, chat, bot.user, complete);
    })
    .map((message) => messageObject(world, message, bot.user.id));
}

/** A photo, video or other file in the shape in which albums and edits name it. */
export function readInputMedia(item: unknown): {
  kind: MediaKind;
  value: string;
  caption: FormattedText;
  fields: Record<string, unknown>;
} {
  const prefix = "can't parse InputMedia: ";
  if (!isObject(item)) throw badRequest(`${prefix}expected an Object`);
  const type = requiredField(item, "type", prefix);
  const value = typeof item["media"] === "string" ? item["media"] : "";
  if (!value) throw badRequest(`${prefix}media not found`);
  if (!["photo", "video", "animation", "document", "audio"].includes(type)) {
    throw badRequest(`${prefix}type must be one of photo, video, animation, document or audio`);
  }
  const caption = readCaption({ values: item, files: new Map() });
  return { kind: type as MediaKind, value, caption, fields: item };
}

/** The content of a message with media. Throws if the caption is too long. */
export function mediaContent(
  file: StoredFile,
  caption: FormattedText,
  fields: Record<string, unknown>,
): Content {
  checkLength(caption, MAX_CAPTION, "message caption is too long");
  const flags = { values: fields, files: new Map() };
  const canHide = file.kind === "photo" || file.kind === "video" || file.kind === "animation";
  return {
    ...mediaFields(file),
    ...captionFields(caption),
    ...(canHide && boolean(flags, "has_spoiler") && { has_media_spoiler: true as const }),
    ...(canHide && boolean(flags, "show_caption_above_media") && { show_caption_above_media: true as const }),
  };
}

/** The link preview options of a text, kept with the message as the Bot API shows them. */
export function previewOptions(context: Context): Content {
  const options = json(context, "link_preview_options", "link preview options");
  if (options === undefined) return {};
  if (!isObject(options)) throw badRequest("object expected as link preview options");
  return Object.keys(options).length > 0 ? { link_preview_options: options } : {};
}

function readReply(context: Context, chat: StoredChat): number | undefined {
  const parameters = json(context, "reply_parameters", "reply parameters");
  if (parameters !== undefined && !isObject(parameters)) {
    throw badRequest("object expected as reply parameters");
  }
  const source = parameters
    ? { values: parameters, files: new Map() }
    : { values: { message_id: context.values["reply_to_message_id"] }, files: new Map() };
  const id = integer(source, "message_id");
  if (!id) return undefined;
  const elsewhere = parameters?.["chat_id"];
  const target = elsewhere === undefined ? chat : findChat(context.world, context.bot, String(elsewhere));
  if (target === chat && chat.messages.has(id)) return id;
  if (target !== chat && target?.messages.has(id)) return undefined;
  const forgiving =
    boolean(source, "allow_sending_without_reply") || boolean(context, "allow_sending_without_reply");
  if (forgiving) return undefined;
  throw badRequest("message to be replied not found");
}
