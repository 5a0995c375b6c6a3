/**
 * Asking about messages without changing anything. Bots cannot read a chat's history, but an edit that would leave a
 * message as it is gets refused, and the words of the refusal tell what is there. Read in the sources of the Bot API
 * server (Client.cpp) and TDLib (can_edit_message), July 2026.
 */
import { type Api, GrammyError } from "grammy";
import { classify } from "./classify.ts";
import type { GrammySignal } from "./client.ts";

export type Probe = ReturnType<typeof createProbe>;

/** What is under a message id. */
export type Presence =
  /** A message that this bot may edit, without buttons: its own; where it may edit everybody's posts, anybody's. */
  | "editable"
  /** A message that this bot may not edit: somebody else's, or a service message. */
  | "not_editable"
  /** A message that had buttons. Belfry's posts have none: it was not ours, or another bot has been at it. */
  | "had_buttons"
  /** Nothing, or nothing that the bot may see. */
  | "missing";

export type Answer<T> =
  | { is: T }
  /** Telegram could not be asked; in so many ms perhaps. */
  | { askAgainAfterMs: number }
  /** Telegram does not say, and will not. */
  | "refused";

/** Where a call failed without a word on how long to wait. */
const usualPause = 15_000;

/** `botId` is the bot's own user id: the number before the colon of its token. Neither function throws. */
export function createProbe(api: Api, botId: number) {
  return {
    /** What is under a message id of a channel or supergroup. */
    async message(chatId: number, messageId: number, signal?: AbortSignal): Promise<Answer<Presence>> {
      try {
        await api.editMessageReplyMarkup(chatId, messageId, {}, signal as GrammySignal);
        return { is: "had_buttons" };
      } catch (error) {
        const presence = error instanceof GrammyError && presenceIn(error);
        return presence ? { is: presence } : failed(error);
      }
    },

    /** Whether the bot may edit posts of others in a channel: then "editable" does not tell whose a post is. */
    async editsEverything(chatId: number, signal?: AbortSignal): Promise<Answer<boolean>> {
      try {
        const member = await api.getChatMember(chatId, botId, signal as GrammySignal);
        return { is: member.status === "administrator" && member.can_edit_messages === true };
      } catch (error) {
        return failed(error);
      }
    },
  };
}

function presenceIn({ error_code, description }: GrammyError): Presence | undefined {
  if (error_code !== 400) return undefined;
  if (/message is not modified/i.test(description)) return "editable";
  if (/message can't be edited/i.test(description)) return "not_editable";
  if (/message to edit not found/i.test(description)) return "missing";
  return undefined;
}

/** Asking may be repeated freely: here only a plain no is final, whatever it would mean for a send. */
function failed(error: unknown): { askAgainAfterMs: number } | "refused" {
  const outcome = classify(error);
  switch (outcome.kind) {
    case "wait":
      return { askAgainAfterMs: Math.max(outcome.retryAfterMs, 1000) };
    case "transient":
    case "doubtful":
      return { askAgainAfterMs: usualPause };
    case "refused":
      // A token that Telegram does not take now says nothing about the message.
      return outcome.reason === "unauthorized" ? { askAgainAfterMs: usualPause } : "refused";
    default:
      return "refused";
  }
}
