/** The messages of a chat that have been loaded: the newest ones without a gap, the oldest first. */
import type { ClientMessage } from "../client/protocol.ts";

export interface History {
  messages: ClientMessage[];
  /** Are there older ones on the server? */
  more: boolean;
}

/** Puts a message where its id belongs; one that is known already is replaced. A history not loaded stays so. */
export function insertMessage(history: History | undefined, message: ClientMessage): void {
  if (!history || replaceMessage(history, message)) return;
  const place = history.messages.findLastIndex((one) => one.message_id < message.message_id);
  history.messages.splice(place + 1, 0, message);
}

/** Puts the new state of a message in its place; says whether it was there. */
export function replaceMessage(history: History | undefined, message: ClientMessage): boolean {
  const index = history?.messages.findIndex((one) => one.message_id === message.message_id) ?? -1;
  if (!history || index < 0) return false;
  history.messages[index] = message;
  return true;
}

export function removeMessages(history: History | undefined, messageIds: number[]): void {
  if (history) history.messages = history.messages.filter((one) => !messageIds.includes(one.message_id));
}
