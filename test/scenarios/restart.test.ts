/** Nothing typed is lost: not by a restart at any step, not by a deploy that forgets conversations, not by Telegram's moods. */
import { expect, test } from "vitest";
import { type Belfry, startBelfry } from "../support/belfry.ts";

type Interruption = (belfry: Belfry) => Promise<void>;
const interruptions: Record<string, Interruption> = {
  "a restart": (belfry) => belfry.restart(),
  "a deploy that forgets where people stand": async (belfry) => {
    await belfry.stop();
    belfry.forgetConversations();
    await belfry.start();
  },
};

for (const [name, interruption] of Object.entries(interruptions)) {
  test(`after ${name} at any step of /schedule the next answer is taken`, async () => {
    const belfry = await startBelfry();
    const interrupted = () => interruption(belfry);
    const { ada, news, posts, travel } = belfry;
    await ada.says("/schedule");
    await interrupted();
    const source = await ada.says("Bells");
    await interrupted();
    await ada.taps("News");
    expect(ada.buttons()).toContain("✅ 📢 News");
    await interrupted();
    await ada.taps("Next");
    expect(ada.sees()).toContain("When");
    await interrupted();
    await ada.says("gibberish");
    expect(ada.sees()).toContain("I did not understand that time");
    await interrupted();
    await ada.says("in 1h");
    expect(ada.sees()).toContain("This is how it will look");
    await interrupted();
    await ada.edits(source.message_id, "Bells, edited");
    expect((await ada.taps("When")).text).toBeUndefined();
    await interrupted();
    await ada.taps("In 3 hours");
    await interrupted();
    await ada.taps("Schedule it");
    expect(ada.sees()).toContain("Scheduled: 📝 Bells, edited");
    await interrupted();
    await travel(181);
    expect(posts(news)).toEqual(["Bells, edited"]);
    await ada.says("/drafts");
    expect(ada.sees()).toContain("no unfinished drafts");
  });

  test(`after ${name} at any step of /poll the next answer is taken`, async () => {
    const belfry = await startBelfry();
    const { ada, news, messages, travel } = belfry;
    await ada.says("/poll");
    for (const answer of ["Which?", "One", "Two", "Next", "Quiz", "Next", "Two", "Because", "News", "Next"]) {
      await interruption(belfry);
      const isTyped = ["Which?", "Because"].includes(answer) || ada.sees().toLowerCase().includes("options");
      if (isTyped && answer !== "Next") await ada.says(answer);
      else await ada.taps(answer);
    }
    await interruption(belfry);
    await ada.says("in 10 min");
    await interruption(belfry);
    await ada.taps("Schedule it");
    await travel(11);
    expect(messages(news)).toMatchObject([
      { poll: { question: "Which?", correct_option_ids: [1], explanation: "Because" } },
    ]);
  });
}

test("an album whose parts arrive around a restart is one album", async () => {
  const belfry = await startBelfry();
  const { ada, news, messages, travel } = belfry;
  const [photo] = await ada.sends([{ type: "photo" }]);
  await ada.taps("Cancel");
  await ada.taps("Discard");
  const part = { photo: photo?.photo ?? [], media_group_id: "5" };
  await ada.sendsOther(part);
  await belfry.restart();
  await ada.sendsOther(part);
  await belfry.stop();
  belfry.forgetConversations();
  await belfry.start();
  await ada.sendsOther(part);
  await ada.taps("News");
  await ada.taps("Next");
  await ada.taps("In 10 minutes");
  await ada.taps("Schedule it");
  await travel(11);
  expect(messages(news)).toHaveLength(3);
  await ada.says("/drafts");
  expect(ada.sees()).toContain("no unfinished drafts");
});

test("what is written while the bot is down is taken in order when it is back", async () => {
  const belfry = await startBelfry();
  const { ada } = belfry;
  await belfry.stop();
  await ada.says("/schedule");
  await ada.says("Written into the night");
  await belfry.start();
  expect(ada.sees()).toContain("Where");
  await ada.taps("Back");
  expect(ada.sees()).toContain("Written into the night");
});

test("an update that comes twice counts once, and a tap that waited too long for its answer still counts", async () => {
  const belfry = await startBelfry();
  const { ada, telegram } = belfry;
  await ada.says("/poll");
  await ada.says("Which?");
  await ada.says("One");
  const bot = telegram.world.bots.values().next().value;
  await belfry.stop();
  const update_id = (bot?.nextUpdateId ?? 0) - 1;
  const message = telegram.messages(ada.id).findLast(({ text }) => text === "One");
  bot?.pending.push({ update: { update_id, message } as never, at: message?.date ?? 0 });
  await belfry.start();
  expect(ada.seesAll().filter((text) => text.includes("1. One"))).toHaveLength(1);
  expect(ada.sees()).not.toContain("2. One");
  await ada.says("Two");

  const next = ada.button("Next");
  await belfry.stop();
  void telegram.pressStaleButton(ada.id, 123456, next?.message ?? 0, next?.data ?? "");
  void telegram.pressStaleButton(ada.id, 123456, next?.message ?? 0, next?.data ?? "");
  await belfry.travel(20);
  await belfry.start();
  expect(ada.sees()).toContain("How should it work?");
  expect(belfry.logged.filter((line) => line.includes("a handler failed"))).toEqual([]);
});

test("a screen that the person deleted is sent anew", async () => {
  const { ada } = await startBelfry();
  await ada.says("/schedule");
  const source = await ada.says("Bells");
  const screen = ada.button("Next");
  await ada.deletes(screen?.message ?? 0);
  await ada.edits(source.message_id, "Bells, edited");
  expect(ada.sees()).toContain("Your edit is in");
  await ada.taps("News");
  await ada.deletes(ada.button("Next")?.message ?? 0);
  await ada.says("hello?");
  expect(ada.sees()).toContain("use the buttons");
  expect(ada.buttons()).toContain("✅ 📢 News");
});

test("when Telegram fails in the middle the person hears of it, nothing is lost, and trying again goes on", async () => {
  const { ada, telegram, news, posts, logged, travel } = await startBelfry();
  await ada.says("/schedule");
  telegram.addFault({ kind: "server_error", times: 1, methods: ["sendMessage"], chat_id: 1001 });
  await ada.says("Bells");
  expect(ada.sees()).toMatch(/Something went wrong on my side.*: [0-9a-f]{6}$/s);
  const id = ada.sees().slice(-6);
  expect(logged.some((line) => line.includes(id))).toBe(true);
  await ada.says("Bells?");
  expect(ada.sees()).toContain("Where");

  await ada.taps("News");
  telegram.addFault({ kind: "too_many_requests", times: 1, retry_after: 40, methods: ["editMessageText"] });
  const busy = await ada.taps("Next");
  expect(busy.text).toContain("Telegram asks me to wait 40 seconds. Nothing is lost");
  await ada.taps("Next");
  expect(ada.sees()).toContain("When");

  // A short wait is waited for, and nobody notices.
  telegram.addFault({ kind: "too_many_requests", times: 1, retry_after: 1, methods: ["editMessageText"] });
  expect((await ada.taps("Back")).text).toBeUndefined();
  expect(ada.sees()).toContain("Where");
  await ada.taps("Next");
  // Nor is an apology due for a message that could not be tidied away.
  telegram.addFault({ kind: "reset", times: 1, methods: ["deleteMessages"] });
  await ada.says("in 1h");
  expect(ada.sees()).toContain("This is how it will look");

  telegram.addFault({ kind: "server_error", times: 1, methods: ["editMessageText"] });
  const failed = await ada.taps("Schedule it");
  expect(failed.text).toContain("Something went wrong on my side");
  const again = await ada.taps("Schedule it");
  expect(again.text).toContain("has been scheduled");
  expect(ada.sees()).toContain("Scheduled: 📝 Bells");
  await travel(61);
  expect(posts(news)).toEqual(["Bells"]);
});

test("a preview that Telegram refuses is explained, and the draft waits", async () => {
  const { ada, telegram } = await startBelfry();
  await ada.says("/schedule");
  await ada.sends([{ type: "photo" }], "Bells");
  await ada.taps("News");
  await ada.taps("Next");
  telegram.addFault({ kind: "too_many_requests", times: 1, retry_after: 30, methods: ["sendPhoto"] });
  await ada.taps("In 1 hour");
  expect(ada.sees()).toContain("I could not show the preview. Telegram asks me to slow down");
  expect(ada.buttons()).toContain("✅ Schedule it");
});
