/** The inline keyboard below a message. */
import type { InlineKeyboardButton } from "@grammyjs/types";
import type { ClientMessage } from "../client/protocol.ts";
import { act } from "./api.ts";
import { h } from "./dom.ts";
import { alertDialog, toast } from "./overlay.ts";

type Place = { user: number; chat: number };

/** Buttons that wait for the bot's answer; kept here because an edit builds the message anew in the meantime. */
const pressed = new Set<string>();

/** The rows of buttons of a message. A pressed button shows a spinner until the bot has answered. */
export function inlineKeyboard(message: ClientMessage, place: Place, chatTitle: string): HTMLElement {
  const rows = message.reply_markup?.inline_keyboard ?? [];
  return h(
    "div",
    { class: "keyboard" },
    rows.map((row) =>
      h(
        "div",
        { class: "keyboard-row" },
        row.map((button) => keyboardButton(button, message, place, chatTitle)),
      ),
    ),
  );
}

function keyboardButton(
  button: InlineKeyboardButton,
  message: ClientMessage,
  place: Place,
  chatTitle: string,
): HTMLElement {
  const address = "url" in button ? button.url : undefined;
  if (address !== undefined) {
    const safe = /^(https?|tg|mailto):/i.test(address) ? address : undefined;
    const props = {
      class: "key url",
      href: safe,
      target: "_blank",
      rel: "noopener noreferrer",
      title: address,
    };
    return h("a", props, button.text);
  }
  if ("copy_text" in button) {
    const { text } = button.copy_text;
    const copy = () => void navigator.clipboard.writeText(text).then(() => toast("Copied"));
    return h("button", { type: "button", class: "key", onclick: copy }, button.text);
  }
  const data = "callback_data" in button ? button.callback_data : undefined;
  const press = async (event: Event) => {
    if (data === undefined) return toast("The sandbox does not have this kind of button");
    const key = `${place.chat}/${message.message_id}/${data}`;
    if (pressed.has(key)) return;
    pressed.add(key);
    const element = event.currentTarget as HTMLElement;
    element.classList.add("busy");
    try {
      const answer = await act("pressButton", { ...place, message: message.message_id, data });
      if (answer.text && answer.show_alert) alertDialog(chatTitle, answer.text);
      else if (answer.text) toast(answer.text);
      else if (!answer.answered) toast("The bot has not answered", "error");
    } catch (error) {
      toast(error instanceof Error ? error.message : String(error), "error");
    } finally {
      pressed.delete(key);
      for (const busy of document.querySelectorAll<HTMLElement>(".key.busy"))
        if (busy.dataset["key"] === key) busy.classList.remove("busy");
    }
  };
  const key = `${place.chat}/${message.message_id}/${data}`;
  const style = "style" in button && button.style ? button.style : "";
  const props = { type: "button", class: `key ${style} ${pressed.has(key) ? "busy" : ""}`, "data-key": key };
  return h("button", { ...props, onclick: press }, button.text);
}
