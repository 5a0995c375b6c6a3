/** Telegram's rates, enforced: so many in any second, one a second in a chat after a burst, so many a minute in a group. */

export interface Limits {
  perSecond: number;
  /** Messages to one chat at once after a rest; after them one a second. */
  chatBurst: number;
  /** Where every chat is a group: messages to one in any minute. */
  perGroupMinute?: number;
}

/** As in Telegram's FAQ for bots, "My bot is hitting limits", where "short bursts" to a chat pass. */
export const telegramLimits: Limits = { perSecond: 30, chatBurst: 3 };
export const groupLimits: Limits = { ...telegramLimits, perGroupMinute: 20 };
/** A server that lets no burst pass. */
export const strictLimits: Limits = { ...groupLimits, chatBurst: 1 };

const second = 1000;
const minute = 60_000;

export function createLimiter({ perSecond, chatBurst, perGroupMinute = Number.POSITIVE_INFINITY }: Limits) {
  const overall: number[] = [];
  const chats = new Map<number, { paidUntil: number; taken: number[] }>();

  return {
    /** Takes a message; or refuses it and returns the whole seconds after which it may come again. */
    take(chatId: number, now: number): number | undefined {
      const chat = chats.get(chatId) ?? { paidUntil: now, taken: [] };
      chats.set(chatId, chat);
      const freeAt = Math.max(
        chat.paidUntil - (chatBurst - 1) * second,
        freeInWindow(overall, perSecond, second, now),
        freeInWindow(chat.taken, perGroupMinute, minute, now),
      );
      if (freeAt > now) return Math.max(1, Math.ceil((freeAt - now) / second));
      chat.paidUntil = Math.max(chat.paidUntil, now) + second;
      overall.push(now);
      chat.taken.push(now);
      return undefined;
    },
  };
}

/** When a sliding window has room for one more. Forgets what has left it. */
function freeInWindow(taken: number[], most: number, within: number, now: number): number {
  while (taken[0] !== undefined && taken[0] + within <= now) taken.shift();
  return taken.length < most ? now : (taken[taken.length - most] ?? now) + within;
}

/** The least time (ms) in which the limits let this many messages to each of so many chats through. */
export function idealTime(
  { perSecond, chatBurst, perGroupMinute = Number.POSITIVE_INFINITY }: Limits,
  chats: number,
  each: number,
): number {
  const total = Math.floor((chats * each - 1) / perSecond) * second;
  const chat = Math.max(0, each - chatBurst) * second;
  const group = Math.floor((each - 1) / perGroupMinute) * minute;
  return Math.max(total, chat, group);
}
