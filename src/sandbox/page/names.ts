/** How people, chats and messages are called in one line. */
import type { Message, MessageOrigin, User } from "@grammyjs/types";
import type { ClientChat } from "../client/protocol.ts";

/** First and last name. */
export function nameOf(user: User): string {
  return user.last_name ? `${user.first_name} ${user.last_name}` : user.first_name;
}

/** Under a chat's title: who is in it. */
export function chatSubtitle(chat: ClientChat): string {
  if (chat.type === "private")
    return chat.commands || chat.username?.toLowerCase().endsWith("bot") ? "bot" : "person";
  const count = chat.members?.filter((one) => one.status !== "left" && one.status !== "kicked").length ?? 0;
  if (chat.type === "channel") return `channel · ${count} ${count === 1 ? "subscriber" : "subscribers"}`;
  return `${chat.type === "group" ? "group" : "supergroup"} · ${count} ${count === 1 ? "member" : "members"}`;
}

/** Where a forwarded message comes from. */
export function originOf(origin: MessageOrigin): string {
  if (origin.type === "user") return nameOf(origin.sender_user);
  if (origin.type === "hidden_user") return origin.sender_user_name;
  const chat = origin.type === "chat" ? origin.sender_chat : origin.chat;
  return "title" in chat && chat.title ? chat.title : "a chat";
}

/** A message in a few words, for the chat list, replies and the pinned bar. */
export function snippetOf(message: Message): string {
  const text = message.text ?? message.caption;
  const kind = kindOf(message);
  if (kind === "service") return serviceText(message) ?? "";
  if (message.poll) return `📊 ${message.poll.question}`;
  const mark = kind ? mediaNames[kind] : undefined;
  const line = hideSpoilers(message).replaceAll("\n", " ");
  if (!mark) return text ? line : "Message";
  if (text) return `${mark.split(" ")[0]} ${line}`;
  return message.document && !message.animation ? `📎 ${message.document.file_name ?? "File"}` : mark;
}

/** The sentence of a service message, without who did it where that is not known; undefined for other messages. */
export function serviceText(message: Message): string | undefined {
  const who = message.from ? nameOf(message.from) : "Somebody";
  if (message.new_chat_members) {
    const added = message.new_chat_members.filter((user) => user.id !== message.from?.id);
    return added.length > 0 ? `${who} added ${added.map(nameOf).join(", ")}` : `${who} joined the group`;
  }
  if (message.left_chat_member) {
    const left = message.left_chat_member;
    return left.id === message.from?.id ? `${who} left the group` : `${who} removed ${nameOf(left)}`;
  }
  if (message.new_chat_title !== undefined)
    return message.chat.type === "channel"
      ? `Channel renamed to “${message.new_chat_title}”`
      : `${who} changed the title to “${message.new_chat_title}”`;
  if (message.pinned_message) {
    const snippet =
      "date" in message.pinned_message ? snippetOf(message.pinned_message as Message) : "a message";
    const by = message.from
      ? nameOf(message.from)
      : "title" in message.chat
        ? message.chat.title
        : "Somebody";
    return `${by} pinned “${snippet.length > 40 ? `${snippet.slice(0, 39)}…` : snippet}”`;
  }
  if (message.group_chat_created || message.supergroup_chat_created) return `${who} created the group`;
  if (message.channel_chat_created) return "Channel created";
  if (message.migrate_to_chat_id !== undefined) return "The group became a supergroup";
  if (message.migrate_from_chat_id !== undefined) return "The group became a supergroup";
  return undefined;
}

const mediaNames = {
  photo: "🖼 Photo",
  video: "🎬 Video",
  animation: "🎞 GIF",
  document: "📎 File",
  audio: "🎵 Audio",
  voice: "🎤 Voice message",
  sticker: "🙂 Sticker",
};

function kindOf(message: Message): keyof typeof mediaNames | "service" | undefined {
  if (serviceText(message)) return "service";
  if (message.animation) return "animation";
  const kinds = ["photo", "video", "document", "audio", "voice", "sticker"] as const;
  return kinds.find((kind) => message[kind] !== undefined);
}

function hideSpoilers(message: Message): string {
  let text = message.text ?? message.caption ?? "";
  for (const entity of message.entities ?? message.caption_entities ?? []) {
    if (entity.type !== "spoiler") continue;
    const end = entity.offset + entity.length;
    text = text.slice(0, entity.offset) + "▒".repeat(entity.length) + text.slice(end);
  }
  return text;
}
