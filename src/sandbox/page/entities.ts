/** Shows text with its entities as Telegram's apps do. */
import type { MessageEntity } from "@grammyjs/types";
import { type Child, h } from "./dom.ts";

export interface EntityActions {
  /** A bot command was tapped. */
  command: (text: string) => void;
  /** An @username was tapped. */
  mention: (username: string) => void;
}

/** The nodes of a text. Entities may nest; where two cross, the later one is cut at the border and goes on after it. */
export function formatted(text: string, entities: MessageEntity[], actions: EntityActions): Child[] {
  const sorted = entities.toSorted((a, b) => a.offset - b.offset || b.length - a.length);
  return showRange(text, 0, text.length, sorted, actions);
}

/** True for one to three emoji and nothing else, which the apps show large. */
export function isEmojiOnly(text: string): boolean {
  return /^(\p{RGI_Emoji}){1,3}$/v.test(text.replaceAll(/\s/g, ""));
}

function showRange(
  text: string,
  from: number,
  to: number,
  entities: MessageEntity[],
  actions: EntityActions,
): Child[] {
  const nodes: Child[] = [];
  const waiting = [...entities];
  let at = from;
  for (let entity = waiting.shift(); entity; entity = waiting.shift()) {
    const start = Math.max(entity.offset, at);
    const end = Math.min(entity.offset + entity.length, to);
    if (end <= start) continue;
    if (start > at) nodes.push(text.slice(at, start));
    const inside: MessageEntity[] = [];
    while (waiting[0] && waiting[0].offset < end) {
      const inner = waiting.shift()!;
      inside.push(inner);
      const innerEnd = inner.offset + inner.length;
      if (innerEnd > end) {
        const rest = { ...inner, offset: end, length: innerEnd - end };
        const place = waiting.findIndex((other) => other.offset >= end);
        waiting.splice(place < 0 ? waiting.length : place, 0, rest);
      }
    }
    const shown = text.slice(start, end);
    nodes.push(element(entity, shown, showRange(text, start, end, inside, actions), actions));
    at = end;
    // Quotes and code are blocks of their own: the line feed after one would show as an empty line.
    if ((entity.type === "pre" || entity.type.endsWith("blockquote")) && text[at] === "\n") at++;
  }
  if (at < to) nodes.push(text.slice(at, to));
  return nodes;
}

function element(entity: MessageEntity, shown: string, inner: Child[], actions: EntityActions): HTMLElement {
  switch (entity.type) {
    case "bold":
      return h("strong", {}, inner);
    case "italic":
      return h("em", {}, inner);
    case "underline":
      return h("u", {}, inner);
    case "strikethrough":
      return h("s", {}, inner);
    case "code":
      return h("code", {}, inner);
    case "pre":
      return h("pre", { "data-language": entity.language ?? null }, h("code", {}, inner));
    case "spoiler":
      return spoiler(inner);
    case "blockquote":
      return h("blockquote", {}, inner);
    case "expandable_blockquote":
      return expandable(inner);
    case "url":
      return link(/^[a-z][a-z\d+.-]*:/i.test(shown) ? shown : `https://${shown}`, inner);
    case "text_link":
      return link(entity.url, inner);
    case "email":
      return link(`mailto:${shown}`, inner);
    case "phone_number":
      return link(`tel:${shown}`, inner);
    case "mention":
      return textButton(inner, () => actions.mention(shown.slice(1)));
    case "text_mention": {
      const { username } = entity.user;
      return username
        ? textButton(inner, () => actions.mention(username))
        : h("span", { class: "link" }, inner);
    }
    case "bot_command":
      return textButton(inner, () => actions.command(shown));
    case "hashtag":
    case "cashtag":
      return h("span", { class: "link" }, inner);
    default:
      return h("span", {}, inner);
  }
}

/** Only addresses that lead somewhere outside are links: never javascript: or data:. */
function link(address: string, inner: Child[]): HTMLElement {
  if (!/^(https?|mailto|tel|tg):/i.test(address)) return h("span", { class: "link" }, inner);
  return h("a", { href: address, target: "_blank", rel: "noopener noreferrer", title: address }, inner);
}

function textButton(inner: Child[], tapped: () => void): HTMLElement {
  return h("button", { type: "button", class: "text-button", onclick: tapped }, inner);
}

function spoiler(inner: Child[]): HTMLElement {
  const content = h("span", { class: "spoiler-content", "aria-hidden": "true" }, inner);
  const reveal = (event: Event) => {
    if (event instanceof KeyboardEvent && event.key !== "Enter" && event.key !== " ") return;
    if (cover.classList.contains("revealed")) return;
    event.preventDefault();
    event.stopPropagation();
    cover.classList.add("revealed");
    content.removeAttribute("aria-hidden");
    for (const name of ["role", "tabindex", "aria-label"]) cover.removeAttribute(name);
  };
  const props = { class: "spoiler", role: "button", tabindex: 0, "aria-label": "Show hidden text" };
  const cover = h("span", { ...props, onclick: reveal, onkeydown: reveal }, content);
  return cover;
}

function expandable(inner: Child[]): HTMLElement {
  const quote = h("blockquote", { class: "expandable" }, h("div", { class: "quote-text" }, inner));
  const toggle = h("button", {
    type: "button",
    class: "quote-toggle",
    "aria-expanded": "false",
    "aria-label": "Show the whole quote",
    onclick: () => {
      const open = quote.classList.toggle("open");
      toggle.setAttribute("aria-expanded", String(open));
    },
  });
  quote.append(toggle);
  return quote;
}
