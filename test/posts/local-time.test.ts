import { afterEach, describe, expect, test } from "vitest";
import {
  addDays,
  isPossible,
  offsetMinutes,
  settleInstant,
  shiftDate,
  toInstant,
  toLocal,
  weekdayOf,
} from "../../src/posts/local-time.ts";

const minute = 60_000;
const hour = 60 * minute;
const utc = (text: string) => Date.parse(`${text}Z`);
const local = (text: string) => {
  const [year, month, day, hour, minute] = text.split(/[- :]/).map(Number) as [
    number,
    number,
    number,
    number,
    number,
  ];
  return { year, month, day, hour, minute };
};

describe("toLocal", () => {
  const cases: [instant: string, zone: string, local: string, second: number, weekday: number][] = [
    ["2026-07-01T10:00:59.999", "Europe/Berlin", "2026-07-01 12:00", 59, 3],
    ["2026-12-31T23:30:00", "Europe/Berlin", "2027-01-01 00:30", 0, 5],
    ["2026-11-22T18:15:00", "Asia/Kathmandu", "2026-11-23 00:00", 0, 1],
    ["2026-03-01T04:59:00", "America/New_York", "2026-02-28 23:59", 0, 6],
    ["2028-02-29T00:00:00", "UTC", "2028-02-29 00:00", 0, 2],
    ["1969-12-31T23:59:58", "UTC", "1969-12-31 23:59", 58, 3],
  ];
  test.each(cases)("%s is in %s %s", (instant, zone, shown, second, weekday) => {
    expect(toLocal(utc(instant), zone)).toEqual({ ...local(shown), second, weekday });
  });

  test("a zone that does not exist is a RangeError", () => {
    expect(() => toLocal(0, "Mars/Base")).toThrow(RangeError);
  });
});

describe("toInstant at clock changes", () => {
  const gaps: [zone: string, local: string, before: string, after: string][] = [
    ["Europe/Berlin", "2026-03-29 02:00", "2026-03-29T00:59", "2026-03-29T01:00"],
    ["Europe/Berlin", "2026-03-29 02:30", "2026-03-29T00:59", "2026-03-29T01:00"],
    ["Europe/Berlin", "2026-03-29 02:59", "2026-03-29T00:59", "2026-03-29T01:00"],
    ["America/New_York", "2026-03-08 02:30", "2026-03-08T06:59", "2026-03-08T07:00"],
    ["Australia/Lord_Howe", "2026-10-04 02:15", "2026-10-03T15:29", "2026-10-03T15:30"],
    ["Africa/Cairo", "2026-04-24 00:30", "2026-04-23T21:59", "2026-04-23T22:00"],
    ["America/Sao_Paulo", "2018-11-04 00:00", "2018-11-04T02:59", "2018-11-04T03:00"],
    ["Asia/Beirut", "2026-03-29 00:00", "2026-03-28T21:59", "2026-03-28T22:00"],
    ["Pacific/Apia", "2011-12-30 00:00", "2011-12-30T09:59", "2011-12-30T10:00"],
    ["Pacific/Apia", "2011-12-30 12:00", "2011-12-30T09:59", "2011-12-30T10:00"],
    ["Pacific/Apia", "2011-12-30 23:59", "2011-12-30T09:59", "2011-12-30T10:00"],
  ];
  test.each(gaps)("%s skips %s", (zone, shown, before, after) => {
    expect(toInstant(local(shown), zone)).toEqual({ kind: "gap", before: utc(before), after: utc(after) });
  });

  const folds: [zone: string, local: string, earlier: string, later: string][] = [
    ["Europe/Berlin", "2026-10-25 02:00", "2026-10-25T00:00", "2026-10-25T01:00"],
    ["Europe/Berlin", "2026-10-25 02:59", "2026-10-25T00:59", "2026-10-25T01:59"],
    ["America/New_York", "2026-11-01 01:30", "2026-11-01T05:30", "2026-11-01T06:30"],
    ["Australia/Lord_Howe", "2026-04-05 01:45", "2026-04-04T14:45", "2026-04-04T15:15"],
    ["Africa/Cairo", "2026-10-29 23:30", "2026-10-29T20:30", "2026-10-29T21:30"],
    ["America/Havana", "2026-11-01 00:00", "2026-11-01T04:00", "2026-11-01T05:00"],
  ];
  test.each(folds)("%s has %s twice", (zone, shown, earlier, later) => {
    const fold = { kind: "fold", earlier: utc(earlier), later: utc(later) };
    expect(toInstant(local(shown), zone)).toEqual(fold);
  });

  const exact: [zone: string, local: string, at: string][] = [
    ["Europe/Berlin", "2026-03-29 01:59", "2026-03-29T00:59"],
    ["Europe/Berlin", "2026-03-29 03:00", "2026-03-29T01:00"],
    ["Europe/Berlin", "2026-10-25 01:59", "2026-10-24T23:59"],
    ["Europe/Berlin", "2026-10-25 03:00", "2026-10-25T02:00"],
    ["America/New_York", "2026-11-01 02:00", "2026-11-01T07:00"],
    ["Australia/Lord_Howe", "2026-10-04 02:30", "2026-10-03T15:30"],
    ["Africa/Cairo", "2026-10-30 00:00", "2026-10-29T22:00"],
    ["Pacific/Apia", "2011-12-31 00:00", "2011-12-30T10:00"],
    ["Pacific/Kiritimati", "2026-01-01 00:00", "2025-12-31T10:00"],
    ["Etc/GMT+12", "2026-01-01 00:00", "2026-01-01T12:00"],
  ];
  test.each(exact)("%s has %s once", (zone, shown, at) => {
    expect(toInstant(local(shown), zone)).toEqual({ kind: "exact", at: utc(at) });
  });
});

test.each([
  "2026-02-29 10:00",
  "2026-02-31 10:00",
  "2026-04-31 10:00",
  "2026-13-01 10:00",
  "2026-00-10 10:00",
  "2026-01-00 10:00",
  "2026-01-01 24:00",
  "2026-01-01 10:60",
  "0000-01-01 10:00",
  "10000-01-01 10:00",
])("%s is impossible", (shown) => {
  expect(toInstant(local(shown), "UTC")).toEqual({ kind: "impossible" });
  expect(isPossible(local(shown))).toBe(false);
  expect(() => settleInstant(local(shown), "UTC")).toThrow(RangeError);
});

describe("every hour of a year comes back from local time", () => {
  test.each([
    ["UTC", 2026],
    ["Europe/Berlin", 2026],
    ["America/New_York", 2026],
    ["America/St_Johns", 2026],
    ["Australia/Lord_Howe", 2026],
    ["Asia/Kathmandu", 2026],
    ["Africa/Casablanca", 2026],
    ["Africa/Cairo", 2026],
    ["Antarctica/Troll", 2026],
    ["Pacific/Apia", 2011],
    ["America/Sao_Paulo", 2018],
  ])("%s from %i", (zone, year) => {
    const wrong: string[] = [];
    for (let at = Date.UTC(year, 0, 1, 0, 30); at < Date.UTC(year + 1, 0, 1); at += hour) {
      const instants = toInstant(toLocal(at, zone), zone);
      const found = instants.kind === "fold" ? [instants.earlier, instants.later] : [];
      if (instants.kind === "exact") found.push(instants.at);
      if (!found.includes(at)) wrong.push(new Date(at).toISOString());
    }
    expect(wrong).toEqual([]);
  });
});

describe("the zone of the host", () => {
  const before = process.env["TZ"];
  afterEach(() => {
    process.env["TZ"] = before;
  });

  test.each(["America/New_York", "Europe/Berlin", "Pacific/Apia"])("%s changes no result", (host) => {
    process.env["TZ"] = host;
    expect(toLocal(utc("2026-10-25T00:30"), "Europe/Berlin")).toMatchObject(local("2026-10-25 02:30"));
    expect(toInstant(local("2026-10-25 02:30"), "Europe/Berlin").kind).toBe("fold");
    expect(toInstant(local("2026-03-08 02:30"), "America/New_York").kind).toBe("gap");
    expect(toInstant(local("2026-03-08 02:30"), "Europe/Berlin").kind).toBe("exact");
  });
});

test.each([
  ["2026-01-01T00:00", "Europe/Berlin", 60],
  ["2026-07-01T00:00", "Europe/Berlin", 120],
  ["2026-07-01T00:00", "Australia/Lord_Howe", 630],
  ["2026-01-01T00:00", "Australia/Lord_Howe", 660],
  ["2026-01-01T00:00", "Asia/Kathmandu", 345],
  ["2026-01-01T00:00", "America/St_Johns", -210],
])("at %s, %s is %i minutes ahead of UTC", (at, zone, minutes) => {
  expect(offsetMinutes(utc(at), zone)).toBe(minutes);
});

describe("addDays", () => {
  test.each([
    [
      "keeps the time on the wall over a change to summer time",
      "2026-03-28T09:00",
      1,
      "Europe/Berlin",
      "2026-03-29T08:00",
    ],
    ["keeps it over a change to winter time", "2026-10-24T08:00", 1, "Europe/Berlin", "2026-10-25T09:00"],
    [
      "keeps it over a change of half an hour",
      "2026-10-03T01:00",
      1,
      "Australia/Lord_Howe",
      "2026-10-04T00:30",
    ],
    ["goes back as well", "2026-03-30T07:00", -3, "Europe/Berlin", "2026-03-27T08:00"],
    ["moves out of a gap, forward", "2026-03-28T01:30:20", 1, "Europe/Berlin", "2026-03-29T01:00"],
    ["moves out of a skipped day, forward", "2011-12-29T20:00", 1, "Pacific/Apia", "2011-12-30T10:00"],
    [
      "takes the fold's half with the offset it came from: the earlier",
      "2026-10-24T00:30",
      1,
      "Europe/Berlin",
      "2026-10-25T00:30",
    ],
    [
      "takes the fold's half with the offset it came from: the later",
      "2026-10-26T01:30",
      -1,
      "Europe/Berlin",
      "2026-10-25T01:30",
    ],
    [
      "keeps seconds and milliseconds",
      "2026-03-28T09:00:12.345",
      1,
      "Europe/Berlin",
      "2026-03-29T08:00:12.345",
    ],
    [
      "changes nothing by 0 days, even in a fold",
      "2026-10-25T01:30:07",
      0,
      "Europe/Berlin",
      "2026-10-25T01:30:07",
    ],
    ["crosses a year", "2026-12-31T12:00", 60, "UTC", "2027-03-01T12:00"],
  ])("%s", (_title, at, days, zone, expected) => {
    expect(new Date(addDays(utc(at), days, zone)).toISOString()).toBe(new Date(utc(expected)).toISOString());
  });
});

test("where nobody can be asked, a skipped time moves forward and of two the earlier counts", () => {
  expect(settleInstant(local("2026-03-29 02:30"), "Europe/Berlin")).toBe(utc("2026-03-29T01:00"));
  expect(settleInstant(local("2026-10-25 02:30"), "Europe/Berlin")).toBe(utc("2026-10-25T00:30"));
  expect(settleInstant(local("2026-10-25 12:00"), "Europe/Berlin")).toBe(utc("2026-10-25T11:00"));
});

test("dates are shifted on the calendar alone", () => {
  expect(shiftDate({ year: 2028, month: 2, day: 28 }, 1)).toEqual({ year: 2028, month: 2, day: 29 });
  expect(shiftDate({ year: 2027, month: 1, day: 1 }, -1)).toEqual({ year: 2026, month: 12, day: 31 });
  expect(weekdayOf({ year: 2026, month: 11, day: 22 })).toBe(7);
  expect(weekdayOf({ year: 2026, month: 11, day: 23 })).toBe(1);
});
