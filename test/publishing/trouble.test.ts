/** What holds up more than one delivery: rates, waits, outages; and sends whose fate is open. */
import { beforeEach, describe, expect, it } from "vitest";
import { createTravellingClock, type TravellingClock } from "../../src/clock.ts";
import { createEvents, type Event } from "../../src/events.ts";
import type { Sighting } from "../../src/posts/retry.ts";
import type { Look } from "../../src/publishing/attempt.ts";
import { createEngine, type Engine } from "../../src/publishing/engine.ts";
import { createChatChangeStore } from "../../src/storage/chat-changes.ts";
import type { Claim } from "../../src/storage/claims.ts";
import type { Database } from "../../src/storage/database.ts";
import { createDeliveryStore } from "../../src/storage/deliveries.ts";
import { createTroubleStore } from "../../src/storage/telegram-trouble.ts";
import { createTelegramApi } from "../../src/telegram/client.ts";
import { createPacer } from "../../src/telegram/pacer.ts";
import { createSender, type Send } from "../../src/telegram/send.ts";
import { freshDatabase } from "../support/database.ts";
import { addDestination, addPost, readDelivery, someTime, textContent } from "../support/factories.ts";
import { botToken, freshTelegram } from "../support/telegram.ts";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const longestSendMs = 35 * second;

let here: Awaited<ReturnType<typeof freshTelegram>>;
let database: Database;
let sqlite: ReturnType<typeof freshDatabase>["sqlite"];
let clock: TravellingClock;
let events: Event[];

beforeEach(async () => {
  clock = createTravellingClock({ startAt: someTime, flowing: false });
  here = await freshTelegram({ now: clock.now });
  ({ database, sqlite } = freshDatabase());
  events = [];
});

/** A process of its own over the same database: what a restart makes. */
function startEngine({
  hear,
  ...parts
}: {
  send?: Send;
  look?: Look;
  parallel?: number;
  hear?: (event: Event) => void;
} = {}): Engine {
  const bus = createEvents((error) => {
    throw error;
  });
  bus.listen((event) => events.push(event));
  if (hear) bus.listen(hear);
  const engine = createEngine({
    deliveries: createDeliveryStore(database),
    chats: createChatChangeStore(database),
    trouble: createTroubleStore(database),
    pacer: createPacer(),
    send: here.send,
    clock,
    events: bus,
    expireAfterMs: 24 * hour,
    random: () => 0.5,
    longestSendMs,
    ...parts,
  });
  engine.recover();
  return engine;
}

const senderTo = (apiRoot: string, token = botToken, timeoutSeconds = 5): Send =>
  createSender(createTelegramApi({ token, apiRoot, timeoutSeconds }));

function chat(type: "channel" | "group" | "supergroup" = "channel") {
  return addDestination(database, { chatId: here.addChat(type), type });
}

/** What appeared, in every chat together, in the order in which it was sent. */
const sendCalls = () => here.telegram.calls.filter(({ method }) => method.startsWith("send"));
const sentTexts = () => sendCalls().map(({ payload }) => String(payload.text));
const delivery = (post: { deliveryIds: number[] }) => readDelivery(database, post.deliveryIds[0]);
const happened = (type: Event["type"]) => events.filter((event) => event.type === type);
const passBy = (after: number) => clock.travelTo(clock.now() + after, async () => undefined);

/** Publishes and sleeps in turns, as the job does, until nothing is left to do before an instant. */
async function publishUntil(engine: Engine, end: number): Promise<void> {
  await engine.publishDue();
  for (let next = engine.nextAttemptAt(); next !== undefined && next <= end; next = engine.nextAttemptAt()) {
    await clock.travelTo(Math.max(next, clock.now() + 1), async () => undefined);
    await engine.publishDue();
  }
}

describe("more than the pace allows", () => {
  it("goes out in the order of its due times, and lateness counts from them", async () => {
    const posts = Array.from({ length: 70 }, (_, index) =>
      addPost(database, [chat()], { content: textContent(`${index}`), dueAt: someTime - 70 + index }),
    );
    const engine = startEngine();
    expect(await engine.publishDue()).toMatchObject({ sent: 30 });
    expect(engine.nextAttemptAt()).toBe(someTime + second);
    await publishUntil(engine, someTime + minute);
    const order = sentTexts().map(Number);
    // Within one second's batch the connection decides.
    expect([0, 30, 60].map((from) => order.slice(from, from + 30).sort((a, b) => a - b)[0])).toEqual([
      0, 30, 60,
    ]);
    expect(posts.map((post) => delivery(post).sentAt)).toEqual(
      posts.map((_, index) => someTime + Math.floor(index / 30) * second),
    );
    expect(events).toContainEqual(expect.objectContaining({ status: "sent", lateness: second + 40 }));
  });

  it("leaves the next one in its chat waiting, and lets other chats pass", async () => {
    const [busy, other] = [chat("supergroup"), chat()];
    for (let number = 0; number < 25; number++)
      addPost(database, [busy], { content: textContent(`busy ${number}`) });
    addPost(database, [other], { content: textContent("other"), dueAt: someTime + second });
    const engine = startEngine();
    await publishUntil(engine, someTime + 2 * minute);
    expect(here.telegram.messages(busy.chatId).flatMap(({ text }) => text ?? [])).toEqual(
      Array.from({ length: 25 }, (_, number) => `busy ${number}`),
    );
    expect(sentTexts().indexOf("other")).toBeLessThan(6);
    expect(clock.now()).toBe(someTime + 62 * second);
  });
});

describe("a wait that Telegram ordered", () => {
  it("holds for a chat's later posts too, also after a restart", async () => {
    const news = chat();
    const first = addPost(database, [news], { content: textContent("first") });
    const later = addPost(database, [news], { content: textContent("later"), dueAt: someTime + minute });
    here.telegram.addFault({ kind: "too_many_requests", times: 1, chat_id: news.chatId, retry_after: 3600 });
    await startEngine().publishDue();
    await passBy(2 * minute);
    const next = startEngine();
    await next.publishDue();
    expect([delivery(first), delivery(later)].map(({ status }) => status)).toEqual(["pending", "pending"]);
    expect(sendCalls()).toHaveLength(1);
    await publishUntil(next, someTime + 2 * hour);
    expect(sentTexts()).toEqual(["first", "first", "later"]);
    expect(delivery(first).sentAt).toBe(someTime + hour);
  });

  it("is not shortened by a later one that asks for less", () => {
    const trouble = createTroubleStore(database);
    trouble.wait(-1, someTime + hour, someTime);
    trouble.wait(-1, someTime + minute, someTime);
    expect(trouble.waits(someTime)).toEqual([{ chatId: -1, until: someTime + hour }]);
    trouble.wait(-1, someTime + 3 * hour, someTime + 2 * hour);
    expect(trouble.waits(someTime)).toEqual([{ chatId: -1, until: someTime + 3 * hour }]);
  });

  it("for the whole bot holds up every chat, also after a restart", async () => {
    for (let number = 0; number < 3; number++) addPost(database, [chat()]);
    here.telegram.addFault({ kind: "too_many_requests", times: 3, retry_after: 600 });
    await startEngine().publishDue();
    expect(happened("telegram_limited")).toMatchObject([
      { scope: "chat", waitMs: 600_000 },
      { scope: "chat", waitMs: 600_000 },
      { scope: "bot", waitMs: 600_000, until: someTime + 600_000 },
    ]);
    const another = addPost(database, [chat()], { dueAt: someTime + second });
    await passBy(minute);
    const next = startEngine();
    expect(await next.publishDue()).toMatchObject({ sent: 0 });
    expect(delivery(another).attempts).toBe(0);
    await publishUntil(next, someTime + hour);
    expect(sendCalls()).toHaveLength(3 + 4);
    expect(delivery(another).sentAt).toBe(someTime + 600 * second);
  });
});

describe("an outage", () => {
  it("costs one connection a pause, and ends with everything in its order", async () => {
    let reachable = false;
    const nobody = senderTo("http://127.0.0.1:9");
    let tries = 0;
    const send: Send = (...call) => {
      tries++;
      return reachable ? here.send(...call) : nobody(...call);
    };
    const posts = Array.from({ length: 8 }, (_, index) =>
      addPost(database, [chat()], { content: textContent(`${index}`), dueAt: someTime + index * second }),
    );
    let engine = startEngine({ send, parallel: 2 });
    await publishUntil(engine, someTime + 10 * minute);
    expect(tries).toBeLessThan(45);
    expect(posts.map((post) => delivery(post).status)).toEqual(posts.map(() => "pending"));
    expect(happened("telegram_unreachable")).toHaveLength(1);

    engine = startEngine({ send, parallel: 1 });
    reachable = true;
    await publishUntil(engine, someTime + hour);
    expect(sentTexts()).toEqual(posts.map((_, index) => `${index}`));
    expect(posts.map((post) => delivery(post).spentAttempts)).toEqual(posts.map(() => 0));
    expect(happened("telegram_unreachable")).toHaveLength(1);
    expect(happened("telegram_back")).toEqual([
      { type: "telegram_back", after: "unreachable", since: someTime },
    ]);
    expect(createTroubleStore(database).untold()).toMatchObject([{ kind: "unreachable", since: someTime }]);
  });

  it("because the token is refused keeps everything, and goes on when one is taken again", async () => {
    let token = "1:revoked";
    const send: Send = (...call) => senderTo(here.url, token)(...call);
    const posts = [chat(), chat(), chat()].map((one) => addPost(database, [one]));
    const engine = startEngine({ send });
    await publishUntil(engine, someTime + 2 * hour);
    expect(posts.map((post) => delivery(post).status)).toEqual(posts.map(() => "pending"));
    expect(happened("telegram_unauthorized")).toHaveLength(1);
    expect(createTroubleStore(database).ongoing()).toMatchObject([{ kind: "unauthorized", since: someTime }]);

    token = botToken;
    await publishUntil(engine, someTime + 3 * hour);
    expect(posts.map((post) => delivery(post).status)).toEqual(posts.map(() => "sent"));
    expect(happened("telegram_back")).toHaveLength(1);
    expect(createTroubleStore(database).ongoing()).toEqual([]);
  });

  it("is over on the disk before anybody is told that it is", async () => {
    let reachable = false;
    const nobody = senderTo("http://127.0.0.1:9");
    const trouble = createTroubleStore(database);
    const onDisk: number[] = [];
    const engine = startEngine({
      send: (...call) => (reachable ? here.send(...call) : nobody(...call)),
      hear: ({ type }) => {
        if (type.startsWith("telegram_")) onDisk.push(trouble.ongoing().length);
      },
    });
    addPost(database, [chat()]);
    await publishUntil(engine, someTime + 10 * minute);
    reachable = true;
    await publishUntil(engine, someTime + hour);
    expect(events.map(({ type }) => type).filter((type) => type.startsWith("telegram_"))).toEqual([
      "telegram_unreachable",
      "telegram_back",
    ]);
    expect(onDisk).toEqual([1, 0]);
  });

  it("that the last process left is over when Telegram has answered anything, with nothing to send", async () => {
    const trouble = createTroubleStore(database);
    trouble.begin("unauthorized", someTime - hour);
    const engine = startEngine();
    engine.telegramAnswered();
    expect(engine.nextAttemptAt()).toBe(someTime);
    await engine.publishDue();
    expect(trouble.ongoing()).toEqual([]);
    expect(happened("telegram_back")).toHaveLength(1);
    expect(engine.nextAttemptAt()).toBeUndefined();
  });

  it("of a moment is not worth telling the owners", async () => {
    let reachable = false;
    const nobody = senderTo("http://127.0.0.1:9");
    const engine = startEngine({ send: (...call) => (reachable ? here.send(...call) : nobody(...call)) });
    addPost(database, [chat()]);
    await engine.publishDue();
    reachable = true;
    await publishUntil(engine, someTime + hour);
    expect(sendCalls()).toHaveLength(1);
    expect(createTroubleStore(database).untold()).toEqual([]);
  });
});

describe("a doubtful send", () => {
  /** Looks as told, one answer a look, and notes the claims that it was asked about. */
  function looking(...answers: Sighting[]): { look: Look; asked: Claim[] } {
    const asked: Claim[] = [];
    return {
      asked,
      look: async (claim) => {
        asked.push(claim);
        return answers.shift() ?? "cannot_tell";
      },
    };
  }

  it("that is found is sent, with the ids that were found", async () => {
    const post = addPost(database, [chat()]);
    here.telegram.addFault({ kind: "lost_answer", times: 1 });
    await startEngine(looking({ found: [42] })).publishDue();
    expect(delivery(post)).toMatchObject({ status: "sent", messageIds: [42], reason: null });
    expect(sendCalls()).toHaveLength(1);
  });

  it("that is absent goes out again at once, which spends an attempt", async () => {
    const post = addPost(database, [chat()]);
    here.telegram.addFault({ kind: "reset", times: 1 });
    expect(await startEngine(looking("absent")).publishDue()).toMatchObject({ pending: 1, sent: 1 });
    expect(delivery(post)).toMatchObject({ status: "sent", attempts: 2, spentAttempts: 1 });
    expect(sendCalls()).toHaveLength(2);
  });

  it("that is absent every time fails in the end", async () => {
    const post = addPost(database, [chat()]);
    here.telegram.addFault({ kind: "reset", times: 10 });
    await publishUntil(startEngine(looking(...Array(10).fill("absent"))), someTime + hour);
    expect(delivery(post)).toMatchObject({ status: "failed", reason: "never_arrived", attempts: 5 });
    expect(sendCalls()).toHaveLength(5);
  });

  it("of which nobody can tell is uncertain", async () => {
    const post = addPost(database, [chat()]);
    here.telegram.addFault({ kind: "reset", times: 1 });
    await startEngine(looking("cannot_tell")).publishDue();
    expect(delivery(post)).toMatchObject({ status: "uncertain", reason: "connection_lost" });
  });

  it("of which it is not known yet holds up its chat alone, and is looked for again when told", async () => {
    const [doubted, other] = [chat(), chat()];
    const post = addPost(database, [doubted], { content: textContent("doubted") });
    addPost(database, [doubted, other], { content: textContent("next"), dueAt: someTime + 1 });
    here.telegram.addFault({ kind: "lost_answer", times: 1, chat_id: doubted.chatId });
    const { look, asked } = looking({ lookAgainAt: someTime + 20 * second }, { found: [2] });
    const engine = startEngine({ look });
    await engine.publishDue();
    await passBy(second);
    await engine.publishDue();
    expect(delivery(post).status).toBe("sending");
    expect(sentTexts()).toEqual(["doubted", "next"]);
    expect(engine.nextAttemptAt()).toBe(someTime + 20 * second);
    await publishUntil(engine, someTime + minute);
    expect(asked).toHaveLength(2);
    expect(delivery(post)).toMatchObject({ status: "sent", messageIds: [2] });
    expect(sentTexts()).toEqual(["doubted", "next", "next"]);
  });

  /** A process that hangs in its send: the delivery, and what ends it. */
  async function hangingSend() {
    const post = addPost(database, [chat()]);
    here.telegram.addFault({ kind: "hang", times: 1 });
    const first = startEngine(looking());
    const run = first.publishDue();
    while (sendCalls().length < 1) await new Promise((resolve) => setImmediate(resolve));
    return { post, first, run };
  }

  it("that a stop cut off is looked for at the next start", async () => {
    const { post, first, run } = await hangingSend();
    await first.stop(0);
    await run;
    expect(delivery(post).status).toBe("sending");

    const { look, asked } = looking("absent");
    await startEngine({ look }).publishDue();
    expect(asked).toMatchObject([{ deliveryId: post.deliveryIds[0], content: textContent() }]);
    expect(delivery(post)).toMatchObject({ status: "sent", attempts: 2 });
  });

  it("that a crash cut off is looked for once its request cannot be under way any more", async () => {
    const { post, first, run } = await hangingSend();
    const { look, asked } = looking("absent");
    const next = startEngine({ look });
    await next.publishDue();
    expect(asked).toEqual([]);
    expect(next.nextAttemptAt()).toBe(someTime + longestSendMs);
    await publishUntil(next, someTime + minute);
    expect(asked).toHaveLength(1);
    expect(delivery(post)).toMatchObject({ status: "sent", sentAt: someTime + longestSendMs, attempts: 2 });
    await first.stop(0);
    await run;
    expect(delivery(post)).toMatchObject({ status: "sent", attempts: 2 });
  });

  it("whose looking goes wrong is uncertain, and the problem is reported", async () => {
    const post = addPost(database, [chat()]);
    here.telegram.addFault({ kind: "reset", times: 1 });
    const look = () => Promise.reject(new Error("a bug"));
    await expect(startEngine({ look }).publishDue()).rejects.toThrow("a bug");
    expect(delivery(post).status).toBe("uncertain");
  });
});

describe("two engines on one database, by mistake", () => {
  it("send nothing twice, and one does not take for dead what the other is sending", async () => {
    const posts = Array.from({ length: 20 }, () => addPost(database, [chat()]));
    here.telegram.addFault({ kind: "hang", times: 1 });
    const look: Look = async () => "absent";
    const one = startEngine({ look, send: senderTo(here.url, botToken, 0.3) });
    const first = one.publishDue();
    while (sendCalls().length < 1) await new Promise((resolve) => setImmediate(resolve));
    const two = startEngine({ look });
    await Promise.all([first, two.publishDue()]);
    await publishUntil(two, someTime + hour);
    await publishUntil(one, clock.now());
    expect(posts.map((post) => delivery(post).status)).toEqual(posts.map(() => "sent"));
    // One of them hung, was absent, and went out again.
    expect(sendCalls()).toHaveLength(21);
  });
});

describe("isolation", () => {
  it("chats that hang give their places to others", async () => {
    const hanging = [chat(), chat()];
    for (const { chatId } of hanging) here.telegram.addFault({ kind: "hang", times: 1, chat_id: chatId });
    addPost(database, hanging);
    const engine = startEngine({ parallel: 2, send: senderTo(here.url, botToken, 60) });
    const run = engine.publishDue();
    while (sendCalls().length < 2) await new Promise((resolve) => setImmediate(resolve));
    const other = addPost(database, [chat()]);
    await clock.travelTo(someTime + 3 * second, async () => {
      await new Promise((resolve) => setImmediate(resolve));
    });
    void engine.publishDue();
    while (delivery(other).status !== "sent") await new Promise((resolve) => setImmediate(resolve));
    await engine.stop(0);
    await run;
  });

  it("a result that the database does not take keeps no other from being written", async () => {
    const posts = [chat(), chat(), chat()].map((one) => addPost(database, [one]));
    const poisoned = posts[1]?.deliveryIds[0];
    sqlite.exec(`create trigger poison before update on deliveries when new.status = 'sent' and new.id = ${poisoned}
      begin select raise(abort, 'poisoned'); end`);
    const engine = startEngine();
    await expect(engine.publishDue()).rejects.toThrow("poisoned");
    expect(posts.map((post) => delivery(post).status)).toEqual(["sent", "sending", "sent"]);
    expect(engine.nextAttemptAt()).toBe(someTime + 5 * second);
    sqlite.exec("drop trigger poison");
    await engine.publishDue();
    expect(posts.map((post) => delivery(post).status)).toEqual(["sent", "sent", "sent"]);
    expect(sendCalls()).toHaveLength(3);
  });
});
