/** /stats: the numbers are those of what happened. */
import { expect, test, vi } from "vitest";
import { startBelfry } from "../support/belfry.ts";
import { openPost, schedule } from "../support/posts.ts";

// A machine with other work to do takes its time.
vi.setConfig({ testTimeout: 30_000 });

test("before anything was published, /stats says so and shows when the jobs run next", async () => {
  const { ada } = await startBelfry();
  await ada.says("/stats");
  expect(ada.sees()).toContain("No posts yet");
  expect(ada.sees()).toContain("Nothing is scheduled");
  expect(ada.sees()).toContain("• Clean-up: next Mon 23 Nov 2026, 00:00");
  expect(ada.sees()).toContain("• Warning before the clean-up: next 23:00");
});

test("counts, success rate, lateness, what comes next and the jobs", async () => {
  const { ada, crew, news, telegram, travelTo } = await startBelfry({
    config: { publishCron: "*/10 * * * *" },
  });
  await schedule(ada, "Long ago", ["News"], "10:10");
  await travelTo("2026-11-25 10:00");
  await schedule(ada, "Both", ["News", "Crew"], "11:00");
  await travelTo("2026-11-25 11:00");
  await schedule(ada, "Half", ["News", "Crew"], "12:00");
  telegram.setPermissions(crew, { can_send_messages: false });
  await travelTo("2026-11-25 12:00");
  await schedule(ada, "Slow", ["News"], "13:00");
  telegram.addFault({ kind: "too_many_requests", times: 1, chat_id: news, retry_after: 300 });
  await travelTo("2026-11-25 13:30");
  await schedule(ada, "Dropped", ["News"], "14:00");
  await openPost(ada, "Dropped");
  await ada.taps("Cancel the post");
  await ada.taps("without a reason");
  await schedule(ada, "Soon", ["News"], "14:00");
  await schedule(ada, "Later", ["News"], "tomorrow 9:00");

  await ada.says("/stats");
  expect(ada.sees()).toBe(
    [
      "📈 Statistics",
      "",
      "Scheduled: 2",
      "Published: 3",
      "Partly published: 1",
      "Cancelled: 1",
      "",
      "Published in the last 24 hours: 3 · 7 days: 4 · 30 days: 4",
      // Five of six deliveries; the cancelled one never was to arrive.
      "Deliveries that arrived (30 days): 83.3 %",
      "Lateness: typically 0 s, at worst 5 min",
      "",
      "Next",
      "Wed 25 Nov 2026, 14:00 · 📝 Soon",
      "Thu 26 Nov 2026, 09:00 · 📝 Later",
      "",
      "Jobs",
      "✅ Publishing: last 13:30, next 13:40",
      "✅ Expiring what is late: last 13:00, next 14:00",
      "✅ Warning before the clean-up: last Tue 24 Nov 2026, 23:00, next 23:00",
      "✅ Clean-up: last 00:00, next Thu 26 Nov 2026, 00:00",
      "✅ Access check: last 03:00, next Thu 26 Nov 2026, 03:00",
      "",
      "Times in Europe/Berlin",
    ].join("\n"),
  );
  await ada.taps("Refresh");
  await ada.taps("Queue");
  expect(ada.sees()).toContain("2 posts coming up");
});

test("a post of which nobody knows whether it appeared counts as neither failed nor arrived", async () => {
  const { ada, news, telegram, travelTo } = await startBelfry();
  // The first post of a channel cannot be looked for.
  telegram.addFault({ kind: "lost_answer", times: 1, chat_id: news });
  await schedule(ada, "Doubtful", ["News"], "12:00");
  await travelTo("2026-11-22 12:10");
  await schedule(ada, "Fine", ["News"], "12:30");
  await travelTo("2026-11-22 12:30");
  await ada.says("/stats");
  expect(ada.sees()).toContain("Published: 1\nPerhaps published: 1\n");
  expect(ada.sees()).not.toContain("Failed");
  expect(ada.sees()).toContain("Deliveries that arrived (30 days): 100 %");
});
