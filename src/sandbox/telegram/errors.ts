/** How Telegram refuses: one error type, and the refusals that more than one method gives. */

/** A refusal with the Bot API's own code and text, such as 400 "Bad Request: chat not found". */
export class TelegramError extends Error {
  readonly code: number;
  readonly parameters: { migrate_to_chat_id?: number; retry_after?: number } | undefined;

  constructor(code: number, description: string, parameters?: TelegramError["parameters"]) {
    super(description);
    this.name = "TelegramError";
    this.code = code;
    this.parameters = parameters;
  }
}

/** 400. As on the server, the reason begins in lower case unless it is an ERROR_CODE. */
export function badRequest(reason: string, parameters?: TelegramError["parameters"]): TelegramError {
  const text = /^.[A-Z_]/.test(reason) ? reason : reason.charAt(0).toLowerCase() + reason.slice(1);
  return new TelegramError(400, `Bad Request: ${text}`, parameters);
}

/** 403, for chats that the bot may not write to. */
export function forbidden(reason: string): TelegramError {
  return new TelegramError(403, `Forbidden: ${reason}`);
}

/** 409, when two receivers of updates get in each other's way. */
export function conflict(reason: string): TelegramError {
  return new TelegramError(409, `Conflict: ${reason}`);
}

/** 429, with the number of seconds after which the call may be repeated. */
export function tooManyRequests(retryAfter: number): TelegramError {
  return new TelegramError(429, `Too Many Requests: retry after ${retryAfter}`, { retry_after: retryAfter });
}

export const chatNotFound = () => badRequest("chat not found");

/** The answer for a basic group that has become a supergroup: it names the new chat. */
export function groupWasUpgraded(newChatId: number): TelegramError {
  return badRequest("group chat was upgraded to a supergroup chat", { migrate_to_chat_id: newChatId });
}

export const notModified = () =>
  badRequest(
    "message is not modified: specified new message content and reply markup are exactly the same " +
      "as a current content and reply markup of the message",
  );
