/** parse_mode HTML, with the server's own complaints about what it can't parse. */
import type { MessageEntity } from "@grammyjs/types";
import { type FormattedText, sortEntities } from "./entities.ts";
import { badRequest } from "./errors.ts";

type SimpleType = "bold" | "italic" | "underline" | "strikethrough" | "spoiler";

const SIMPLE_TAGS: Record<string, SimpleType> = {
  b: "bold",
  strong: "bold",
  i: "italic",
  em: "italic",
  u: "underline",
  ins: "underline",
  s: "strikethrough",
  strike: "strikethrough",
  del: "strikethrough",
  "tg-spoiler": "spoiler",
  span: "spoiler",
};
const TAGS: ReadonlySet<string> = new Set([
  ...Object.keys(SIMPLE_TAGS),
  "a",
  "code",
  "pre",
  "blockquote",
  "tg-emoji",
  "tg-time",
]);
const NAMED_CHARACTERS: Record<string, string> = { lt: "<", gt: ">", amp: "&", quot: '"' };

interface OpenTag {
  name: string;
  attributes: Map<string, string>;
  offset: number;
}

/** Turns HTML into text and entities. Throws 400 "can't parse entities: …", with offsets in bytes. */
export function parseHtml(source: string): FormattedText {
  const entities: MessageEntity[] = [];
  const open: OpenTag[] = [];
  let text = "";
  let position = 0;
  const fail = (reason: string) => badRequest(`can't parse entities: ${reason}`);
  const byteOffset = (at: number) => Buffer.byteLength(source.slice(0, at));

  while (position < source.length) {
    const character = source[position]!;
    if (character === "&") {
      const decoded = decodeCharacter(source, position);
      text += decoded.text;
      position = decoded.end;
    } else if (character !== "<") {
      text += character;
      position++;
    } else if (source[position + 1] === "/") {
      position = closeTag(position);
    } else {
      position = openTag(position);
    }
  }
  const unclosed = open.at(-1);
  if (unclosed) throw fail(`Can't find end tag corresponding to start tag "${unclosed.name}"`);
  return { text, entities: sortEntities(joinCode(entities)) };

  function openTag(start: number): number {
    const at = byteOffset(start);
    const name = source.slice(start + 1).match(/^[^\s>]*/)![0];
    let end = start + 1 + name.length;
    if (end >= source.length) throw fail(`Unclosed start tag at byte offset ${at}`);
    const tag = name.toLowerCase();
    if (!TAGS.has(tag)) throw fail(`Unsupported start tag "${tag}" at byte offset ${at}`);
    const attributes = new Map<string, string>();
    for (;;) {
      end += source.slice(end).match(/^\s*/)![0].length;
      if (source[end] === ">") break;
      const attribute = source.slice(end).match(/^([^\s=>/"']+)\s*(?:=\s*("[^"]*"|'[^']*'|[\w.-]+))?/);
      if (end >= source.length) throw fail(`Unclosed start tag "${tag}" at byte offset ${at}`);
      if (!attribute) throw fail(`Empty attribute name in the tag "${tag}" at byte offset ${at}`);
      attributes.set(attribute[1]!, decodeAttribute(attribute[2] ?? ""));
      end += attribute[0].length;
    }
    if (tag === "span" && attributes.get("class") !== "tg-spoiler") {
      throw fail(`Tag "span" must have class "tg-spoiler" at byte offset ${at}`);
    }
    open.push({ name: tag, attributes, offset: text.length });
    return end + 1;
  }

  function closeTag(start: number): number {
    const at = byteOffset(start);
    const tag = open.pop();
    if (!tag) throw fail(`Unexpected end tag at byte offset ${at}`);
    const closing = source.slice(start).match(/^<\/([^\s>]*)\s*>/);
    if (!closing) throw fail(`Unclosed end tag at byte offset ${at}`);
    const name = closing[1]!.toLowerCase();
    if (name && name !== tag.name) {
      throw fail(`Unmatched end tag at byte offset ${at}, expected "</${tag.name}>", found "</${name}>"`);
    }
    const entity = entityOf(tag, text);
    if (entity) entities.push(entity);
    return start + closing[0].length;
  }
}

function entityOf(tag: OpenTag, text: string): MessageEntity | undefined {
  const place = { offset: tag.offset, length: text.length - tag.offset };
  if (place.length === 0) return undefined;
  const simple = SIMPLE_TAGS[tag.name];
  if (simple) return { type: simple, ...place };
  switch (tag.name) {
    case "a":
      return linkEntity(tag.attributes.get("href") || text.slice(tag.offset), place);
    case "blockquote":
      return { type: tag.attributes.has("expandable") ? "expandable_blockquote" : "blockquote", ...place };
    case "tg-emoji": {
      const id = tag.attributes.get("emoji-id") ?? "";
      if (!/^\d+$/.test(id))
        throw badRequest("can't parse entities: Invalid custom emoji identifier specified");
      return { type: "custom_emoji", ...place, custom_emoji_id: id };
    }
    case "tg-time": {
      const unixTime = Number.parseInt(tag.attributes.get("unix") ?? "", 10);
      const format = tag.attributes.get("format") ?? "";
      if (!(unixTime > 0)) return undefined;
      return { type: "date_time", ...place, unix_time: unixTime, date_time_format: format } as MessageEntity;
    }
    case "pre":
      return { type: "pre", ...place };
    default: {
      const language = tag.attributes.get("class")?.match(/^language-(.+)/)?.[1];
      return { type: "code", ...place, ...(language && { language }) } as MessageEntity;
    }
  }
}

/** A link to tg://user is a mention by id, which the sandbox keeps as the link it was; bad links are dropped. */
export function linkEntity(
  url: string,
  place: { offset: number; length: number },
): MessageEntity | undefined {
  const full = /^[a-z][a-z\d+.-]*:/i.test(url) ? url : `http://${url}`;
  if (!URL.canParse(full) || !/^(?:https?|tg|ton|tonsite|mailto):/i.test(full)) return undefined;
  const { href, pathname } = new URL(full);
  return { type: "text_link", ...place, url: pathname === "/" ? href : full };
}

/** `<pre><code class="language-x">` is one entity: a "pre" with a language. */
function joinCode(entities: MessageEntity[]): MessageEntity[] {
  const same = (a: MessageEntity, b: MessageEntity) => a.offset === b.offset && a.length === b.length;
  return entities.flatMap((entity): MessageEntity[] => {
    if (entity.type === "pre") {
      const code = entities.find(
        (other) => other.type === "code" && "language" in other && same(entity, other),
      );
      return [code ? { ...entity, language: (code as unknown as { language: string }).language } : entity];
    }
    if (entity.type !== "code") return [entity];
    const inPre = entities.some((other) => other.type === "pre" && same(entity, other));
    if (inPre && "language" in entity) return [];
    return [{ type: "code", offset: entity.offset, length: entity.length }];
  });
}

function decodeCharacter(source: string, at: number): { text: string; end: number } {
  const match = source.slice(at, at + 12).match(/^&(?:#x([\da-f]+)|#(\d+)|([a-z]+));?/i);
  const literal = { text: "&", end: at + 1 };
  if (!match) return literal;
  const [whole, hexadecimal, decimal, name] = match;
  const end = at + whole.length;
  if (name) return NAMED_CHARACTERS[name] ? { text: NAMED_CHARACTERS[name], end } : literal;
  const code = hexadecimal ? Number.parseInt(hexadecimal, 16) : Number(decimal);
  return code > 0 && code < 0x10ffff ? { text: String.fromCodePoint(code), end } : literal;
}

function decodeAttribute(value: string): string {
  const bare = /^["']/.test(value) ? value.slice(1, -1) : value.toLowerCase();
  return bare.replace(/&(?:#x[\da-f]+|#\d+|[a-z]+);?/gi, (reference) => decodeCharacter(reference, 0).text);
}
