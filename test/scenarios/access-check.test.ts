/** The nightly look at every destination: rights that were lost or came back without a word, and the token. */
import { expect, test, vi } from "vitest";
import { type Belfry, startBelfry } from "../support/belfry.ts";
import { rows, schedule } from "../support/posts.ts";

// A machine with other work to do takes its time.
vi.setConfig({ testTimeout: 30_000 });

/** The bot's rights in a channel change without an update, as happens while the bot is away for long. */
function setRights({ telegram, news }: Belfry, canPost: boolean): void {
  telegram.world.chats
    .get(news)
    ?.members.set(123456, { status: "administrator", rights: { can_post_messages: canPost } });
}

const run = (belfry: Belfry) =>
  rows(belfry, "select outcome, summary from job_runs where job = 'access_check' order by scheduled_for").at(
    -1,
  );

test("lost rights are found at night, before any post fails, and rights that came back are taken back", async () => {
  const belfry = await startBelfry();
  const { ada, news, posts, travelTo } = belfry;
  await schedule(ada, "Noon", ["News"], "tomorrow 12:00");
  setRights(belfry, false);
  await travelTo("2026-11-23 03:10");
  expect(run(belfry)).toEqual({ outcome: "ok", summary: "2 checked, 1 lost" });
  expect(ada.sees()).toContain("I cannot post in News any more.");
  expect(ada.sees()).toContain("One post of yours waits for it:");
  await travelTo("2026-11-23 12:10");
  expect(rows(belfry, "select status, attempts from deliveries")).toEqual([
    { status: "pending", attempts: 0 },
  ]);

  setRights(belfry, true);
  await ada.says("/jobs");
  await ada.taps("Access check");
  await ada.taps("Run now");
  await belfry.travel(2);
  expect(run(belfry)).toEqual({ outcome: "ok", summary: "2 checked, 1 back" });
  expect(ada.seesAll().join("\n")).toContain("I can post in News again.");
  expect(posts(news)).toEqual(["Noon"]);
});

test("new names are taken in, and nothing is written where nothing changed", async () => {
  const belfry = await startBelfry({ config: { publishCron: "*/30 * * * *", expireCron: "0 */6 * * *" } });
  const { ada, telegram, news, travelTo } = belfry;
  const chat = telegram.world.chats.get(news);
  if (chat) chat.title = "Good news";
  const changes = () => rows(belfry, "select * from ledger where action = 'destination_changed'").length;
  const before = changes();
  await travelTo("2026-11-23 03:10");
  expect(run(belfry)).toEqual({ outcome: "ok", summary: "2 checked, 1 changed" });
  await ada.says("/channels");
  expect(ada.sees()).toContain("Good news");
  await travelTo("2026-11-24 03:10");
  expect(run(belfry)).toEqual({ outcome: "ok", summary: "2 checked" });
  expect(changes()).toBe(before + 1);
});

test("a token that is refused is a failed run with a reason, not a lost destination", async () => {
  const belfry = await startBelfry({ config: { publishCron: "*/30 * * * *", expireCron: "0 */6 * * *" } });
  const { telegram, travelTo } = belfry;
  const bot = telegram.world.bots.get(123456);
  if (!bot) throw new Error("there is no bot");
  const token = bot.token;
  bot.token = "1:revoked";
  await travelTo("2026-11-23 03:10");
  expect(run(belfry)).toEqual({ outcome: "failed", summary: "Telegram refuses the bot’s token" });
  expect(rows(belfry, "select distinct state from destinations")).toEqual([{ state: "active" }]);
  bot.token = token;
});

test("a Telegram that does not answer is asked again, and then a failed run, not a lost destination", async () => {
  const belfry = await startBelfry({ config: { publishCron: "*/30 * * * *", expireCron: "0 */6 * * *" } });
  const { telegram, travelTo } = belfry;
  telegram.addFault({ kind: "server_error", times: 2, methods: ["getChat"] });
  await travelTo("2026-11-23 03:10");
  expect(run(belfry)).toEqual({ outcome: "ok", summary: "2 checked" });
  telegram.addFault({ kind: "reset", times: 9, methods: ["getChat"] });
  await travelTo("2026-11-24 03:10");
  expect(run(belfry)).toEqual({ outcome: "failed", summary: "Telegram cannot be reached" });
  expect(rows(belfry, "select distinct state from destinations")).toEqual([{ state: "active" }]);
});
