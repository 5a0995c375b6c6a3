/** What exists in the sandbox's Telegram: the state that every other file here reads and changes. */
import type {
  BotCommand,
  BotCommandScope,
  ChatPermissions,
  InlineKeyboardMarkup,
  Message,
  MessageOrigin,
  Poll,
  Update,
  User,
} from "@grammyjs/types";
import type { Fault } from "../client/protocol.ts";
import type { BotCall } from "./calls.ts";
import { createFileStore, type FileStore } from "./files.ts";
import { createLimiter, type Limiter } from "./limits.ts";
import type { Webhook } from "./webhook.ts";

export interface World {
  now(): number;
  people: Map<number, User>;
  bots: Map<number, Bot>;
  /** People whose forwarded messages do not link to their account. */
  hidden: Set<number>;
  /** Channels, groups and supergroups by id. */
  chats: Map<number, SharedChat>;
  privateChats: PrivateChat[];
  polls: Map<string, PollState>;
  files: FileStore;
  callbackQueries: Map<string, PendingQuery>;
  faults: Fault[];
  limiter: Limiter;
  calls: BotCall[];
  /** Bot API calls that have begun and are not answered; long polls that wait do not count. */
  callsInFlight: number;
  idleWaiters: (() => void)[];
  listeners: Set<(event: WorldEvent) => void>;
  /** The last id given out of each kind. */
  counters: { message: number; group: number; channel: number; poll: number; query: number; album: number };
}

export interface Bot {
  token: string;
  user: User;
  nextUpdateId: number;
  /** Updates that the bot has not confirmed, with the time of each (ms): they are kept for a day. */
  pending: { update: Update; at: number }[];
  waiting: WaitingPoll | undefined;
  allowedUpdates: ReadonlySet<string>;
  webhook: Webhook | undefined;
  /** How often each update is posted to the webhook, all at once: 1, unless somebody wants to see doubles. */
  updateCopies: number;
  /** People whom the bot has come across: of anybody else it cannot even say that he exists. */
  knows: Set<number>;
  commands: { scope: BotCommandScope; languageCode: string; commands: BotCommand[] }[];
  profile: Map<string, string>;
}

export interface WaitingPoll {
  limit: number;
  answer(updates: Update[]): void;
  /** Ends the poll because of another request, whose name this is. */
  terminate(by: "getUpdates" | "setWebhook"): void;
}

export interface PrivateChat {
  type: "private";
  bot: Bot;
  person: User;
  /** Has the person ever written to the bot? Until then the bot may not write either. */
  started: boolean;
  blocked: boolean;
  messages: Map<number, StoredMessage>;
  /** Ids of pinned messages, the newest last. */
  pinned: number[];
}

export interface SharedChat {
  type: "channel" | "group" | "supergroup";
  id: number;
  title: string;
  username: string | undefined;
  members: Map<number, Member>;
  /** What members who are not administrators may do in a group. */
  permissions: Required<ChatPermissions>;
  messages: Map<number, StoredMessage>;
  pinned: number[];
  lastMessageId: number;
  /** The supergroup that took this basic group's place. */
  migratedTo: number | undefined;
}

export type StoredChat = PrivateChat | SharedChat;

export type MemberStatus = "creator" | "administrator" | "member" | "restricted" | "left" | "kicked";

export interface Member {
  status: MemberStatus;
  /** An administrator's rights, or what a restricted member may do. */
  rights: Record<string, boolean>;
}

/** A message as it is kept: the parts that do not depend on who looks at it. */
export interface StoredMessage {
  id: number;
  chat: StoredChat;
  /** Who sent it, also where the channel speaks in his stead. */
  author: User;
  date: number;
  editDate?: number;
  /** Text, media or service fields, in the Bot API's shape. */
  content: Content;
  pollId?: string;
  forwardOrigin?: MessageOrigin;
  replyTo?: number;
  mediaGroupId?: string;
  replyMarkup?: InlineKeyboardMarkup;
  protectedContent?: boolean;
}

/** The fields of a message that say what it is; everything about who, where and when lies beside it. */
export type Content = Partial<
  Omit<Message, "message_id" | "chat" | "from" | "date" | "poll" | "reply_markup" | "reply_to_message">
>;

export interface PollState {
  poll: Poll;
  /** The bot that sent it: it gets the votes. Polls of people have none. */
  owner: Bot | undefined;
  votes: Map<number, number[]>;
  hideResults: boolean;
  /** Epoch milliseconds at which it closes by itself. */
  closesAt: number | undefined;
}

export interface PendingQuery {
  id: string;
  bot: Bot;
  at: number;
  answer(answer: { text?: string; show_alert?: boolean; answered: boolean }): void;
}

/** What the outside can listen to. Messages and chats are as stored; a view turns them into what one person sees. */
export type WorldEvent =
  | { type: "message" | "edited"; message: StoredMessage }
  | { type: "deleted"; chat: StoredChat; ids: number[] }
  | { type: "chat"; chat: StoredChat }
  | { type: "chat_gone"; chat: StoredChat; person: number }
  | { type: "people" }
  | { type: "faults" };

/** A world in which nothing exists yet. */
export function createWorld(now: () => number): World {
  return {
    now,
    people: new Map(),
    bots: new Map(),
    hidden: new Set(),
    chats: new Map(),
    privateChats: [],
    polls: new Map(),
    files: createFileStore(),
    callbackQueries: new Map(),
    faults: [],
    limiter: createLimiter(now),
    calls: [],
    callsInFlight: 0,
    idleWaiters: [],
    listeners: new Set(),
    counters: {
      message: 0,
      group: 4_000_000,
      channel: 1_800_000_000,
      poll: 5_000_000_000,
      query: 0,
      album: 0,
    },
  };
}

/** Tells every listener what has happened. */
export function emit(world: World, event: WorldEvent): void {
  for (const listener of world.listeners) listener(event);
}

/** The sandbox's present moment in whole seconds, as Telegram writes dates. */
export const unixTime = (world: World) => Math.floor(world.now() / 1000);

/** A person or bot by id. */
export function findUser(world: World, id: number): User | undefined {
  return world.people.get(id) ?? world.bots.get(id)?.user;
}
