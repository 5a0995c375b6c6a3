/** Who is told of results when the author cannot be. */
import { expect, test, vi } from "vitest";
import { startBelfry } from "../support/belfry.ts";
import { join, openPost, schedule } from "../support/posts.ts";

// A machine with other work to do takes its time.
vi.setConfig({ testTimeout: 30_000 });

test("what an author who left the team had scheduled goes out, and the owners are told whose it was", async () => {
  const { ada, ben, news, posts, travelTo } = await startBelfry();
  await join(ada, ben);
  await schedule(ben, "Farewell", ["News"], "12:00");
  await ada.says("/team");
  await ada.taps("Ben");
  await ada.taps("Remove");
  await ada.taps("Yes, remove");
  const told = ben.messagesFromBot().length;
  await travelTo("2026-11-22 12:00");
  expect(posts(news)).toEqual(["Farewell"]);
  expect(ada.sees()).toContain("✅ Published: 📝 Farewell\n✍️ Ben");
  expect(ben.messagesFromBot()).toHaveLength(told);
});

test("where the author has blocked the bot, the owners are told instead", async () => {
  const { ada, ben, telegram, travelTo } = await startBelfry();
  await join(ada, ben);
  await schedule(ben, "Unheard", ["News"], "12:00");
  telegram.setMember(ben.id, 123456, 123456, "kicked");
  await travelTo("2026-11-22 12:00");
  expect(ada.sees()).toContain("✅ Published: 📝 Unheard\n✍️ Ben");
});

test("a result that could not be told, because Telegram was out of reach, is told later", async () => {
  const { ada, telegram, travelTo } = await startBelfry();
  await schedule(ada, "Told later", ["News"], "12:00");
  telegram.addFault({ kind: "server_error", times: 1, chat_id: ada.id });
  await travelTo("2026-11-22 12:00");
  expect(ada.sees()).not.toContain("Published");
  await travelTo("2026-11-22 12:01");
  expect(ada.sees()).toContain("✅ Published: 📝 Told later");
});

test("that somebody else moved a post is told later where it could not be told at once", async () => {
  const { ada, ben, telegram, travelTo } = await startBelfry();
  await join(ada, ben);
  await schedule(ben, "Moved", ["News"], "12:00");
  await openPost(ada, "Moved");
  await ada.taps("Reschedule");
  telegram.addFault({ kind: "server_error", times: 1, chat_id: ben.id });
  await ada.says("13:00");
  expect(ben.sees()).not.toContain("moved your post");
  await travelTo("2026-11-22 10:01");
  expect(ben.sees()).toContain("Ada moved your post");
});

test("a post to thirty places that failed everywhere is told in one message that Telegram takes", async () => {
  const { ada, telegram, travelTo } = await startBelfry();
  const chats = Array.from({ length: 30 }, (_, index) =>
    telegram.createChat(1001, {
      type: "supergroup",
      title: `Group ${String(index).padStart(2, "0")} ${"of many ".repeat(12)}`,
    }),
  );
  for (const chat of chats) await ada.adds(chat);
  await schedule(ada, "Everywhere", ["All of them"], "12:00");
  await ada.says("/queue");
  expect(ada.sees()).toContain("and 30 more");
  for (const chat of chats) telegram.setPermissions(chat, { can_send_messages: false });
  // More than Telegram takes in a second.
  await travelTo("2026-11-22 12:01");
  expect(ada.sees()).toContain("⚠️ Partly published: 📝 Everywhere");
  expect(ada.sees()).toMatch(/… and \d+ more$/);
  expect(ada.buttons()).toContain("🔁 Try all again");
  await ada.taps("Try all again");
  await ada.says("/stats");
  expect(ada.sees()).toContain("Statistics");
});
