/** One open chat: header, pinned message, messages, composer. */
import type { ClientChat, ClientMessage } from "../client/protocol.ts";
import { takeFiles } from "./attach.ts";
import { avatar } from "./avatar.ts";
import { createComposer } from "./composer.ts";
import { h } from "./dom.ts";
import { icon } from "./icons.ts";
import type { MessageContext } from "./message.ts";
import { createMessageList } from "./message-list.ts";
import { openMessageMenu } from "./message-menu.ts";
import { chatSubtitle, snippetOf } from "./names.ts";
import { toast } from "./overlay.ts";
import type { Session } from "./state.ts";

export interface ChatViewActions {
  back: () => void;
  openInfo: () => void;
  openChat: (id: number) => void;
}

/** The view of a chat that the session knows; `stop` ends its listening. */
export function createChatView(session: Session, chatId: number, actions: ChatViewActions) {
  const chat = () => session.chat(chatId);
  const header = h("header", { class: "chat-header" });
  const pinned = h("div", { class: "pinned", hidden: true });
  const list = createMessageList(session, chatId, context);
  const composer = createComposer(session, chatId, chat);
  const readOnly = h("div", { class: "read-only" }, "You can’t write in this channel");
  const start = h("div", { class: "start", hidden: true });
  const element = h(
    "section",
    { class: "chat-view", "aria-label": "Chat", ondragover: allowDrop, ondrop: drop },
    header,
    pinned,
    list.element,
    start,
    composer.element,
    readOnly,
  );
  // A journey makes "Today" another day.
  const stops = [
    session.on("messages", update),
    session.on("chats", update),
    session.on("time", list.update),
  ];
  update();

  return {
    element,
    focus: () => chat()?.can_write && !matchMedia("(pointer: coarse)").matches && composer.focus(),
    stop: () => {
      for (const stop of [...stops, list.stop, composer.stop]) stop();
    },
  };

  function update(): void {
    const now = chat();
    if (!now) return;
    showHeader(now);
    showPinned(now);
    list.update();
    composer.update();
    composer.element.hidden = !now.can_write;
    readOnly.hidden = now.can_write;
    readOnly.textContent = `You can’t write in this ${now.type === "channel" ? "channel" : "group"}`;
    showStart(now);
  }

  function showHeader(now: ClientChat): void {
    const content = JSON.stringify([now.title, chatSubtitle(now)]);
    if (header.dataset["content"] === content) return;
    header.dataset["content"] = content;
    header.replaceChildren(
      h(
        "button",
        { type: "button", class: "round back", "aria-label": "Back to the chats", onclick: actions.back },
        icon("back"),
      ),
      h(
        "button",
        { type: "button", class: "chat-title", "data-testid": "chat-info", onclick: actions.openInfo },
        avatar(now.id, now.title, 40),
        h("span", {}, h("b", {}, now.title), h("small", {}, chatSubtitle(now))),
      ),
      h(
        "button",
        { type: "button", class: "round", "aria-label": "Chat information", onclick: actions.openInfo },
        icon("info"),
      ),
    );
  }

  function showPinned(now: ClientChat): void {
    const id = now.pinned_message_id;
    pinned.hidden = id === undefined;
    if (id === undefined) return;
    const message = session.history(chatId)?.messages.find((one) => one.message_id === id);
    pinned.replaceChildren(
      h(
        "button",
        { type: "button", onclick: () => list.jumpTo(id) },
        h("span", {}, h("b", {}, "Pinned message"), h("span", {}, message ? snippetOf(message) : "Message")),
        icon("pin", 18),
      ),
    );
  }

  function showStart(now: ClientChat): void {
    const empty = session.history(chatId)?.messages.length === 0;
    start.hidden = !empty;
    if (!empty || start.firstChild) return;
    if (now.type !== "private") {
      start.classList.add("small");
      start.append("No messages yet");
      return;
    }
    start.append(
      avatar(now.id, now.title, 84),
      h("b", {}, now.title),
      h("p", {}, "Nothing has been said here yet."),
      h(
        "button",
        {
          type: "button",
          class: "primary",
          "data-testid": "start",
          onclick: () => void composer.sendText("/start"),
        },
        "Start",
      ),
    );
  }

  function context(): MessageContext {
    const now = chat() ?? { id: chatId, type: "private", title: "", can_write: false, can_pin: false };
    return {
      user: session.user,
      chat: now,
      zone: session.zone(),
      jumpTo: list.jumpTo,
      openMenu: (messages: ClientMessage[], at) =>
        openMessageMenu(session, chat() ?? now, messages, at, composer),
      actions: {
        command: (text) => chat()?.can_write && void composer.sendText(text),
        mention: openMention,
      },
    };
  }

  function openMention(username: string): void {
    const found = session.chats().find((one) => one.username?.toLowerCase() === username.toLowerCase());
    if (found) actions.openChat(found.id);
    else toast(`No chat with @${username}`);
  }

  function allowDrop(event: DragEvent): void {
    if (chat()?.can_write && event.dataTransfer?.types.includes("Files")) event.preventDefault();
  }

  function drop(event: DragEvent): void {
    const files = [...(event.dataTransfer?.files ?? [])];
    if (!chat()?.can_write || files.length === 0) return;
    event.preventDefault();
    takeFiles(session, chatId, files);
  }
}
