/** What one person sees: his chats and messages, in the protocol's shape. */
import type { User } from "@grammyjs/types";
import { chatIdFor } from "../telegram/chats.ts";
import { commandsFor } from "../telegram/commands.ts";
import { chatsOf, hasRight, isPermitted, isVisibleTo } from "../telegram/members.ts";
import { messageObject, messagesOf, pinnedMessage } from "../telegram/messages.ts";
import { mayPin } from "../telegram/pins.ts";
import { mayDelete, mayEdit } from "../telegram/rights.ts";
import {
  findUser,
  type StoredChat,
  type StoredMessage,
  type World,
  type WorldEvent,
} from "../telegram/world.ts";
import type { ClientChat, ClientEvent, ClientHistory, ClientMember, ClientMessage } from "./protocol.ts";

/** Messages in one page of a history. */
const PAGE = 50;

/** The person's chats, the one with the newest message first. */
export function chatsFor(world: World, person: User): ClientChat[] {
  return chatsOf(world, person)
    .map((chat) => clientChat(world, chat, person))
    .sort((a, b) => (b.last_message?.date ?? 0) - (a.last_message?.date ?? 0));
}

function clientChat(world: World, chat: StoredChat, person: User): ClientChat {
  const last = messagesOf(chat).at(-1);
  const pinned = pinnedMessage(chat);
  const common = {
    id: chatIdFor(chat, person.id),
    type: chat.type,
    ...(last && { last_message: clientMessage(world, last, person) }),
    can_pin: mayPin(chat, person),
    ...(pinned && { pinned_message_id: pinned.id }),
  };
  if (chat.type === "private") {
    const { first_name, last_name, username } = chat.bot.user;
    return {
      ...common,
      title: [first_name, last_name].filter(Boolean).join(" "),
      ...(username && { username }),
      can_write: true,
      commands: commandsFor(chat),
    };
  }
  return {
    ...common,
    title: chat.title,
    ...(chat.username && { username: chat.username }),
    members: membersOf(world, chat),
    can_write:
      chat.type === "channel"
        ? hasRight(chat, person.id, "can_post_messages")
        : isPermitted(chat, person.id, "can_send_messages"),
  };
}

export function clientMessage(world: World, message: StoredMessage, person: User): ClientMessage {
  const votes = message.pollId ? world.polls.get(message.pollId)?.votes.get(person.id) : undefined;
  const isOther = message.chat.type === "private" && message.author.id !== person.id;
  const own = !isOther && (mayEdit(world, message, person) || mayDelete(world, message, person));
  return {
    ...messageObject(world, message, person.id),
    ...(message.pollId && { chosen_option_ids: votes ?? [] }),
    own,
  };
}

/** The newest messages of a chat, or those before a message, the oldest first. */
export function history(world: World, chat: StoredChat, person: User, before: number): ClientHistory {
  const earlier = messagesOf(chat).filter((message) => !before || message.id < before);
  return {
    messages: earlier.slice(-PAGE).map((message) => clientMessage(world, message, person)),
    more: earlier.length > PAGE,
  };
}

/** What a person's app is told of an event; undefined if it does not concern him. */
export function eventFor(world: World, event: WorldEvent, person: User): ClientEvent | undefined {
  switch (event.type) {
    case "message":
    case "edited": {
      const { chat } = event.message;
      if (!isVisibleTo(chat, person)) return undefined;
      const message = clientMessage(world, event.message, person);
      return { type: event.type, chat: chatIdFor(chat, person.id), message };
    }
    case "deleted":
      if (!isVisibleTo(event.chat, person)) return undefined;
      return { type: "deleted", chat: chatIdFor(event.chat, person.id), message_ids: event.ids };
    case "chat":
      if (!isVisibleTo(event.chat, person)) return undefined;
      return { type: "chat", chat: clientChat(world, event.chat, person) };
    case "chat_gone":
      if (event.person !== person.id) return undefined;
      return { type: "chat_gone", chat: chatIdFor(event.chat, person.id) };
    case "people":
      return { type: "people", people: [...world.people.values()] };
    case "faults":
      return { type: "faults", faults: structuredClone(world.faults) };
  }
}

function membersOf(world: World, chat: Exclude<StoredChat, { type: "private" }>): ClientMember[] {
  return [...chat.members].flatMap(([id, { status, rights }]) => {
    const user = findUser(world, id);
    const hasRights = status === "administrator" || status === "restricted";
    return user ? [{ user, status, ...(hasRights && { rights }) }] : [];
  });
}
