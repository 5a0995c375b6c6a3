/** Changing and deleting messages that are already in a chat. */
import { isDeepStrictEqual } from "node:util";
import type { InlineKeyboardMarkup, Message } from "@grammyjs/types";
import { captionFields, checkLength, MAX_CAPTION, MAX_TEXT, textFields } from "../telegram/content.ts";
import { normalize } from "../telegram/entities.ts";
import { badRequest, notModified } from "../telegram/errors.ts";
import { announceEdit, isService, messageObject, removeMessages } from "../telegram/messages.ts";
import { kindOf, mayDelete, mayEdit } from "../telegram/rights.ts";
import type { Content, StoredMessage } from "../telegram/world.ts";
import { accessChat, accessMessage } from "./chat-access.ts";
import { readCaption, readRawText } from "./formatted-text.ts";
import { takeInput } from "./input-files.ts";
import { boolean, type Context, integer, json, messageIds, text } from "./parameters.ts";
import { readReplyMarkup } from "./reply-markup.ts";
import { mediaContent, previewOptions, readInputMedia } from "./send.ts";

export function editMessageText(context: Context): Message {
  if (!text(context, "text")) throw badRequest("message text is empty");
  const raw = readRawText(context, { text: "text", entities: "entities", mode: "parse_mode" });
  const { message, replyMarkup } = messageToEdit(context);
  if (kindOf(message) !== "text") throw badRequest("there is no text in the message to edit");
  const content = checkLength(normalize(raw), MAX_TEXT, "message is too long");
  return change(context, message, { ...textFields(content), ...previewOptions(context) }, replyMarkup);
}

export function editMessageCaption(context: Context): Message {
  const caption = readCaption(context);
  const { message, replyMarkup } = messageToEdit(context);
  const kind = kindOf(message);
  if (kind === "text" || kind === "poll") throw badRequest("there is no caption in the message to edit");
  checkLength(caption, MAX_CAPTION, "message caption is too long");
  const { caption: _, caption_entities: __, show_caption_above_media: ___, ...media } = message.content;
  const above = boolean(context, "show_caption_above_media") && { show_caption_above_media: true as const };
  return change(context, message, { ...media, ...captionFields(caption), ...above }, replyMarkup);
}

export function editMessageMedia(context: Context): Message {
  const value = json(context, "media", "input media");
  if (value === undefined) throw badRequest("can't parse input media JSON object");
  const media = readInputMedia(value);
  const { message, replyMarkup } = messageToEdit(context);
  const kind = kindOf(message);
  if (kind === "poll" || kind === "voice") throw badRequest("message can't be edited");
  if (message.mediaGroupId && (kind === "document" || kind === "audio") && media.kind !== kind) {
    throw badRequest("MEDIA_GROUPED_INVALID");
  }
  const file = takeInput(context, media.kind, media.value, media.fields);
  return change(context, message, mediaContent(file, media.caption, media.fields), replyMarkup);
}

export function editMessageReplyMarkup(context: Context): Message {
  const { message, replyMarkup } = messageToEdit(context, { onlyReplyMarkup: true });
  return change(context, message, message.content, replyMarkup);
}

/** Deletes one message within 48 hours; others' only where the bot may. */
export function deleteMessage(context: Context): true {
  if (!text(context, "chat_id")) throw badRequest("chat identifier is not specified");
  if (!integer(context, "message_id")) throw badRequest("message identifier is not specified");
  const message = accessMessage(context, "write", "message to delete");
  checkMayDelete(context, message);
  removeMessages(context.world, message.chat, [message.id]);
  return true;
}

/** Deletes up to 100 messages; those that are gone already are passed over. */
export function deleteMessages(context: Context): true {
  const ids = messageIds(context);
  const chat = accessChat(context, "write");
  const messages = ids.flatMap((id) => chat.messages.get(id) ?? []);
  for (const message of messages) checkMayDelete(context, message);
  removeMessages(
    context.world,
    chat,
    messages.map(({ id }) => id),
  );
  return true;
}

function messageToEdit(
  context: Context,
  options: { onlyReplyMarkup?: boolean } = {},
): { message: StoredMessage; replyMarkup: InlineKeyboardMarkup | undefined } {
  if (!text(context, "chat_id") && !integer(context, "message_id")) {
    // Without a chat, the server looks for a message sent by inline mode, which the sandbox does not have.
    const given = text(context, "inline_message_id");
    throw badRequest(given ? "MESSAGE_ID_INVALID" : "message identifier is not specified");
  }
  const replyMarkup = readReplyMarkup(context, { onlyInline: true });
  const message = accessMessage(context, "edit", "message to edit");
  const closesPoll = message.pollId !== undefined && !options.onlyReplyMarkup;
  if (!mayEdit(context.world, message, context.bot.user) || isService(message) || closesPoll) {
    throw badRequest("message can't be edited");
  }
  return { message, replyMarkup };
}

/** A keyboard that an edit does not repeat is gone; an edit that changes nothing is refused. */
function change(
  context: Context,
  message: StoredMessage,
  content: Content,
  replyMarkup: InlineKeyboardMarkup | undefined,
): Message {
  const { world, bot } = context;
  if (isDeepStrictEqual(content, message.content) && isDeepStrictEqual(replyMarkup, message.replyMarkup)) {
    throw notModified();
  }
  message.content = content;
  if (replyMarkup) message.replyMarkup = replyMarkup;
  else delete message.replyMarkup;
  announceEdit(world, message, bot.user);
  return messageObject(world, message, bot.user.id);
}

function checkMayDelete(context: Context, message: StoredMessage): void {
  if (mayDelete(context.world, message, context.bot.user)) return;
  const inPrivate = message.chat.type === "private" || message.chat.type === "group";
  throw badRequest(inPrivate ? "message can't be deleted for everyone" : "message can't be deleted");
}
