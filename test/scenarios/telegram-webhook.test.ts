/** Telegram brings updates by webhook: everything goes as with polling, and each update counts once. */
import { readFileSync } from "node:fs";
import BetterSqlite3 from "better-sqlite3";
import { expect, onTestFinished, test } from "vitest";
import { startBelfry } from "../support/belfry.ts";
import { rows, schedule, until } from "../support/posts.ts";
import { botId, owner, setUpProgram, token } from "../support/program.ts";
import { freePort } from "../support/receiver.ts";

/** Belfry at a port where the sandbox reaches it, and ways to post there as somebody else. */
async function startWithWebhook(options: Parameters<typeof startBelfry>[0] = {}) {
  const httpPort = await freePort();
  const webhookUrl = `http://127.0.0.1:${httpPort}`;
  const belfry = await startBelfry({ ...options, config: { httpPort, webhookUrl } });
  const bot = belfry.telegram.world.bots.get(botId);
  await until(() => bot?.webhook !== undefined);
  if (!bot?.webhook) throw new Error("there is no webhook");
  const { url, secretToken } = bot.webhook;
  const post = (body: string, changes: Record<string, string> = {}, method = "POST") =>
    fetch(url, {
      method,
      headers: {
        "content-type": "application/json",
        "x-telegram-bot-api-secret-token": secretToken,
        ...changes,
      },
      ...(method === "POST" && { body }),
    });
  return { ...belfry, bot, url, secretToken, post };
}

const messageFrom = (belfry: Awaited<ReturnType<typeof startWithWebhook>>, update_id: number, text: string) =>
  JSON.stringify({
    update_id,
    message: {
      ...belfry.telegram.messages(owner).find(({ from }) => from?.id === owner),
      message_id: 9999,
      text,
    },
  });

test("a post goes from /schedule to the channel, and nothing is asked for", async () => {
  const { ada, news, posts, travelTo, telegram } = await startWithWebhook();
  await schedule(ada, "Bells", ["News"], "18:00");
  await travelTo("2026-11-22 18:00");
  expect(posts(news)).toEqual(["Bells"]);
  expect(ada.sees()).toContain("Published");
  expect(telegram.calls.map(({ method }) => method)).not.toContain("getUpdates");
});

test("Telegram is told an address without the token, a secret of its own, and what to bring", async () => {
  const { telegram, url, secretToken, logged } = await startWithWebhook();
  expect(telegram.calls.find(({ method }) => method === "setWebhook")?.payload).toMatchObject({
    url,
    secret_token: secretToken,
    max_connections: 1,
    allowed_updates: ["message", "edited_message", "callback_query", "my_chat_member", "channel_post"],
  });
  expect(url).toMatch(/\/telegram\/updates$/);
  expect(secretToken).toMatch(/^[0-9a-f]{64}$/);
  expect(url + secretToken).not.toContain(token.split(":")[1]);
  expect(logged.join()).not.toContain(secretToken);
});

test("an update that comes twice at once, or again after a restart, counts once", async () => {
  const belfry = await startWithWebhook();
  const { ada, bot, telegram, post, restart, settle } = belfry;
  telegram.setUpdateCopies(botId, 3);
  await ada.says("/poll");
  await ada.says("Which?");
  await ada.says("One");
  expect(ada.sees()).toContain("1. One");
  expect(ada.sees()).not.toContain("2. One");
  telegram.setUpdateCopies(botId, 1);
  const again = messageFrom(belfry, bot.nextUpdateId - 1, "One");
  expect((await post(again)).status).toBe(200);
  await restart();
  expect((await post(again)).status).toBe(200);
  await settle();
  expect(ada.seesAll().some((text) => text.includes("2. One"))).toBe(false);
  expect(rows(belfry, "select * from received_updates")).toEqual([]);
});

test("whoever does not know the secret gets no word, and nothing is taken from them", async () => {
  const belfry = await startWithWebhook();
  const { ada, post, settle } = belfry;
  const before = ada.seesAll().length;
  const forged = messageFrom(belfry, 900_000_000, "/team");
  for (const secret of ["", "wrong", "0".repeat(64)]) {
    const answer = await post(forged, { "x-telegram-bot-api-secret-token": secret });
    expect([answer.status, await answer.text()]).toEqual([403, ""]);
  }
  await settle();
  expect(ada.seesAll()).toHaveLength(before);
  expect((await post(forged)).status).toBe(200);
  await settle();
  expect(ada.seesAll().length).toBeGreaterThan(before);
});

test("what is no update is refused", async () => {
  const belfry = await startWithWebhook();
  const { post } = belfry;
  expect((await post("", {}, "GET")).status).toBe(405);
  expect((await post("{}", { "content-type": "text/plain" })).status).toBe(415);
  for (const body of ["", "[]", "{", '{"update_id":"1"}', '"1"']) expect((await post(body)).status).toBe(400);
  const big = JSON.stringify({ update_id: 900_000_000, padding: "x".repeat(1024 * 1024) });
  expect((await post(big)).status).toBe(413);
  expect(rows(belfry, "select * from received_updates")).toEqual([]);
});

test("an update that the database does not take is brought again", async () => {
  const belfry = await startWithWebhook();
  const { ada, bot, config, telegram, travel } = belfry;
  const database = new BetterSqlite3(config.databasePath);
  database.exec(
    "create trigger full before insert on received_updates begin select raise(abort, 'disk full'); end",
  );
  await ada.says("/help");
  expect(bot.webhook?.lastError?.message).toContain("500");
  expect(telegram.world.bots.get(botId)?.pending).toHaveLength(1);
  database.exec("drop trigger full");
  database.close();
  await travel(1);
  expect(bot.pending).toEqual([]);
  expect(rows(belfry, "select count(*) as n from received_updates")).toEqual([{ n: 0 }]);
});

test("while another program holds the database people are answered, and what they tapped in vain is not done later", {
  timeout: 60_000,
}, async () => {
  const belfry = await startWithWebhook();
  const { ada, bot, news, config, restart, travel } = belfry;
  await schedule(ada, "Not yet", ["News"], "18:00");
  await ada.says("/queue");
  await ada.taps("Not yet");
  await ada.taps("Publish now");
  const other = new BetterSqlite3(config.databasePath);
  onTestFinished(() => void other.close());
  other.exec("begin immediate");
  const answer = await ada.taps("Yes, publish now");
  expect(answer.text).toContain("Nothing was changed");
  await ada.says("/queue");
  expect(ada.sees()).toContain("Not yet");
  expect(bot.pending).toEqual([]);
  other.exec("rollback");
  await travel(1);
  await restart();
  await travel(5);
  expect(belfry.posts(news)).toEqual([]);
  await ada.says("/queue");
  await ada.taps("Not yet");
  await ada.taps("Publish now");
  await ada.taps("Yes, publish now");
  await travel(1);
  expect(belfry.posts(news)).toEqual(["Not yet"]);
});

test("other people's channel posts are noted, so that a lost answer can be looked for", async () => {
  const belfry = await startWithWebhook();
  const { news, telegram, settle } = belfry;
  const { message_id } = telegram.sendText(owner, news, "By hand");
  await settle();
  expect(rows(belfry, `select last_message_id as last from destinations where chat_id = ${news}`)).toEqual([
    { last: message_id },
  ]);
});

test("polling, then a webhook, then polling again: nothing is lost on the way", async () => {
  const httpPort = await freePort();
  const belfry = await startBelfry({ config: { httpPort } });
  const { ada, config, telegram, settle, start, stop } = belfry;
  await stop();
  await ada.says("/schedule");
  config.webhookUrl = `http://127.0.0.1:${httpPort}`;
  await start();
  await until(() => telegram.world.bots.get(botId)?.webhook !== undefined);
  await settle();
  await stop();
  telegram.sendText(owner, botId, "Between two worlds");
  config.webhookUrl = undefined;
  await start();
  await until(() => telegram.world.bots.get(botId)?.webhook === undefined);
  await settle();
  expect(ada.sees()).toContain("Where");
  await ada.taps("Back");
  expect(ada.sees()).toContain("Between two worlds");
});

test("a webhook that Telegram refuses is said in the log, and tried again each minute", async () => {
  const httpPort = await freePort();
  const belfry = await startBelfry({
    bare: true,
    config: { httpPort, webhookUrl: "http://belfry.example.com" },
  });
  const { logged, config, telegram, travel, restart } = belfry;
  const complaints = () => logged.filter((line) => line.includes("Telegram refuses WEBHOOK_URL"));
  await until(() => complaints().length === 1);
  expect(complaints()[0]).toContain("An HTTPS URL must be provided for webhook");
  await travel(1);
  await until(() => complaints().length === 2);
  config.webhookUrl = `http://127.0.0.1:${httpPort}`;
  telegram.addFault({ kind: "reset", times: 1, methods: ["setWebhook"] });
  await restart();
  await until(() => logged.some((line) => line.includes("No messages come in: Telegram cannot be reached")));
  await travel(1);
  await until(() => telegram.world.bots.get(botId)?.webhook !== undefined);
});

test("what goes wrong on Telegram's side of the webhook is in the log", async () => {
  const { bot, logged, telegram, travel } = await startWithWebhook();
  const url = bot.webhook?.url ?? "";
  const complaints = () =>
    logged.filter((line) => line.includes("Telegram cannot bring updates to WEBHOOK_URL"));
  if (bot.webhook) bot.webhook.url = `${url}/elsewhere`;
  telegram.sendText(owner, botId, "/queue");
  await until(() => bot.webhook?.lastError !== undefined);
  if (bot.webhook) bot.webhook.url = url;
  // Telegram takes its time until the next try.
  if (bot.webhook) bot.webhook.nextTryAt = Number.POSITIVE_INFINITY;
  await travel(5);
  await until(() => complaints().length > 0);
  expect(complaints()[0]).toContain("Wrong response from the webhook: 404 Not Found");
  await travel(10);
  expect(complaints()).toHaveLength(1);
});

test("a webhook that another program takes away ends this one with a sentence", async () => {
  const crash = Promise.withResolvers<unknown>();
  const { bot, travel } = await startWithWebhook({ onCrash: crash.resolve });
  bot.webhook = undefined;
  await travel(5);
  expect(String(await crash.promise)).toContain("another program receives this bot's messages");
});

test("what Telegram was told has arrived is handled after a crash, once", { timeout: 30_000 }, async () => {
  const { telegram, settings, run, until: untilTelegram } = await setUpProgram();
  const port = await freePort();
  const webhook = { HTTP_PORT: String(port), WEBHOOK_URL: `http://127.0.0.1:${port}` };
  const first = run(webhook);
  await first.says("Belfry is running");
  await until(() => telegram.world.bots.get(botId)?.webhook !== undefined);
  // The answer to the first hangs, and the second waits behind it.
  telegram.addFault({ kind: "hang", times: 1, methods: ["sendMessage"] });
  telegram.sendText(owner, botId, "/start");
  telegram.sendText(owner, botId, "/queue");
  await until(() => telegram.world.bots.get(botId)?.pending.length === 0);
  await until(() => telegram.faults().length === 0);
  await first.end("SIGKILL");
  const waiting = rows(
    { config: { databasePath: settings.DATABASE_PATH } },
    "select * from received_updates",
  );
  expect(waiting).toHaveLength(2);

  const second = run(webhook);
  const answers = () => telegram.messages(owner).filter(({ from }) => from?.id === botId);
  await untilTelegram(() => answers().length >= 2);
  expect(await second.end("SIGTERM")).toBe(0);
  expect(answers()).toHaveLength(2);
  expect(readFileSync(settings.DATABASE_PATH).includes(Buffer.from(token))).toBe(false);
});
