/** Telegram's limits on how fast a bot may send, on the sandbox's own clock. */
import { tooManyRequests } from "./errors.ts";

export interface Limits {
  /** Messages per second over all chats. */
  perSecond?: number;
  perChatPerSecond?: number;
  perGroupPerMinute?: number;
}

export type Limiter = ReturnType<typeof createLimiter>;

/** Counts sent messages; without limits (the default) everything passes. */
export function createLimiter(now: () => number) {
  let limits: Limits = {};
  let sent: { chat: number; at: number }[] = [];

  /** Lets `count` messages to a chat pass, or throws 429 with the seconds after which there is room again. */
  function pass(chat: number, count: number, isGroup: boolean): void {
    const present = now();
    sent = sent.filter((message) => present - message.at < 60_000);
    const inChat = sent.filter((message) => message.chat === chat);
    check(sent, limits.perSecond, 1000, present);
    check(inChat, limits.perChatPerSecond, 1000, present);
    if (isGroup) check(inChat, limits.perGroupPerMinute, 60_000, present);
    for (let index = 0; index < count; index++) sent.push({ chat, at: present });
  }

  return {
    pass,
    set(next: Limits): void {
      limits = next;
      sent = [];
    },
  };
}

function check(messages: { at: number }[], limit: number | undefined, span: number, present: number): void {
  if (limit === undefined) return;
  const recent = messages.filter((message) => present - message.at < span);
  if (recent.length < limit) return;
  const freeAt = recent[recent.length - limit]!.at + span;
  throw tooManyRequests(Math.max(1, Math.ceil((freeAt - present) / 1000)));
}
