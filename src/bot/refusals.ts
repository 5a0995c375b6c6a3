/** Telegram's refusals that are an answer rather than an error: a chat that the bot cannot see, a person who has blocked it. */
import { GrammyError } from "grammy";

/** True for 400 and 403; a 429, a 5xx or a lost connection says nothing about the chat. */
export function isRefusal(error: unknown): boolean {
  return error instanceof GrammyError && (error.error_code === 400 || error.error_code === 403);
}

/** For `.catch()`: undefined where Telegram refused; throws anything else on. */
export function unlessRefused(error: unknown): undefined {
  if (!isRefusal(error)) throw error;
  return undefined;
}
