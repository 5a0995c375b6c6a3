/** Strangers, groups, updates that come twice, errors: what must never happen. */
import BetterSqlite3 from "better-sqlite3";
import { expect, test, vi } from "vitest";
import { startBelfry } from "../support/belfry.ts";
import { rows, schedule } from "../support/posts.ts";

// A machine with other work to do takes its time.
vi.setConfig({ testTimeout: 30_000 });

const botId = 123456;
const sorry = "Sorry, I only work for the team that runs me.";

test("a stranger gets one polite sentence for whatever they send, press or forward, and nothing else", async () => {
  const belfry = await startBelfry();
  const { ada, ben, telegram, news, settle } = belfry;
  await schedule(ada, "Secret plans", ["News"], "12:00");
  telegram.clearCalls();
  await ben.says("Hello?");
  await ben.says("/start");
  await ben.says("/queue");
  await ben.sends([{ type: "photo" }]);
  await ben.sends([{ type: "photo" }, { type: "photo" }, { type: "video" }], "An album");
  await ben.forwards(news, telegram.sendText(1001, news, "Public").message_id).catch(() => undefined);
  expect(ben.seesAll()).toEqual(Array(5).fill(sorry));
  await ben.edits(telegram.sendText(ben.id, botId, "Oops").message_id, "Sorry!");
  await settle();
  expect(ben.seesAll()).toEqual(Array(6).fill(sorry));

  const message = ben.messagesFromBot().at(-1)?.message_id ?? 0;
  for (const data of [
    "post:1",
    "post:1:now-yes",
    "post:1:cancel",
    "queue:0",
    "team",
    "person:1001:remove-yes",
    "stats",
    "nonsense",
  ])
    expect(await ben.press(message, data)).toMatchObject({ text: sorry, show_alert: true });
  expect(ben.seesAll()).toEqual(Array(6).fill(sorry));
  expect(new Set(telegram.calls.map(({ method }) => method))).toEqual(
    new Set(["sendMessage", "answerCallbackQuery"]),
  );
  expect(rows(belfry, "select status from posts")).toEqual([{ status: "scheduled" }]);
  expect(rows(belfry, "select user_id from people")).toEqual([{ user_id: 1001 }]);
});

test("in groups the bot says nothing, whoever speaks", async () => {
  const { ada, ben, telegram, crew, news, posts, settle } = await startBelfry();
  telegram.setMember(1001, crew, ben.id, "member");
  const before = ada.messagesFromBot().length;
  telegram.sendText(ben.id, crew, "/schedule@belfry_bot");
  telegram.sendText(ada.id, crew, "/schedule@belfry_bot");
  telegram.sendText(ada.id, crew, "/stats");
  telegram.sendText(ada.id, news, "By hand");
  await settle();
  expect(posts(crew)).toEqual(["/schedule@belfry_bot", "/schedule@belfry_bot", "/stats"]);
  expect(ada.messagesFromBot()).toHaveLength(before);
  expect(ben.messagesFromBot()).toEqual([]);
});

test("an update that is delivered twice is handled once", async () => {
  const { ada, telegram, stop, start } = await startBelfry();
  await stop();
  telegram.sendText(ada.id, botId, "/help");
  const bot = telegram.world.bots.get(botId);
  const again = structuredClone(bot?.pending ?? []);
  const before = ada.messagesFromBot().length;
  await start();
  expect(ada.messagesFromBot()).toHaveLength(before + 1);
  await stop();
  bot?.pending.push(...again);
  await start();
  expect(ada.messagesFromBot()).toHaveLength(before + 1);
});

test("a tap from while the bot was away is carried out, though nobody waits for its answer any more", async () => {
  const { ada, telegram, news, posts, stop, start, travelTo } = await startBelfry();
  await schedule(ada, "Bells", ["News"], "18:00");
  await ada.says("/queue");
  await ada.taps("Bells");
  await ada.taps("Cancel the post");
  await stop();
  const screen = ada.messagesFromBot().at(-1)?.message_id ?? 0;
  void telegram.pressButton(ada.id, botId, screen, "drop:1:yes");
  void telegram.pressStaleButton(ada.id, botId, screen, "nonsense");
  await travelTo("2026-11-22 12:00");
  await start();
  expect(ada.seesAll().join("\n")).not.toContain("Something went wrong");
  expect(ada.sees()).toContain("Cancelled. It will not go out.");
  await travelTo("2026-11-22 18:00");
  expect(posts(news)).toEqual([]);
});

test("unknown commands and buttons of old screens are explained", async () => {
  const { ada } = await startBelfry();
  await ada.says("/publish");
  expect(ada.sees()).toContain("I don’t know /publish. /help lists what I can do.");
  const screen = ada.messagesFromBot().at(-1)?.message_id ?? 0;
  expect((await ada.press(screen, "move:1:choice:tonight")).text).toContain("earlier screen");
});

test("an error in a handler is logged under an id that the person gets, and the bot goes on", async () => {
  const { ada, telegram, config, logged, restart } = await startBelfry();
  telegram.addFault({ kind: "server_error", times: 1, chat_id: ada.id, methods: ["sendMessage"] });
  await ada.says("/help");
  const id = /whoever runs me: ([0-9a-f]{6})$/.exec(ada.sees())?.[1];
  expect(id).toBeDefined();
  expect(logged.filter((line) => line.includes(`"errorId":"${id}"`))).toHaveLength(1);
  await ada.says("/help");
  expect(ada.sees()).toContain("Around it");

  // In a conversation, by a tap, and again after that.
  await ada.says("/settings");
  await ada.taps("Time zone");
  telegram.addFault({ kind: "lost_answer", times: 1, chat_id: ada.id, methods: ["sendMessage"] });
  await ada.says("Atlantis");
  expect(ada.sees()).toContain("whoever runs me");
  await ada.says("Tokyo");
  expect(ada.sees()).toContain("Asia/Tokyo");
  await ada.says("/settings");
  telegram.addFault({ kind: "reset", times: 1, chat_id: ada.id, methods: ["editMessageText"] });
  expect(await ada.taps("Time zone")).toMatchObject({
    show_alert: true,
    text: expect.stringContaining("whoever runs me"),
  });

  // A tap that was answered before the error: the sentence comes as a message.
  const somewhere = telegram.createChat(1001, { type: "supergroup", title: "Somewhere" });
  await ada.adds(somewhere);
  await ada.taps("Remove");
  telegram.addFault({ kind: "reset", times: 1, chat_id: ada.id, methods: ["editMessageText"] });
  expect(await ada.taps("Yes, remove")).toMatchObject({ text: "Somewhere is off the list." });
  expect(ada.sees()).toContain("whoever runs me");

  const database = new BetterSqlite3(config.databasePath);
  database.exec("alter table job_runs rename to job_runs_away");
  database.close();
  await ada.says("/stats");
  expect(ada.sees()).toContain("whoever runs me");
  await ada.says("/queue");
  expect(ada.sees()).toContain("Nothing is scheduled");
  const back = new BetterSqlite3(config.databasePath);
  back.exec("alter table job_runs_away rename to job_runs");
  back.close();
  await restart();
  await ada.says("/stats");
  expect(ada.sees()).toContain("Statistics");
});

test("neither the token nor a stack trace reaches a chat, and no token the log, whatever fails", async () => {
  const { ada, telegram, news, config, logged, travelTo } = await startBelfry();
  const kinds = ["server_error", "reset", "lost_answer", "truncated", "too_many_requests"] as const;
  for (const [index, kind] of kinds.entries()) {
    await schedule(ada, `Post ${index}`, ["News"], `12:0${index}`);
    telegram.addFault({ kind, times: 1, chat_id: news });
  }
  await travelTo("2026-11-22 12:10");
  for (const kind of kinds) {
    telegram.addFault({ kind, times: 1, chat_id: ada.id, methods: ["sendMessage"] });
    await ada.says("/help");
    telegram.addFault({ kind, times: 1, methods: ["answerCallbackQuery"] });
    await telegram.pressStaleButton(ada.id, botId, ada.messagesFromBot().at(-1)?.message_id ?? 0, "nonsense");
  }
  await telegram.whenBotIdle();
  const said = ada.seesAll().join("\n");
  for (const text of [said, logged.join("\n")]) {
    expect(text).not.toContain(config.botToken);
    expect(text).not.toContain(config.botToken.split(":")[1]);
  }
  expect(said).not.toMatch(/\bat .*\(?(file:|node:|\/).*:\d+/);
  expect(said).not.toMatch(/HttpError|GrammyError|http:/);
});
