/** The page of one person: time on top, chats on the left, the open chat, and a panel that opens on the right. */
import { createChatList } from "./chat-list.ts";
import { createChatView } from "./chat-view.ts";
import { h } from "./dom.ts";
import { createDrawer } from "./drawer.ts";
import { faultsPanel } from "./faults-panel.ts";
import { icon } from "./icons.ts";
import { infoPanel } from "./info-panel.ts";
import { openNewChat } from "./new-chat.ts";
import { peopleStrip } from "./people.ts";
import { createSession } from "./state.ts";
import { createTimeBar } from "./time-bar.ts";

/** Milliseconds. */
const announcementDelay = 1000;

export interface Navigation {
  openChat: (id: number | undefined) => void;
  choosePerson: (user: number) => void;
}

/** Starts a person's page. `show` opens a chat in it, `stop` ends everything it has started. */
export function createShell(user: number, navigation: Navigation) {
  const session = createSession(user);
  let current: number | undefined;
  let view: ReturnType<typeof createChatView> | undefined;
  let panel: "info" | "faults" | undefined;
  let leaving: ReturnType<typeof setTimeout> | undefined;

  const badge = h("span", { class: "count", hidden: true });
  const faultsButton = h(
    "button",
    {
      type: "button",
      class: "tool",
      "data-testid": "faults",
      "aria-label": "Faults and programs",
      title: "Faults and programs",
      onclick: () => openPanel("faults"),
    },
    icon("bolt", 19),
    badge,
  );
  const timeBar = createTimeBar(session, h("div", { class: "tools" }, faultsButton));
  const people = h("div", {});
  const chatList = createChatList(session, () => current, navigation.openChat);
  const newChat = () => openNewChat(user, navigation.openChat);
  const sidebar = h(
    "aside",
    { class: "sidebar", "aria-label": "People and chats" },
    people,
    chatList.element,
    h(
      "button",
      {
        type: "button",
        class: "round primary new-chat",
        "aria-label": "New channel or group",
        title: "New channel or group",
        "data-testid": "new-chat",
        onclick: newChat,
      },
      icon("plus"),
    ),
  );
  const empty = h("div", { class: "no-chat" }, h("span", {}, "Choose a chat"));
  const main = h("main", { class: "main" }, empty);
  const drawer = createDrawer(closePanel);
  const lost = h(
    "div",
    { class: "lost", hidden: true },
    "The connection to the sandbox is lost; trying again…",
  );
  const element = h(
    "div",
    { class: "shell" },
    timeBar.element,
    lost,
    h("div", { class: "columns" }, sidebar, main, drawer.element),
  );

  session.on("world", showWorld);
  session.on("time", chatList.update);
  session.on("chats", () => {
    chatList.update();
    followChats();
    if (panel === "info") showPanel();
  });
  document.addEventListener("visibilitychange", readNow);
  document.addEventListener("keydown", closeAtEscape);

  return {
    element,
    user,
    show,
    stop: () => {
      document.removeEventListener("visibilitychange", readNow);
      document.removeEventListener("keydown", closeAtEscape);
      clearTimeout(leaving);
      view?.stop();
      timeBar.stop();
      session.close();
    },
  };

  /** Shows a chat, or with undefined the list alone. A chat that is not known yet is shown once the state is there. */
  function show(chat: number | undefined): void {
    if (chat !== current && panel === "info") closePanel();
    if (chat !== current) closeView();
    current = chat;
    element.classList.toggle("in-chat", chat !== undefined);
    chatList.update();
    followChats();
  }

  function followChats(): void {
    if (!session.world()) return;
    if (current === undefined || view) {
      if (view && current !== undefined && !session.chat(current)) leaveGoneChat(current);
      return;
    }
    if (!session.chat(current)) {
      leaveUnlessItComes(current);
      return;
    }
    view = createChatView(session, current, {
      back: () => navigation.openChat(undefined),
      openInfo: () => openPanel("info"),
      openChat: navigation.openChat,
    });
    main.replaceChildren(view.element);
    view.focus();
    void session.open(current);
  }

  /** A chat that was just made is announced a moment after its address is known; any other unknown one is no chat. */
  function leaveUnlessItComes(chat: number): void {
    clearTimeout(leaving);
    leaving = setTimeout(() => {
      if (current === chat && !view) navigation.openChat(undefined);
    }, announcementDelay);
  }

  /** A group that became a supergroup goes on under its new id. */
  function leaveGoneChat(chat: number): void {
    const messages = session.history(chat)?.messages ?? [];
    const next = messages.findLast((message) => message.migrate_to_chat_id !== undefined)?.migrate_to_chat_id;
    navigation.openChat(next !== undefined && session.chat(next) ? next : undefined);
  }

  function closeView(): void {
    view?.stop();
    view = undefined;
    main.replaceChildren(empty);
    void session.open(undefined);
  }

  function readNow(): void {
    if (document.visibilityState === "visible") void session.open(current);
  }

  function showWorld(): void {
    const world = session.world();
    lost.hidden = session.connected();
    if (!world) return;
    people.replaceChildren(peopleStrip(world.people, user, navigation.choosePerson));
    const faults = world.faults.length;
    const stopped = world.programs.some((program) => !program.running);
    badge.hidden = faults === 0 && !stopped;
    badge.textContent = faults > 0 ? String(faults) : "!";
    if (panel === "faults") showPanel();
  }

  function openPanel(which: typeof panel): void {
    if (panel === which) {
      closePanel();
      return;
    }
    panel = which;
    showPanel();
    drawer.focus();
  }

  function closePanel(): void {
    panel = undefined;
    drawer.hide();
  }

  function closeAtEscape(event: KeyboardEvent): void {
    if (
      event.key === "Escape" &&
      panel &&
      !event.defaultPrevented &&
      !document.querySelector("dialog, .menu-layer")
    )
      closePanel();
  }

  function showPanel(): void {
    const chat = current === undefined ? undefined : session.chat(current);
    const world = session.world();
    if (panel === "faults") {
      const content = () => faultsPanel(session);
      drawer.show("Faults and programs", JSON.stringify([world?.faults, world?.programs]), content);
    } else if (chat) {
      const content = () => infoPanel(session, chat, navigation.openChat);
      const title = chat.type === "private" ? "Profile" : "Chat information";
      drawer.show(title, JSON.stringify({ ...chat, last_message: undefined }), content);
    }
  }
}
