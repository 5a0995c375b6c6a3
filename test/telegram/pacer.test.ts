/** The pacer on a simulated clock, against a server that counts each message somewhere between request and response. */
import { describe, expect, it } from "vitest";
import { createPacer, type Load, type Pace, telegramPace, unlimitedPace } from "../../src/telegram/pacer.ts";

const second = 1000;
const minute = 60 * second;

/** A generator of numbers in [0, 1) that a seed repeats (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

interface Counted extends Load {
  at: number;
}

/** Sends everything as the engine does, chat by chat in order. Returns what the server counted, and when. */
function drain(
  loads: Load[],
  { pace = telegramPace, latency }: { pace?: Pace; latency: () => { counted: number; answered: number } },
): { counted: Counted[]; lasted: number; wakes: number } {
  const pacer = createPacer(pace);
  const counted: Counted[] = [];
  let waiting = loads;
  let underWay: { load: Load; endsAt: number; passage: ReturnType<typeof pacer.start> }[] = [];
  let now = 0;
  let wakes = 0;
  while (waiting.length > 0 || underWay.length > 0) {
    wakes++;
    for (const { passage } of underWay.filter(({ endsAt }) => endsAt <= now)) pacer.end(passage, now);
    underWay = underWay.filter(({ endsAt }) => endsAt > now);

    const resting = new Set([...pacer.restingChats(now), ...underWay.map(({ load }) => load.chatId)]);
    const admit = pacer.admission(now);
    const left: Load[] = [];
    const admitted: Load[] = [];
    let full = false;
    for (const load of waiting) {
      const answer: string = full || resting.has(load.chatId) ? "not_now" : admit(load);
      full ||= answer === "full";
      if (answer === "yes") admitted.push(load);
      else left.push(load);
      resting.add(load.chatId);
    }
    waiting = left;
    for (const load of admitted) {
      const { counted: after, answered } = latency();
      counted.push({ ...load, at: now + after });
      underWay.push({ load, endsAt: now + answered, passage: pacer.start(load, now) });
    }
    const busy = new Set(underWay.map(({ load }) => load.chatId));
    const rested = pacer.restedAt();
    const next = [
      ...underWay.map(({ endsAt }) => endsAt),
      ...(waiting.some(({ chatId }) => !busy.has(chatId)) ? [pacer.roomAt(now)] : []),
      ...(rested === undefined ? [] : [rested]),
    ].filter((at) => at > now);
    if (waiting.length === 0 && underWay.length === 0) break;
    if (next.length === 0) throw new Error("nothing will ever happen");
    now = Math.min(...next);
  }
  counted.sort((a, b) => a.at - b.at);
  return { counted, lasted: counted.at(-1)?.at ?? 0, wakes };
}

/** The most messages in any stretch of so many milliseconds. */
function mostWithin(counted: Counted[], within: number): number {
  let most = 0;
  let sum = 0;
  let from = 0;
  for (const one of counted) {
    sum += one.messages;
    for (; (counted[from]?.at ?? 0) <= one.at - within; from++) sum -= counted[from]?.messages ?? 0;
    most = Math.max(most, sum);
  }
  return most;
}

/** True if every message came to a bucket that was not empty: one more a second, up to the burst. */
function keepsBucket(counted: Counted[], { every, burst }: Pace["chat"]): boolean {
  let level = burst;
  let before = 0;
  return counted.every(({ at, messages }) => {
    level = Math.min(burst, level + (at - before) / every);
    before = at;
    const enough = level >= 1 - 1e-9;
    level -= messages;
    return enough;
  });
}

const quick = () => ({ counted: 2, answered: 4 });
const channels = (count: number): Load[] =>
  Array.from({ length: count }, (_, index) => ({ chatId: index, isGroup: false, messages: 1 }));

describe("whatever is to be sent, and however slow the answers", () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])("no limit is ever exceeded (seed %i)", (seed) => {
    const random = numbers(seed);
    const chats = 1 + Math.floor(random() * 60);
    const loads = Array.from({ length: 400 }, (): Load => {
      const chatId = Math.floor(random() * chats);
      const messages = random() < 0.2 ? 2 + Math.floor(random() * 9) : 1;
      return { chatId, isGroup: chatId % 3 === 0, messages };
    });
    const slowest = [20, 300, 3000][seed % 3] ?? 20;
    const latency = () => {
      const answered = 1 + Math.floor(random() * slowest);
      return { counted: Math.floor(random() * answered), answered };
    };
    const { counted } = drain(loads, { latency });
    expect(counted).toHaveLength(loads.length);
    expect(mostWithin(counted, second)).toBeLessThanOrEqual(30);
    for (const ofChat of Map.groupBy(counted, ({ chatId }) => chatId).values()) {
      expect(keepsBucket(ofChat, telegramPace.chat)).toBe(true);
      if (ofChat[0]?.isGroup) expect(mostWithin(ofChat, minute)).toBeLessThanOrEqual(20);
    }
  });
});

describe("the time it takes", () => {
  it.each<[string, Load[], number]>([
    ["300 messages to 300 channels", channels(300), 9 * second],
    ["1,000 messages to 1,000 channels", channels(1000), 33 * second],
    [
      "100 messages to 5 groups",
      Array.from({ length: 100 }, (_, index) => ({ chatId: index % 5, isGroup: true, messages: 1 })),
      17 * second,
    ],
    [
      "200 messages to 5 groups",
      Array.from({ length: 200 }, (_, index) => ({ chatId: index % 5, isGroup: true, messages: 1 })),
      77 * second,
    ],
    [
      "40 albums of ten to 20 groups",
      Array.from({ length: 40 }, (_, index) => ({ chatId: index % 20, isGroup: true, messages: 10 })),
      // Three albums a second, and eight seconds between two to the same group.
      14 * second,
    ],
  ])("is within 5 % of the least possible: %s", (_what, loads, ideal) => {
    const { lasted } = drain(loads, { latency: quick });
    expect(ideal / lasted).toBeGreaterThanOrEqual(0.95);
  });

  it("is spent asleep: no more wakes than sends start and end", () => {
    expect(drain(channels(300), { latency: quick }).wakes).toBeLessThan(100);
  });

  it("is none without limits", () => {
    expect(drain(channels(5000), { latency: quick, pace: unlimitedPace }).lasted).toBe(2);
  });
});

describe("an answer that does not come", () => {
  it("takes up the others' pace for some seconds only", () => {
    const pacer = createPacer();
    for (const load of channels(30)) pacer.start(load, 0);
    const another = { chatId: -1, isGroup: false, messages: 1 };
    expect(pacer.admission(2 * second)(another)).toBe("full");
    expect(pacer.roomAt(2 * second)).toBe(4 * second);
    expect(pacer.admission(4 * second)(another)).toBe("yes");
  });
});

describe("a 429", () => {
  const to = (chatId: number): Load => ({ chatId, isGroup: false, messages: 1 });

  it("makes its chat wait, and no other", () => {
    const pacer = createPacer();
    expect(pacer.limit(1, 40 * second)).toBe(false);
    expect(pacer.admission(0)(to(2))).toBe("yes");
    expect(pacer.restingChats(39 * second)).toEqual([1]);
    expect(pacer.restedAt()).toBe(40 * second);
    expect(pacer.restingChats(40 * second)).toEqual([]);
  });

  it("in three chats in a row makes everything wait", () => {
    const pacer = createPacer();
    expect([1, 2, 2, 3].map((chatId) => pacer.limit(chatId, 40 * second))).toEqual([
      false,
      false,
      false,
      true,
    ]);
    expect(pacer.admission(39 * second)(to(4))).toBe("full");
    expect(pacer.roomAt(0)).toBe(40 * second);
    expect(pacer.admission(40 * second)(to(4))).toBe("yes");
  });

  it("that comes late and asks for less shortens no wait", () => {
    const pacer = createPacer();
    for (const chatId of [1, 2, 3]) pacer.limit(chatId, 40 * second);
    expect(pacer.limit(4, 5 * second)).toBe(true);
    expect(pacer.roomAt(0)).toBe(40 * second);
  });

  it("in many chats means those chats as long as messages to others are taken between", () => {
    const pacer = createPacer();
    for (const chatId of [1, 2, 3, 4, 5]) {
      expect(pacer.limit(chatId, 40 * second)).toBe(false);
      pacer.wentWell();
    }
    expect(pacer.admission(0)(to(6))).toBe("yes");
  });
});

describe("a wait of the last process", () => {
  it("goes on for its chat, or for the bot", () => {
    const pacer = createPacer();
    pacer.restore(7, 10 * second);
    expect(pacer.restingChats(0)).toEqual([7]);
    pacer.restore("bot", 20 * second);
    expect(pacer.roomAt(0)).toBe(20 * second);
  });
});

it("does not stand still until a clock that went back has caught up", () => {
  const pacer = createPacer();
  const load = { chatId: 1, isGroup: false, messages: 10 };
  pacer.end(pacer.start(load, 1000 * minute), 1000 * minute);
  expect(pacer.restingChats(1000 * minute)).toEqual([1]);
  expect(pacer.restingChats(0)).toEqual([]);
  expect(pacer.admission(0)(load)).toBe("yes");
});
