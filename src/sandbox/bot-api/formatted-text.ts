/** A text parameter with its formatting: by parse_mode, or by a list of entities. */
import type { MessageEntity } from "@grammyjs/types";
import { type FormattedText, normalize } from "../telegram/entities.ts";
import { badRequest } from "../telegram/errors.ts";
import { parseHtml } from "../telegram/html.ts";
import { parseMarkdown } from "../telegram/markdown.ts";
import { isObject, lenientList, text } from "./parameters.ts";
import type { Parameters } from "./request.ts";

/** Types that a bot can't set: Telegram finds them by itself. */
const FOUND_ONLY: ReadonlySet<string> = new Set([
  "mention",
  "hashtag",
  "cashtag",
  "bot_command",
  "url",
  "email",
  "phone_number",
  "bank_card_number",
]);
const SETTABLE: ReadonlySet<string> = new Set([
  "bold",
  "italic",
  "underline",
  "strikethrough",
  "spoiler",
  "code",
  "pre",
  "text_link",
  "text_mention",
  "custom_emoji",
  "blockquote",
  "expandable_blockquote",
  "date_time",
]);
/** Bytes of a raw text, before anything is parsed. */
const MAX_RAW = 1 << 15;

/**
 * Reads a text and its entities, parsed but not yet trimmed or measured.
 * `entities` and `mode` name the parameters beside it.
 */
export function readRawText(
  parameters: Parameters,
  names: { text: string; entities: string; mode: string },
): FormattedText {
  const raw = text(parameters, names.text);
  if (Buffer.byteLength(raw) > MAX_RAW) throw badRequest("text is too long");
  const mode = text(parameters, names.mode).toLowerCase();
  if (raw && mode && mode !== "none") {
    if (mode === "html") return parseHtml(raw);
    if (mode === "markdownv2" || mode === "markdown") return parseMarkdown(raw);
    throw badRequest("unsupported parse_mode");
  }
  const entities = lenientList(parameters, names.entities) ?? [];
  return { text: raw, entities: entities.flatMap(readEntity) };
}

/** The caption of a message, ready to be measured; empty where there is none. */
export function readCaption(parameters: Parameters): FormattedText {
  const raw = readRawText(parameters, {
    text: "caption",
    entities: "caption_entities",
    mode: "parse_mode",
  });
  return normalize(raw, { allowEmpty: true });
}

function readEntity(value: unknown): MessageEntity[] {
  const fail = (reason: string) => badRequest(`can't parse MessageEntity: ${reason}`);
  if (!isObject(value)) throw fail("expected an Object");
  for (const field of ["offset", "length"]) {
    if (value[field] === undefined) throw fail(`Can't find field "${field}"`);
    if (!Number.isInteger(Number(value[field]))) throw fail(`Field "${field}" must be of type Number`);
  }
  const type = value["type"];
  if (typeof type !== "string" || !type) throw fail("Type is not specified");
  if (FOUND_ONLY.has(type)) return [];
  if (!SETTABLE.has(type)) throw fail("Unsupported type specified");
  if (type === "text_link" && typeof value["url"] !== "string") throw fail(`Can't find field "url"`);
  const { offset, length, ...rest } = value;
  return [{ ...rest, offset: Number(offset), length: Number(length) } as unknown as MessageEntity];
}
