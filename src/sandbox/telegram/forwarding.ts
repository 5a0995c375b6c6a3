/** Carrying a message elsewhere: with its origin (forward) or without (copy). */
import type { MessageOrigin } from "@grammyjs/types";
import { chatObject } from "./chats.ts";
import type { NewMessage } from "./messages.ts";
import { isPost } from "./messages.ts";
import type { StoredMessage, World } from "./world.ts";

/** The forward of a message; a poll stays the same poll, wherever it is shown. */
export function forwardOf(world: World, message: StoredMessage): NewMessage {
  return {
    content: structuredClone(message.content),
    forwardOrigin: originOf(world, message),
    ...(message.pollId && { pollId: message.pollId }),
  };
}

/** A copy of a message; of a poll, a new one without votes. */
export function copyOf(message: StoredMessage, makePoll: () => string): NewMessage {
  return {
    content: structuredClone(message.content),
    ...(message.pollId && { pollId: makePoll() }),
  };
}

function originOf(world: World, message: StoredMessage): MessageOrigin {
  if (message.forwardOrigin) return message.forwardOrigin;
  const { author, chat, date, id } = message;
  if (isPost(message)) {
    return { type: "channel", chat: chatObject(chat, 0) as never, message_id: id, date };
  }
  if (world.hidden.has(author.id)) {
    const name = [author.first_name, author.last_name].filter(Boolean).join(" ");
    return { type: "hidden_user", sender_user_name: name, date };
  }
  return { type: "user", sender_user: author, date };
}
