/** One bubble: a message, or an album whose messages share a media_group_id. */
import type { ClientChat, ClientMessage } from "../client/protocol.ts";
import { avatar, hueOf } from "./avatar.ts";
import { type Child, h } from "./dom.ts";
import { type EntityActions, formatted, isEmojiOnly } from "./entities.ts";
import { icon } from "./icons.ts";
import { inlineKeyboard } from "./keyboard.ts";
import { mediaOf, mosaic, visualSize } from "./media.ts";
import { nameOf, originOf, serviceText, snippetOf } from "./names.ts";
import { pollCard } from "./poll.ts";
import { clockTime } from "./zone.ts";

export interface MessageContext {
  user: number;
  chat: ClientChat;
  zone: string;
  actions: EntityActions;
  openMenu: (messages: ClientMessage[], at: { x: number; y: number }) => void;
  jumpTo: (messageId: number) => void;
}

/** Where a bubble stands among its neighbours of the same sender. */
export interface Position {
  first: boolean;
  last: boolean;
}

/** The element of a message or album. `messages` has at least one item. */
export function messageElement(
  messages: ClientMessage[],
  position: Position,
  context: MessageContext,
): HTMLElement {
  const head = messages[0]!;
  const service = serviceText(head);
  if (service) return h("div", { class: "service", "data-message": head.message_id }, h("span", {}, service));
  const { chat, user } = context;
  const outgoing = isOutgoing(head, chat, user);
  const inGroup = chat.type === "group" || chat.type === "supergroup";
  const side = outgoing ? "out" : "in";
  const classes = `message ${side} ${position.first ? "first" : ""} ${position.last ? "last" : ""}`;
  const body = h("div", { class: `bubble ${shapeOf(messages)}` }, bubbleContent(messages, position, context));
  const column = h(
    "div",
    { class: "column" },
    h("div", { class: "bubble-line" }, body, moreButton(messages, context)),
    head.reply_markup && inlineKeyboard(head, { user, chat: chat.id }, chat.title),
  );
  const sender = senderOf(head);
  const face =
    inGroup && !outgoing && h("div", { class: "face" }, position.last && avatar(sender.id, sender.name, 34));
  const row = h("div", { class: classes, "data-message": head.message_id }, face, column);
  watchMenu(row, messages, context);
  return row;
}

/** Does this person's own side show it? In channels all posts stand on one side. */
function isOutgoing(message: ClientMessage, chat: ClientChat, user: number): boolean {
  return chat.type !== "channel" && message.from?.id === user && !message.sender_chat;
}

/** Who a message is from: the chat itself for channel posts and anonymous administrators. */
export function senderOf(message: ClientMessage): { id: number; name: string } {
  const { sender_chat, from, chat } = message;
  if (sender_chat)
    return { id: sender_chat.id, name: ("title" in sender_chat && sender_chat.title) || "Chat" };
  return from
    ? { id: from.id, name: nameOf(from) }
    : { id: chat.id, name: ("title" in chat && chat.title) || "Chat" };
}

function shapeOf(messages: ClientMessage[]): string {
  const head = messages[0]!;
  const visual = visualSize(head) !== undefined;
  if (head.poll) return "has-poll";
  if (visual) return !captionOf(messages) || head.show_caption_above_media ? "has-media bare" : "has-media";
  if (head.text && !head.entities?.length && isEmojiOnly(head.text)) return "emoji-only";
  return "";
}

function bubbleContent(messages: ClientMessage[], position: Position, context: MessageContext): Child[] {
  const head = messages[0]!;
  const { chat, user, actions } = context;
  const showsName =
    position.first && (chat.type === "channel" || (chat.type !== "private" && !isOutgoing(head, chat, user)));
  const sender = senderOf(head);
  const text = captionOf(messages);
  const words =
    text &&
    h("div", { class: "text" }, formatted(text.text, text.entities, actions), timeSpacer(head, context));
  const media = messages.length > 1 ? albumContent(messages) : mediaOf(head);
  const above = head.show_caption_above_media;
  return [
    showsName && h("div", { class: "sender", style: `--hue:${hueOf(sender.id)}` }, sender.name),
    head.forward_origin &&
      h("div", { class: "forwarded" }, "Forwarded from ", h("b", {}, originOf(head.forward_origin))),
    head.reply_to_message && replyLine(head.reply_to_message, context),
    above && words,
    media,
    head.poll && pollCard(head, { user, chat: chat.id }, actions),
    !above && words,
    !words &&
      !media &&
      !head.poll &&
      h(
        "div",
        { class: "text unsupported" },
        "This kind of message is not shown here",
        timeSpacer(head, context),
      ),
    meta(messages, context),
  ];
}

function albumContent(messages: ClientMessage[]): Child {
  if (messages.every((message) => visualSize(message))) return mosaic(messages);
  return messages.map(mediaOf);
}

/** The text of a message; of an album, the caption where exactly one item has one, as the apps do. */
function captionOf(messages: ClientMessage[]) {
  const written = messages.filter((message) => message.text ?? message.caption);
  const one = written.length === 1 ? written[0] : undefined;
  const text = one?.text ?? one?.caption;
  return one && text ? { text, entities: one.entities ?? one.caption_entities ?? [] } : undefined;
}

function metaText(message: ClientMessage, zone: string): string {
  const signature = message.author_signature ? `${message.author_signature}, ` : "";
  return `${signature}${message.edit_date ? "edited " : ""}${clockTime(message.date * 1000, zone)}`;
}

function meta(messages: ClientMessage[], { zone, chat }: MessageContext): HTMLElement {
  const pinned = messages.some((message) => message.message_id === chat.pinned_message_id);
  const head = messages[0]!;
  const time = new Date(head.date * 1000).toISOString();
  return h("time", { class: "meta", datetime: time }, pinned && icon("pin", 13), metaText(head, zone));
}

/** Keeps the end of the last line free for the time, which is laid over it. */
function timeSpacer(message: ClientMessage, { zone, chat }: MessageContext): HTMLElement {
  const pin = message.message_id === chat.pinned_message_id ? "     " : "";
  return h("span", {
    class: "time-space",
    "aria-hidden": "true",
    "data-time": pin + metaText(message, zone),
  });
}

function replyLine(to: NonNullable<ClientMessage["reply_to_message"]>, context: MessageContext): HTMLElement {
  const sender = senderOf(to);
  const jump = () => context.jumpTo(to.message_id);
  return h(
    "button",
    { type: "button", class: "reply-line", style: `--hue:${hueOf(sender.id)}`, onclick: jump },
    h("b", {}, sender.name),
    h("span", {}, snippetOf(to)),
  );
}

function moreButton(messages: ClientMessage[], context: MessageContext): HTMLElement {
  const open = (event: Event) => {
    const { left, bottom } = (event.currentTarget as HTMLElement).getBoundingClientRect();
    context.openMenu(messages, { x: left, y: bottom + 2 });
  };
  const props = {
    type: "button",
    class: "message-more",
    "aria-label": "Message actions",
    "aria-haspopup": "menu",
  };
  return h("button", { ...props, onclick: open }, icon("more", 18));
}

/** Right click, or a long press where the browser makes no right click of it. */
function watchMenu(row: HTMLElement, messages: ClientMessage[], context: MessageContext): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  row.addEventListener("contextmenu", (event) => {
    if ((event.target as Element).closest("a, audio, video") || getSelection()?.toString()) return;
    event.preventDefault();
    context.openMenu(messages, { x: event.clientX, y: event.clientY });
  });
  row.addEventListener(
    "touchstart",
    (event) => {
      const touch = event.touches[0];
      if (!touch || (event.target as Element).closest("button, a, audio, video, label")) return;
      const at = { x: touch.clientX, y: touch.clientY };
      timer = setTimeout(() => !document.querySelector(".menu-layer") && context.openMenu(messages, at), 550);
    },
    { passive: true },
  );
  for (const end of ["touchend", "touchmove", "touchcancel"] as const)
    row.addEventListener(end, () => clearTimeout(timer), { passive: true });
}
