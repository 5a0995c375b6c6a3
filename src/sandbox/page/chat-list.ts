/** The left column: everybody's own chats, newest first. */
import type { ClientChat } from "../client/protocol.ts";
import { avatar } from "./avatar.ts";
import { h, type Row, showRows } from "./dom.ts";
import { type IconName, icon } from "./icons.ts";
import { nameOf, serviceText, snippetOf } from "./names.ts";
import type { Session } from "./state.ts";
import { listTime } from "./zone.ts";

/** The list; `openChat` is called with a chosen chat, `update` shows what has changed. */
export function createChatList(
  session: Session,
  current: () => number | undefined,
  openChat: (id: number) => void,
) {
  const rows = h("div", { class: "chat-rows", "aria-label": "Chats", role: "navigation" });
  const update = () => {
    const chats = session.chats();
    showRows(
      rows,
      chats.map((chat) => row(session, chat, chat.id === current(), openChat)),
    );
  };
  return { element: rows, update };
}

function row(session: Session, chat: ClientChat, selected: boolean, openChat: (id: number) => void): Row {
  const last = chat.last_message;
  const unread = session.unread(chat.id);
  const time = last ? listTime(last.date * 1000, session.now(), session.zone()) : "";
  const author = authorOf(session, chat);
  const snippet = last ? snippetOf(last) : chat.commands ? "Tap to start" : "No messages yet";
  const build = () =>
    h(
      "button",
      {
        type: "button",
        class: `chat-row ${selected ? "selected" : ""}`,
        "data-chat": chat.id,
        "aria-current": selected ? "true" : null,
        onclick: () => openChat(chat.id),
      },
      avatar(chat.id, chat.title, 48),
      h(
        "span",
        { class: "chat-row-text" },
        h("span", { class: "chat-row-top" }, kindIcon(chat), h("b", {}, chat.title), h("small", {}, time)),
        h(
          "span",
          { class: "chat-row-bottom" },
          h("span", { class: "snippet" }, author && h("em", {}, `${author}: `), snippet),
          unread > 0 && h("span", { class: "unread", "aria-label": `${unread} unread` }, unread),
        ),
      ),
    );
  const signature = JSON.stringify([chat.title, chat.type, selected, unread, time, author, snippet]);
  return { key: String(chat.id), signature, build };
}

function kindIcon(chat: ClientChat) {
  const kinds: Partial<Record<ClientChat["type"], IconName>> = {
    channel: "megaphone",
    group: "people",
    supergroup: "people",
  };
  const name = kinds[chat.type];
  return name && icon(name, 15);
}

/** In groups the list says who wrote last, and "You" everywhere. */
function authorOf(session: Session, chat: ClientChat): string | undefined {
  const last = chat.last_message;
  if (!last?.from || chat.type === "channel" || serviceText(last)) return undefined;
  if (last.from.id === session.user) return "You";
  return chat.type === "private" ? undefined : nameOf(last.from).split(" ")[0];
}
