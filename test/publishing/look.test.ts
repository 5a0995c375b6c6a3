import { beforeEach, describe, expect, it } from "vitest";
import { createTravellingClock, type TravellingClock } from "../../src/clock.ts";
import { createEvents, type Event } from "../../src/events.ts";
import type { Content } from "../../src/posts/content.ts";
import { createEngine, type Engine } from "../../src/publishing/engine.ts";
import { createLook } from "../../src/publishing/look.ts";
import { createChatChangeStore } from "../../src/storage/chat-changes.ts";
import type { Database } from "../../src/storage/database.ts";
import { createDeliveryStore } from "../../src/storage/deliveries.ts";
import { createMessageIdStore, type MessageIdStore } from "../../src/storage/message-ids.ts";
import type { destinations } from "../../src/storage/schema.ts";
import { createTelegramApi } from "../../src/telegram/client.ts";
import { createProbe } from "../../src/telegram/probe.ts";
import { createSender } from "../../src/telegram/send.ts";
import { freshDatabase } from "../support/database.ts";
import { addDestination, addPost, readDelivery, someTime, textContent } from "../support/factories.ts";
import { botToken, freshTelegram } from "../support/telegram.ts";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

type Destination = typeof destinations.$inferSelect;
type Rights = Record<string, boolean>;
/** Carried out, and the answer lost; and the other way round. */
const carriedOut = ["lost_answer", "truncated"] as const;
const notCarriedOut = ["reset", "server_error", "internal_error"] as const;

let here: Awaited<ReturnType<typeof freshTelegram>>;
let database: Database;
let messageIds: MessageIdStore;
let clock: TravellingClock;
let engine: Engine;
let events: Event[];

beforeEach(async () => {
  clock = createTravellingClock({ startAt: someTime, flowing: false });
  here = await freshTelegram({ now: clock.now });
  ({ database } = freshDatabase());
  messageIds = createMessageIdStore(database);
  engine = startEngine();
});

/** A process of its own over the same database: what a restart makes. */
function startEngine({ timeoutSeconds = 5 } = {}): Engine {
  events = [];
  const bus = createEvents((error) => {
    throw error;
  });
  bus.listen((event) => events.push(event));
  const api = createTelegramApi({ token: botToken, apiRoot: here.url, timeoutSeconds });
  return createEngine({
    deliveries: createDeliveryStore(database),
    chats: createChatChangeStore(database),
    send: createSender(api),
    look: createLook({ messageIds, probe: createProbe(api, here.bot.id), clock }),
    noteSent: messageIds.noteSent,
    clock,
    events: bus,
    expireAfterMs: 24 * hour,
    random: () => 0.5,
  });
}

/** A chat in which the bot has written before, so that a last message is known. `rights` make an administrator. */
async function chat(type: "channel" | "group" | "supergroup" = "channel", rights?: Rights) {
  const chatId = here.addChat(type);
  if (rights) promote(chatId, { can_post_messages: true, ...rights });
  const destination = addDestination(database, { chatId, type });
  addPost(database, [destination], { content: textContent("Before") });
  await engine.publishDue();
  return destination;
}

const promote = (chatId: number, rights: Rights) =>
  here.telegram.setMember(here.ada, chatId, here.bot.id, "administrator", rights);

/** What stands in the chat: texts, captions, questions, and a word for each item of an album without one. */
const posts = ({ chatId }: Destination) =>
  here.telegram
    .messages(chatId)
    .flatMap((message) => message.text ?? message.poll?.question ?? (message.photo ? "photo" : []));
const probes = () => here.telegram.calls.filter(({ method }) => method === "editMessageReplyMarkup");
const state = (post: { deliveryIds: number[] }) => readDelivery(database, post.deliveryIds[0]);

/** Somebody else writes into the chat, and an update tells the bot. */
function somebodyWrites({ chatId }: Destination, text = "Hi"): number {
  const { message_id } = here.telegram.sendText(here.ada, chatId, text);
  messageIds.noteForeign(chatId, message_id);
  return message_id;
}

/** Does at its time what the engine asks for, until the end of so many ms. */
async function passBy(after: number): Promise<void> {
  const end = clock.now() + after;
  for (;;) {
    await engine.publishDue();
    const next = engine.nextAttemptAt() ?? Number.POSITIVE_INFINITY;
    if (next > end) break;
    await clock.travelTo(next, async () => undefined);
  }
  await clock.travelTo(end, async () => undefined);
}

/** A post whose send meets a fault, and the first look. */
async function publishWith(
  kind: (typeof carriedOut | typeof notCarriedOut)[number],
  to: Destination,
  content: Content = textContent("Hello"),
) {
  here.telegram.addFault({ kind, times: 1, chat_id: to.chatId });
  const post = addPost(database, [to], { content, dueAt: clock.now() });
  await engine.publishDue();
  return post;
}

const words = (text: string) => ({ text, entities: [] });
const poll: Content = {
  kind: "poll",
  question: words("Tea?"),
  options: [words("Yes"), words("No")],
  anonymous: true,
  multiple: false,
};
function album(): Content {
  const [upload] = here.telegram.sendMedia(here.ada, here.bot.id, { items: [{ type: "photo" }] });
  const fileId = upload?.photo?.at(-1)?.file_id ?? "";
  const item = { kind: "photo", fileId, caption: "", captionEntities: [] } as const;
  return { kind: "album", items: [1, 2, 3].map(() => ({ ...item, captionEntities: [] })) };
}

const contents: [string, () => Content, string[]][] = [
  ["text", () => textContent("Hello"), ["Hello"]],
  ["whole album", album, ["photo", "photo", "photo"]],
  ["poll", () => poll, ["Tea?"]],
];

describe.each(["channel", "supergroup"] as const)("in a %s", (type) => {
  describe.each(contents)("a %s", (_, content, shown) => {
    it.each(carriedOut)("that appeared (%s) is found and recorded with its ids", async (fault) => {
      const news = await chat(type);
      const post = await publishWith(fault, news, content());
      await passBy(2 * minute);
      expect(posts(news)).toEqual(["Before", ...shown]);
      const ids = here.telegram.messages(news.chatId).map(({ message_id }) => message_id);
      expect(state(post)).toMatchObject({
        status: "sent",
        messageIds: ids.slice(-shown.length),
        reason: null,
      });
    });

    it.each(notCarriedOut)(
      "that did not appear (%s) is not sent again before a minute has passed",
      async (fault) => {
        const news = await chat(type);
        const post = await publishWith(fault, news, content());
        await passBy(59 * second);
        expect(posts(news)).toEqual(["Before"]);
        expect(state(post).status).toBe("sending");
        await passBy(minute);
        // In a group it may stand behind messages that are hidden from bots.
        const [status, attempts, again] =
          type === "channel" ? (["sent", 2, shown] as const) : (["uncertain", 1, []] as const);
        expect(state(post)).toMatchObject({ status, attempts });
        expect(posts(news)).toEqual(["Before", ...again]);
      },
    );
  });

  it("a post is found behind what others wrote meanwhile, whether an update told of it or not", async () => {
    const news = await chat(type);
    here.telegram.sendText(here.ada, news.chatId, "Unseen");
    somebodyWrites(news, "Seen");
    const post = await publishWith("lost_answer", news);
    somebodyWrites(news, "Later");
    await passBy(2 * minute);
    const { message_id } = here.telegram.messages(news.chatId).find(({ text }) => text === "Hello") ?? {};
    expect(state(post)).toMatchObject({ status: "sent", messageIds: [message_id] });
  });

  it("a message that is gone leaves it open whether it was the post", async () => {
    const news = await chat(type);
    const post = await publishWith("reset", news);
    const { message_id } = here.telegram.sendText(here.ada, news.chatId, "Oops");
    somebodyWrites(news, "Better");
    here.telegram.deleteMessage(here.ada, news.chatId, message_id);
    await passBy(2 * minute);
    expect(state(post)).toMatchObject({ status: "uncertain", reason: "connection_lost" });
    expect(posts(news)).toEqual(["Before", "Better"]);
  });

  it("a post of which nobody knows where it would be leaves it open", async () => {
    const chatId = here.addChat(type);
    const news = addDestination(database, { chatId, type });
    const post = await publishWith("lost_answer", news);
    expect(state(post).status).toBe("uncertain");
    expect(probes()).toEqual([]);
  });

  it("an edit and a new pin meanwhile change nothing about it", async () => {
    const news = await chat(type, { can_pin_messages: true, can_edit_messages: type === "channel" });
    const post = await publishWith("lost_answer", news);
    const id = here.telegram.messages(news.chatId).at(-1)?.message_id ?? 0;
    if (type === "channel") here.telegram.editText(here.ada, news.chatId, id, "Hello!");
    here.telegram.setPinned(here.ada, news.chatId, id, true);
    await passBy(2 * minute);
    expect(state(post)).toMatchObject({ status: "sent", messageIds: [id] });
  });
});

describe("in a channel", () => {
  it("a post that is not among what others wrote goes out again", async () => {
    const news = await chat();
    const post = await publishWith("reset", news);
    somebodyWrites(news, "One");
    here.telegram.sendText(here.ada, news.chatId, "Another");
    await passBy(2 * minute);
    expect(posts(news)).toEqual(["Before", "One", "Another", "Hello"]);
    expect(state(post).status).toBe("sent");
  });
});

describe("in a channel where the bot edits every post", () => {
  const editing = { can_edit_messages: true };

  it("updates come before the first look, and tell others' posts from ours", async () => {
    const news = await chat("channel", editing);
    const post = await publishWith("reset", news);
    expect(probes()).toEqual([]);
    somebodyWrites(news, "One");
    await passBy(minute);
    await engine.publishDue();
    expect(posts(news)).toEqual(["Before", "One", "Hello"]);
    expect(state(post)).toMatchObject({ status: "sent", attempts: 2 });
  });

  it("a post that appeared is found among others'", async () => {
    const news = await chat("channel", editing);
    somebodyWrites(news, "One");
    const post = await publishWith("lost_answer", news);
    const id = here.telegram.messages(news.chatId).at(-1)?.message_id;
    somebodyWrites(news, "Two");
    await passBy(6 * second);
    expect(state(post)).toMatchObject({ status: "sent", messageIds: [id] });
  });

  it("buttons under others' posts stay, and a post with buttons that nobody knows leaves it open", async () => {
    const token = "700000002:another-bot-that-posts-in-the-channel-too";
    const other = here.telegram.addBot({ token, username: "other_bot", firstName: "Other" });
    const api = createTelegramApi({ token, apiRoot: here.url, timeoutSeconds: 5 });
    const reply_markup = { inline_keyboard: [[{ text: "Like", callback_data: "like" }]] };
    const news = await chat("channel", editing);
    here.telegram.setMember(here.ada, news.chatId, other.id, "administrator", { can_post_messages: true });
    const post = await publishWith("reset", news);
    const known = await api.sendMessage(news.chatId, "Known", { reply_markup });
    messageIds.noteForeign(news.chatId, known.message_id);
    await api.sendMessage(news.chatId, "Unknown", { reply_markup });
    await passBy(2 * minute);
    expect(here.telegram.message(news.chatId, known.message_id)?.reply_markup).toEqual(reply_markup);
    expect(probes()).toHaveLength(1);
    expect(state(post).status).toBe("uncertain");
  });

  it("a part of an album leaves it open", async () => {
    const news = await chat("channel", editing);
    const post = await publishWith("lost_answer", news, album());
    const last = here.telegram.messages(news.chatId).at(-1)?.message_id ?? 0;
    here.telegram.deleteMessage(here.ada, news.chatId, last);
    await passBy(2 * minute);
    expect(state(post).status).toBe("uncertain");
    expect(posts(news)).toEqual(["Before", "photo", "photo"]);
  });
});

it.each([...carriedOut, ...notCarriedOut])(
  "in a basic group nobody looks, whatever came (%s)",
  async (fault) => {
    const group = await chat("group");
    const post = await publishWith(fault, group);
    expect(state(post).status).toBe("uncertain");
    expect(here.telegram.calls.map(({ method }) => method)).not.toContain("getChatMember");
  },
);

describe("a server that is slow", () => {
  it.each([1, 6, 30, 59])("and posts %i s later is found out", async (seconds) => {
    const news = await chat();
    const post = await publishWith("reset", news);
    await passBy(seconds * second);
    await here.send(news.chatId, textContent("Hello"));
    await passBy(2 * minute);
    expect(posts(news)).toEqual(["Before", "Hello"]);
    expect(state(post)).toMatchObject({ status: "sent", attempts: 1 });
  });
});

describe("what the chat does not answer for", () => {
  it.each([
    ["lost_answer", "uncertain"],
    ["reset", "sent"],
  ] as const)(
    "is which of two doubtful posts is there; that neither is, it tells (%s)",
    async (kind, end) => {
      const news = await chat();
      const [{ message_id: afterMessageId = 0 } = {}] = here.telegram.messages(news.chatId);
      const doubtful = { status: "uncertain", attempts: 1, afterMessageId } as const;
      addPost(database, [news], { content: textContent("Doubtful"), delivery: doubtful });
      const post = await publishWith(kind, news);
      await passBy(2 * minute);
      expect(state(post).status).toBe(end);
      expect(posts(news)).toEqual(["Before", "Hello"]);
    },
  );

  it("is another program with the same token: one message too many leaves it open", async () => {
    const news = await chat();
    await here.send(news.chatId, textContent("From elsewhere"));
    const post = await publishWith("lost_answer", news);
    await passBy(2 * minute);
    expect(state(post).status).toBe("uncertain");
  });
});

describe("Telegram that cannot be asked", () => {
  const ask = ["editMessageReplyMarkup", "getChatMember"];

  it.each(["reset", "server_error", "truncated"] as const)("(%s) postpones the answer", async (kind) => {
    const news = await chat();
    here.telegram.addFault({ kind, times: 3, methods: ask });
    const post = await publishWith("reset", news);
    await passBy(minute);
    expect([state(post).status, posts(news)]).toEqual(["sending", ["Before"]]);
    await passBy(3 * minute);
    expect(posts(news)).toEqual(["Before", "Hello"]);
  });

  it("because it is asked too much is left alone for as long as it says, by every search", async () => {
    const [one, two] = [await chat(), await chat()];
    here.telegram.addFault({ kind: "too_many_requests", times: 1, retry_after: 40, methods: ask });
    const first = await publishWith("lost_answer", one);
    here.telegram.clearCalls();
    const second_ = await publishWith("lost_answer", two);
    await passBy(39 * second);
    expect(here.telegram.calls.filter(({ method }) => ask.includes(method))).toEqual([]);
    await passBy(minute);
    expect([state(first).status, state(second_).status]).toEqual(["sent", "sent"]);
  });

  it("for hours is asked ever more rarely, and then a person is", async () => {
    const news = await chat();
    here.telegram.addFault({ kind: "server_error", times: 10_000, methods: ask });
    const post = await publishWith("lost_answer", news);
    here.telegram.clearCalls();
    await passBy(5 * hour);
    expect(here.telegram.calls.length).toBeLessThan(70);
    expect(state(post).status).toBe("sending");
    await passBy(2 * hour);
    expect(state(post).status).toBe("uncertain");
  });

  it("since the bot is out of the chat leaves it open at once", async () => {
    const group = await chat("supergroup");
    here.telegram.addFault({ kind: "hang", times: 1, chat_id: group.chatId });
    engine = startEngine({ timeoutSeconds: 0.3 });
    const post = addPost(database, [group], { dueAt: clock.now() });
    const run = engine.publishDue();
    here.telegram.setMember(here.ada, group.chatId, here.bot.id, "kicked");
    await run;
    expect(state(post).status).toBe("uncertain");
  });
});

it("asks little: one call for the rights and a handful of ids a round", async () => {
  const news = await chat();
  here.telegram.clearCalls();
  await publishWith("reset", news);
  await passBy(59 * second);
  const asked = here.telegram.calls.filter(({ method }) => method !== "sendMessage");
  expect(asked.length).toBeLessThanOrEqual(3 * 6);
});

it("keeps the chat's order: what is due there waits until the answer is known, other chats do not", async () => {
  const [news, other] = [await chat(), await chat()];
  await publishWith("reset", news);
  addPost(database, [news, other], { content: textContent("Next"), dueAt: clock.now() });
  await engine.publishDue();
  expect([posts(news), posts(other)]).toEqual([["Before"], ["Before", "Next"]]);
  await passBy(2 * minute);
  expect(posts(news)).toEqual(["Before", "Hello", "Next"]);
});

describe("after a restart", () => {
  it.each([
    ["lost_answer", 1],
    ["reset", 2],
  ] as const)(
    "in the middle of the search (%s) it begins anew and comes to the same end",
    async (kind, attempts) => {
      const news = await chat("channel", { can_edit_messages: true });
      const post = await publishWith(kind, news);
      await engine.stop(0);
      await clock.travelTo(clock.now() + hour, async () => undefined);
      engine = startEngine();
      expect(engine.recover()).toBe(1);
      await passBy(2 * minute);
      expect(posts(news)).toEqual(["Before", "Hello"]);
      expect(state(post)).toMatchObject({ status: "sent", attempts });
    },
  );

  it("of a process that died while it sent, what it sent is found", async () => {
    const news = await chat();
    const post = addPost(database, [news], { dueAt: clock.now() });
    // Claimed, sent, and never recorded.
    createDeliveryStore(database).claimDue(clock.now(), { limit: 1, notDueBefore: 0 });
    await here.send(news.chatId, textContent());
    engine = startEngine();
    engine.recover();
    await passBy(2 * minute);
    expect(posts(news)).toEqual(["Before", "Hello"]);
    expect(state(post).status).toBe("sent");
    expect(events).toContainEqual({ type: "post_finished", postId: post.id, status: "published" });
  });

  it("that came so late that messages may have come unseen, a person is asked", async () => {
    const news = await chat();
    const post = await publishWith("reset", news);
    await engine.stop(0);
    await clock.travelTo(clock.now() + 13 * hour, async () => undefined);
    messageIds.forgetAll();
    engine = startEngine();
    engine.recover();
    await passBy(2 * minute);
    expect(state(post).status).toBe("uncertain");
    expect(posts(news)).toEqual(["Before"]);
  });
});
