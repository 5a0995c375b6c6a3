/** Many results at once: told in one message per person, and looked through with /results. */
import BetterSqlite3 from "better-sqlite3";
import { expect, test, vi } from "vitest";
import { type Admin, type Belfry, startBelfry } from "../support/belfry.ts";
import { join, linksIn, rows, schedule } from "../support/posts.ts";

// A machine with other work to do takes its time.
vi.setConfig({ testTimeout: 30_000 });

/** Posts of one person, at 12:00 and every minute after it, while Belfry is down until 13:00. */
async function whileDown(
  belfry: Belfry,
  posts: [by: Admin, text: string, places: string[]][],
): Promise<void> {
  for (const [index, [by, text, places]] of posts.entries()) await schedule(by, text, places, `12:0${index}`);
  await belfry.stop();
  await belfry.travelTo("2026-11-22 13:00");
}

/** What a person was told since an instant. */
const toldSince = ({ messagesFromBot }: Admin, before: number) => messagesFromBot().slice(before);
const untold = (belfry: Belfry) =>
  rows(belfry, "select count(*) as n from posts where finished_at is not null and told_at is null")[0]?.n;

test("what became of several posts is told in one message, each with its link, and once", async () => {
  const belfry = await startBelfry();
  const { ada, news, posts, start, restart, travelTo } = belfry;
  const texts = ["One", "Two", "Three", "Four", "Five"];
  await whileDown(
    belfry,
    texts.map((text) => [ada, text, ["News"]]),
  );
  const before = ada.messagesFromBot().length;
  await start();
  await travelTo("2026-11-22 13:05");
  expect(posts(news)).toEqual(texts);
  const told = toldSince(ada, before);
  expect(told).toHaveLength(1);
  expect(ada.sees()).toBe(
    [
      "📬 What became of 5 posts",
      "✅ 5 published",
      "",
      ...texts.map((text, index) => `✅ 12:0${index} · 📝 ${text} → News`),
    ].join("\n"),
  );
  expect(linksIn(told[0])).toMatchObject({
    "📝 One": "https://t.me/the_news/1",
    "📝 Five": "https://t.me/the_news/5",
  });
  expect(ada.buttons()).toEqual(["📬 Results", "🗓 Queue"]);
  await restart();
  await travelTo("2026-11-22 14:00");
  expect(toldSince(ada, before)).toHaveLength(1);
});

test("up to three are told one by one, and everybody hears of their own", async () => {
  const belfry = await startBelfry();
  const { ada, ben, start, travelTo } = belfry;
  await join(ada, ben);
  await whileDown(belfry, [
    [ada, "Hers", ["News"]],
    [ben, "His 1", ["News"]],
    [ben, "His 2", ["Crew"]],
    [ben, "His 3", ["News"]],
    [ben, "His 4", ["Crew"]],
  ]);
  const before = [ada, ben].map((person) => person.messagesFromBot().length) as [number, number];
  await start();
  await travelTo("2026-11-22 13:05");
  expect(toldSince(ada, before[0]).map(({ text }) => text)).toEqual([
    expect.stringContaining("Published: 📝 Hers"),
  ]);
  expect(toldSince(ben, before[1]).map(({ text }) => text)).toEqual([
    expect.stringContaining("What became of 4 posts"),
  ]);
});

test("what failed stands first, with a button, and what waits for a person's word has its own message", async () => {
  const belfry = await startBelfry();
  const { ada, crew, news, start, telegram, travelTo } = belfry;
  await whileDown(belfry, [
    [ada, "Doubtful", ["News"]],
    [ada, "Fine", ["News"]],
    [ada, "Refused", ["Crew"]],
    [ada, "Half", ["News", "Crew"]],
    [ada, "Fine too", ["News"]],
  ]);
  telegram.setPermissions(crew, { can_send_messages: false });
  telegram.addFault({ kind: "lost_answer", times: 1, chat_id: news });
  const before = ada.messagesFromBot().length;
  await start();
  await travelTo("2026-11-22 13:10");
  const [digest, question, ...more] = toldSince(ada, before);
  expect(digest?.text).toBe(
    [
      "📬 What became of 5 posts",
      "❓ 1 perhaps published · ❌ 1 not published · ⚠️ 1 partly published · ✅ 2 published",
      "",
      "❓ 12:00 · 📝 Doubtful → News",
      "❌ 12:02 · 📝 Refused → Crew",
      "⚠️ 12:03 · 📝 Half → Crew, News",
      "✅ 12:01 · 📝 Fine → News",
      "✅ 12:04 · 📝 Fine too → News",
    ].join("\n"),
  );
  expect(question?.text).toContain("❓ Perhaps published: 📝 Doubtful");
  expect(more).toEqual([]);
  expect(untold(belfry)).toBe(0);

  await ada.press(digest?.message_id ?? 0, ada.button("❌ 📝 Refused")?.data ?? "");
  expect(belfry.telegram.message(ada.id, digest?.message_id ?? 0)?.text).toContain("❌ Not published");
  await ada.taps("It appeared");
  expect(ada.sees()).toContain("Thank you, noted as sent.");
});

test("the message of four hundred posts is one that Telegram takes, and counts those that it has no room for", async () => {
  const belfry = await startBelfry();
  const { ada, config, start, stop, travelTo } = belfry;
  await schedule(ada, "Seed", ["News"], "12:00");
  await travelTo("2026-11-22 12:00");
  await stop();
  const database = new BetterSqlite3(config.databasePath);
  const insert = database.prepare(
    `insert into posts (author_id, status, content, due_at, time_zone, created_at, updated_at, finished_at)
      select author_id, 'failed', ?, due_at, time_zone, created_at, updated_at, finished_at from posts where id = 1`,
  );
  for (let index = 0; index < 400; index++)
    insert.run(
      JSON.stringify({ kind: "text", text: `${index} <&> ${"of many words ".repeat(20)}`, entities: [] }),
    );
  database.exec(
    `insert into deliveries (post_id, destination_id, status, due_at, next_attempt_at, attempts, spent_attempts, reason)
      select id, 1, 'failed', due_at, due_at, 1, 1, 'content_refused' from posts where status = 'failed'`,
  );
  database.close();
  const before = ada.messagesFromBot().length;
  await start();
  await travelTo("2026-11-22 12:01");
  expect(toldSince(ada, before)).toHaveLength(1);
  expect(ada.sees()).toContain("📬 What became of 400 posts\n❌ 400 not published");
  expect(ada.sees()).toMatch(/… and \d+ more$/);
  expect(ada.sees().length).toBeGreaterThan(3000);
  expect(untold(belfry)).toBe(0);

  await ada.taps("Results");
  expect(ada.sees()).toContain("401 posts have come to an end in the last 7 days");
  await ada.taps("›");
  expect(ada.buttons()).toContain("2 / 51");
  await ada.taps("❌ 📝 391");
  expect(ada.sees()).toContain("❌ Not published");
  await ada.taps("‹ Results");
  expect(ada.buttons()).toContain("2 / 51");
});

test("a digest that could not be told is told later, whole", async () => {
  const belfry = await startBelfry();
  const { ada, start, telegram, travelTo } = belfry;
  await whileDown(
    belfry,
    ["A", "B", "C", "D"].map((text) => [ada, text, ["News"]]),
  );
  const before = ada.messagesFromBot().length;
  telegram.addFault({ kind: "server_error", times: 1, chat_id: ada.id });
  await start();
  await travelTo("2026-11-22 13:10");
  expect(toldSince(ada, before).map(({ text }) => text)).toEqual([
    expect.stringContaining("What became of 4 posts"),
  ]);
});

test("/results shows the last seven days, and says so when there is nothing", async () => {
  const belfry = await startBelfry({ config: { publishCron: "*/30 * * * *" } });
  const { ada, travelTo } = belfry;
  await ada.says("/results");
  expect(ada.sees()).toContain("No post has come to an end in the last 7 days.");
  await schedule(ada, "Old", ["News"], "12:00");
  await travelTo("2026-11-22 12:00");
  await ada.says("/stats");
  await ada.taps("📬 Results");
  expect(ada.sees()).toContain("One post has come to an end in the last 7 days\n\n✅ 12:00 · 📝 Old → News");
  const button = ada.button("✅ 📝 Old");
  await travelTo("2026-11-29 13:00");
  await ada.taps("Refresh");
  expect(ada.sees()).toContain("No post has come to an end");
  const gone = await ada.press(button?.message ?? 0, "results:look:999:0");
  expect(gone.text).toContain("cleaned up");
});

test("results wait a minute for what is under way, and no longer", async () => {
  const belfry = await startBelfry();
  const { ada, config, at, travelTo } = belfry;
  for (const text of ["A", "B", "C"]) await schedule(ada, text, ["News"], "12:00");
  await schedule(ada, "Stuck", ["Crew"], "18:00");
  const database = new BetterSqlite3(config.databasePath);
  // Claimed by a process that is gone, as far as this one can tell.
  database
    .prepare("update deliveries set status = 'sending', claimed_at = ? where destination_id = 2")
    .run(at("2026-11-22 11:59"));
  database.close();
  const before = ada.messagesFromBot().length;
  await travelTo("2026-11-22 12:00");
  expect(untold(belfry)).toBe(3);
  await travelTo("2026-11-22 12:01");
  expect(toldSince(ada, before).map(({ text }) => text)).toEqual([
    expect.stringContaining("Published: 📝 A"),
    expect.stringContaining("Published: 📝 B"),
    expect.stringContaining("Published: 📝 C"),
  ]);
});
