/**
 * What a failed call means. The question that matters is whether Telegram may have carried it out:
 * only where that is certain not to be so may the call ever be repeated.
 */
import { GrammyError, HttpError } from "grammy";
import type { FailureReason, Outcome } from "../posts/retry.ts";

/** Takes whatever a call of grammY's Api threw. The outcome's detail carries neither token nor address. */
export function classify(error: unknown): Outcome {
  if (error instanceof GrammyError) return classifyAnswer(error);
  if (error instanceof HttpError) return classifyConnection(error.error);
  return { kind: "doubtful", reason: "other", detail: redact(String(error)) };
}

/** How long to wait (ms) where Telegram is not reached; a refused connection says nothing about that. */
const unreachableWait = 15_000;
/** Where a 429 came without retry_after, which the Bot API promises but a proxy may not know. */
const unstatedWait = 30_000;

/** Telegram answered, and said no. */
function classifyAnswer({ error_code: code, description, parameters }: GrammyError): Outcome {
  const detail = redact(String(description));
  if (parameters.migrate_to_chat_id !== undefined)
    return { kind: "migrated", toChatId: parameters.migrate_to_chat_id };
  if (code === 429) {
    const retryAfterMs = parameters.retry_after === undefined ? unstatedWait : parameters.retry_after * 1000;
    return { kind: "wait", retryAfterMs, reason: "too_many_requests" };
  }
  // 404 is the answer for a token that is not even well-formed.
  if (code === 401 || code === 404) return { kind: "refused", reason: "unauthorized", detail };
  if (code >= 400 && code < 500) {
    if (/temporarily unavailable/i.test(detail)) return { kind: "transient", reason: "file_refused", detail };
    const known = refusals.find(([pattern]) => pattern.test(detail));
    return { kind: "refused", reason: known?.[1] ?? (code === 403 ? "no_rights" : "other"), detail };
  }
  const reason = code >= 500 ? "server_error" : "unreadable_answer";
  return { kind: "doubtful", reason, detail };
}

/** Telegram's own words (and the error names of the layer below it), first match wins. */
const refusals: [RegExp, FailureReason][] = [
  [
    /chat not found|chat was (deleted|deactivated)|PEER_ID_INVALID|CHANNEL_INVALID|CHAT_ID_INVALID/i,
    "chat_not_found",
  ],
  [/bot was kicked|USER_BANNED_IN_CHANNEL/i, "kicked"],
  [/not a member/i, "not_a_member"],
  [/blocked by the user|user is deactivated|can't initiate conversation/i, "blocked"],
  // One kind of message ("not enough rights to send photos to the chat"), or any at all.
  [/(not enough|no) rights to send \w|CHAT_SEND_\w+_FORBIDDEN/i, "no_rights"],
  [
    /need administrator rights|no write access|CHAT_WRITE_FORBIDDEN|CHAT_ADMIN_REQUIRED|CHAT_RESTRICTED/i,
    "may_not_post",
  ],
  [/not enough rights/i, "no_rights"],
  [/poll|quiz|correct.option/i, "poll_refused"],
  [
    /file|(photo|document|video|audio|media)_?(invalid|empty)|IMAGE_PROCESS|web page content/i,
    "file_refused",
  ],
  [/message (text )?is (empty|too long)|must be non-empty|caption is too long|too large/i, "content_refused"],
  [/entit(y|ies)|MESSAGE_TOO_LONG|MESSAGE_EMPTY|CAPTION_TOO_LONG|album|media group/i, "content_refused"],
];

/** No answer that could be read. `error` is what grammY's HTTP client failed with. */
function classifyConnection(error: unknown): Outcome {
  const { name, message, type, code } = facts(error);
  const said = reasonOf(message);
  if (/timed out after/.test(message)) return doubtful("timed_out", "no answer in time");
  // grammY's own limit is told above: an abort from outside means that Belfry is stopping.
  if (name === "AbortError") return doubtful("stopped_while_sending", "stopped before the answer came");
  if (type === "invalid-json") return doubtful("unreadable_answer", "the answer was not JSON");
  if (neverConnected(code, said))
    return { kind: "wait", retryAfterMs: unreachableWait, reason: "unreachable" };
  if (lostCodes.has(code)) return doubtful("connection_lost", said || code);
  return doubtful("other", said || code || name);
}

function doubtful(reason: FailureReason, detail: string): Outcome {
  return { kind: "doubtful", reason, detail: redact(detail) };
}

const lostCodes = new Set(["ECONNRESET", "EPIPE", "ETIMEDOUT", "ECONNABORTED", "ERR_STREAM_PREMATURE_CLOSE"]);
const connectCodes = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN"]);
/** These happen to a standing connection too: they are certain only where connecting was what failed. */
const routeCodes = new Set(["ETIMEDOUT", "ENETUNREACH", "EHOSTUNREACH", "EADDRNOTAVAIL"]);
const certificateCodes = /^(CERT_|ERR_TLS_|ERR_SSL_WRONG_VERSION|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_)/;

/** True if the request cannot have gone out: there was no connection, or no trust in who answered it. */
function neverConnected(code: string, said: string): boolean {
  if (connectCodes.has(code) || certificateCodes.test(code)) return true;
  // Several addresses tried in vain come as one error without words of its own.
  if (routeCodes.has(code)) return said === "" || said.startsWith("connect ");
  if (code === "EPROTO") return said.includes("wrong version number");
  return code === "ECONNRESET" && said.includes("before secure TLS connection");
}

function facts(error: unknown): { name: string; message: string; type: string; code: string } {
  const { name, message, type, code } = (error ?? {}) as Record<string, unknown>;
  const text = (value: unknown) => (typeof value === "string" ? value : "");
  return { name: text(name), message: text(message), type: text(type), code: text(code) };
}

/** The HTTP client writes "request to URL failed, reason: WORDS", and the URL holds the token. */
function reasonOf(message: string): string {
  const mark = ", reason: ";
  const at = message.indexOf(mark);
  return at < 0 ? message : message.slice(at + mark.length);
}

function redact(text: string): string {
  return text.replaceAll(/https?:\/\/\S+/g, "[address]").replaceAll(/\d{5,}:[\w-]{20,}/g, "[token]");
}
