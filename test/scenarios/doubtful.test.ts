/** Posts whose answer was lost: looked for, and a person is asked only where looking does not tell. */
import { describe, expect, test } from "vitest";
import { startBelfry } from "../support/belfry.ts";
import { linksIn, openPost, rows, schedule } from "../support/posts.ts";

const deliveries = (belfry: Parameters<typeof rows>[0]) =>
  rows(belfry, "select status from deliveries order by id").map(({ status }) => status);

/** With a first message in the channel, from which on Belfry knows where messages must be. */
async function withNews() {
  const belfry = await startBelfry();
  belfry.telegram.sendText(1001, belfry.news, "Welcome");
  await belfry.settle();
  return belfry;
}

test("a post that appeared is found, and its author hears nothing of the trouble", async () => {
  const belfry = await withNews();
  const { ada, news, posts, telegram, travelTo, travel } = belfry;
  await schedule(ada, "Hello", ["News"], "12:00");
  telegram.addFault({ kind: "lost_answer", times: 1, chat_id: news });
  await travelTo("2026-11-22 12:00");
  await travel(1);
  expect(posts(news)).toEqual(["Welcome", "Hello"]);
  expect(ada.sees()).toContain("Published: 📝 Hello");
  expect(linksIn(ada.messagesFromBot().at(-1))).toEqual({ News: "https://t.me/the_news/2" });
});

test("a post that did not goes out a minute later, once, though others write meanwhile", async () => {
  const belfry = await withNews();
  const { ada, news, posts, telegram, travelTo, travel } = belfry;
  await schedule(ada, "Hello", ["News"], "12:00");
  telegram.addFault({ kind: "reset", times: 1, chat_id: news });
  await travelTo("2026-11-22 12:00");
  telegram.sendText(1001, news, "In between");
  await travel(2);
  expect(posts(news)).toEqual(["Welcome", "In between", "Hello"]);
  expect(ada.sees()).toContain("1 min late");
});

test("between two attempts nobody is told that it may have appeared: it did not", async () => {
  const belfry = await withNews();
  const { ada, news, telegram, travelTo, travel } = belfry;
  await schedule(ada, "Hello", ["News"], "12:00");
  telegram.addFault({ kind: "reset", times: 2, chat_id: news });
  await travelTo("2026-11-22 12:00");
  const waiting = "select 1 from deliveries where status = 'pending' and spent_attempts = 2";
  while (rows(belfry, waiting).length === 0) await travel(1 / 6);
  await openPost(ada, "Hello");
  expect(ada.sees()).toMatch(/🔁 News: next try .+ It did not appear: Telegram broke off each attempt\./);
  await travel(2);
  expect(ada.sees()).toContain("Published: 📝 Hello");
});

test("the first post in a channel cannot be looked for: nobody knows where it would be", async () => {
  const belfry = await startBelfry();
  const { ada, news, telegram, travelTo } = belfry;
  await schedule(ada, "Hello", ["News"], "12:00");
  telegram.addFault({ kind: "lost_answer", times: 1, chat_id: news });
  await travelTo("2026-11-22 12:00");
  expect(ada.sees()).toContain("Please look whether it is there");
});

test("the same holds after the bot was out of the channel for a while", async () => {
  const belfry = await withNews();
  const { ada, news, telegram, travelTo } = belfry;
  await schedule(ada, "Hello", ["News"], "12:00");
  await ada.removesBot(news);
  telegram.sendText(1001, news, "Unseen");
  await ada.makesAdministrator(news);
  telegram.addFault({ kind: "reset", times: 1, chat_id: news });
  await travelTo("2026-11-22 12:00");
  expect(ada.sees()).toContain("Please look whether it is there");
});

test("and after Belfry was down for so long that messages may have come unseen", async () => {
  const belfry = await withNews();
  const { ada, news, telegram, travelTo, travel, stop, start } = belfry;
  await schedule(ada, "Hello", ["News"], "2026-11-24 12:00");
  await stop();
  await travelTo("2026-11-24 11:00");
  await start();
  telegram.addFault({ kind: "reset", times: 1, chat_id: news });
  await travelTo("2026-11-24 12:00");
  await travel(2);
  expect(ada.sees()).toContain("Please look whether it is there");
});

test("a stop in the middle of the search changes nothing about its end", async () => {
  const belfry = await withNews();
  const { ada, news, posts, telegram, travelTo, travel } = belfry;
  await schedule(ada, "Hello", ["News"], "12:00");
  telegram.addFault({ kind: "lost_answer", times: 1, chat_id: news });
  await travelTo("2026-11-22 12:00");
  expect(deliveries(belfry)).toEqual(["sending"]);
  await belfry.stop();
  telegram.sendText(1001, news, "While it was down");
  await belfry.start();
  await travel(5);
  expect(posts(news)).toEqual(["Welcome", "Hello", "While it was down"]);
  expect(deliveries(belfry)).toEqual(["sent"]);
  expect(ada.sees()).toContain("Published: 📝 Hello");
});

describe("where looking does not tell", () => {
  /** In groups, messages may be hidden from a bot. */
  async function doubtful() {
    const belfry = await startBelfry();
    await schedule(belfry.ada, "Hello", ["Crew"], "12:00");
    belfry.telegram.addFault({ kind: "reset", times: 1, chat_id: belfry.crew });
    await belfry.travelTo("2026-11-22 12:02");
    return belfry;
  }

  test("the author is asked", async () => {
    const { ada, crew, posts } = await doubtful();
    expect(ada.sees()).toContain("it may or may not have appeared");
    expect(ada.buttons()).toEqual(
      expect.arrayContaining(["✅ It appeared in Crew", "🔁 Send again to Crew", "🤷 Leave it open (Crew)"]),
    );
    expect(posts(crew)).toEqual([]);
  });

  test("and may leave it open: nothing is sent, the buttons go, and the history knows who it was", async () => {
    const belfry = await doubtful();
    const { ada, crew, posts, travel } = belfry;
    const button = ada.button("Leave it open");
    await ada.taps("Leave it open");
    expect(ada.sees()).toContain("Left open");
    expect(ada.buttons().join()).not.toMatch(/appeared|Send again|Leave it/);
    expect(deliveries(belfry)).toEqual(["uncertain"]);
    const history = rows(belfry, "select actor_id, action from ledger where action = 'delivery_left'");
    expect(history).toEqual([{ actor_id: 1001, action: "delivery_left" }]);

    await ada.press(button?.message ?? 0, button?.data ?? "");
    expect(ada.sees()).toContain("Nobody knows whether it has gone out");
    expect(rows(belfry, "select 1 from ledger where action = 'delivery_left'")).toHaveLength(1);
    await ada.taps("History");
    expect(ada.sees()).toContain("Ada left it open whether it had appeared.");
    await ada.taps("Back");
    await travel(60);
    expect(posts(crew)).toEqual([]);
  });

  test("somebody who is not its author leaves nothing open for them", async () => {
    const belfry = await doubtful();
    const { ada, ben } = belfry;
    const data = ada.button("Leave it open")?.data ?? "";
    await ada.says("/team");
    await ada.taps("Add someone");
    await ada.says(String(ben.id));
    await ada.taps("Editor");
    await ben.says("/start");
    await ben.press(ben.messagesFromBot().at(-1)?.message_id ?? 0, data);
    expect(ben.sees()).toContain("Ada");
    expect(rows(belfry, "select left_at from deliveries")).toEqual([{ left_at: null }]);
  });

  test("sent again after all, it is asked about again when that is doubtful too", async () => {
    const { ada, crew, telegram, travel, posts } = await doubtful();
    const again = ada.button("Send again");
    await ada.taps("Leave it open");
    telegram.addFault({ kind: "reset", times: 1, chat_id: crew });
    await ada.press(again?.message ?? 0, again?.data ?? "");
    await travel(2);
    expect(ada.buttons()).toContain("🤷 Leave it open (Crew)");
    await ada.taps("Send again");
    await travel(1);
    expect(posts(crew)).toEqual(["Hello"]);
  });
});
