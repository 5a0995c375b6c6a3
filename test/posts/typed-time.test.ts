import { describe, expect, test } from "vitest";
import { farthestDays, readTypedTime } from "../../src/posts/typed-time.ts";

const berlin = "Europe/Berlin";
const utc = (text: string) => Date.parse(`${text}Z`);
/** Sunday, 22 November 2026, 14:00:20 in Berlin. */
const now = utc("2026-11-22T13:00:20");

/** What a text means, as Berlin's wall clock shows it. */
function inBerlin(text: string, at = now): string {
  const read = readTypedTime(text, at, berlin);
  if (!read.ok) return read.problem.code;
  const shown = new Date(read.at).toLocaleString("sv-SE", {
    timeZone: berlin,
    dateStyle: "short",
    timeStyle: "short",
  });
  return read.rolled ? `${shown} rolled` : shown;
}

function problemOf(text: string, at = now, zone = berlin) {
  const read = readTypedTime(text, at, zone);
  return read.ok ? undefined : read.problem;
}

describe("understood", () => {
  test.each([
    // a time alone: the next one
    ["18:30", "2026-11-22 18:30"],
    ["18.30", "2026-11-22 18:30"],
    ["18h30", "2026-11-22 18:30"],
    ["6:30 pm", "2026-11-22 18:30"],
    ["9 pm", "2026-11-22 21:00"],
    ["9PM", "2026-11-22 21:00"],
    ["12pm", "2026-11-23 12:00 rolled"],
    ["12am", "2026-11-23 00:00 rolled"],
    ["9am", "2026-11-23 09:00 rolled"],
    ["9.30", "2026-11-23 09:30 rolled"],
    ["0:05", "2026-11-23 00:05 rolled"],
    ["14:00", "2026-11-23 14:00 rolled"],
    ["14:01", "2026-11-22 14:01"],
    ["noon", "2026-11-23 12:00 rolled"],
    ["midnight", "2026-11-23 00:00 rolled"],
    // a day and a time, in either order
    ["today 18:30", "2026-11-22 18:30"],
    ["tomorrow 9:00", "2026-11-23 09:00"],
    ["18:00 tomorrow", "2026-11-23 18:00"],
    ["5 am tomorrow", "2026-11-23 05:00"],
    ["the day after tomorrow at noon", "2026-11-24 12:00"],
    ["tomorrow noon", "2026-11-23 12:00"],
    // parts of a day
    ["tomorrow morning", "2026-11-23 09:00"],
    ["tomorrow afternoon", "2026-11-23 15:00"],
    ["tomorrow evening", "2026-11-23 20:00"],
    ["tomorrow night", "2026-11-23 20:00"],
    ["tonight", "2026-11-22 20:00"],
    ["this evening", "2026-11-22 20:00"],
    ["tonight at 9", "2026-11-22 21:00"],
    ["tonight 22:15", "2026-11-22 22:15"],
    ["tomorrow morning 9:30", "2026-11-23 09:30"],
    ["9 in the evening", "2026-11-22 21:00"],
    ["tomorrow at 9:30 in the morning", "2026-11-23 09:30"],
    ["12.12. evening", "2026-12-12 20:00"],
    // weekdays
    ["friday 10:00", "2026-11-27 10:00"],
    ["Fri 10:00", "2026-11-27 10:00"],
    ["10:00 on Friday", "2026-11-27 10:00"],
    ["sunday 18:00", "2026-11-22 18:00"],
    ["sunday 13:00", "2026-11-29 13:00 rolled"],
    ["next monday 8am", "2026-11-23 08:00"],
    ["next sunday 8am", "2026-11-29 08:00"],
    ["friday next week 10:00", "2026-11-27 10:00"],
    // dates
    ["2026-12-24 18:00", "2026-12-24 18:00"],
    ["2026-12-24T18:00:00", "2026-12-24 18:00"],
    ["2026/12/24 18:00", "2026-12-24 18:00"],
    ["24.12.2026 18:00", "2026-12-24 18:00"],
    ["24.12.26 18.00", "2026-12-24 18:00"],
    ["24. 12. 2026 18:00", "2026-12-24 18:00"],
    ["24-12-2026 18:00", "2026-12-24 18:00"],
    ["24.12. 18:00", "2026-12-24 18:00"],
    ["24.12 18:00", "2026-12-24 18:00"],
    ["18:00 24.12.", "2026-12-24 18:00"],
    ["24 Dec 18:00", "2026-12-24 18:00"],
    ["24th of December at 6pm", "2026-12-24 18:00"],
    ["Dec 24 6pm", "2026-12-24 18:00"],
    ["6 pm, December 24th, 2026", "2026-12-24 18:00"],
    ["24. december 18:00", "2026-12-24 18:00"],
    ["24/12 18:00", "2026-12-24 18:00"],
    ["12/24 18:00", "2026-12-24 18:00"],
    ["24/12/2026 18:00", "2026-12-24 18:00"],
    ["Thursday 24 December 18:00", "2026-12-24 18:00"],
    ["12/12 18:00", "2026-12-12 18:00"],
    ["10.12. 12.10", "2026-12-10 12:10"],
    ["12.10 10.12.", "2026-12-10 12:10"],
    // a date without a year that is over, or does not exist this year
    ["21.11. 10:00", "2027-11-21 10:00 rolled"],
    ["1 Jan 0:00", "2027-01-01 00:00 rolled"],
    ["29 Feb 10:00", "2028-02-29 10:00 rolled"],
    // time that passes, rounded up to the minute
    ["in 2h", "2026-11-22 16:01"],
    ["in 90 min", "2026-11-22 15:31"],
    ["in 1h30m", "2026-11-22 15:31"],
    ["in 2h30", "2026-11-22 16:31"],
    ["in 1.5 hours", "2026-11-22 15:31"],
    ["in an hour and 10 minutes", "2026-11-22 15:11"],
    ["in half an hour", "2026-11-22 14:31"],
    ["in two hours", "2026-11-22 16:01"],
    ["in 3 days", "2026-11-25 14:01"],
    ["in a week", "2026-11-29 14:01"],
    ["in 3 days at 6 pm", "2026-11-25 18:00"],
    ["in 0 min", "2026-11-22 14:01"],
    ["now", "2026-11-22 14:01"],
    // as phones and other programs write it
    ["  At   18:30 ", "2026-11-22 18:30"],
    ["tomorrow, at 9 a.m.", "2026-11-23 09:00"],
    ["Tomorrow\u202f9:00\u00a0AM", "2026-11-23 09:00"],
    ["\u200e18：30\u2069", "2026-11-22 18:30"],
    ["2026–12–24 18:00", "2026-12-24 18:00"],
    ["tomorrow 9:00!", "2026-11-23 09:00"],
    ["Thursday, 24 December 2026, 18:00 (Europe/Berlin)", "2026-12-24 18:00"],
    ["18:30 europe/berlin", "2026-11-22 18:30"],
  ])("%s", (text, expected) => {
    expect(inBerlin(text)).toBe(expected);
  });
});

describe("not understood", () => {
  test.each([
    "",
    "hello",
    "18:75",
    "24:00",
    "25:10",
    "13pm",
    "0am",
    "2h",
    "tomorrow",
    "24.12.",
    "9 dec",
    "friday midnight",
    "morning 18:00",
    "tonight 0:30",
    "friday 24 december 2026 18:00", // a Thursday
    "18:00 UTC",
    "18:00 America/New_York",
    "in",
    "in 2",
    "in 2 moons",
    "in 1.5 days",
    "18:00 19:00",
    "a".repeat(100),
    "tomorrow 9:00 ".repeat(500),
  ])("%s", (text) => {
    expect(problemOf(text)).toEqual({ code: "not_understood" });
  });

  test.each([
    ["9", 9],
    ["at 9", 9],
    ["tomorrow 9", 9],
    ["fri 10", 10],
    ["9 o'clock", 9],
    ["in 3 days at 6", 6],
  ])("%s is a bare hour, morning or evening", (text, bareHour) => {
    expect(problemOf(text)).toEqual({ code: "not_understood", bareHour });
  });
});

describe("impossible, past and too far", () => {
  test.each([
    ["31.2. 10:00", { day: 31, month: 2 }],
    ["31 Apr 10:00", { day: 31, month: 4 }],
    ["24.13. 10:00", { day: 24, month: 13 }],
    ["2026-02-29 10:00", { day: 29, month: 2, year: 2026 }],
    ["30/30 10:00", { day: 30, month: 30 }],
    ["0/5 10:00", { day: 0, month: 5 }],
  ])("%s is impossible", (text, date) => {
    expect(problemOf(text)).toEqual({ code: "impossible_date", ...date });
  });

  test.each([
    ["today 14:00", "2026-11-22T13:00"],
    ["2026-11-22 13:59", "2026-11-22T12:59"],
    ["22.11. 10:00", "2026-11-22T09:00"],
    ["2025-01-01 10:00", "2025-01-01T09:00"],
    ["24.12.1999 18:00", "1999-12-24T17:00"],
  ])("%s is past", (text, at) => {
    expect(problemOf(text)).toEqual({ code: "past", at: utc(at) });
  });

  test("tonight is past when it is late", () => {
    expect(problemOf("tonight", utc("2026-11-22T20:00"))).toEqual({
      code: "past",
      at: utc("2026-11-22T19:00"),
    });
  });

  test.each(["2028-11-23 10:00", "9999-12-31 23:59", "in 732 days", "in 999999 weeks", "in 999999 hours"])(
    "%s is too far",
    (text) => {
      expect(problemOf(text)).toEqual({ code: "too_far", limit: utc("2028-11-22T13:00") });
    },
  );

  test("the limit itself is not too far", () => {
    expect(inBerlin("2028-11-22 14:00")).toBe("2028-11-22 14:00");
    expect(inBerlin(`in ${farthestDays - 1} days`)).toBe("2028-11-21 14:01");
  });
});

describe("a date with a slash", () => {
  test("has two readings where both figures may be a month", () => {
    const problem = { dayFirst: utc("2027-04-03T16:00"), monthFirst: utc("2027-03-04T17:00") };
    expect(problemOf("3/4 18:00")).toEqual({ code: "ambiguous_date", ...problem });
    expect(problemOf("3/4/2027 18:00")).toEqual({ code: "ambiguous_date", ...problem });
  });

  test("has one where the year comes first", () => {
    expect(inBerlin("2027/3/4 18:00")).toBe("2027-03-04 18:00");
  });
});

describe("next friday is the Friday of next week, friday the first to come", () => {
  const wednesday = utc("2026-11-25T09:00");
  test.each([
    ["friday 10:00", "2026-11-27 10:00"],
    ["this friday 10:00", "2026-11-27 10:00"],
    ["next friday 10:00", "2026-12-04 10:00"],
    ["next monday 10:00", "2026-11-30 10:00"],
    ["wednesday 12:00", "2026-11-25 12:00"],
    ["next wednesday 12:00", "2026-12-02 12:00"],
    ["tuesday 12:00", "2026-12-01 12:00"],
  ])("%s", (text, expected) => {
    expect(inBerlin(text, wednesday)).toBe(expected);
  });
});

describe("on the night that skips an hour", () => {
  const gap = { code: "gap", before: utc("2026-03-29T00:59"), after: utc("2026-03-29T01:00") };
  const evening = utc("2026-03-28T20:00");

  test("a time that does not exist says which ones are around it", () => {
    expect(problemOf("29.3. 02:30", evening)).toEqual(gap);
    expect(problemOf("tomorrow 2:30", evening)).toEqual(gap);
    expect(problemOf("2:30", evening)).toEqual(gap);
    expect(problemOf("2:30", utc("2026-03-29T00:30"))).toEqual(gap);
  });

  test("after it, a bare time means the next day", () => {
    expect(inBerlin("2:30", utc("2026-03-29T10:00"))).toBe("2026-03-30 02:30 rolled");
  });

  test("a skipped time of a date in the past is past", () => {
    expect(problemOf("2026-03-29 02:30", now)).toEqual({ code: "past", at: gap.after });
  });

  test("hours pass, days keep the time on the wall", () => {
    expect(inBerlin("in 24h", evening)).toBe("2026-03-29 22:00");
    expect(inBerlin("in 1 day", evening)).toBe("2026-03-29 21:00");
  });

  test("New York and Lord Howe have their own nights", () => {
    expect(problemOf("2027-03-14 02:30", now, "America/New_York")).toEqual({
      code: "gap",
      before: utc("2027-03-14T06:59"),
      after: utc("2027-03-14T07:00"),
    });
    expect(problemOf("2027-10-03 02:15", now, "Australia/Lord_Howe")).toEqual({
      code: "gap",
      before: utc("2027-10-02T15:29"),
      after: utc("2027-10-02T15:30"),
    });
  });
});

describe("on the night that has an hour twice", () => {
  const fold = { code: "fold", earlier: utc("2026-10-25T00:30"), later: utc("2026-10-25T01:30") };
  const evening = utc("2026-10-24T20:00");

  test("a time that comes twice asks which", () => {
    expect(problemOf("25.10. 02:30", evening)).toEqual(fold);
    expect(problemOf("2:30", utc("2026-10-25T00:10"))).toEqual(fold);
  });

  test("between the two, only the later one is left to mean", () => {
    const between = utc("2026-10-25T00:45");
    expect(readTypedTime("2:30", between, berlin)).toEqual({ ok: true, at: fold.later, rolled: false });
  });

  test("after both, a bare time means the next day", () => {
    expect(inBerlin("2:30", utc("2026-10-25T02:00"))).toBe("2026-10-26 02:30 rolled");
  });

  test("hours pass, days keep the time on the wall", () => {
    expect(inBerlin("in 24h", evening)).toBe("2026-10-25 21:00");
    expect(inBerlin("in 1 day", evening)).toBe("2026-10-25 22:00");
  });

  test("New York and Lord Howe have their own nights", () => {
    expect(problemOf("2027-11-07 01:30", now, "America/New_York")).toEqual({
      code: "fold",
      earlier: utc("2027-11-07T05:30"),
      later: utc("2027-11-07T06:30"),
    });
    expect(problemOf("2027-04-04 01:45", now, "Australia/Lord_Howe")).toEqual({
      code: "fold",
      earlier: utc("2027-04-03T14:45"),
      later: utc("2027-04-03T15:15"),
    });
  });
});

test("today and tomorrow are those of the person's zone", () => {
  // 13:00 UTC is already Monday on Kiritimati, and 03:00 on Sunday in Honolulu.
  expect(readTypedTime("today 9:00", now, "Pacific/Kiritimati")).toMatchObject({
    at: utc("2026-11-22T19:00"),
  });
  expect(readTypedTime("tomorrow 9:00", now, "Pacific/Honolulu")).toMatchObject({
    at: utc("2026-11-23T19:00"),
  });
});

test("every result is a whole minute after now", () => {
  const texts = [
    "now",
    "in 1 min",
    "in 2h",
    "in 3 days",
    "2:30",
    "14:00",
    "evening",
    "friday 10:00",
    "tomorrow noon",
  ];
  for (let at = utc("2026-03-27T00:00:59.999"); at < utc("2026-03-31T00:00"); at += 37 * 60_000 + 1234) {
    for (const text of texts) {
      const read = readTypedTime(text, at, berlin);
      if (!read.ok) expect(read.problem.code).toBe("gap");
      else expect([read.at > at, read.at % 60_000]).toEqual([true, 0]);
    }
  }
});
