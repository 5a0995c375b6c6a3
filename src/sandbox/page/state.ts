/** What one person's app knows, kept up to date by the live stream; the parts of the page listen for their topic. */
import type { ClientChat, ClientEvent, ClientMessage, ClientState } from "../client/protocol.ts";
import { fetchHistory, fetchState, listen } from "./api.ts";
import { type History, insertMessage, removeMessages, replaceMessage } from "./history.ts";
import { createReadMarks } from "./read-marks.ts";

/** "chats": the list; "messages": some chat's messages; "time": clock and journeys; "world": people, faults, programs, connection. */
export type Topic = "chats" | "messages" | "time" | "world";
export type Session = ReturnType<typeof createSession>;

/** Starts the app of one person: loads the state, follows the stream and loads again after each reconnection. */
export function createSession(user: number) {
  const listeners = new Map<Topic, Set<() => void>>();
  const changed = new Set<Topic>();
  const chats = new Map<number, ClientChat>();
  const histories = new Map<number, History>();
  const marks = createReadMarks(user);
  let world: Omit<ClientState, "chats"> | undefined;
  let clock = { now: 0, readAt: performance.now() };
  let connected = true;
  const isOwn = (message: ClientMessage) => message.from?.id === user;
  let openChat: number | undefined;
  let sendings = 0;
  /** Events that come while the state is being loaded wait until it is there. */
  let waiting: ClientEvent[] | undefined = [];

  const stopListening = listen(user, {
    event: (event) => (waiting ? waiting.push(event) : apply(event)),
    open: () => void load(),
    lost: () => {
      connected = false;
      announce("world");
    },
  });

  return {
    user,
    /** The chats, the one with the newest message first. */
    chats: () =>
      [...chats.values()].toSorted((a, b) => (b.last_message?.date ?? 0) - (a.last_message?.date ?? 0)),
    chat: (id: number) => chats.get(id),
    history: (chat: number) => histories.get(chat),
    unread: (chat: number) => marks.unread(chat),
    world: () => world,
    connected: () => connected,
    now: () => clock.now + (performance.now() - clock.readAt),
    zone: () => world?.time_zone ?? "UTC",
    open,
    loadOlder,
    /** How often something was sent from here: each time the list goes to its end. */
    sendings: () => sendings,
    /** Shows what this person has just sent here, without waiting for the stream. */
    addSent: (chat: number, messages: ClientMessage[]) => {
      sendings++;
      for (const message of messages) apply({ type: "message", chat, message });
    },
    /** Calls back after each change of a topic, once for changes that come together; returns how to stop it. */
    on: (topic: Topic, listener: () => void) => {
      const set = listeners.get(topic) ?? new Set();
      listeners.set(topic, set.add(listener));
      return () => set.delete(listener);
    },
    close: () => {
      stopListening();
      listeners.clear();
    },
  };

  async function load() {
    waiting ??= [];
    try {
      const { chats: all, ...rest } = await fetchState(user);
      world = rest;
      connected = true;
      clock = { now: rest.now, readAt: performance.now() };
      chats.clear();
      for (const chat of all) chats.set(chat.id, chat);
      for (const bot of rest.bots) addUnknownBot(bot);
      const loaded = [...histories.keys()];
      histories.clear();
      await Promise.all(loaded.filter((id) => chats.has(id)).map(loadNewest));
      await Promise.all([...chats.values()].map(countUnread));
    } finally {
      const late = waiting ?? [];
      waiting = undefined;
      for (const event of late) apply(event);
      announce("chats", "messages", "time", "world");
    }
  }

  /** A bot that this person has not written to yet stands in the list all the same, to be started. */
  function addUnknownBot({ id, first_name: title, username }: ClientState["bots"][number]) {
    if (chats.has(id)) return;
    chats.set(id, { id, type: "private", title, username, can_write: true, can_pin: true, commands: [] });
  }

  async function loadNewest(chat: number) {
    histories.set(chat, await fetchHistory(user, chat));
  }

  async function countUnread(chat: ClientChat) {
    if (!marks.isBehind(chat.id, chat.last_message?.message_id ?? 0)) return;
    const { messages } = histories.get(chat.id) ?? (await fetchHistory(user, chat.id));
    marks.count(
      chat.id,
      messages.filter((message) => !isOwn(message)),
    );
  }

  /** Shows a chat: its messages are loaded and count as read from now on; undefined shows none. */
  async function open(chat: number | undefined) {
    openChat = chat;
    if (chat === undefined || !chats.has(chat)) return;
    if (!histories.has(chat)) await loadNewest(chat);
    markRead(chat);
    announce("messages", "chats");
  }

  async function loadOlder(chat: number) {
    const history = histories.get(chat);
    const oldest = history?.messages[0];
    if (!history?.more || !oldest) return;
    const older = await fetchHistory(user, chat, oldest.message_id);
    history.messages.unshift(...older.messages);
    history.more = older.more;
    announce("messages");
  }

  function markRead(chat: number) {
    marks.read(chat, histories.get(chat)?.messages.at(-1)?.message_id ?? 0);
  }

  function apply(event: ClientEvent) {
    switch (event.type) {
      case "message":
        addMessage(event.chat, event.message);
        return announce("messages", "chats");
      case "edited":
        changeMessage(event.chat, event.message);
        return announce("messages", "chats");
      case "deleted":
        deleteMessages(event.chat, event.message_ids);
        return announce("messages", "chats");
      case "chat":
        chats.set(event.chat.id, event.chat);
        return announce("chats", "messages");
      case "chat_gone":
        chats.delete(event.chat);
        return announce("chats", "messages");
      case "time":
        clock = { now: event.now, readAt: performance.now() };
        if (world) world.travelling = event.travelling;
        return announce("time");
      case "people":
        if (world) world.people = event.people;
        return announce("world");
      case "faults":
        if (world) world.faults = event.faults;
        return announce("world");
      case "programs":
        if (world) world.programs = event.programs;
        return announce("world");
    }
  }

  function addMessage(id: number, message: ClientMessage) {
    const chat = chats.get(id);
    if (chat && (chat.last_message?.message_id ?? 0) <= message.message_id) chat.last_message = message;
    insertMessage(histories.get(id), message);
    if (openChat === id && document.visibilityState === "visible") markRead(id);
    else if (!isOwn(message)) marks.arrived(id, message.message_id);
  }

  function changeMessage(id: number, message: ClientMessage) {
    const chat = chats.get(id);
    if (chat?.last_message?.message_id === message.message_id) chat.last_message = message;
    replaceMessage(histories.get(id), message);
  }

  function deleteMessages(id: number, messageIds: number[]) {
    const history = histories.get(id);
    removeMessages(history, messageIds);
    const chat = chats.get(id);
    if (chat?.last_message && messageIds.includes(chat.last_message.message_id))
      chat.last_message = history?.messages.at(-1);
  }

  function announce(...topics: Topic[]) {
    if (changed.size === 0) queueMicrotask(tellListeners);
    for (const topic of topics) changed.add(topic);
  }

  function tellListeners() {
    const topics = [...changed];
    changed.clear();
    for (const topic of topics) for (const listener of listeners.get(topic) ?? []) listener();
  }
}
