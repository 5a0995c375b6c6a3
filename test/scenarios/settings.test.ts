/** /start, /help, /settings: what each person sees first and sets for themselves. */
import { expect, test, vi } from "vitest";
import { startBelfry } from "../support/belfry.ts";
import { schedule } from "../support/posts.ts";

// A machine with other work to do takes its time.
vi.setConfig({ testTimeout: 30_000 });

test("/start says what is ready, /help lists every command of the menu", async () => {
  const { ada, telegram } = await startBelfry();
  await ada.says("/start");
  expect(ada.sees()).toContain("2 channels and groups are ready");
  expect(ada.buttons()).toEqual(["✍️ New post", "📊 New poll", "🗓 Queue", "📢 Channels"]);
  await ada.says("/help");
  for (const { command } of telegram.world.bots.get(123456)?.commands[0]?.commands ?? [])
    if (command !== "help") expect(ada.sees()).toContain(`/${command}`);
});

test("/settings: a person's own zone counts for what they read and type, for nobody else", async () => {
  const { ada, news, travelTo, posts } = await startBelfry();
  await ada.says("/settings");
  expect(ada.sees()).toContain("it is Sun 22 Nov 2026, 10:00 (Europe/Berlin)");
  await ada.taps("Time zone");
  await ada.says("Springfield on the moon");
  expect(ada.sees()).toContain("no such zone");
  await ada.sends([{ type: "photo" }]);
  expect(ada.sees()).toContain("no such zone");
  await ada.says("new york");
  expect(ada.sees()).toContain("Done. It is Sun 22 Nov 2026, 04:00 (America/New_York)");
  await schedule(ada, "Breakfast", ["News"], "8:00");
  await ada.says("/queue");
  expect(ada.sees()).toContain("08:00 · 📝 Breakfast");
  expect(ada.sees()).toContain("Times in America/New_York");
  await travelTo("2026-11-22 13:59");
  expect(posts(news)).toEqual([]);
  await travelTo("2026-11-22 14:00");
  expect(posts(news)).toEqual(["Breakfast"]);

  await ada.says("/settings");
  await ada.taps("Time zone");
  await ada.taps("Back");
  expect(ada.sees()).toContain("Your settings");
});

test("a question that waits survives a restart", async () => {
  const { ada, restart } = await startBelfry();
  await ada.says("/settings");
  await ada.taps("Time zone");
  await restart();
  await ada.says("Tokyo");
  expect(ada.sees()).toContain("Asia/Tokyo");
});
