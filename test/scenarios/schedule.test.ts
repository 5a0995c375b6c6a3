import { expect, test } from "vitest";
import { startBelfry } from "../support/belfry.ts";

test("a text is scheduled with /schedule and published at its minute, with its formatting, to every destination", async () => {
  const { ada, news, crew, messages, travelTo, posts } = await startBelfry();
  await ada.says("/schedule");
  expect(ada.sees()).toContain("Send me the post");
  await ada.says("Bells at noon", [{ type: "bold", offset: 0, length: 5 }]);
  expect(ada.sees()).toContain("Where");
  await ada.taps("News");
  await ada.taps("Crew");
  await ada.taps("Next");
  await ada.says("18:30");
  expect(ada.sees()).toContain("Sun 22 Nov 2026, 18:30 (Europe/Berlin)");
  await ada.taps("Schedule it");
  expect(ada.sees()).toContain("Scheduled");

  await travelTo("2026-11-22 18:29");
  expect(posts(news)).toEqual([]);
  await travelTo("2026-11-22 18:30");
  expect(messages(news)).toMatchObject([
    { text: "Bells at noon", entities: [{ type: "bold", offset: 0, length: 5 }] },
  ]);
  expect(posts(crew)).toEqual(["Bells at noon"]);
  expect(ada.sees()).toContain("Published");
  expect(ada.sees()).toContain("News");
});
