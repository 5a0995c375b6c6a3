/**
 * Telegram's rates, kept beforehand: a bot that runs into 429 is punished with waits that are longer than its pace.
 *
 * What a send takes of a rate is counted from its response: the server counts it somewhere between the request and
 * the response, so a rate that holds from the response on holds for the server, however slow the way there is.
 * Nothing is kept for what waits: whoever sends asks who may be sent to now, and when to ask again.
 *
 * Rates of Telegram's FAQ ("My bot is hitting limits"): about 30 messages a second, one a second in a chat where
 * "short bursts" are let pass, 20 a minute in a group.
 */

export interface Pace {
  /** All messages of the bot. */
  overall: Rate;
  /** Messages to one chat: one every so often (ms), and so many at once after a rest. */
  chat: { every: number; burst: number };
  /** Messages to one group or supergroup, besides. */
  group: Rate;
}

/** At most so many messages in any stretch of so many milliseconds. */
export interface Rate {
  messages: number;
  within: number;
}

export const telegramPace: Pace = {
  overall: { messages: 30, within: 1000 },
  chat: { every: 1000, burst: 3 },
  group: { messages: 20, within: 60_000 },
};

/** For measuring what the rest costs. */
export const unlimitedPace: Pace = {
  overall: { messages: Number.POSITIVE_INFINITY, within: 0 },
  chat: { every: 0, burst: 1 },
  group: { messages: Number.POSITIVE_INFINITY, within: 0 },
};

export type Pacer = ReturnType<typeof createPacer>;

/** What is to be sent: so many messages to a chat. */
export interface Load {
  chatId: number;
  isGroup: boolean;
  messages: number;
}

/** The part of the rates that a send takes. */
export interface Passage {
  load: Load;
  overall: Taken;
}

/** An answer that takes longer (ms) is not waited for: a chat that hangs must not use up the pace of the others. */
const patience = 3000;
/** So many chats in a row (no other answer between) that are told to wait: it is the bot that is to wait. */
const chatsThatMeanTheBot = 3;
/** A clock that is corrected by less than this (ms) has not gone back. */
const correction = 1000;

export function createPacer(pace: Pace = telegramPace) {
  const overall = createWindow(pace.overall);
  const chats = new Map<number, Chat>();
  /** Until when nothing can go to a chat; no others are in here. */
  const resting = new Map<number, number>();
  let botRestsUntil = Number.NEGATIVE_INFINITY;
  const limitedInARow = new Set<number>();
  /** How many messages wait for room that did not suffice for them. */
  let wanted = 1;
  let forgetAt = 1000;
  let lastNow = Number.NEGATIVE_INFINITY;

  /** When this may go to its chat, as far as the chat is concerned (epoch ms, perhaps past). */
  function chatFreeAt({ chatId, messages }: Load, now: number): number {
    const chat = chats.get(chatId);
    if (!chat) return now;
    const bucket = chat.paidUntil - (pace.chat.burst - 1) * pace.chat.every;
    return Math.max(bucket, chat.window?.freeAt(messages, now) ?? now);
  }

  function rest(chatId: number, until: number): void {
    resting.set(chatId, Math.max(until, resting.get(chatId) ?? until));
  }

  /** A clock that went back would make everything rest until it has caught up. */
  function follow(now: number): void {
    if (now < lastNow - correction) {
      overall.clear();
      chats.clear();
      resting.clear();
      botRestsUntil = now;
      lastNow = now;
    }
    lastNow = Math.max(lastNow, now);
  }

  function forgetIdleChats(now: number): void {
    if (chats.size < forgetAt) return;
    for (const [chatId, chat] of chats)
      if (chat.paidUntil <= now && (chat.window?.isEmpty(now) ?? true)) chats.delete(chatId);
    forgetAt = Math.max(1000, 2 * chats.size);
  }

  return {
    /** The chats that nothing can go to now. */
    restingChats(now: number): number[] {
      follow(now);
      for (const [chatId, until] of resting) if (until <= now) resting.delete(chatId);
      return [...resting.keys()];
    },

    /**
     * Returns what says of one load after the other whether it may go now, each beside those admitted before it.
     * "not_now": its chat rests, others may go. "full": nothing more may go now, in fairness not even what is smaller.
     */
    admission(now: number): (load: Load) => "yes" | "not_now" | "full" {
      follow(now);
      let admitted = 0;
      wanted = 1;
      return (load) => {
        if (botRestsUntil > now) return "full";
        const free = chatFreeAt(load, now);
        if (free > now) {
          rest(load.chatId, free);
          return "not_now";
        }
        const crowded = admitted > 0 && admitted + load.messages > pace.overall.messages;
        if (crowded || overall.freeAt(admitted + load.messages, now) > now) {
          wanted = load.messages;
          return "full";
        }
        admitted += load.messages;
        return "yes";
      };
    },

    /** When there will be room for what goes next to a chat that does not rest (epoch ms, perhaps past). */
    roomAt: (now: number): number => Math.max(botRestsUntil, overall.freeAt(wanted, now)),

    /** When the first of the resting chats has rested (epoch ms); undefined where none does. */
    restedAt: (): number | undefined =>
      resting.size === 0 ? undefined : Math.max(botRestsUntil, Math.min(...resting.values())),

    /** A send starts. */
    start: (load: Load, now: number): Passage => ({
      load,
      overall: overall.take(load.messages, now + patience + pace.overall.within),
    }),

    /** It has ended, whatever came of it: the server may have counted it. */
    end({ load, overall: taken }: Passage, now: number): void {
      overall.giveBack(taken);
      overall.take(load.messages, now + pace.overall.within);
      const chat = chats.get(load.chatId) ?? { paidUntil: now, window: undefined };
      chat.paidUntil = Math.max(chat.paidUntil, now) + load.messages * pace.chat.every;
      if (load.isGroup) {
        chat.window ??= createWindow(pace.group);
        chat.window.take(load.messages, now + pace.group.within);
      }
      forgetIdleChats(now);
      chats.set(load.chatId, chat);
      const free = chatFreeAt({ ...load, messages: 1 }, now);
      if (free > now) rest(load.chatId, free);
    },

    /** Telegram has taken a message: if a chat is told to wait now, it is that chat alone. */
    wentWell: (): void => limitedInARow.clear(),

    /** Telegram said 429 for a chat. Returns true if it seems to mean the whole bot, which then waits as well. */
    limit(chatId: number, until: number): boolean {
      rest(chatId, until);
      limitedInARow.add(chatId);
      if (limitedInARow.size < chatsThatMeanTheBot) return false;
      botRestsUntil = Math.max(until, botRestsUntil);
      return true;
    },

    /** At start: a wait that was told to the last process. */
    restore(chatId: number | "bot", until: number): void {
      if (chatId === "bot") botRestsUntil = until;
      else rest(chatId, until);
    },
  };
}

interface Chat {
  /** The messages to it, one after the other, are paid for until then. */
  paidUntil: number;
  window: Window | undefined;
}

interface Taken {
  messages: number;
  until: number;
}

type Window = ReturnType<typeof createWindow>;

/** A rate over a sliding stretch of time. */
function createWindow({ messages: most }: Rate) {
  let taken: Taken[] = [];
  const kept = (now: number) => {
    taken = taken.filter(({ until }) => until > now);
    return taken;
  };

  return {
    take(messages: number, until: number): Taken {
      const entry = { messages, until };
      if (Number.isFinite(most)) taken.push(entry);
      return entry;
    },

    giveBack(entry: Taken): void {
      taken = taken.filter((other) => other !== entry);
    },

    /** When there is room for so many (epoch ms, perhaps past); for more than ever fit, when it is empty. */
    freeAt(messages: number, now: number): number {
      let room = most - kept(now).reduce((sum, one) => sum + one.messages, 0);
      if (room >= messages) return now;
      for (const one of taken.toSorted((a, b) => a.until - b.until)) {
        room += one.messages;
        if (room >= messages) return one.until;
      }
      return Math.max(now, ...taken.map(({ until }) => until));
    },

    isEmpty: (now: number): boolean => kept(now).length === 0,

    clear(): void {
      taken = [];
    },
  };
}
