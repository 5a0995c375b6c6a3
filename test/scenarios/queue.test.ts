/** /queue: looking at what is coming, and changing it. */
import { expect, test, vi } from "vitest";
import { startBelfry } from "../support/belfry.ts";
import { join, openPost, schedule } from "../support/posts.ts";

// A machine with other work to do takes its time.
vi.setConfig({ testTimeout: 30_000 });

test("an empty queue says so and offers to begin", async () => {
  const { ada } = await startBelfry();
  await ada.says("/queue");
  expect(ada.sees()).toContain("Nothing is scheduled");
  expect(ada.buttons()).toEqual(["✍️ New post", "📊 New poll", "📝 Drafts"]);
});

test("posts stand by day, a page at a time, in the person's zone", async () => {
  const { ada } = await startBelfry();
  for (let hour = 11; hour <= 14; hour++) await schedule(ada, `Today at ${hour}`, ["News"], `${hour}:00`);
  for (let hour = 11; hour <= 13; hour++)
    await schedule(ada, `Later at ${hour}`, ["News", "Crew"], `tomorrow ${hour}:00`);
  await ada.says("/queue");
  expect(ada.sees()).toBe(
    [
      "🗓 7 posts coming up",
      "",
      "Sun 22 Nov 2026",
      "11:00 · 📝 Today at 11 → News",
      "12:00 · 📝 Today at 12 → News",
      "13:00 · 📝 Today at 13 → News",
      "14:00 · 📝 Today at 14 → News",
      "",
      "Mon 23 Nov 2026",
      "11:00 · 📝 Later at 11 → Crew, News",
      "12:00 · 📝 Later at 12 → Crew, News",
      "",
      "Times in Europe/Berlin",
    ].join("\n"),
  );
  const screens = ada.messagesFromBot().length;
  await ada.taps("›");
  expect(ada.sees()).toContain("Later at 13");
  expect(ada.sees()).not.toContain("Today");
  expect(ada.buttons()).toContain("2 / 2");
  await ada.taps("‹");
  expect(ada.buttons()).toContain("1 / 2");
  expect(ada.messagesFromBot()).toHaveLength(screens);
});

test("a post opens, is previewed, rescheduled by button and by typing, and goes out once, at its new time", async () => {
  const { ada, news, posts, travelTo } = await startBelfry();
  await schedule(ada, "Bells at noon", ["News"], "12:00");
  await openPost(ada, "Bells");
  expect(ada.sees()).toContain("Goes out Sun 22 Nov 2026, 12:00 (Europe/Berlin)");

  await ada.taps("Preview");
  expect(ada.seesAll().at(-2)).toBe("Bells at noon");
  expect(ada.sees()).toContain("Goes out");

  await ada.taps("Reschedule");
  await ada.taps("In 3 hours");
  expect(ada.sees()).toContain("Moved to Sun 22 Nov 2026, 13:00 (Europe/Berlin)");

  await ada.taps("Reschedule");
  await ada.says("whenever");
  expect(ada.sees()).toContain("did not understand");
  await ada.says("9:00 today");
  expect(ada.sees()).toContain("over already");
  await ada.sends([{ type: "photo" }]);
  expect(ada.sees()).toContain("did not understand");
  await ada.says("14:00");
  expect(ada.sees()).toContain("Moved to Sun 22 Nov 2026, 14:00");

  await ada.taps("Reschedule");
  await ada.taps("Back");
  expect(ada.sees()).toContain("Goes out Sun 22 Nov 2026, 14:00");

  await travelTo("2026-11-22 13:59");
  expect(posts(news)).toEqual([]);
  await travelTo("2026-11-22 14:00");
  expect(posts(news)).toEqual(["Bells at noon"]);
});

test("a time that a clock change skips or repeats is explained, and the ones that may be meant are offered", async () => {
  const { ada } = await startBelfry({ startAt: "2026-10-24 10:00" });
  await schedule(ada, "Night owls", ["News"], "12:00");
  await openPost(ada, "Night");
  await ada.taps("Reschedule");
  await ada.says("2026-10-25 02:30");
  expect(ada.sees()).toContain("comes twice");
  expect(ada.buttons().slice(0, 2)).toEqual([
    "Sun 25 Oct 2026, 02:30 (UTC+2)",
    "Sun 25 Oct 2026, 02:30 (UTC+1)",
  ]);
  await ada.says("2027-03-28 02:30");
  expect(ada.sees()).toContain("does not exist");
  await ada.taps("03:");
  expect(ada.sees()).toContain("Moved to Sun 28 Mar 2027, 03:");
});

test("a post is cancelled with a reason that the team can read, without one, or not after all", async () => {
  const { ada, news, posts, travelTo } = await startBelfry();
  await schedule(ada, "First", ["News"], "12:00");
  await schedule(ada, "Second", ["News"], "13:00");

  await openPost(ada, "First");
  await ada.taps("Cancel the post");
  await ada.taps("Back");
  expect(ada.sees()).toContain("Goes out");
  await ada.taps("Cancel the post");
  await ada.sends([{ type: "photo" }]);
  expect(ada.sees()).toContain("as a text");
  await ada.says("x".repeat(201));
  expect(ada.sees()).toContain("at most 200");
  await ada.says("The bell broke <3");
  expect(ada.sees()).toContain("Cancelled. It will not go out.");
  expect(ada.sees()).toContain("Reason: The bell broke <3");

  await openPost(ada, "Second");
  await ada.taps("Cancel the post");
  await ada.taps("without a reason");
  expect(ada.sees()).toContain("Cancelled. It will not go out.");
  expect(ada.sees()).not.toContain("Reason");

  await ada.says("/queue");
  expect(ada.sees()).toContain("Nothing is scheduled");
  const told = ada.messagesFromBot().length;
  await travelTo("2026-11-22 14:00");
  expect(posts(news)).toEqual([]);
  // Who cancelled it knows it: no notice follows.
  expect(ada.messagesFromBot()).toHaveLength(told);
});

test("publish now asks first, and a double tap publishes once", async () => {
  const { ada, news, posts } = await startBelfry();
  await schedule(ada, "Now or never", ["News"], "18:00");
  await openPost(ada, "Now");
  await ada.taps("Publish now");
  expect(ada.sees()).toContain("Publish it right now to News?");
  await ada.taps("Back");
  expect(posts(news)).toEqual([]);

  await ada.taps("Publish now");
  const [screen, yes] = buttonOf(ada, "Yes, publish now");
  await Promise.all([ada.press(screen, yes), ada.press(screen, yes)]);
  expect(posts(news)).toEqual(["Now or never"]);
  expect(ada.seesAll().join("\n")).toContain("✅ Published: 📝 Now or never");
  // The screen on which it went its way offers nothing that is over by now.
  expect(ada.button("Publish now")).toBeUndefined();
});

test("the preview shows an album or a picture as it will look, and the screen moves below it", async () => {
  const { ada } = await startBelfry();
  await ada.says("/schedule");
  await ada.sends([{ type: "photo" }, { type: "photo" }], "Two bells");
  await ada.taps("News");
  await ada.taps("Next");
  await ada.says("18:00");
  await ada.taps("Schedule it");
  await openPost(ada, "Two bells");
  const before = ada.messagesFromBot().length;
  await ada.taps("Preview");
  const messages = ada.messagesFromBot();
  expect(messages).toHaveLength(before + 2);
  expect(messages.slice(-3, -1).map(({ photo, caption }) => [Boolean(photo), caption])).toEqual([
    [true, "Two bells"],
    [true, undefined],
  ]);
  expect(ada.sees()).toContain("Goes out Sun 22 Nov 2026, 18:00");
});

test("stale buttons tell the truth: gone out, cancelled, or being written elsewhere", async () => {
  const { ada, news, posts, travelTo } = await startBelfry();
  await schedule(ada, "Gone", ["News"], "12:00");
  await openPost(ada, "Gone");
  await ada.taps("Reschedule");
  await travelTo("2026-11-22 12:01");
  expect(posts(news)).toEqual(["Gone"]);

  // The question was put before the post went out.
  await ada.says("13:00");
  expect(ada.sees()).toContain("It has gone out already");
  const screen = ada.messagesFromBot().at(-1)?.message_id ?? 0;
  for (const act of ["reschedule", "cancel", "now", "now-yes", "retry"]) {
    await ada.press(screen, `post:1:${act}`);
    expect(ada.sees()).toContain("It has gone out already");
    await ada.press(screen, "queue:0");
  }
  expect(posts(news)).toEqual(["Gone"]);

  await schedule(ada, "Dropped", ["News"], "14:00");
  await openPost(ada, "Dropped");
  const [second, cancel] = buttonOf(ada, "Cancel the post");
  await ada.press(second, cancel);
  await ada.taps("without a reason");
  await ada.press(second, cancel);
  expect(ada.seesAll().join("\n")).toContain("It is cancelled already");

  expect(await ada.press(second, "post:999:reschedule")).toMatchObject({ show_alert: true });
  expect((await ada.press(second, "post:999")).text).toContain("not here any more");
  expect((await ada.press(second, "delivery:999:retry")).text).toContain("not here any more");
  expect((await ada.press(second, "move:1:choice:tonight")).text).toContain("earlier screen");
  expect((await ada.press(second, "drop:1:yes")).text).toContain("earlier screen");
  expect((await ada.press(second, "nonsense")).text).toContain("earlier screen");
});

test("an editor sees what others scheduled and can change only their own; forged buttons are refused; owners may all", async () => {
  const { ada, ben, news, posts, travelTo } = await startBelfry();
  await join(ada, ben);
  await schedule(ada, "Ada's post", ["News"], "12:00");
  await schedule(ben, "Ben's post", ["News"], "13:00");

  await openPost(ben, "Ada's");
  expect(ben.sees()).toContain("✍️ Ada");
  expect(ben.buttons()).toEqual(["👁 Preview", "📜 History", "🗓 Queue"]);
  const screen = ben.messagesFromBot().at(-1)?.message_id ?? 0;
  for (const act of ["post:1:reschedule", "post:1:cancel", "post:1:now", "post:1:now-yes", "post:1:retry"]) {
    await ben.press(screen, act);
    expect(ben.sees()).toContain("This is Ada’s post. Only they and owners can change it.");
  }
  for (const act of ["delivery:1:retry", "delivery:1:again", "delivery:1:appeared"]) {
    await ben.press(screen, act);
    expect(ben.sees()).toContain("This is Ada’s post");
  }
  expect(posts(news)).toEqual([]);

  await openPost(ada, "Ben's");
  expect(ada.sees()).toContain("✍️ Ben");
  await ada.taps("Reschedule");
  await ada.says("13:30");
  expect(ben.sees()).toBe(
    "🕑 Ada moved your post: 📝 Ben's post\nIt now goes out Sun 22 Nov 2026, 13:30 (Europe/Berlin).",
  );
  await ada.taps("Cancel the post");
  await ada.says("We said enough");
  expect(ada.sees()).toContain("Cancelled");
  // Ben did not do it, so he is told.
  expect(ben.sees()).toContain("🗑 Ada cancelled it: 📝 Ben's post");
  expect(ben.sees()).toContain("Reason: We said enough");

  await travelTo("2026-11-22 14:00");
  expect(posts(news)).toEqual(["Ada's post"]);
});

function buttonOf(
  admin: Awaited<ReturnType<typeof startBelfry>>["ada"],
  label: string,
): [message: number, data: string] {
  for (const message of admin.messagesFromBot().toReversed())
    for (const button of message.reply_markup?.inline_keyboard.flat() ?? [])
      if (button.text.includes(label) && "callback_data" in button)
        return [message.message_id, button.callback_data];
  throw new Error(`There is no button "${label}"`);
}

test("a post's history says who did what and what came of it, in the reader's zone", async () => {
  const { ada, news, telegram, travelTo } = await startBelfry();
  await schedule(ada, "Bells at noon", ["News", "Crew"], "12:00");
  await openPost(ada, "Bells");
  await ada.taps("Reschedule");
  await ada.says("13:00");
  telegram.addFault({ kind: "too_many_requests", times: 1, chat_id: news, retry_after: 120 });
  await travelTo("2026-11-22 13:03");
  await ada.taps("History");
  expect(ada.sees()).toBe(
    [
      "📝 Bells at noon",
      "📜 What happened to it",
      "",
      "Sun 22 Nov 2026, 10:00 · Ada scheduled it for Sun 22 Nov 2026, 12:00.",
      "Sun 22 Nov 2026, 10:00 · Ada moved it to Sun 22 Nov 2026, 13:00.",
      "Sun 22 Nov 2026, 13:00 · Sent to Crew.",
      "Sun 22 Nov 2026, 13:00 · Put off for News, until Sun 22 Nov 2026, 13:02.",
      "Sun 22 Nov 2026, 13:02 · Sent to News.",
    ].join("\n"),
  );
  await ada.taps("Back");
  expect(ada.sees()).toContain("Published, was due");
});
