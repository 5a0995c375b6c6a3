import { beforeEach, describe, expect, it } from "vitest";
import { createTravellingClock, type TravellingClock } from "../../src/clock.ts";
import { createEvents, type Event } from "../../src/events.ts";
import { createEngine, type Engine } from "../../src/publishing/engine.ts";
import { createChatChangeStore } from "../../src/storage/chat-changes.ts";
import type { Database } from "../../src/storage/database.ts";
import { createDeliveryStore } from "../../src/storage/deliveries.ts";
import { createLedgerStore } from "../../src/storage/ledger.ts";
import type { destinations } from "../../src/storage/schema.ts";
import { createTelegramApi } from "../../src/telegram/client.ts";
import { createSender } from "../../src/telegram/send.ts";
import { freshDatabase } from "../support/database.ts";
import {
  addDestination,
  addPost,
  readDelivery,
  readPost,
  someTime,
  textContent,
} from "../support/factories.ts";
import { botToken, freshTelegram } from "../support/telegram.ts";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const expireAfterMs = 24 * hour;

type Destination = typeof destinations.$inferSelect;

let here: Awaited<ReturnType<typeof freshTelegram>>;
let database: Database;
let sqlite: ReturnType<typeof freshDatabase>["sqlite"];
let clock: TravellingClock;
let events: Event[];
let engine: Engine;

beforeEach(async () => {
  clock = createTravellingClock({ startAt: someTime, flowing: false });
  here = await freshTelegram({ now: clock.now });
  ({ database, sqlite } = freshDatabase());
  engine = startEngine();
});

/** A process of its own over the same database: what a restart makes. */
function startEngine({
  timeoutSeconds = 5,
  token = botToken,
  parallel = 8,
  mayPublish = (): boolean => true,
} = {}): Engine {
  events = [];
  const bus = createEvents((error) => {
    throw error;
  });
  bus.listen((event) => events.push(event));
  const api = createTelegramApi({ token, apiRoot: here.url, timeoutSeconds });
  return createEngine({
    deliveries: createDeliveryStore(database),
    chats: createChatChangeStore(database),
    send: createSender(api),
    clock,
    events: bus,
    expireAfterMs,
    random: () => 0.5,
    parallel,
    mayPublish,
  });
}

function channel(type: "channel" | "group" | "supergroup" = "channel"): Destination {
  return addDestination(database, { chatId: here.addChat(type), type });
}

/** What the bot posted, in the order in which it appeared. */
const posted = ({ chatId }: { chatId: number }) =>
  here.telegram.messages(chatId).flatMap((message) => (message.text === undefined ? [] : [message.text]));
const sendCalls = () => here.telegram.calls.filter(({ method }) => method.startsWith("send"));
const delivery = (post: { deliveryIds: number[] }, index = 0) =>
  readDelivery(database, post.deliveryIds[index]);
const history = (postId: number) =>
  createLedgerStore(database)
    .ofPost(postId)
    .map((entry) => entry.action);
const happened = () => events.map(({ type }) => type);
const passBy = (after: number) => clock.travelTo(clock.now() + after, async () => undefined);
/** Resolves once the sandbox has been asked to send this often. */
async function asked(times: number): Promise<void> {
  while (sendCalls().length < times) await new Promise((resolve) => setImmediate(resolve));
}

describe("publishing", () => {
  it("sends what is due to every destination, and records and tells it", async () => {
    const [one, two] = [channel(), channel()];
    const post = addPost(database, [one, two], { content: textContent("Good morning") });
    await passBy(3 * second);

    expect(await engine.publishDue()).toEqual({ sent: 2, failed: 0, uncertain: 0, pending: 0, cancelled: 0 });
    expect([posted(one), posted(two)]).toEqual([["Good morning"], ["Good morning"]]);
    expect(delivery(post)).toMatchObject({ status: "sent", sentAt: someTime + 3 * second, attempts: 1 });
    expect(here.telegram.message(one.chatId, delivery(post).messageIds?.[0] ?? 0)?.text).toBe("Good morning");
    expect(readPost(database, post.id)).toMatchObject({ status: "published", finishedAt: clock.now() });
    expect(history(post.id)).toEqual(["delivery_sent", "delivery_sent", "post_finished"]);
    expect(happened()).toEqual([
      "delivery_claimed",
      "delivery_claimed",
      "delivery_settled",
      "delivery_settled",
      "post_finished",
    ]);
    expect(events).toContainEqual(
      expect.objectContaining({ type: "delivery_settled", status: "sent", lateness: 3 * second }),
    );
  });

  it("leaves alone what is not due yet", async () => {
    const news = channel();
    addPost(database, [news], { dueAt: someTime + 1 });
    await engine.publishDue();
    expect(posted(news)).toEqual([]);
    expect(engine.nextAttemptAt()).toBe(someTime + 1);
  });

  it("keeps the order within a chat, one after the other", async () => {
    const news = channel();
    const texts = ["first", "second", "third"];
    for (const text of texts.toReversed())
      addPost(database, [news], {
        content: textContent(text),
        dueAt: someTime - hour + texts.indexOf(text) * minute,
      });
    await engine.publishDue();
    expect(posted(news)).toEqual(["first", "second", "third"]);
  });

  it("sends once, even when called again and again while it is at it", async () => {
    const news = channel();
    addPost(database, [news]);
    await Promise.all([engine.publishDue(), engine.publishDue(), engine.publishDue()]);
    await engine.publishDue();
    expect(posted(news)).toEqual(["Hello"]);
  });

  it("takes up what becomes due while it runs", async () => {
    const [slow, news] = [channel(), channel()];
    here.telegram.addFault({ kind: "hang", times: 1, chat_id: slow.chatId });
    engine = startEngine({ timeoutSeconds: 0.5 });
    addPost(database, [slow]);
    const run = engine.publishDue();
    await asked(1);
    addPost(database, [news], { content: textContent("now") });
    void engine.publishDue();
    await asked(2);
    addPost(database, [news], { content: textContent("again") });
    engine.lookAgain();
    await asked(3);
    await run;
    expect(posted(news)).toEqual(["now", "again"]);
  });

  it("sends nothing more once it is held, not even while a slow destination is waited for", async () => {
    const [slow, news] = [channel(), channel()];
    let isHeld = false;
    here.telegram.addFault({ kind: "hang", times: 1, chat_id: slow.chatId });
    engine = startEngine({ timeoutSeconds: 0.5, mayPublish: () => !isHeld });
    addPost(database, [slow]);
    const run = engine.publishDue();
    await asked(1);
    isHeld = true;
    const held = addPost(database, [news]);
    engine.lookAgain();
    await run;
    await engine.publishDue();
    expect([delivery(held).status, posted(news)]).toEqual(["pending", []]);

    isHeld = false;
    await engine.publishDue();
    expect(posted(news)).toEqual(["Hello"]);
  });

  it("sends to no more destinations at a time than allowed, and to all of them in the end", async () => {
    const chats = [channel(), channel(), channel()];
    engine = startEngine({ parallel: 1 });
    addPost(database, chats);
    await engine.publishDue();
    expect(chats.map(posted)).toEqual([["Hello"], ["Hello"], ["Hello"]]);
    const order = events.filter(({ type }) => type.startsWith("delivery")).map(({ type }) => type);
    expect(order.slice(0, 3)).toEqual(["delivery_claimed", "delivery_settled", "delivery_claimed"]);
  });
});

describe("a slow destination", () => {
  it("holds up no other: not at its own minute, and not at the next", async () => {
    const [slow, quick] = [channel(), channel()];
    here.telegram.addFault({ kind: "hang", times: 1, chat_id: slow.chatId });
    const grace = startEngine({ timeoutSeconds: 60 });
    const first = addPost(database, [slow, quick], { content: textContent("now") });
    const next = addPost(database, [quick], {
      content: textContent("next minute"),
      dueAt: someTime + minute,
    });
    const run = grace.publishDue();
    await asked(2);
    while (delivery(first, 1).status !== "sent") await new Promise((resolve) => setImmediate(resolve));

    // Nobody calls: the run itself wakes for what becomes due.
    await clock.travelTo(someTime + minute, () => asked(2));
    await asked(3);
    while (delivery(next).status !== "sent") await new Promise((resolve) => setImmediate(resolve));
    expect(posted(quick)).toEqual(["now", "next minute"]);
    expect(delivery(first).status).toBe("sending");

    await grace.stop(0);
    await run;
    expect(delivery(first)).toMatchObject({ status: "uncertain", reason: "stopped_while_sending" });
  });
});

describe("an answer that is lost", () => {
  it.each(["lost_answer", "reset", "truncated", "server_error", "hang"] as const)(
    "(%s) leaves the delivery uncertain, and it is not sent again",
    async (kind) => {
      engine = startEngine({ timeoutSeconds: 0.3 });
      const news = channel();
      const post = addPost(database, [news]);
      here.telegram.addFault({ kind, times: 1 });
      expect(await engine.publishDue()).toMatchObject({ uncertain: 1 });
      await passBy(hour);
      await engine.publishDue();
      expect(sendCalls()).toHaveLength(1);
      expect(delivery(post).status).toBe("uncertain");
      expect(readPost(database, post.id).status).toBe("failed");
      expect(events).toContainEqual({ type: "post_finished", postId: post.id, status: "failed" });
    },
  );
});

describe("too many requests", () => {
  it("waits exactly as long as told, spends no attempt, and keeps the chat's order", async () => {
    const [news, other] = [channel(), channel()];
    const post = addPost(database, [news], { content: textContent("first") });
    addPost(database, [news], { content: textContent("second") });
    addPost(database, [other]);
    here.telegram.addFault({ kind: "too_many_requests", times: 1, chat_id: news.chatId, retry_after: 37 });
    expect(await engine.publishDue()).toMatchObject({ pending: 1, sent: 1 });
    expect(delivery(post)).toMatchObject({
      status: "pending",
      spentAttempts: 0,
      reason: "too_many_requests",
    });
    expect(engine.nextAttemptAt()).toBe(someTime + 37 * second);
    expect([posted(news), posted(other)]).toEqual([[], ["Hello"]]);

    await passBy(37 * second - 1);
    await engine.publishDue();
    expect(posted(news)).toEqual([]);
    await passBy(1);
    await engine.publishDue();
    expect(posted(news)).toEqual(["first", "second"]);
    expect(delivery(post)).toMatchObject({ status: "sent", attempts: 2, reason: null });
  });
});

describe("a refusal", () => {
  it("by the chat that the bot was kicked from fails the delivery and loses the destination", async () => {
    const [group, news] = [channel("supergroup"), channel()];
    here.telegram.setMember(here.ada, group.chatId, here.bot.id, "kicked");
    const post = addPost(database, [group, news]);
    const waiting = addPost(database, [group], { dueAt: someTime + minute });
    expect(await engine.publishDue()).toMatchObject({ sent: 1, failed: 1 });
    expect(delivery(post)).toMatchObject({ status: "failed", reason: "kicked" });
    expect(delivery(post).detail).toContain("bot was kicked");
    expect(readPost(database, post.id).status).toBe("partly_published");
    expect(database.query.destinations.findFirst().sync()).toMatchObject({
      state: "lost",
      canPost: false,
      lossUntoldSince: someTime,
    });
    expect(events).toContainEqual({ type: "destination_lost", destinationId: group.id, reason: "kicked" });

    await passBy(minute);
    await engine.publishDue();
    expect(delivery(waiting)).toMatchObject({ status: "pending", attempts: 0 });
  });

  it("of the content fails the delivery and nothing else", async () => {
    const news = channel();
    const post = addPost(database, [news], { content: textContent("x".repeat(5000)) });
    await engine.publishDue();
    expect(delivery(post)).toMatchObject({ status: "failed", reason: "content_refused" });
    expect(happened()).not.toContain("destination_lost");
    expect(readPost(database, post.id).status).toBe("failed");
  });
});

it("follows a group that became a supergroup, and sends there at once", async () => {
  const group = channel("group");
  const toChatId = here.telegram.upgradeGroup(here.ada, group.chatId);
  const post = addPost(database, [group]);
  expect(await engine.publishDue()).toMatchObject({ sent: 1 });
  expect(posted({ chatId: toChatId })).toEqual(["Hello"]);
  expect(delivery(post)).toMatchObject({ status: "sent", attempts: 1 });
  expect(database.query.destinations.findFirst().sync()).toMatchObject({
    chatId: toChatId,
    type: "supergroup",
  });
  expect(events).toContainEqual({
    type: "destination_moved",
    destinationId: group.id,
    fromChatId: group.chatId,
    toChatId,
  });
});

describe("a token that Telegram does not take", () => {
  it("spends no attempt, is told once, and claims nothing until the next minute", async () => {
    const [one, two] = [channel(), channel()];
    engine = startEngine({ token: "1:revoked", parallel: 2 });
    const post = addPost(database, [one, two, channel()]);
    await engine.publishDue();
    expect(sendCalls()).toHaveLength(0);
    expect(delivery(post)).toMatchObject({ status: "pending", spentAttempts: 0, attempts: 1 });
    expect(delivery(post, 2).attempts).toBe(0);
    expect(happened().filter((type) => type === "telegram_unauthorized")).toHaveLength(1);

    await engine.publishDue();
    expect(delivery(post).attempts).toBe(1);
    expect(engine.nextAttemptAt()).toBe(someTime + minute);
    await passBy(minute);
    await engine.publishDue();
    expect(delivery(post).attempts).toBe(2);
  });
});

describe("expiry", () => {
  it("takes what is too late: it is not sent, and its post is told expired", async () => {
    const news = channel();
    const post = addPost(database, [news], { dueAt: someTime - expireAfterMs - 1 });
    const inTime = addPost(database, [news], { dueAt: someTime - expireAfterMs });
    await engine.publishDue();
    expect(delivery(post).status).toBe("pending");
    expect(delivery(inTime).status).toBe("sent");
    expect(engine.nextAttemptAt()).toBeUndefined();

    expect(engine.expireLate()).toBe(1);
    expect(delivery(post).status).toBe("expired");
    expect(events).toContainEqual({ type: "post_finished", postId: post.id, status: "expired" });
    expect(engine.expireLate()).toBe(0);
  });
});

describe("a restart", () => {
  it("makes uncertain what was being sent, and never sends it again", async () => {
    const news = channel();
    const post = addPost(database, [news]);
    here.telegram.addFault({ kind: "hang", times: 1 });
    // This process dies without a word: nobody waits for it.
    void engine.publishDue();
    await asked(1);

    const next = startEngine();
    expect(next.recover()).toBe(1);
    expect(delivery(post)).toMatchObject({ status: "uncertain", reason: "stopped_while_sending" });
    expect(events).toContainEqual({ type: "post_finished", postId: post.id, status: "failed" });
    await next.publishDue();
    expect(sendCalls()).toHaveLength(1);
    await engine.stop(0);
    expect(delivery(post).status).toBe("uncertain");
  });

  it("has nothing to recover after an orderly stop", async () => {
    const news = channel();
    addPost(database, [news]);
    const run = engine.publishDue();
    await engine.stop(5000);
    await run;
    expect(startEngine().recover()).toBe(0);
  });

  it("is prepared by a stop, after which nothing is claimed", async () => {
    const news = channel();
    await engine.stop(0);
    addPost(database, [news]);
    await engine.publishDue();
    expect(posted(news)).toEqual([]);
    expect(engine.nextAttemptAt()).toBeUndefined();
  });
});

describe("a database that does not take the result", () => {
  it("is asked again at the next call; the message is not sent again", async () => {
    const news = channel();
    const post = addPost(database, [news]);
    sqlite.exec(
      "create trigger full before update on deliveries when new.status = 'sent' begin select raise(abort, 'disk full'); end",
    );
    await expect(engine.publishDue()).rejects.toThrow("disk full");
    expect(delivery(post).status).toBe("sending");
    expect(happened()).toEqual(["delivery_claimed"]);

    sqlite.exec("drop trigger full");
    await engine.publishDue();
    expect(delivery(post).status).toBe("sent");
    expect(posted(news)).toEqual(["Hello"]);
    expect(happened()).toEqual(["delivery_claimed", "delivery_settled", "post_finished"]);
  });

  it("is given it while somebody holds publishing, and nothing is sent meanwhile", async () => {
    let isHeld = false;
    engine = startEngine({ mayPublish: () => !isHeld });
    const news = channel();
    const post = addPost(database, [news]);
    sqlite.exec(
      "create trigger full before update on deliveries when new.status = 'sent' begin select raise(abort, 'disk full'); end",
    );
    await expect(engine.publishDue()).rejects.toThrow("disk full");
    isHeld = true;
    addPost(database, [news], { content: textContent("Next") });
    expect(engine.nextAttemptAt()).toBe(someTime + 5 * second);
    sqlite.exec("drop trigger full");
    await engine.publishDue();
    expect(delivery(post).status).toBe("sent");
    expect(posted(news)).toEqual(["Hello"]);
    expect(engine.nextAttemptAt()).toBeUndefined();
  });

  it("nothing is sent whose claim it did not take", async () => {
    const news = channel();
    const post = addPost(database, [news]);
    sqlite.exec(
      "create trigger full before update on deliveries when new.status = 'sending' begin select raise(abort, 'disk full'); end",
    );
    await expect(engine.publishDue()).rejects.toThrow("disk full");
    expect(sendCalls()).toEqual([]);
    expect(delivery(post)).toMatchObject({ status: "pending", attempts: 0 });
  });
});
