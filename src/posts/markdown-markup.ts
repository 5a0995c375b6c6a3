/** Text in Telegram's MarkdownV2 → text and entities, as parse_mode MarkdownV2 would have it; see html-markup.ts. */
import type { MessageEntity } from "@grammyjs/types";
import { inOrder, linkTo, type Markup, type Style } from "./markup.ts";

/** Source: Bot API, formatting options, MarkdownV2 style. */
const reserved = "_*[]()~`>#+-=|{}.!";
const marks: Record<string, Style> = {
  __: "underline",
  "||": "spoiler",
  "*": "bold",
  _: "italic",
  "~": "strikethrough",
};

interface Open {
  mark: string;
  /** Where it begins in the text, and in the source. */
  offset: number;
  at: number;
}

export function readMarkdown(source: string): Markup {
  const entities: MessageEntity[] = [];
  const open: Open[] = [];
  let quote: number | undefined;
  let text = "";
  let at = 0;

  const startsWith = (words: string) => source.startsWith(words, at);
  const refusal = (why: string, where = at): Markup => ({ ok: false, why, at: where });
  const endQuote = (type: "blockquote" | "expandable_blockquote") => {
    if (quote === undefined) return;
    entities.push({ type, offset: quote, length: text.replace(/\n$/, "").length - quote });
    quote = undefined;
  };

  while (at < source.length) {
    if (at === 0 || source[at - 1] === "\n") {
      // An empty bold text before it parts a quotation from the one above.
      if (startsWith("**>")) {
        endQuote("blockquote");
        at += 2;
      }
      if (startsWith(">")) {
        quote ??= text.length;
        at++;
        continue;
      }
      endQuote("blockquote");
    }
    const character = source[at]!;
    const mark = Object.keys(marks).find(startsWith);
    if (character === "\\" && /[!-~]/.test(source[at + 1] ?? "")) {
      text += source[at + 1];
      at += 2;
    } else if (character === "`") {
      const code = codeAt(source, at);
      if (!code) return refusal("the code that begins here never ends");
      entities.push({ ...code.entity, offset: text.length, length: code.text.length } as MessageEntity);
      text += code.text;
      at = code.end;
    } else if (
      mark === "||" &&
      quote !== undefined &&
      open.at(-1)?.mark !== mark &&
      isEndOfQuote(source, at)
    ) {
      endQuote("expandable_blockquote");
      at += 2;
    } else if (mark) {
      const last = open.at(-1);
      if (last?.mark === mark) {
        open.pop();
        entities.push({ type: marks[mark]!, offset: last.offset, length: text.length - last.offset });
      } else if (open.some((one) => one.mark === mark))
        return refusal(`${mark} closes what ${last?.mark} inside it leaves open`);
      else open.push({ mark, offset: text.length, at });
      at += mark.length;
    } else if (startsWith("![") || character === "[") {
      open.push({ mark: character === "!" ? "![" : "[", offset: text.length, at });
      at += character === "!" ? 2 : 1;
    } else if (character === "]" && open.at(-1)?.mark.endsWith("[")) {
      const last = open.pop() as Open;
      const target = /^\]\(((?:\\[\s\S]|[^)\\])*)\)/.exec(source.slice(at));
      if (!target) return refusal("the text in brackets is not followed by an address in parentheses");
      const address = (target[1] ?? "").replace(/\\([!-~])/g, "$1");
      const entity = targetOf(last, address, text);
      if (!entity) return refusal(`"${address}" is no address for this`);
      entities.push(entity);
      at += target[0].length;
    } else if (reserved.includes(character)) {
      return refusal(`the character ${character} must be written \\${character}`);
    } else {
      text += character;
      at++;
    }
  }
  endQuote("blockquote");
  const unclosed = open.at(-1);
  if (unclosed) return refusal(`${unclosed.mark} is never closed`, unclosed.at);
  return { ok: true, text, entities: inOrder(entities.filter(({ length }) => length > 0)) };
}

function codeAt(source: string, at: number) {
  const rest = source.slice(at);
  const block = /^```(?:([\w+#.-]+)\n|\n)?((?:\\[\s\S]|[^`\\])*)```/.exec(rest);
  const found = block ?? /^`((?:\\[\s\S]|[^`\\])*)`/.exec(rest);
  if (!found) return undefined;
  const text = ((block ? found[2] : found[1]) ?? "").replace(/\\([!-~])/g, "$1");
  const language = block?.[1];
  const entity = block ? { type: "pre", ...(language && { language }) } : { type: "code" };
  return { text, entity, end: at + found[0].length };
}

/** The two lines that make a quotation expandable stand at its very end. */
function isEndOfQuote(source: string, at: number): boolean {
  return /^\|\|(?:$|\n(?!>))/.test(source.slice(at));
}

function targetOf({ mark, offset }: Open, address: string, text: string): MessageEntity | undefined {
  const place = { offset, length: text.length - offset };
  if (mark === "[") return linkTo(address, place);
  const id = /^tg:\/\/emoji\?id=(\d+)$/.exec(address)?.[1];
  return id ? { type: "custom_emoji", ...place, custom_emoji_id: id } : undefined;
}
