/** parse_mode MarkdownV2, in its basics: every style, links, code and quotes. */
import type { MessageEntity } from "@grammyjs/types";
import { type FormattedText, sortEntities } from "./entities.ts";
import { badRequest } from "./errors.ts";
import { linkEntity } from "./html.ts";

const RESERVED = "_*[]()~`>#+-=|{}.!";
const MARKS = { "*": "bold", __: "underline", _: "italic", "~": "strikethrough", "||": "spoiler" } as const;

type Mark = keyof typeof MARKS;

/** Turns MarkdownV2 into text and entities. Throws 400 "can't parse entities: …" for what must be escaped or closed. */
export function parseMarkdown(source: string): FormattedText {
  const entities: MessageEntity[] = [];
  const open: { mark: Mark | "["; offset: number; at: number }[] = [];
  let quote: number | undefined;
  let text = "";
  let position = 0;
  const fail = (reason: string) => badRequest(`can't parse entities: ${reason}`);
  const byteOffset = (at: number) => Buffer.byteLength(source.slice(0, at));

  while (position < source.length) {
    const rest = source.slice(position);
    const character = rest[0]!;
    const startsLine = position === 0 || source[position - 1] === "\n";
    if (startsLine && character === ">") {
      quote ??= text.length;
      position++;
      continue;
    }
    if (startsLine && quote !== undefined) endQuote();
    if (character === "\\" && rest.length > 1 && rest.charCodeAt(1) <= 126) {
      text += rest[1];
      position += 2;
      continue;
    }
    const mark = markAt(rest);
    if (character === "`") position = code(rest);
    else if (mark) toggle(mark);
    else if (character === "[") openLink();
    else if (character === "]" && open.at(-1)?.mark === "[") closeLink(rest);
    else if (RESERVED.includes(character)) {
      throw fail(`Character '${character}' is reserved and must be escaped with the preceding '\\'`);
    } else {
      text += character;
      position++;
    }
  }
  if (quote !== undefined) endQuote();
  const unclosed = open.at(-1);
  if (unclosed) {
    const kind = unclosed.mark === "[" ? "TextUrl" : MARKS[unclosed.mark];
    throw fail(`Can't find end of ${capitalize(kind)} entity at byte offset ${byteOffset(unclosed.at)}`);
  }
  return { text, entities: sortEntities(entities.filter((entity) => entity.length > 0)) };

  function markAt(rest: string): Mark | undefined {
    for (const mark of ["__", "||", "*", "_", "~"] as const) if (rest.startsWith(mark)) return mark;
    return undefined;
  }

  function toggle(mark: Mark): void {
    const last = open.at(-1);
    if (last?.mark === mark) {
      open.pop();
      entities.push({ type: MARKS[mark], offset: last.offset, length: text.length - last.offset });
    } else {
      open.push({ mark, offset: text.length, at: position });
    }
    position += mark.length;
  }

  function code(rest: string): number {
    const block = rest.match(/^```(?:(\w+)\n)?((?:\\[\s\S]|[^`\\])*)```/);
    const match = block ?? rest.match(/^`((?:\\[\s\S]|[^`\\])*)`/);
    if (!match) throw fail(`Can't find end of Code entity at byte offset ${byteOffset(position)}`);
    const content = (block ? match[2]! : match[1]!).replace(/\\([`\\])/g, "$1");
    const place = { offset: text.length, length: content.length };
    const language = block?.[1];
    entities.push(
      block ? { type: "pre", ...place, ...(language && { language }) } : { type: "code", ...place },
    );
    text += content;
    return position + match[0].length;
  }

  function openLink(): void {
    open.push({ mark: "[", offset: text.length, at: position });
    position++;
  }

  function closeLink(rest: string): void {
    const start = open.pop()!;
    const target = rest.match(/^\]\(((?:\\[\s\S]|[^)\\])*)\)/);
    position += target ? target[0].length : 1;
    if (!target) return;
    const url = target[1]!.replace(/\\([)\\])/g, "$1");
    const entity = linkEntity(url, { offset: start.offset, length: text.length - start.offset });
    if (entity) entities.push(entity);
  }

  function endQuote(): void {
    const end = text.endsWith("\n") ? text.length - 1 : text.length;
    entities.push({ type: "blockquote", offset: quote!, length: end - quote! });
    quote = undefined;
  }
}

const capitalize = (word: string) => word[0]!.toUpperCase() + word.slice(1);
