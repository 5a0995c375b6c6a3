/** Copying and forwarding messages, one or many. */
import type { Message, MessageId } from "@grammyjs/types";
import { albumId, captionFields, checkLength, MAX_CAPTION } from "../telegram/content.ts";
import { badRequest } from "../telegram/errors.ts";
import { copyOf, forwardOf } from "../telegram/forwarding.ts";
import type { NewMessage } from "../telegram/messages.ts";
import { kindOf } from "../telegram/rights.ts";
import type { StoredMessage } from "../telegram/world.ts";
import { accessChat, accessMessage, canReadMessages } from "./chat-access.ts";
import { readCaption } from "./formatted-text.ts";
import { boolean, type Context, has, messageIds, text } from "./parameters.ts";
import { clonePoll } from "./polls.ts";
import { deliver } from "./send.ts";

/** Sends a copy, with the caption replaced if one is given. A copy has no origin and no keyboard of its own. */
export function copyMessage(context: Context): MessageId {
  requireSource(context);
  const caption = has(context, "caption") ? readCaption(context) : undefined;
  const message = accessMessage(context, "read", "message to copy", "from_chat_id");
  const kind = checkCarriable(message, "copied");
  const [sent] = deliver(context, [kind], () => {
    const copy = copyOf(message, () => clonePoll(context, message));
    if (!caption || kind === "text" || kind === "poll") return [copy];
    checkLength(caption, MAX_CAPTION, "message caption is too long");
    return [{ ...copy, content: { ...withoutCaption(copy), ...captionFields(caption) } }];
  });
  return { message_id: sent!.message_id };
}

/** Copies up to 100 messages; those that can't be found or copied are passed over. Albums stay albums. */
export function copyMessages(context: Context): MessageId[] {
  const bare = boolean(context, "remove_caption");
  return carryMany(context, "copied", (message) => {
    const copy = copyOf(message, () => clonePoll(context, message));
    return bare && message.content.text === undefined ? { ...copy, content: withoutCaption(copy) } : copy;
  }).map(({ message_id }) => ({ message_id }));
}

export function forwardMessage(context: Context): Message {
  requireSource(context);
  const message = accessMessage(context, "read", "message to forward", "from_chat_id");
  const kind = checkCarriable(message, "forwarded");
  const [sent] = deliver(context, [kind], () => [forwardOf(context.world, message)], { keyboard: false });
  return sent!;
}

/** Forwards up to 100 messages; those that can't be found or forwarded are passed over. */
export function forwardMessages(context: Context): MessageId[] {
  return carryMany(context, "forwarded", (message) => forwardOf(context.world, message)).map(
    ({ message_id }) => ({ message_id }),
  );
}

function carryMany(
  context: Context,
  verb: "copied" | "forwarded",
  carry: (message: StoredMessage) => NewMessage,
): Message[] {
  requireSource(context);
  const ids = messageIds(context);
  if (ids.some((id, index) => index > 0 && id <= ids[index - 1]!)) {
    throw badRequest("message identifiers must be in a strictly increasing order");
  }
  const source = accessChat(context, "read", "from_chat_id");
  const readable = canReadMessages(context.bot, source) ? ids : [];
  const messages = readable
    .flatMap((id) => source.messages.get(id) ?? [])
    .filter((message) => kindOf(message) && !message.protectedContent);
  if (messages.length === 0) {
    throw badRequest(`message to ${verb === "copied" ? "copy" : "forward"} not found`);
  }
  const kinds = messages.map((message) => kindOf(message)!);
  return deliver(context, kinds, () => regroup(context, messages, messages.map(carry)), { keyboard: false });
}

/** Messages of one album stay together, under a new id; a part alone is no album. */
function regroup(context: Context, originals: StoredMessage[], carried: NewMessage[]): NewMessage[] {
  const groups = new Map<string, string>();
  return carried.map((message, index) => {
    const old = originals[index]!.mediaGroupId;
    const parts = originals.filter((original) => old !== undefined && original.mediaGroupId === old);
    if (old === undefined || parts.length < 2) return message;
    if (!groups.has(old)) groups.set(old, albumId(context.world));
    return { ...message, mediaGroupId: groups.get(old)! };
  });
}

function checkCarriable(message: StoredMessage, verb: "copied" | "forwarded") {
  const kind = kindOf(message);
  if (!kind) throw badRequest(`the message can't be ${verb}`);
  if (message.protectedContent) {
    throw badRequest(
      verb === "copied"
        ? "message has protected content and can't be copied"
        : "message has protected content and can't be forwarded",
    );
  }
  return kind;
}

function withoutCaption({ content }: NewMessage) {
  const { caption: _, caption_entities: __, ...rest } = content;
  return rest;
}

function requireSource(context: Context): void {
  if (!text(context, "from_chat_id")) throw badRequest('parameter "from_chat_id" is required');
}
