/** Keyboards: inline ones are kept with the message, all others are only checked. */
import type { InlineKeyboardButton, InlineKeyboardMarkup } from "@grammyjs/types";
import { badRequest } from "../telegram/errors.ts";
import { isObject, json, requiredField } from "./parameters.ts";
import type { Parameters } from "./request.ts";

/** Kinds of buttons in the order in which the server looks for them: the first one that is there counts. */
const KINDS = [
  "url",
  "callback_data",
  "callback_game",
  "pay",
  "switch_inline_query",
  "switch_inline_query_chosen_chat",
  "switch_inline_query_current_chat",
  "login_url",
  "web_app",
  "copy_text",
] as const;
/** Kinds for which an empty value is as good as none. */
const NEED_VALUE: ReadonlySet<string> = new Set(["url", "callback_data"]);
const MAX_BUTTONS = 100;
const MAX_DATA_BYTES = 64;

/**
 * The inline keyboard of `reply_markup`, or undefined if there is none or it is another kind of keyboard.
 * With `onlyInline` (edits) other kinds are refused.
 */
export function readReplyMarkup(
  parameters: Parameters,
  options: { onlyInline?: boolean } = {},
): InlineKeyboardMarkup | undefined {
  const value = json(parameters, "reply_markup", "reply keyboard markup");
  if (value === undefined) return undefined;
  if (!isObject(value)) throw badRequest("object expected as reply markup");
  checkReplyKeyboard(value["keyboard"]);
  const rows = value["inline_keyboard"];
  if (rows !== undefined && !Array.isArray(rows)) {
    throw badRequest('field "inline_keyboard" must be of type Array');
  }
  const isOther =
    (Array.isArray(value["keyboard"]) && value["keyboard"].length > 0) ||
    value["remove_keyboard"] === true ||
    value["force_reply"] === true;
  if (isOther && options.onlyInline) throw badRequest("inline keyboard expected");
  if (isOther || !rows) return undefined;
  const keyboard = rows.map(readRow).filter((row) => row.length > 0);
  if (keyboard.flat().length > MAX_BUTTONS) throw badRequest("reply markup is too long");
  return keyboard.length > 0 ? { inline_keyboard: keyboard } : undefined;
}

function readRow(row: unknown): InlineKeyboardButton[] {
  if (!Array.isArray(row)) {
    throw badRequest('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays');
  }
  return row.map(readButton).filter((button) => button.text !== "");
}

function readButton(button: unknown): InlineKeyboardButton {
  const context = "can't parse inline keyboard button: ";
  if (!isObject(button)) throw badRequest(`${context}InlineKeyboardButton must be an Object`);
  const label = requiredField(button, "text", context);
  const kind = KINDS.find((name) => (NEED_VALUE.has(name) ? button[name] : button[name] !== undefined));
  if (!kind) throw badRequest(`${context}Text buttons are unallowed in the inline keyboard`);
  const value = button[kind];
  if (kind === "callback_data" && Buffer.byteLength(String(value)) > MAX_DATA_BYTES) {
    throw badRequest("BUTTON_DATA_INVALID");
  }
  const url = kind === "url" ? checkedUrl(String(value)) : undefined;
  return {
    text: label,
    ...(typeof button["style"] === "string" && { style: button["style"] }),
    ...(button["icon_custom_emoji_id"] !== undefined && {
      icon_custom_emoji_id: String(button["icon_custom_emoji_id"]),
    }),
    [kind]: url ?? value,
  } as unknown as InlineKeyboardButton;
}

function checkedUrl(url: string): string {
  const full = /^[a-z][a-z\d+.-]*:/i.test(url) ? url : `http://${url}`;
  if (!URL.canParse(full) || !/^(?:https?|tg|ton|tonsite):/i.test(full)) {
    throw badRequest(`inline keyboard button URL '${url}' is invalid: Wrong HTTP URL`);
  }
  const { hostname, protocol, href } = new URL(full);
  const isWeb = protocol.startsWith("http");
  if (isWeb && !hostname.includes(".")) {
    throw badRequest(`inline keyboard button URL '${url}' is invalid: Wrong HTTP URL`);
  }
  return isWeb ? href : full;
}

function checkReplyKeyboard(keyboard: unknown): void {
  if (keyboard === undefined) return;
  if (!Array.isArray(keyboard)) throw badRequest('field "keyboard" must be of type Array');
  for (const row of keyboard) {
    if (!Array.isArray(row)) throw badRequest('field "keyboard" must be an Array of Arrays');
    for (const button of row) {
      if (typeof button !== "string" && !isObject(button)) {
        throw badRequest("can't parse keyboard button: KeyboardButton must be a String or an Object");
      }
    }
  }
}
