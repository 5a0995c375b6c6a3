/**
 * What the sandbox's page and its server say to each other: JSON over HTTP under /client,
 * and one stream of server-sent events. Messages have the Bot API's own shape,
 * so whoever knows that needs to learn nothing here.
 */
import type { BotCommand, Chat, Message, MessageEntity, User } from "@grammyjs/types";

/** A message as one person sees it: the Bot API's, with what only that person's app knows. */
export type ClientMessage = Message & {
  /** The options that this person voted for, in polls. */
  chosen_option_ids?: number[];
  /** True where this person may edit or delete the message. */
  own?: boolean;
};

export interface ClientChat {
  id: number;
  type: Chat["type"];
  /** The title of a channel or group; the other side's name in a private chat. */
  title: string;
  username?: string;
  /** Members of a channel or group; absent in private chats. */
  members?: ClientMember[];
  /** May the person who looks write here? False for a channel's subscribers. */
  can_write: boolean;
  /** May this person pin messages here? */
  can_pin: boolean;
  pinned_message_id?: number;
  last_message?: ClientMessage;
  /** In the private chat with a bot: the commands of its menu, for this person. */
  commands?: BotCommand[];
}

export interface ClientMember {
  user: User;
  status: "creator" | "administrator" | "member" | "restricted" | "left" | "kicked";
  /** An administrator's rights, by the Bot API's names (can_post_messages, can_pin_messages, …). */
  rights?: Record<string, boolean>;
}

/** GET /client/state?user=ID */
export interface ClientState {
  /** The sandbox's present moment, epoch milliseconds; it runs on, and jumps when somebody travels. */
  now: number;
  /** The IANA zone in which the page shows the clock and reads dates that are typed. */
  time_zone: string;
  people: User[];
  bots: User[];
  chats: ClientChat[];
  faults: Fault[];
  /** The programs that run beside the sandbox (a bot), which the page can stop and start. */
  programs: { name: string; running: boolean }[];
  /** True while a journey through time is under way. */
  travelling: boolean;
}

/** GET /client/messages?user=ID&chat=ID&before=MESSAGE_ID (newest 50, oldest first) */
export interface ClientHistory {
  messages: ClientMessage[];
  more: boolean;
}

/**
 * A fault befalls calls of the Bot API, the number of times given, then it is used up.
 * - too_many_requests: 429 with retry_after
 * - server_error: an HTML page with status 502, nothing carried out
 * - internal_error: 500 in the Bot API's own JSON, nothing carried out
 * - lost_answer: carried out, then the connection is cut before the answer
 * - reset: the connection is cut before anything is carried out
 * - hang: neither carried out nor answered until the caller gives up
 * - truncated: carried out, but only half of the answer arrives
 */
export interface Fault {
  id: number;
  kind:
    | "too_many_requests"
    | "server_error"
    | "internal_error"
    | "lost_answer"
    | "reset"
    | "hang"
    | "truncated";
  /** How many more calls it befalls. */
  times: number;
  /** Only calls to this chat; any chat where absent. */
  chat_id?: number;
  /** Only these methods; where absent, every method that sends a message. */
  methods?: string[];
  /** Seconds, for too_many_requests; 5 where absent. */
  retry_after?: number;
}

/**
 * POST /client/ACTION with one of these as JSON (or, for sendMedia, multipart/form-data: a field "action"
 * holding the JSON, and one file field per item, named file0, file1, …).
 * Answers { ok: true, result } or { ok: false, description }.
 */
export interface ClientActions {
  /** Result: the ClientMessage. */
  sendText: { user: number; chat: number; text: string; entities?: MessageEntity[]; reply_to?: number };
  /** One item sends a single message, two to ten an album. Result: ClientMessage[]. */
  sendMedia: {
    user: number;
    chat: number;
    caption?: string;
    caption_entities?: MessageEntity[];
    items: {
      type: "photo" | "video" | "animation" | "document" | "audio" | "voice";
      spoiler?: boolean;
      width?: number;
      height?: number;
      duration?: number;
    }[];
  };
  /** A regular poll, or a quiz with its right answers (indexes). Result: the ClientMessage. */
  sendPoll: {
    user: number;
    chat: number;
    question: string;
    options: string[];
    is_anonymous: boolean;
    allows_multiple_answers: boolean;
    type: "regular" | "quiz";
    correct_option_ids?: number[];
    explanation?: string;
    explanation_entities?: MessageEntity[];
  };
  /** Result: the ClientMessage. */
  forward: { user: number; from_chat: number; message: number; to_chat: number };
  editText: { user: number; chat: number; message: number; text: string; entities?: MessageEntity[] };
  deleteMessage: { user: number; chat: number; message: number };
  setPinned: { user: number; chat: number; message: number; pinned: boolean };
  /**
   * Presses an inline button with callback_data. Result when the bot answers the query, or after ten seconds:
   * { text?, show_alert?, answered: boolean }; the page shows a toast or an alert.
   */
  pressButton: { user: number; chat: number; message: number; data: string };
  /** Votes in a poll; an empty list takes the vote back. */
  vote: { user: number; chat: number; message: number; options: number[] };
  /** What a person does to a member of a channel or group: adding the bot as an administrator, removing it, … */
  setMember: {
    user: number;
    chat: number;
    member: number;
    status: ClientMember["status"];
    rights?: Record<string, boolean>;
  };
  /** Renames a channel or group. */
  setTitle: { user: number; chat: number; title: string };
  /** Makes a basic group a supergroup, with a new id. Result: { chat_id }. */
  upgradeGroup: { user: number; chat: number };
  createChat: { user: number; type: "channel" | "group" | "supergroup"; title: string; username?: string };
  /** Moves the sandbox's clock forward to an instant (epoch ms); answers when everything due on the way has been done. Result: { now }. */
  travel: { to: number };
  addFault: Omit<Fault, "id">;
  clearFaults: Record<string, never>;
  setProgram: { name: string; running: boolean };
}

/** GET /client/events?user=ID: server-sent events, each `data:` one of these. */
export type ClientEvent =
  | { type: "message"; chat: number; message: ClientMessage }
  | { type: "edited"; chat: number; message: ClientMessage }
  | { type: "deleted"; chat: number; message_ids: number[] }
  /** A chat was added or changed for this person (title, members, rights, pin, commands). */
  | { type: "chat"; chat: ClientChat }
  | { type: "chat_gone"; chat: number }
  /** The clock jumped, or a journey began or ended. */
  | { type: "time"; now: number; travelling: boolean }
  | { type: "people"; people: User[] }
  | { type: "faults"; faults: Fault[] }
  | { type: "programs"; programs: ClientState["programs"] };
