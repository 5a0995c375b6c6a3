/** Choosing a time: tapped, typed, mistyped, and on days when the clocks change. */
import { expect, test } from "vitest";
import { type Belfry, startBelfry } from "../support/belfry.ts";

async function untilTime({ ada }: Belfry): Promise<void> {
  await ada.says("/schedule");
  await ada.says("Bells");
  await ada.taps("News");
  await ada.taps("Next");
  expect(ada.sees()).toContain("When");
}

test("typed times in many spellings are shown back in full, with day and zone", async () => {
  const belfry = await startBelfry();
  const { ada } = belfry;
  await untilTime(belfry);
  const spellings: [typed: string, shown: string][] = [
    ["18:30", "Sun 22 Nov 2026, 18:30 (Europe/Berlin)"],
    ["tomorrow 9:00", "Mon 23 Nov 2026, 09:00"],
    ["2026-12-24 18:00", "Thu 24 Dec 2026, 18:00"],
    ["24.12. 18:00", "Thu 24 Dec 2026, 18:00"],
    ["in 2h", "Sun 22 Nov 2026, 12:00"],
    ["friday 6pm", "Fri 27 Nov 2026, 18:00"],
  ];
  for (const [typed, shown] of spellings) {
    await ada.says(typed);
    expect(ada.sees()).toContain("This is how it will look");
    expect(ada.sees()).toContain(shown);
    await ada.taps("When");
  }
  await ada.says("9:00");
  expect(ada.sees()).toContain("That moment has passed, so I took the next one: Mon 23 Nov 2026, 09:00");
});

test("whatever cannot be a time gets a sentence of its own and another try", async () => {
  const belfry = await startBelfry();
  const { ada } = belfry;
  await untilTime(belfry);
  const attempts: [typed: string, answer: string][] = [
    ["soon", "I did not understand that time"],
    ["2026-11-22 09:00", "Sun 22 Nov 2026, 09:00 (Europe/Berlin) is over already"],
    ["31 february 18:00", "There is no 31/2 (day/month)"],
    ["2031-01-01 10:00", "That is too far ahead; I take posts up to Wed 22 Nov 2028"],
    ["3/12 18:00", "I cannot tell the day from the month"],
    ["18", "Did you mean 18:00?"],
    ["9", "Is 9 in the morning or in the evening?"],
  ];
  for (const [typed, answer] of attempts) {
    await ada.says(typed);
    expect(ada.sees()).toContain(answer);
    expect(ada.sees()).toContain("When should it go out?");
  }
  await ada.sends([{ type: "photo" }]);
  expect(ada.sees()).toContain("I did not understand that time");
  await ada.says("9");
  await ada.taps("Sun 22 Nov 2026, 21:00");
  expect(ada.sees()).toContain("Sun 22 Nov 2026, 21:00 (Europe/Berlin)");
  await ada.taps("When");
  await ada.says("3/12 18:00");
  await ada.taps("Thu 3 Dec 2026");
  expect(ada.sees()).toContain("Thu 3 Dec 2026, 18:00");
});

test("a time that the clocks skip in spring, or show twice in autumn, is explained with a button for each reading", async () => {
  const belfry = await startBelfry({ startAt: "2026-10-24 23:30" });
  const { ada, news, posts, travelTo } = belfry;
  await untilTime(belfry);
  await ada.says("2027-03-28 02:30");
  expect(ada.sees()).toContain("That time does not exist on Sun 28 Mar 2027");
  expect(ada.buttons()).toContain("Sun 28 Mar 2027, 03:00");
  await ada.says("2026-10-25 02:30");
  expect(ada.sees()).toContain("comes twice, because the clocks go back that night");
  expect(ada.buttons().slice(0, 2)).toEqual([
    "Sun 25 Oct 2026, 02:30 (UTC+2)",
    "Sun 25 Oct 2026, 02:30 (UTC+1)",
  ]);
  await ada.taps("02:30 (UTC+1)");
  // Also afterwards it is plain which of the two was meant.
  expect(ada.sees()).toContain("Sun 25 Oct 2026, 02:30 (Europe/Berlin, UTC+1)");
  await ada.taps("Schedule it");
  expect(ada.sees()).toContain("UTC+1");
  await travelTo("2026-10-25 01:59");
  await belfry.travel(60);
  expect(posts(news)).toEqual([]);
  await belfry.travel(31);
  expect(posts(news)).toEqual(["Bells"]);
});

test("a time that passes while somebody looks at it is noticed, and nothing else has to be answered again", async () => {
  const belfry = await startBelfry({ startAt: "2026-11-22 18:00" });
  const { ada, news, posts, travel } = belfry;
  await untilTime(belfry);
  await ada.says("in 5 min");
  await travel(6);
  await ada.taps("Schedule it");
  expect(ada.sees()).toContain("Sun 22 Nov 2026, 18:05 (Europe/Berlin) has passed while you were here");
  expect(ada.buttons()).not.toContain("Keep this time");
  await ada.taps("In 1 hour");
  expect(ada.sees()).toContain("Sun 22 Nov 2026, 19:06");
  // A button of a screen that has been standing for long is read anew.
  await ada.taps("When");
  await travel(59);
  await ada.taps("Keep this time");
  await travel(2);
  await ada.taps("Schedule it");
  expect(ada.sees()).toContain("has passed while you were here");
  await travel(60);
  await ada.taps("Tonight");
  expect(ada.sees()).toContain("That time is over by now");
  await ada.says("now");
  await ada.taps("Schedule it");
  await travel(1);
  expect(posts(news)).toEqual(["Bells"]);
});

test("times are read in the person’s zone, and a place in another zone shows its own", async () => {
  const belfry = await startBelfry({ startAt: "2026-11-22 22:00" });
  const { ada, news, posts, travelTo } = belfry;
  await ada.says("/settings");
  await ada.taps("Time zone");
  await ada.says("New York");
  await untilTime(belfry);
  expect(ada.sees()).toContain("It is Sun 22 Nov 2026, 16:00 (America/New_York) now");
  await ada.says("20:00");
  expect(ada.sees()).toContain("Sun 22 Nov 2026, 20:00 (America/New_York)");
  expect(ada.sees()).toContain("📢 News (there: Mon 23 Nov 2026, 02:00 (Europe/Berlin))");
  await ada.taps("Schedule it");
  await travelTo("2026-11-23 01:59");
  expect(posts(news)).toEqual([]);
  await travelTo("2026-11-23 02:00");
  expect(posts(news)).toEqual(["Bells"]);
});
