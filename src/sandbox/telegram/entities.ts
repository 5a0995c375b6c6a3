/** Text with entities: checking, trimming, and finding what Telegram finds by itself. Offsets are UTF-16 units. */
import type { MessageEntity } from "@grammyjs/types";
import { badRequest } from "./errors.ts";

export interface FormattedText {
  text: string;
  entities: MessageEntity[];
}

/** Entities whose inside is taken literally: nothing is found in them, and nothing else lies in them. */
const LITERAL: ReadonlySet<string> = new Set(["code", "pre"]);
/** Entities that can't hold another link, mention or command. */
const LINKS: ReadonlySet<string> = new Set([
  "text_link",
  "text_mention",
  "url",
  "mention",
  "hashtag",
  "cashtag",
  "bot_command",
  "email",
  "custom_emoji",
]);
const MERGING: ReadonlySet<string> = new Set(["bold", "italic", "underline", "strikethrough", "spoiler"]);

/** Length as Telegram's limits count it: code points. */
export const textLength = (text: string) => [...text].length;

/**
 * Brings a text into the form in which Telegram keeps it: without carriage returns and outer white space,
 * with entities sorted, merged and cut to the text, and with links, mentions, hashtags and commands found.
 * Throws 400 for impossible entities, and for an empty text unless that is allowed.
 */
export function normalize(
  input: FormattedText,
  options: { allowEmpty?: boolean; find?: boolean } = {},
): FormattedText {
  for (const { offset, length } of input.entities) {
    if (!(offset >= 0 && offset <= 1_000_000)) {
      throw badRequest(`receive an entity with incorrect offset ${offset}`);
    }
    if (!(length >= 0 && length <= 1_000_000)) {
      throw badRequest(`receive an entity with incorrect length ${length}`);
    }
  }
  const trimmed = trim(clean(input));
  if (!trimmed.text && !options.allowEmpty) throw badRequest("text must be non-empty");
  const own = mergeTouching(sortEntities(trimmed.entities));
  if (options.find === false) return { text: trimmed.text, entities: own };
  const found = findEntities(trimmed.text).filter((entity) => !isTaken(entity, own));
  return { text: trimmed.text, entities: sortEntities([...own, ...found]) };
}

/** Of entities in the same place, these come first, in this order; then all kinds of links; then these. */
const FIRST = ["blockquote", "expandable_blockquote", "pre", "code", "text_link", "text_mention"];
const LAST = ["bold", "italic", "underline", "strikethrough", "spoiler", "custom_emoji"];

/** Outer entities first, as Telegram sorts them. */
export function sortEntities(entities: MessageEntity[]): MessageEntity[] {
  const rank = ({ type }: MessageEntity) =>
    FIRST.includes(type) ? FIRST.indexOf(type) - FIRST.length : LAST.indexOf(type) + 1;
  return [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length || rank(a) - rank(b));
}

const PATTERNS: {
  type: "bot_command" | "url" | "email" | "mention" | "hashtag" | "cashtag";
  pattern: RegExp;
}[] = [
  { type: "email", pattern: /(?<![\w@.+-])[\w.+-]+@[a-z\d-]+(?:\.[a-z\d-]+)*\.[a-z]{2,}/gi },
  {
    type: "url",
    pattern:
      /(?<![\w@.-])(?:https?:\/\/[^\s<>"'«»]+|(?:[a-z\d-]+\.)+(?:com|org|net|io|me|dev|info|de|uk|fr|ru|eu|app|xyz|co|tv)(?![\w.-]*@)\b(?:\/[^\s<>"'«»]*)?)/gi,
  },
  { type: "mention", pattern: /(?<![\w@/])@[a-z]\w{2,31}\b/gi },
  { type: "hashtag", pattern: /(?<![\p{L}\p{N}_#&/])#(?=[\p{N}_]*\p{L})[\p{L}\p{N}_]{1,256}/gu },
  { type: "cashtag", pattern: /(?<![\w$])\$[A-Z]{3,8}\b/g },
  { type: "bot_command", pattern: /(?<![\w/<>@])\/[a-z\d_]{1,64}(?:@\w{3,32})?(?![\w/])/gi },
];

/** What Telegram recognizes in plain text by itself. */
function findEntities(text: string): MessageEntity[] {
  const found: MessageEntity[] = [];
  for (const { type, pattern } of PATTERNS) {
    for (const match of text.matchAll(pattern)) {
      // A sentence's full stop or a closing bracket after a link does not belong to it.
      const value = type === "url" ? match[0].replace(/[.,:;!?)\]}]+$/, "") : match[0];
      const entity: MessageEntity = { type, offset: match.index, length: value.length };
      if (!found.some((other) => overlaps(entity, other))) found.push(entity);
    }
  }
  return sortEntities(found);
}

function isTaken(entity: MessageEntity, own: MessageEntity[]): boolean {
  return own.some((other) => (LITERAL.has(other.type) || LINKS.has(other.type)) && overlaps(entity, other));
}

const overlaps = (a: MessageEntity, b: MessageEntity) =>
  a.offset < b.offset + b.length && b.offset < a.offset + a.length;

/** Carriage returns vanish, other control characters become spaces. */
function clean({ text, entities }: FormattedText): FormattedText {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is replaced
  const replaced = text.replace(/[\u0000-\u0009\u000b\u000c\u000e-\u001f]/g, " ");
  if (!replaced.includes("\r")) return { text: replaced, entities };
  const before = (position: number) => position - (replaced.slice(0, position).split("\r").length - 1);
  return {
    text: replaced.replaceAll("\r", ""),
    entities: entities.map((entity) => ({
      ...entity,
      offset: before(entity.offset),
      length: before(entity.offset + entity.length) - before(entity.offset),
    })),
  };
}

/** White space at the end always goes; at the beginning only that which no entity covers. */
function trim({ text, entities }: FormattedText): FormattedText {
  const end = text.replace(/[ \n]+$/, "").length;
  const inside = entities
    .map((entity) => ({ ...entity, length: Math.min(entity.length, end - entity.offset) }))
    .filter((entity) => entity.length > 0);
  const firstEntity = Math.min(end, ...inside.map((entity) => entity.offset));
  const start = text.slice(0, firstEntity).match(/^[ \n]*/)![0].length;
  return {
    text: text.slice(start, end),
    entities: inside.map((entity) => ({ ...entity, offset: entity.offset - start })),
  };
}

/** Two bold stretches that touch are one. */
function mergeTouching(entities: MessageEntity[]): MessageEntity[] {
  const merged: MessageEntity[] = [];
  for (const entity of entities) {
    const previous = merged.findLast((other) => other.type === entity.type);
    if (previous && MERGING.has(entity.type) && entity.offset <= previous.offset + previous.length) {
      const end = Math.max(previous.offset + previous.length, entity.offset + entity.length);
      previous.length = end - previous.offset;
    } else {
      merged.push({ ...entity });
    }
  }
  return merged;
}
