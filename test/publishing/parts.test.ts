import { beforeEach, describe, expect, it } from "vitest";
import { createTravellingClock, type TravellingClock } from "../../src/clock.ts";
import { createEvents, type Event } from "../../src/events.ts";
import type { Content } from "../../src/posts/content.ts";
import { partsOf } from "../../src/posts/parts.ts";
import { createEngine, type Engine } from "../../src/publishing/engine.ts";
import { createLook } from "../../src/publishing/look.ts";
import { createChatChangeStore } from "../../src/storage/chat-changes.ts";
import { type Database, openDatabase } from "../../src/storage/database.ts";
import { createDeliveryStore } from "../../src/storage/deliveries.ts";
import { createLedgerStore } from "../../src/storage/ledger.ts";
import { createMessageIdStore } from "../../src/storage/message-ids.ts";
import { createPostStore } from "../../src/storage/posts.ts";
import type { destinations } from "../../src/storage/schema.ts";
import { createTelegramApi } from "../../src/telegram/client.ts";
import { createPacer, type Pacer } from "../../src/telegram/pacer.ts";
import { createProbe } from "../../src/telegram/probe.ts";
import { createSender, type Send } from "../../src/telegram/send.ts";
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

type Destination = typeof destinations.$inferSelect;

let here: Awaited<ReturnType<typeof freshTelegram>>;
let database: Database;
let sqlite: ReturnType<typeof freshDatabase>["sqlite"];
let path: string;
let clock: TravellingClock;
let engine: Engine;
let events: Event[];

beforeEach(async () => {
  clock = createTravellingClock({ startAt: someTime, flowing: false });
  here = await freshTelegram({ now: clock.now });
  ({ database, sqlite, path } = freshDatabase());
  events = [];
  engine = startEngine();
});

/** A process of its own over the same file: what a restart makes. */
function startEngine({
  send,
  pacer,
  on = database,
}: {
  send?: Send;
  pacer?: Pacer;
  on?: Database;
} = {}): Engine {
  const bus = createEvents((error) => {
    throw error;
  });
  bus.listen((event) => events.push(event));
  const api = createTelegramApi({ token: botToken, apiRoot: here.url, timeoutSeconds: 5 });
  const messageIds = createMessageIdStore(on);
  return createEngine({
    deliveries: createDeliveryStore(on),
    chats: createChatChangeStore(on),
    send: send ?? createSender(api),
    look: createLook({ messageIds, probe: createProbe(api, here.bot.id), clock }),
    noteSent: messageIds.noteSent,
    clock,
    events: bus,
    expireAfterMs: 24 * hour,
    random: () => 0.5,
    ...(pacer && { pacer }),
  });
}

/** A chat in which the bot has written before, so that a last message is known. */
async function chat(type: "channel" | "group" | "supergroup" = "channel"): Promise<Destination> {
  const destination = addDestination(database, { chatId: here.addChat(type), type });
  addPost(database, [destination], { content: textContent("Before") });
  await engine.publishDue();
  return destination;
}

function item() {
  const [upload] = here.telegram.sendMedia(here.ada, here.bot.id, { items: [{ type: "photo" }] });
  const fileId = upload?.photo?.at(-1)?.file_id ?? "";
  return { kind: "photo" as const, fileId, caption: "", captionEntities: [] };
}

const photo = (caption = "Picture", text = "Below"): Content => ({
  ...item(),
  caption,
  following: textContent(text),
});

const album = (): Content => ({
  kind: "album",
  items: [{ ...item(), caption: "Album" }, item(), item()],
  following: textContent("Below"),
});

/** What stands in the chat: texts, captions, and a word for media without one. */
const shown = ({ chatId }: Destination) =>
  here.telegram.messages(chatId).flatMap(({ text, caption, photo }) => text ?? caption ?? (photo ? "…" : []));
const idsOf = ({ chatId }: Destination) => here.telegram.messages(chatId).map(({ message_id }) => message_id);
const sends = () =>
  here.telegram.calls.flatMap(({ method }) => (/^send/i.test(method) ? [method.toLowerCase()] : []));
const state = (post: { deliveryIds: number[] }) => readDelivery(database, post.deliveryIds[0]);
const history = (postId: number) =>
  createLedgerStore(database)
    .ofPost(postId)
    .map(({ action }) => action);
const store = () => createPostStore(database);
const add = (to: Destination, content: Content = photo()) =>
  addPost(database, [to], { content, dueAt: clock.now() });

type FaultKind = Parameters<typeof here.telegram.addFault>[0]["kind"];
/** Befalls the next text to a chat: the second part. */
const spoilText = ({ chatId }: Destination, kind: FaultKind, times = 1) =>
  here.telegram.addFault({ kind, times, chat_id: chatId, methods: ["sendMessage"] });
/** Befalls the next picture to a chat: the first part. */
const spoilPhoto = ({ chatId }: Destination, kind: FaultKind) =>
  here.telegram.addFault({ kind, times: 1, chat_id: chatId, methods: ["sendPhoto"] });

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

/** Between the first part and the second, the second waits for half a minute: what the next process finds. */
async function halfOut(to: Destination, content = photo()) {
  here.telegram.addFault({
    kind: "too_many_requests",
    times: 1,
    chat_id: to.chatId,
    methods: ["sendMessage"],
    retry_after: 30,
  });
  const post = add(to, content);
  await engine.publishDue();
  expect(state(post)).toMatchObject({ status: "pending" });
  return post;
}

describe("a post in several messages", () => {
  it.each([
    ["a picture with a text below", photo, ["Picture", "Below"]],
    ["an album with a text below", album, ["Album", "…", "…", "Below"]],
  ] as const)("is sent part by part (%s), and recorded with all its ids", async (_, content, messages) => {
    const news = await chat();
    events = [];
    const post = add(news, content());
    const published = await engine.publishDue();
    expect(published).toMatchObject({ sent: 1, pending: 0 });
    expect(shown(news)).toEqual(["Before", ...messages]);
    expect(state(post)).toMatchObject({
      status: "sent",
      messageIds: idsOf(news).slice(1),
      reason: null,
    });
    expect(readPost(database, post.id).status).toBe("published");
    expect(history(post.id)).toEqual(["delivery_part_sent", "delivery_sent", "post_finished"]);
    expect(events.map(({ type }) => type)).toEqual([
      "delivery_claimed",
      "delivery_part_sent",
      "delivery_claimed",
      "delivery_settled",
      "post_finished",
    ]);
  });

  it("has a part's ids on the disk before the next one is sent", async () => {
    const news = await chat();
    const seen: unknown[] = [];
    engine = startEngine({
      send: async (...call) => {
        const other = openDatabase(path);
        const row = readDelivery(other.database, post.deliveryIds[0]);
        seen.push([row.status, row.partMessageIds, row.afterMessageId]);
        other.close();
        return here.send(...call);
      },
    });
    const post = add(news);
    await engine.publishDue();
    const [before, first] = idsOf(news);
    expect(seen).toEqual([
      ["sending", null, before],
      ["sending", [[first]], first],
    ]);
  });

  it("goes on after a wait, a restart and a crash with the part that is missing", async () => {
    const news = await chat();
    const post = await halfOut(news);
    expect(state(post)).toMatchObject({ partMessageIds: [[idsOf(news)[1]]], spentAttempts: 0 });
    engine = startEngine();
    expect(engine.recover()).toBe(0);
    await passBy(29 * second);
    expect(shown(news)).toEqual(["Before", "Picture"]);
    await passBy(2 * second);
    expect(shown(news)).toEqual(["Before", "Picture", "Below"]);
    expect(state(post)).toMatchObject({ status: "sent", messageIds: idsOf(news).slice(1) });
  });

  it("lets nothing go between its parts, and holds up no other chat", async () => {
    const [news, other] = [await chat(), await chat()];
    await halfOut(news);
    // Not the wait for the chat that keeps it back: that was over for it before the first part went.
    addPost(database, [news, other], {
      content: textContent("Next"),
      dueAt: clock.now() - hour,
      delivery: { nextAttemptAt: clock.now() - minute },
    });
    await engine.publishDue();
    expect([shown(news), shown(other)]).toEqual([
      ["Before", "Picture"],
      ["Before", "Next"],
    ]);
    expect(engine.nextAttemptAt()).toBe(someTime + 30 * second);
    await passBy(31 * second);
    expect(shown(news)).toEqual(["Before", "Picture", "Below", "Next"]);
  });

  it("holds nothing up once a person has put off the rest", async () => {
    const news = await chat();
    const post = await halfOut(news);
    store().reschedule(post.id, clock.now() + 2 * hour, "UTC", 1001, clock.now());
    add(news, textContent("Next"));
    await passBy(minute);
    expect(shown(news)).toEqual(["Before", "Picture", "Next"]);
    await passBy(2 * hour);
    expect(shown(news)).toEqual(["Before", "Picture", "Next", "Below"]);
  });

  it("keeps the pace between its parts", async () => {
    const news = await chat();
    engine = startEngine({ pacer: createPacer() });
    const post = add(news, album());
    await engine.publishDue();
    // Three messages at once, then one a second.
    expect(shown(news)).toEqual(["Before", "Album", "…", "…"]);
    expect(state(post).status).toBe("pending");
    expect(engine.nextAttemptAt()).toBe(someTime + second);
    await passBy(second);
    expect(shown(news).at(-1)).toBe("Below");
  });

  it("is cancelled between its parts: the rest does not follow, and what is out stays on record", async () => {
    const news = await chat();
    const post = await halfOut(news);
    store().cancel(post.id, null, 1001, clock.now());
    await passBy(hour);
    expect(shown(news)).toEqual(["Before", "Picture"]);
    expect(state(post)).toMatchObject({ status: "cancelled", partMessageIds: [[idsOf(news)[1]]] });
  });

  it("does not go on where it was cancelled while its first part was under way", async () => {
    const news = await chat();
    const other = await chat();
    engine = startEngine({
      send: async (...call) => {
        const outcome = await here.send(...call);
        store().cancel(post.id, null, 1001, clock.now());
        return outcome;
      },
    });
    const post = addPost(database, [news, other], { content: photo() });
    // Not due yet: with nothing to cancel there would be no cancelling.
    sqlite
      .prepare("update deliveries set next_attempt_at = ? where id = ?")
      .run(someTime + hour, post.deliveryIds[1]);
    await engine.publishDue();
    expect(shown(news)).toEqual(["Before", "Picture"]);
    expect(state(post)).toMatchObject({ status: "cancelled", partMessageIds: [[idsOf(news)[1]]] });
    expect(readPost(database, post.id).status).toBe("cancelled");
  });

  it("that is refused at its second part fails, and another try sends only that", async () => {
    const news = await chat();
    const post = await halfOut(news);
    const rights = (may: boolean) =>
      here.telegram.setMember(here.ada, news.chatId, here.bot.id, "administrator", {
        can_post_messages: may,
      });
    rights(false);
    await passBy(minute);
    expect(state(post)).toMatchObject({ status: "failed", partMessageIds: [[idsOf(news)[1]]] });
    rights(true);
    sqlite.prepare("update destinations set state = 'active'").run();
    store().retry(post.id, undefined, 1001, clock.now());
    await passBy(second);
    expect(shown(news)).toEqual(["Before", "Picture", "Below"]);
    expect(state(post)).toMatchObject({ status: "sent", messageIds: idsOf(news).slice(1) });
  });

  it("that is out of time between its parts expires, and says so", async () => {
    const news = await chat();
    const post = await halfOut(news);
    await clock.travelTo(someTime + 25 * hour, async () => undefined);
    expect(engine.expireLate()).toBe(1);
    add(news, textContent("Next"));
    await passBy(second);
    expect(shown(news)).toEqual(["Before", "Picture", "Next"]);
    expect(state(post).status).toBe("expired");
  });

  it("is sent once by two engines on one database", async () => {
    const chats = [await chat(), await chat(), await chat()];
    const other = openDatabase(path);
    const second = startEngine({ on: other.database });
    for (const news of chats) for (const name of ["a", "b", "c"]) add(news, photo(name, `${name}, below`));
    await Promise.all([engine.publishDue(), second.publishDue()]);
    await Promise.all([engine.publishDue(), second.publishDue()]);
    other.close();
    // Each knows of its own sends alone, so the order between posts is not kept.
    for (const news of chats)
      expect(shown(news).toSorted()).toEqual(["Before", "a", "a, below", "b", "b, below", "c", "c, below"]);
  });
});

describe("where the answer to one part is lost", () => {
  it.each(["channel", "supergroup"] as const)(
    "that part alone is found, first or second (%s)",
    async (type) => {
      const news = await chat(type);
      for (const spoil of [spoilPhoto, spoilText]) {
        spoil(news, "lost_answer");
        const post = add(news);
        await passBy(2 * minute);
        expect(state(post)).toMatchObject({ status: "sent", messageIds: idsOf(news).slice(-2) });
      }
      expect(shown(news)).toEqual(["Before", "Picture", "Below", "Picture", "Below"]);
    },
  );

  it("and it is not there, that part alone is sent again", async () => {
    const news = await chat();
    spoilText(news, "reset");
    const post = add(news);
    await passBy(59 * second);
    expect(state(post)).toMatchObject({ status: "sending", partMessageIds: [[idsOf(news)[1]]] });
    await passBy(minute);
    expect(shown(news)).toEqual(["Before", "Picture", "Below"]);
    expect(sends()).toEqual(["sendmessage", "sendphoto", "sendmessage", "sendmessage"]);
    expect(state(post)).toMatchObject({ status: "sent", messageIds: idsOf(news).slice(1) });
  });

  it("an album is looked for whole, and its text behind it", async () => {
    const news = await chat();
    here.telegram.addFault({
      kind: "lost_answer",
      times: 1,
      chat_id: news.chatId,
      methods: ["sendMediaGroup"],
    });
    spoilText(news, "truncated");
    const post = add(news, album());
    await passBy(3 * minute);
    expect(shown(news)).toEqual(["Before", "Album", "…", "…", "Below"]);
    expect(state(post)).toMatchObject({ status: "sent", messageIds: idsOf(news).slice(1) });
  });

  it("because the process died, the next one looks for that part", async () => {
    const news = await chat();
    const post = add(news);
    const dying = startEngine({
      send: (chatId, part) => (part.kind === "text" ? new Promise(() => undefined) : here.send(chatId, part)),
    });
    void dying.publishDue();
    while (state(post).partMessageIds === null) await new Promise((resolve) => setImmediate(resolve));
    engine = startEngine();
    expect(engine.recover()).toBe(1);
    await passBy(2 * minute);
    expect(shown(news)).toEqual(["Before", "Picture", "Below"]);
  });

  describe("and nobody can tell", () => {
    const resolve = (post: { id: number; deliveryIds: number[] }, appeared: boolean) =>
      store().resolve(post.id, post.deliveryIds[0] ?? 0, appeared, 1001, clock.now());

    it("the first part appeared: the second follows", async () => {
      const crew = await chat("group");
      spoilPhoto(crew, "lost_answer");
      const post = add(crew);
      await passBy(2 * minute);
      expect(state(post).status).toBe("uncertain");
      expect(shown(crew)).toEqual(["Before", "Picture"]);
      resolve(post, true);
      expect(state(post)).toMatchObject({ status: "pending", partMessageIds: [[]] });
      await passBy(second);
      expect(shown(crew)).toEqual(["Before", "Picture", "Below"]);
      expect(state(post)).toMatchObject({ status: "sent", messageIds: idsOf(crew).slice(-1) });
    });

    /** Cancelled while its first part was under way to one chat; elsewhere it had not begun. */
    async function cancelledInDoubt(to: Destination, fault: FaultKind) {
      const other = await chat();
      spoilPhoto(to, fault);
      engine = startEngine({
        send: async (...call) => {
          const outcome = await here.send(...call);
          store().cancel(post.id, null, 1001, clock.now());
          return outcome;
        },
      });
      const post = addPost(database, [to, other], { content: photo() });
      sqlite
        .prepare("update deliveries set next_attempt_at = ? where id = ?")
        .run(someTime + hour, post.deliveryIds[1]);
      await engine.publishDue();
      engine = startEngine();
      await passBy(2 * minute);
      expect(state(post).status).toBe("uncertain");
      return post;
    }

    it("the first part of a cancelled post appeared: the second does not follow", async () => {
      const crew = await chat("group");
      const post = await cancelledInDoubt(crew, "lost_answer");
      resolve(post, true);
      expect(state(post)).toMatchObject({ status: "cancelled", partMessageIds: [[]], reason: null });
      await passBy(minute);
      expect(shown(crew)).toEqual(["Before", "Picture"]);
    });

    it("the first part of a cancelled post did not, and a person sends it again: it goes out through every wait", async () => {
      const crew = await chat("group");
      const post = await cancelledInDoubt(crew, "reset");
      resolve(post, false);
      spoilPhoto(crew, "too_many_requests");
      await passBy(2 * minute);
      expect(shown(crew)).toEqual(["Before", "Picture", "Below"]);
      expect(state(post).status).toBe("sent");
    });

    it("the first part did not: both are sent", async () => {
      const crew = await chat("group");
      spoilPhoto(crew, "reset");
      const post = add(crew);
      await passBy(2 * minute);
      resolve(post, false);
      await passBy(second);
      expect(shown(crew)).toEqual(["Before", "Picture", "Below"]);
    });

    it("the second part appeared: it is sent, as nothing remains", async () => {
      const crew = await chat("group");
      spoilText(crew, "lost_answer");
      const post = add(crew);
      await passBy(2 * minute);
      expect(state(post)).toMatchObject({ status: "uncertain", partMessageIds: [[idsOf(crew).at(-2)]] });
      resolve(post, true);
      await passBy(second);
      expect(state(post).status).toBe("sent");
      expect(shown(crew)).toEqual(["Before", "Picture", "Below"]);
    });

    it("the second part did not: it alone is sent again", async () => {
      const crew = await chat("group");
      spoilText(crew, "reset");
      const post = add(crew);
      await passBy(2 * minute);
      resolve(post, false);
      await passBy(second);
      expect(shown(crew)).toEqual(["Before", "Picture", "Below"]);
    });

    it("under which id the first part appeared, it is not taken for the second", async () => {
      const crew = await chat("supergroup");
      const content = photo();
      await here.send(crew.chatId, partsOf(content)[0]);
      const post = addPost(database, [crew], {
        content,
        delivery: { status: "uncertain", reason: "connection_lost" },
      });
      resolve(post, true);
      spoilText(crew, "reset");
      await passBy(2 * minute);
      expect(state(post)).toMatchObject({ status: "uncertain", partMessageIds: [[]] });
      expect(shown(crew)).toEqual(["Before", "Picture"]);
    });
  });
});
