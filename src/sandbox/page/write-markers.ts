/** Text with entities back to text with markers, for editing what was sent; the way there is compose-text.ts. */
import type { MessageEntity } from "@grammyjs/types";
import { type FormattedText, markers, type Span } from "./compose-text.ts";

/** The markers that give this text and these entities again when read; what Telegram finds by itself (links, #tags) needs none. */
export function writeMarkers({ text, entities }: FormattedText): string {
  const inserts: { at: number; order: number; marker: string }[] = [];
  const quoteLines = new Map<number, string>();
  for (const [index, entity] of entities.flatMap((one) => splitAtQuotes(one, entities)).entries()) {
    const { offset, length } = entity;
    const end = offset + length;
    if (entity.type === "blockquote" || entity.type === "expandable_blockquote") {
      const prefix = entity.type === "blockquote" ? "> " : ">> ";
      quoteLines.set(offset, prefix);
      for (let at = offset; at < end; at++) if (text[at] === "\n") quoteLines.set(at + 1, prefix);
      continue;
    }
    const pair = markerPair(entity);
    if (!pair) continue;
    // Outer entities open first and close last: the longer one is outside.
    inserts.push({ at: offset, order: 1_000_000 - length + index / 1000, marker: pair[0] });
    inserts.push({ at: end, order: length - 1_000_000 - index / 1000, marker: pair[1] });
  }
  for (const [at, prefix] of quoteLines) inserts.push({ at, order: 0, marker: prefix });
  inserts.sort((a, b) => b.at - a.at || b.order - a.order);
  let result = text;
  for (const { at, marker } of inserts) result = result.slice(0, at) + marker + result.slice(at);
  return result;
}

function markerPair(entity: MessageEntity): [string, string] | undefined {
  if (entity.type === "pre") return [`\`\`\`${entity.language ?? ""}\n`, "\n```"];
  if (entity.type === "text_link") return ["[", `](${entity.url})`];
  if (entity.type === "custom_emoji") return ["[", `](tg://emoji?id=${entity.custom_emoji_id})`];
  if (entity.type === "text_mention") return ["[", `](tg://user?id=${entity.user.id})`];
  return entity.type in markers ? markers[entity.type as Span | "code"] : undefined;
}

/** A span that begins or ends in another block is marked in each block on its own. */
function splitAtQuotes(entity: MessageEntity, all: MessageEntity[]): MessageEntity[] {
  if (entity.type.endsWith("blockquote")) return [entity];
  const end = entity.offset + entity.length;
  const quotes = all.filter((other) => other.type.endsWith("blockquote"));
  const borders = quotes.flatMap((quote) => [quote.offset, quote.offset + quote.length]);
  const cuts = [
    entity.offset,
    ...borders.filter((at) => at > entity.offset && at < end).toSorted((a, b) => a - b),
    end,
  ];
  return cuts.slice(1).map((to, index) => ({ ...entity, offset: cuts[index]!, length: to - cuts[index]! }));
}
