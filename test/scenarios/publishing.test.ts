/** What becomes of posts at their minute, whatever Telegram, the network and the process do. */
import { describe, expect, test, vi } from "vitest";
import { type Belfry, startBelfry } from "../support/belfry.ts";
import { linksIn, rows, schedule, until } from "../support/posts.ts";

// A machine with other work to do takes its time.
vi.setConfig({ testTimeout: 30_000 });

const statuses = (belfry: Belfry) => ({
  posts: rows(belfry, "select status from posts order by id").map(({ status }) => status),
  deliveries: rows(belfry, "select status from deliveries order by id").map(({ status }) => status),
});

describe("when all goes well", () => {
  test("post published, deliveries sent: the author gets a link to each message, where Telegram has one", async () => {
    const belfry = await startBelfry();
    const { ada, telegram, posts, news, crew } = belfry;
    const inner = telegram.createChat(1001, { type: "channel", title: "Inner <circle>" });
    await ada.makesAdministrator(inner);
    const small = telegram.createChat(1001, { type: "group", title: "Small" });
    await ada.adds(small);
    await schedule(ada, "Bells", ["News", "Crew", "Inner", "Small"], "12:00");
    expect(statuses(belfry)).toEqual({
      posts: ["scheduled"],
      deliveries: ["pending", "pending", "pending", "pending"],
    });
    await belfry.travelTo("2026-11-22 12:00");
    for (const chat of [news, crew, inner, small]) expect(posts(chat)).toEqual(["Bells"]);
    expect(ada.sees()).toContain("✅ Published: 📝 Bells");
    for (const place of ["News", "Crew", "Inner <circle>", "Small"])
      expect(ada.sees()).toContain(`✅ ${place}`);
    const id = (chat: number) => belfry.messages(chat).at(-1)?.message_id;
    const privately = (chat: number) => `https://t.me/c/${String(chat).slice(4)}/${id(chat)}`;
    expect(linksIn(ada.messagesFromBot().at(-1))).toEqual({
      News: `https://t.me/the_news/${id(news)}`,
      Crew: privately(crew),
      "Inner <circle>": privately(inner),
    });
    expect(statuses(belfry)).toEqual({ posts: ["published"], deliveries: ["sent", "sent", "sent", "sent"] });
  });

  test("429: the post waits as long as Telegram asks and arrives once", async () => {
    const { ada, telegram, news, posts, travelTo, at } = await startBelfry();
    await schedule(ada, "Patience", ["News"], "12:00");
    telegram.addFault({ kind: "too_many_requests", times: 2, chat_id: news, retry_after: 45 });
    await travelTo("2026-11-22 12:00");
    expect(posts(news)).toEqual([]);
    await ada.says("/queue");
    await ada.taps("Patience");
    expect(ada.sees()).toContain("🔁 News: next try Sun 22 Nov 2026, 12:00. Telegram asks me to slow down");
    await travelTo("2026-11-22 12:03");
    expect(posts(news)).toEqual(["Patience"]);
    expect(telegram.messages(news).at(-1)?.date).toBe(at("2026-11-22 12:01") / 1000 + 30);
    expect(ada.sees()).toContain("Published");
    expect(ada.sees()).toContain("2 min late");
  });
});

describe("when something goes wrong", () => {
  test("post partly published, delivery failed: the author hears where and why, tries again, and hears of the success", async () => {
    const belfry = await startBelfry();
    const { ada, crew, news, posts, travelTo, telegram } = belfry;
    await schedule(ada, "Two places", ["News", "Crew"], "12:00");
    // Removed without Belfry being told, as happens while updates are on their way.
    telegram.world.chats.get(crew)?.members.set(123456, { status: "kicked", rights: {} });
    await travelTo("2026-11-22 12:00");
    const all = ada.seesAll().join("\n");
    expect(all).toContain("⚠️ Partly published: 📝 Two places");
    expect(all).toContain("✅ News");
    expect(all).toContain("❌ Crew: I was removed from this chat.");
    expect(statuses(belfry)).toEqual({ posts: ["partly_published"], deliveries: ["failed", "sent"] });

    const notice =
      ada.messagesFromBot().find(({ text }) => text?.includes("Partly published"))?.message_id ?? 0;
    await ada.taps("Try Crew again");
    expect(ada.seesAll().join("\n")).toContain("It goes out as soon as I may again");
    await travelTo("2026-11-22 12:05");
    expect(posts(crew)).toEqual([]);
    await ada.adds(crew);
    await travelTo("2026-11-22 12:06");
    expect(posts(crew)).toEqual(["Two places"]);
    expect(posts(news)).toEqual(["Two places"]);
    expect(ada.sees()).toContain("✅ Published: 📝 Two places");
    expect(statuses(belfry)).toEqual({ posts: ["published"], deliveries: ["sent", "sent"] });

    // The first notice still stands in the chat, and its buttons tell how things are by now.
    await ada.press(notice, "post:1:retry");
    expect(belfry.telegram.message(ada.id, notice)?.text).toContain("It has gone out already");
    await ada.press(notice, "post:1");
    expect(belfry.telegram.message(ada.id, notice)?.text).toContain("✅ Published");
    expect(posts(crew)).toEqual(["Two places"]);
  });

  test("where one place waits for rights, the author hears at the minute what is out, and later of the rest", async () => {
    const { ada, crew, news, posts, travelTo } = await startBelfry();
    await schedule(ada, "Half out", ["News", "Crew"], "12:00");
    await ada.removesBot(crew);
    await travelTo("2026-11-22 12:00");
    expect(posts(news)).toEqual(["Half out"]);
    expect(ada.sees()).toBe(
      "⏸ Not everywhere yet: 📝 Half out\n⏸ Crew: waits until I may post there again\n✅ News",
    );
    // Asked for now, it goes only where it is not yet.
    await ada.taps("Publish now");
    expect(ada.sees()).toContain("Publish it right now to Crew?");
    await ada.taps("Back");
    await ada.adds(crew);
    await travelTo("2026-11-22 12:10");
    expect(posts(crew)).toEqual(["Half out"]);
    expect(posts(news)).toEqual(["Half out"]);
    expect(ada.sees()).toContain("✅ Published: 📝 Half out");
  });

  test("post failed: buttons retry one place, all, move it or give it up (deliveries cancelled)", async () => {
    const belfry = await startBelfry();
    const { ada, crew, telegram, posts, travelTo } = belfry;
    const team = telegram.createChat(1001, { type: "supergroup", title: "Backstage" });
    await ada.adds(team);
    await schedule(ada, "Hush", ["Crew", "Backstage"], "12:00");
    for (const chat of [crew, team]) telegram.setPermissions(chat, { can_send_messages: false });
    await travelTo("2026-11-22 12:00");
    expect(ada.sees()).toContain("❌ Not published: 📝 Hush");
    expect(ada.sees()).toContain("I have no right to send this here");
    expect(statuses(belfry)).toEqual({ posts: ["failed"], deliveries: ["failed", "failed"] });

    telegram.setPermissions(crew, { can_send_messages: true });
    await ada.taps("Try Crew again");
    expect(posts(crew)).toEqual(["Hush"]);
    expect(ada.sees()).toContain("⚠️ Partly published");
    await ada.taps("Try Backstage again");
    expect(ada.sees()).toContain("⚠️ Partly published");
    expect(posts(crew)).toEqual(["Hush"]);

    await ada.taps("Reschedule");
    await ada.says("13:00");
    await travelTo("2026-11-22 13:00");
    expect(ada.sees()).toContain("⚠️ Partly published");
    await ada.taps("Cancel the post");
    await ada.taps("without a reason");
    expect(ada.seesAll().join("\n")).toContain(
      "What was still open is cancelled. It had already gone out in one place.",
    );
    expect(statuses(belfry)).toEqual({ posts: ["partly_published"], deliveries: ["cancelled", "sent"] });
    expect(posts(team)).toEqual([]);
  });

  test("delivery uncertain: a lost answer is never sent again by itself; a person says that it appeared", async () => {
    const belfry = await startBelfry();
    const { ada, news, telegram, posts, travelTo } = belfry;
    await schedule(ada, "Maybe", ["News"], "12:00");
    telegram.addFault({ kind: "lost_answer", times: 1, chat_id: news });
    await travelTo("2026-11-22 12:00");
    expect(ada.sees()).toContain("❓ Perhaps published: 📝 Maybe");
    expect(ada.sees()).toContain("❓ News: The connection broke before Telegram’s answer");
    expect(ada.sees()).toContain("I send nothing twice by myself");
    expect(ada.buttons().slice(0, 2)).toEqual(["✅ It appeared in News", "🔁 Send again to News"]);
    await travelTo("2026-11-22 15:00");
    await belfry.restart();
    expect(posts(news)).toEqual(["Maybe"]);
    expect(statuses(belfry)).toEqual({ posts: ["failed"], deliveries: ["uncertain"] });
    await ada.taps("It appeared");
    expect(ada.sees()).toContain("noted as sent");
    expect(ada.sees()).toContain("✅ Published");
    // When it appeared, nobody knows.
    expect(ada.sees()).not.toContain("late");
    expect(statuses(belfry)).toEqual({ posts: ["published"], deliveries: ["sent"] });
    expect(posts(news)).toEqual(["Maybe"]);
  });

  test("an uncertain delivery that is given up is not said to be unpublished", async () => {
    const belfry = await startBelfry();
    const { ada, news, telegram, posts, travelTo } = belfry;
    await schedule(ada, "Maybe", ["News"], "12:00");
    telegram.addFault({ kind: "lost_answer", times: 1, chat_id: news });
    await travelTo("2026-11-22 12:00");
    await ada.taps("Cancel the post");
    await ada.taps("without a reason");
    expect(ada.sees()).toContain("What had appeared before, if anything, stays there.");
    expect(ada.sees()).toContain("News: cancelled, though it may have appeared before that");
    expect(posts(news)).toEqual(["Maybe"]);
    expect(statuses(belfry)).toEqual({ posts: ["cancelled"], deliveries: ["cancelled"] });
  });

  test.each(["server_error", "reset", "truncated"] as const)(
    "%s leaves a delivery uncertain, and “Send again” sends it once more",
    async (kind) => {
      const belfry = await startBelfry();
      const { ada, news, telegram, posts, travelTo } = belfry;
      await schedule(ada, "Maybe", ["News"], "12:00");
      telegram.addFault({ kind, times: 1, chat_id: news });
      await travelTo("2026-11-22 12:30");
      const before = posts(news).length;
      expect(statuses(belfry).deliveries).toEqual(["uncertain"]);
      expect(ada.sees()).toContain("may or may not have appeared");
      await ada.taps("Send again");
      expect(posts(news)).toHaveLength(before + 1);
      expect(ada.seesAll().join("\n")).toContain("✅ Published");
      expect(statuses(belfry).deliveries).toEqual(["sent"]);
    },
  );

  test("delivery sending: nothing can be changed meanwhile; stopped in the middle it is looked for at the next start", async () => {
    const belfry = await startBelfry();
    const { ada, news, telegram, posts } = belfry;
    await schedule(ada, "Slow", ["News"], "12:00");
    await ada.says("/queue");
    await ada.taps("Slow");
    const screen = ada.messagesFromBot().at(-1)?.message_id ?? 0;
    telegram.addFault({ kind: "hang", times: 1, chat_id: news });
    const journey = belfry.travelTo("2026-11-22 12:00");
    await until(() =>
      telegram.calls.some(({ payload }) => Number(payload.chat_id) === news && payload.text === "Slow"),
    );
    expect(statuses(belfry)).toEqual({ posts: ["scheduled"], deliveries: ["sending"] });
    for (const act of ["reschedule", "cancel", "now", "now-yes"]) {
      await telegram.pressStaleButton(ada.id, 123456, screen, `post:1:${act}`);
      expect(ada.sees()).toContain("It is on its way and Telegram has not answered yet");
      expect(ada.sees()).toContain("📤 News: on its way, no answer yet");
    }
    await belfry.stop();
    await journey;
    expect(statuses(belfry)).toEqual({ posts: ["scheduled"], deliveries: ["sending"] });
    await belfry.start();
    await belfry.travel(60);
    // No message was ever seen in this channel: nobody but a person can tell.
    expect(statuses(belfry)).toEqual({ posts: ["failed"], deliveries: ["uncertain"] });
    expect(posts(news)).toEqual([]);
    expect(ada.sees()).toContain("I was stopped while it was going out");
    await ada.taps("Send again");
    expect(posts(news)).toEqual(["Slow"]);
  });
});

describe("when the process was down", () => {
  test("a post goes out late, once, and the author hears how late", async () => {
    const { ada, news, posts, stop, start, travelTo, restart } = await startBelfry();
    await schedule(ada, "Overslept", ["News"], "12:00");
    await stop();
    await travelTo("2026-11-22 15:10");
    await start();
    await travelTo("2026-11-22 15:11");
    expect(posts(news)).toEqual(["Overslept"]);
    expect(ada.sees()).toContain("Published");
    expect(ada.sees()).toContain("3 h 10 min late");
    await restart();
    await travelTo("2026-11-22 15:30");
    expect(posts(news)).toEqual(["Overslept"]);
  });

  test("post expired, delivery expired: more than EXPIRE_AFTER_HOURS late it is not sent, and a new time brings it back", async () => {
    const belfry = await startBelfry({ config: { expireAfterHours: 2 } });
    const { ada, news, posts, stop, start, travelTo } = belfry;
    await schedule(ada, "Too late", ["News"], "12:00");
    await stop();
    await travelTo("2026-11-22 14:01");
    await start();
    await travelTo("2026-11-22 15:00");
    expect(posts(news)).toEqual([]);
    expect(statuses(belfry)).toEqual({ posts: ["expired"], deliveries: ["expired"] });
    expect(ada.sees()).toContain("⌛️ Expired: 📝 Too late");
    await ada.taps("Reschedule");
    await ada.says("16:00");
    expect(ada.sees()).toContain("Moved to");
    await travelTo("2026-11-22 16:00");
    expect(posts(news)).toEqual(["Too late"]);
    expect(ada.sees()).toContain("Published");
  });

  test("hourly: what waits for rights that do not come back expires, and the author is told", async () => {
    const belfry = await startBelfry({ config: { expireAfterHours: 2 } });
    const { ada, news, travelTo } = belfry;
    await schedule(ada, "Locked out", ["News"], "12:00");
    await ada.makesAdministrator(news, { can_edit_messages: true });
    await travelTo("2026-11-22 14:59");
    expect(statuses(belfry).posts).toEqual(["scheduled"]);
    await travelTo("2026-11-22 15:00");
    expect(statuses(belfry)).toEqual({ posts: ["expired"], deliveries: ["expired"] });
    expect(ada.sees()).toContain("⌛️ Expired: 📝 Locked out");
  });
});
