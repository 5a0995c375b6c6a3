/** The 23:00 warning and the midnight clean-up. */
import BetterSqlite3 from "better-sqlite3";
import { expect, test, vi } from "vitest";
import { type Belfry, startBelfry } from "../support/belfry.ts";
import { join, rows, schedule } from "../support/posts.ts";

// A machine with other work to do takes its time.
vi.setConfig({ testTimeout: 30_000 });

/** Published on 22 November, deleted in the night to the 26th, warned of from the 24th on. */
const config = { retentionDays: 3, warnDaysBeforeCleanup: 2, publishCron: "*/30 * * * *" };

const left = (belfry: Belfry) => rows(belfry, "select id from posts order by id").map(({ id }) => id);

async function withPublished(texts: string[], also: Partial<typeof config> = {}) {
  const belfry = await startBelfry({ config: { ...config, ...also } });
  for (const text of texts) await schedule(belfry.ada, text, ["News"], "12:00");
  await belfry.travelTo("2026-11-22 12:00");
  return belfry;
}

test("at 23:00 everybody on the team is warned; what was kept stays, the rest goes at midnight, and the ledger says so", async () => {
  const belfry = await withPublished(["First", "Second", "Third"]);
  const { ada, ben, news, posts, travelTo, at } = belfry;
  await join(ada, ben);
  await travelTo("2026-11-24 22:59");
  expect(ada.seesAll().join("\n")).not.toContain("clean-up");
  await travelTo("2026-11-24 23:00");
  for (const person of [ada, ben]) {
    expect(person.sees()).toContain("The clean-up will soon delete 3 finished posts");
    expect(person.sees()).toContain("Thu 26 Nov 2026, 00:00");
    expect(person.sees()).toContain("• 📝 First (finished Sun 22 Nov 2026)");
  }

  await ada.taps("👁 📝 Second");
  expect(ada.sees()).toContain("✅ Published, was due Sun 22 Nov 2026, 12:00");
  await ada.taps("The clean-up");
  expect(ada.sees()).toContain("delete 3 finished posts");
  const first = rows(belfry, "select id from posts order by id")[0]?.id;
  const keepFirst = `cleanup:keep:${first}:0`;
  const warning = ada.messagesFromBot().at(-1)?.message_id ?? 0;
  expect(await ada.press(warning, keepFirst)).toMatchObject({ text: "Kept." });
  expect(ada.sees()).toContain("delete 2 finished posts");
  expect(ada.sees()).not.toContain("First");

  // Ben's warning is older than what Ada did: it catches up.
  await ben.taps("👁 📝 Second");
  await ben.taps("📌 Keep");
  expect(ben.sees()).toContain("Kept");

  await travelTo("2026-11-25 23:59");
  expect(left(belfry)).toHaveLength(3);
  await travelTo("2026-11-26 00:00");
  expect(left(belfry)).toEqual([first, Number(first) + 1]);
  expect(rows(belfry, "select post_id, actor_id, at from ledger where action = 'post_cleaned_up'")).toEqual([
    { post_id: Number(first) + 2, actor_id: null, at: at("2026-11-26 00:00") },
  ]);
  expect(rows(belfry, "select count(*) as n from deliveries")).toEqual([{ n: 2 }]);
  expect(posts(news)).toEqual(["First", "Second", "Third"]);

  expect((await ada.press(warning, `cleanup:keep:${Number(first) + 2}:0`)).text).toContain("cleaned up");
  expect((await ada.press(warning, `post:${Number(first) + 2}:reschedule`)).text).toContain("cleaned up");
  expect((await ada.press(warning, `post:${Number(first) + 2}:keep`)).text).toContain("cleaned up");
  expect(belfry.telegram.message(ada.id, warning)?.text).toContain("Nothing is due for the clean-up now");
  await travelTo("2026-11-29 12:00");
  expect(left(belfry)).toHaveLength(2);
  expect(
    rows(
      belfry,
      "select job, count(*) as n, count(distinct scheduled_for) as times from job_runs where job in ('warn', 'clean_up') group by job",
    ),
  ).toEqual([
    { job: "clean_up", n: 7, times: 7 },
    { job: "warn", n: 7, times: 7 },
  ]);
});

test("many posts are listed a page at a time, and one tap keeps them all", async () => {
  const texts = Array.from({ length: 10 }, (_, index) => `Post ${index}`);
  const belfry = await withPublished(texts);
  const { ada, travelTo } = belfry;
  await travelTo("2026-11-24 23:00");
  expect(ada.sees()).toContain("… and 2 more");
  await ada.taps("›");
  expect(ada.sees()).toContain("Post 9");
  await ada.taps("👁 📝 Post 9");
  await ada.taps("The clean-up");
  expect(ada.sees()).toContain("Post 9");
  await ada.taps("‹");
  await ada.taps("Keep all");
  expect(ada.sees()).toContain("Nothing is due for the clean-up now");
  await travelTo("2026-11-27 12:00");
  expect(left(belfry)).toHaveLength(10);
});

test("nights missed while the process was down are made up at start, the warning first, and nothing goes unwarned", async () => {
  const belfry = await withPublished(["Old"]);
  const { ada, stop, start, travelTo } = belfry;
  await travelTo("2026-11-24 12:00");
  await stop();
  await travelTo("2026-11-26 09:00");
  await start();
  expect(ada.sees()).toContain("The clean-up will soon delete one finished post");
  expect(ada.sees()).toContain("Fri 27 Nov 2026, 00:00");
  expect(left(belfry)).toHaveLength(1);
  expect(
    rows(
      belfry,
      "select job, outcome from job_runs where job in ('warn', 'clean_up') order by scheduled_for desc limit 2",
    ),
  ).toEqual([
    { job: "clean_up", outcome: "ok" },
    { job: "warn", outcome: "ok" },
  ]);
  await travelTo("2026-11-27 00:00");
  expect(left(belfry)).toEqual([]);
});

test("what was warned of in time and not deleted, because the process was down at midnight, goes at start", async () => {
  const belfry = await withPublished(["Old"]);
  const { ada, stop, start, travelTo } = belfry;
  await travelTo("2026-11-25 23:30");
  expect(ada.sees()).toContain("clean-up");
  await stop();
  await travelTo("2026-11-26 06:00");
  await start();
  expect(left(belfry)).toEqual([]);
});

test("nothing is deleted while nobody could be warned", async () => {
  const belfry = await withPublished(["Unwarned"]);
  const { ada, telegram, travelTo } = belfry;
  telegram.setMember(ada.id, 123456, 123456, "kicked");
  await travelTo("2026-11-28 12:00");
  expect(left(belfry)).toHaveLength(1);
  await ada.says("/start");
  await travelTo("2026-11-28 23:00");
  expect(ada.seesAll().join("\n")).toContain("The clean-up will soon delete one finished post");
  await travelTo("2026-11-29 00:00");
  expect(left(belfry)).toEqual([]);
});

test("what the next clean-ups will delete can be looked at any time, and what is kept can be let go again", async () => {
  const belfry = await withPublished(["First", "Second"]);
  const { ada, ben, travelTo } = belfry;
  await ada.says("/stats");
  await ada.taps("🧹 Clean-up");
  expect(ada.sees()).toBe("🧹 Nothing is due for the clean-up now.");
  await ada.taps("What is kept");
  expect(ada.sees()).toContain("Nothing is kept.");

  await travelTo("2026-11-24 12:00");
  await ada.says("/stats");
  await ada.taps("🧹 Clean-up");
  expect(ada.sees()).toContain("delete 2 finished posts");
  await ada.taps("👁 📝 First");
  await ada.taps("📌 Keep");
  await ada.says("/stats");
  await ada.taps("🧹 Clean-up");
  expect(ada.sees()).toContain("delete one finished post");
  expect(ada.sees()).not.toContain("First");
  await ada.taps("What is kept");
  expect(ada.sees()).toContain("One post is kept.");
  expect(ada.sees()).toContain("First");
  const letGo = ada.button("Let it go");
  await join(ada, ben);
  await ben.says("/stats");
  await ben.taps("🧹 Clean-up");
  await ben.taps("What is kept");
  expect(ben.buttons()).not.toContain("♻️ Let it go");
  // Neither his post nor kept by him.
  const hisScreen = ben.messagesFromBot().at(-1)?.message_id ?? 0;
  expect(await ben.press(hisScreen, letGo?.data ?? "")).toMatchObject({
    text: "This is Ada’s post. Only they and owners can change it.",
    show_alert: true,
  });

  expect(await ada.press(letGo?.message ?? 0, letGo?.data ?? "")).toMatchObject({
    text: "♻️ Let go. The clean-up may take it again, after it has warned you.",
  });
  expect(await ada.press(letGo?.message ?? 0, letGo?.data ?? "")).toMatchObject({
    text: expect.stringContaining("Let go"),
  });
  expect(
    rows(
      belfry,
      "select action, count(*) as n from ledger where action in ('post_kept', 'post_let_go') group by action",
    ),
  ).toEqual([
    { action: "post_kept", n: 1 },
    { action: "post_let_go", n: 1 },
  ]);
  await travelTo("2026-11-24 23:00");
  expect(ada.sees()).toContain("delete 2 finished posts");
  await travelTo("2026-11-26 00:00");
  expect(left(belfry)).toEqual([]);
  const [run] = rows(
    belfry,
    "select summary from job_runs where job = 'clean_up' order by scheduled_for desc limit 1",
  );
  expect(run?.summary).toBe("2 posts deleted");
  expect((await ada.press(letGo?.message ?? 0, letGo?.data ?? "")).text).toContain("cleaned up");
});

test("whoever kept a post may let it go from its own screen, and reads so in its history", async () => {
  const belfry = await withPublished(["Mine"]);
  const { ada, ben, travelTo } = belfry;
  await join(ada, ben);
  await travelTo("2026-11-24 12:00");
  await ben.says("/stats");
  await ben.taps("🧹 Clean-up");
  await ben.taps("👁 📝 Mine");
  await ben.taps("📌 Keep");
  expect(ben.sees()).toContain("📌 Kept: the clean-up leaves it alone");
  await ben.taps("Let it go");
  expect(ben.sees()).toContain("♻️ Let go.");
  expect(ben.buttons()).toContain("📌 Keep");
  await ben.taps("History");
  expect(ben.sees()).toContain("Ben left it to the clean-up again.");
});

test("what will be deleted comes as a file on a tap, to whoever asked, while the bot goes on", async () => {
  const belfry = await withPublished(["First", "Second"]);
  const { ada, telegram, travelTo } = belfry;
  await travelTo("2026-11-24 23:00");
  const warning = ada.messagesFromBot().at(-1)?.message_id ?? 0;
  expect(await ada.taps("Export as a file")).toMatchObject({ text: "📄 The file comes in a moment." });
  const sent = ada.messagesFromBot().at(-1);
  expect(sent?.caption).toBe("📄 2 posts that the clean-up will delete, as of Tue 24 Nov 2026.");
  expect(sent?.document?.file_name).toBe("posts-2026-11-24.json");
  const file = telegram.world.files.find(sent?.document?.file_id ?? "");
  const document = JSON.parse(new TextDecoder().decode(file?.bytes));
  expect(document.posts.map(({ content }: { content: { text: string } }) => content.text)).toEqual([
    "First",
    "Second",
  ]);
  expect(document.posts[0].deliveries[0].link).toBe("https://t.me/the_news/1");

  telegram.addFault({ kind: "server_error", times: 1, chat_id: ada.id, methods: ["sendDocument"] });
  await ada.press(warning, "cleanup:export");
  expect(ada.sees()).toContain("I could not send you the file.");
  await ada.press(warning, "cleanup:keep-all");
  await ada.press(warning, "cleanup:export");
  expect(belfry.telegram.message(ada.id, warning)?.text).toContain("Nothing is due for the clean-up now");
});

test("old entries of the history go once nobody is told of events any more", async () => {
  const belfry = await startBelfry({ config: { ledgerRetentionDays: 30, publishCron: "*/30 * * * *" } });
  const { config, restart, stop, start, travelTo } = belfry;
  const database = new BetterSqlite3(config.databasePath);
  database.exec("insert into event_webhooks (address, cursor) values ('gone', 0)");
  database.close();
  await restart();
  await travelTo("2026-11-23 00:00");
  const entries = () => rows(belfry, "select count(*) as n from ledger")[0]?.n as number;
  expect(entries()).toBeGreaterThan(0);
  await stop();
  await travelTo("2026-12-25 12:00");
  await start();
  expect(entries()).toBe(0);
});

test("who taps “Keep” on an old result of a post that is to come again hears that nothing threatens it", async () => {
  const { ada, travelTo, stop, start } = await startBelfry({ config: { ...config, expireAfterHours: 1 } });
  await schedule(ada, "Too late", ["News"], "12:00");
  await stop();
  await travelTo("2026-11-22 14:00");
  await start();
  await travelTo("2026-11-22 15:00");
  expect(ada.sees()).toContain("⌛️ Expired: 📝 Too late");
  const result = ada.messagesFromBot().at(-1)!.message_id;
  await ada.says("/results");
  await ada.taps("Too late");
  await ada.taps("Reschedule");
  await ada.taps("In 1 hour");
  await ada.press(result, "post:1:keep");
  expect(ada.seesAll().join("\n")).not.toContain("📌 Kept");
  expect(ada.seesAll().join("\n")).toContain("still to come");
  expect((await ada.press(result, "cleanup:keep:1:0")).text).toContain("still to come");
});
