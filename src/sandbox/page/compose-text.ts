/**
 * Text with markers, as people type it in a composer, to text with entities:
 * **bold** __italic__ <u>underline</u> ~~strikethrough~~ ||spoiler|| `code` ```pre``` [text](link)
 * and lines that begin with "> " (quote) or ">> " (collapsible quote).
 * The Telegram apps have no marker for underline; the tag cannot be mistaken for anything else ("C++", "a_b").
 * Entity offsets are UTF-16 units, as JavaScript's string indices are.
 */
import type { MessageEntity } from "@grammyjs/types";

export interface FormattedText {
  text: string;
  entities: MessageEntity[];
}

export type Span = "bold" | "italic" | "underline" | "strikethrough" | "spoiler";

export const markers: Record<Span | "code", [open: string, close: string]> = {
  bold: ["**", "**"],
  italic: ["__", "__"],
  underline: ["<u>", "</u>"],
  strikethrough: ["~~", "~~"],
  spoiler: ["||", "||"],
  code: ["`", "`"],
};
const spans = (Object.keys(markers) as (Span | "code")[]).filter((type): type is Span => type !== "code");

/** Text and entities of what was typed; blanks around the whole are cut off. Markers without a partner stay as they are. */
export function readMarkers(typed: string): FormattedText {
  const result: FormattedText = { text: "", entities: [] };
  for (const block of splitBlocks(typed)) {
    if (block.follows) result.text += "\n";
    const inner = readInline(block.text);
    const offset = result.text.length;
    result.text += inner.text;
    if (block.quote && inner.text)
      result.entities.push({ type: block.quote, offset, length: inner.text.length });
    result.entities.push(...inner.entities.map((entity) => ({ ...entity, offset: entity.offset + offset })));
  }
  return trimmed(result);
}

interface Block {
  text: string;
  quote?: "blockquote" | "expandable_blockquote";
  follows: boolean;
}

/** Quotes are lines; everything between them, with its line feeds, is one block. Lines inside ``` are never quotes. */
function splitBlocks(typed: string): Block[] {
  const blocks: Block[] = [];
  let fenced = false;
  for (const line of typed.split("\n")) {
    const prefix = fenced ? undefined : /^(>{1,2}) /.exec(line);
    const quote = prefix ? (prefix[1] === ">" ? "blockquote" : "expandable_blockquote") : undefined;
    const text = prefix ? line.slice(prefix[0].length) : line;
    if (line.split("```").length % 2 === 0) fenced = !fenced;
    const last = blocks.at(-1);
    if (last && last.quote === quote) last.text += `\n${text}`;
    else blocks.push({ text, quote, follows: blocks.length > 0 });
  }
  return blocks;
}

function readInline(source: string): FormattedText {
  let text = "";
  const entities: MessageEntity[] = [];
  const open: { type: Span; offset: number }[] = [];
  let at = 0;
  while (at < source.length) {
    const rest = source.slice(at);
    const literal = /^https?:\/\/[^\s<>]+/.exec(rest);
    const code = readCode(rest);
    const link = readLink(rest);
    if (literal) {
      const address = literal[0].replace(/[*_~|)]+$/, "");
      text += address;
      at += address.length;
    } else if (code) {
      entities.push({ ...code.entity, offset: text.length });
      text += code.text;
      at += code.taken;
    } else if (link) {
      const inner = readInline(link.label);
      entities.push({ ...linkEntity(link.url), offset: text.length, length: inner.text.length });
      entities.push(...inner.entities.map((entity) => ({ ...entity, offset: entity.offset + text.length })));
      text += inner.text;
      at += link.taken;
    } else {
      at += readSpan(rest);
    }
  }
  return {
    text: unclosed(),
    entities: outerFirst(entities),
  };

  /** Opens or closes a span, or takes one character; returns how many units of the source it has used. */
  function readSpan(rest: string): number {
    const closing = open.findLastIndex(
      (span) => rest.startsWith(markers[span.type][1]) && text.length > span.offset && !/\s$/.test(text),
    );
    if (closing >= 0) {
      for (const stray of open.splice(closing + 1).reverse()) putBack(stray);
      const { type, offset } = open.pop()!;
      entities.push({ type, offset, length: text.length - offset });
      return markers[type][1].length;
    }
    const type = spans.find((name) => rest.startsWith(markers[name][0]));
    if (type && hasPartner(rest, type)) {
      open.push({ type, offset: text.length });
      return markers[type][0].length;
    }
    text += rest[0];
    return 1;
  }

  /** A marker that found no partner is text after all: it goes back where it stood. */
  function putBack(span: { type: Span; offset: number }): void {
    const marker = markers[span.type][0];
    text = text.slice(0, span.offset) + marker + text.slice(span.offset);
    for (const entity of entities) {
      if (entity.offset >= span.offset) entity.offset += marker.length;
      else if (entity.offset + entity.length > span.offset) entity.length += marker.length;
    }
  }

  function unclosed(): string {
    for (const stray of open.reverse()) putBack(stray);
    return text;
  }
}

/** Spans are found when they close, the inner one first; where two cover the same text, the outer one comes first here. */
function outerFirst(entities: MessageEntity[]): MessageEntity[] {
  return entities.toReversed().toSorted((a, b) => a.offset - b.offset || b.length - a.length);
}

/** An opening marker stands before something visible, and its partner comes later. */
function hasPartner(rest: string, type: Span): boolean {
  const [start, end] = markers[type];
  return /\S/.test(rest[start.length] ?? " ") && rest.indexOf(end, start.length + 1) > 0;
}

function readCode(rest: string): { entity: MessageEntity; text: string; taken: number } | undefined {
  const fence = /^```(?:([\w+#-]+)\n|\n)?([\s\S]+?)\n?```/.exec(rest);
  if (fence?.[2]) {
    const language = fence[1];
    const entity: MessageEntity = { type: "pre", offset: 0, length: fence[2].length };
    if (language) entity.language = language;
    return { entity, text: fence[2], taken: fence[0].length };
  }
  const code = /^`([^`\n]+)`/.exec(rest);
  if (!code?.[1]) return undefined;
  return {
    entity: { type: "code", offset: 0, length: code[1].length },
    text: code[1],
    taken: code[0].length,
  };
}

function readLink(rest: string): { label: string; url: string; taken: number } | undefined {
  const found = /^\[([^[\]\n]+)\]\(((?:[^\s()]|\([^\s()]*\))+)\)/.exec(rest);
  if (!found?.[1] || !found[2]) return undefined;
  const url = found[2];
  const address = /^[a-z][a-z\d+.-]*:/i.test(url)
    ? url
    : /^[^\s/]+\.[^\s/]{2,}/.test(url)
      ? `https://${url}`
      : "";
  return address ? { label: found[1], url: address, taken: found[0].length } : undefined;
}

function linkEntity(url: string): MessageEntity {
  const emoji = /^tg:\/\/emoji\?id=(\w+)$/.exec(url)?.[1];
  if (emoji) return { type: "custom_emoji", custom_emoji_id: emoji, offset: 0, length: 0 };
  return { type: "text_link", url, offset: 0, length: 0 };
}

function trimmed({ text, entities }: FormattedText): FormattedText {
  const start = text.length - text.trimStart().length;
  const end = text.trimEnd().length;
  const kept = entities.flatMap((entity) => {
    const from = Math.max(entity.offset, start);
    const length = Math.min(entity.offset + entity.length, end) - from;
    return length > 0 ? [{ ...entity, offset: from - start, length }] : [];
  });
  return { text: text.slice(start, Math.max(start, end)), entities: kept };
}
