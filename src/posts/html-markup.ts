/**
 * Text with Telegram's HTML tags → text and entities, as parse_mode HTML would have it. Belfry sends entities only, so
 * that a mistake in the markup is refused while a post is being scheduled, not at its minute.
 */
import type { MessageEntity } from "@grammyjs/types";
import { inOrder, linkTo, type Markup, type Style } from "./markup.ts";

/**
 * Source: Bot API, formatting options, HTML style. The sandbox, which plays Telegram, has a table of its own: tests
 * hold the two against each other.
 */
const styles: Record<string, Style> = {
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
};
const others = new Set(["a", "span", "code", "pre", "blockquote", "tg-emoji"]);
const characters: Record<string, string> = { lt: "<", gt: ">", amp: "&", quot: '"' };

interface Tag {
  name: string;
  attributes: Record<string, string>;
  /** Where it begins in the text, and in the source. */
  offset: number;
  at: number;
}

/** A tag, a character reference, or text up to the next of these; a lone < or & is matched by itself. */
const tokens =
  /<(?<end>\/?)(?<name>[a-z][\w-]*)(?<attributes>(?:\s+[\w-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>]+))?)*)\s*>|&(?:#x(?<hex>[\da-f]{1,6})|#(?<decimal>\d{1,7})|(?<named>lt|gt|amp|quot));?|[^<&]+|[<&]/gi;

export function readHtml(source: string): Markup {
  const entities: MessageEntity[] = [];
  const open: Tag[] = [];
  let text = "";
  for (const match of source.matchAll(tokens)) {
    const { end, name, attributes, hex, decimal, named } = match.groups ?? {};
    const at = match.index;
    if (name !== undefined) {
      const tag = name.toLowerCase();
      if (!(tag in styles) && !others.has(tag)) return refusal(`Telegram knows no tag <${tag}>`, at);
      if (end === "/") {
        const last = open.pop();
        if (!last) return refusal(`</${tag}> closes nothing`, at);
        if (last.name !== tag)
          return refusal(`</${tag}> stands where </${last.name}> must close <${last.name}>`, at);
        const read = entityOf(last, text);
        if (typeof read === "string") return refusal(read, last.at);
        if (read && read.length > 0) entities.push(read);
      } else open.push({ name: tag, attributes: attributesIn(attributes ?? ""), offset: text.length, at });
    } else if (hex ?? decimal) {
      const code = hex ? Number.parseInt(hex, 16) : Number(decimal);
      if (code === 0 || code > 0x10ffff) return refusal(`${match[0]} is no character`, at);
      text += String.fromCodePoint(code);
    } else if (named) text += characters[named.toLowerCase()];
    else if (match[0] === "<") return refusal("a < that begins no tag must be written &lt;", at);
    else text += match[0];
  }
  const unclosed = open.at(-1);
  if (unclosed) return refusal(`<${unclosed.name}> is never closed`, unclosed.at);
  return { ok: true, text, entities: inOrder(joined(entities)) };
}

const refusal = (why: string, at: number): Markup => ({ ok: false, why, at });

function attributesIn(source: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [, name = "", value = ""] of source.matchAll(
    /([\w-]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'<>]+))?/g,
  )) {
    const bare = /^["']/.test(value) ? value.slice(1, -1) : value;
    found[name.toLowerCase()] = bare.replace(
      /&(lt|gt|amp|quot);/g,
      (_, name: string) => characters[name] ?? "",
    );
  }
  return found;
}

/** What a closed tag stands for; a string says what is wrong with it. */
function entityOf({ name, attributes, offset }: Tag, text: string): MessageEntity | string | undefined {
  const place = { offset, length: text.length - offset };
  const style = styles[name];
  if (style) return { type: style, ...place };
  switch (name) {
    case "span":
      return attributes.class === "tg-spoiler"
        ? { type: "spoiler", ...place }
        : '<span> needs class="tg-spoiler"';
    case "a": {
      const url = attributes.href || text.slice(offset);
      return linkTo(url, place) ?? `"${url}" is no address to link to`;
    }
    case "blockquote":
      return { type: "expandable" in attributes ? "expandable_blockquote" : "blockquote", ...place };
    case "tg-emoji": {
      const id = attributes["emoji-id"] ?? "";
      if (!/^\d+$/.test(id)) return "<tg-emoji> needs an emoji-id of digits";
      return { type: "custom_emoji", ...place, custom_emoji_id: id };
    }
    case "pre":
      return { type: "pre", ...place };
    default: {
      const language = /^language-(.+)/.exec(attributes.class ?? "")?.[1];
      // Kept for the <pre> around it, see below.
      return { type: "code", ...place, ...(language && { language }) } as MessageEntity;
    }
  }
}

/** `<pre><code class="language-x">` is one entity: a block of code with its language. */
function joined(entities: MessageEntity[]): MessageEntity[] {
  return entities.flatMap((entity): MessageEntity[] => {
    if (entity.type !== "pre" && entity.type !== "code") return [entity];
    const twin = entities.find(
      (other) =>
        other.type !== entity.type &&
        (other.type === "pre" || other.type === "code") &&
        other.offset === entity.offset &&
        other.length === entity.length,
    ) as (MessageEntity & { language?: string }) | undefined;
    const { type, offset, length } = entity;
    if (type === "code") return twin ? [] : [{ type, offset, length }];
    return [{ type, offset, length, ...(twin?.language && { language: twin.language }) }];
  });
}
