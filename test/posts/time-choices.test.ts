import { describe, expect, test } from "vitest";
import { timeChoice, timeChoiceIds, timeChoices } from "../../src/posts/time-choices.ts";

const berlin = "Europe/Berlin";
const minute = 60_000;
const utc = (text: string) => Date.parse(`${text}Z`);

function offered(now: string, zone = berlin): Record<string, string> {
  const entries = timeChoices(utc(now), zone).map(({ id, at }) => [
    id,
    new Date(at).toISOString().slice(0, 16),
  ]);
  return Object.fromEntries(entries);
}

test("a Wednesday afternoon has all of them, in the order in which they come", () => {
  expect(Object.entries(offered("2026-11-25T13:00:20"))).toEqual([
    ["in_10_minutes", "2026-11-25T13:11"],
    ["in_1_hour", "2026-11-25T14:01"],
    ["in_3_hours", "2026-11-25T16:01"],
    ["tonight", "2026-11-25T19:00"],
    ["tomorrow_morning", "2026-11-26T08:00"],
    ["tomorrow_noon", "2026-11-26T11:00"],
    ["tomorrow_evening", "2026-11-26T19:00"],
    ["monday_morning", "2026-11-30T08:00"],
  ]);
});

test("tonight is offered with half an hour left, not later", () => {
  expect(offered("2026-11-25T18:30")).toHaveProperty("tonight");
  expect(offered("2026-11-25T18:30:01")).not.toHaveProperty("tonight");
  expect(offered("2026-11-25T22:30")).not.toHaveProperty("tonight");
});

test("the time that comes with several names is offered once", () => {
  expect(offered("2026-11-25T18:00")).toMatchObject({ in_1_hour: "2026-11-25T19:00" });
  expect(offered("2026-11-25T18:00")).not.toHaveProperty("tonight");
});

test("Monday is offered when it is not tomorrow, and on a Monday it is the next one", () => {
  expect(offered("2026-11-21T12:00").monday_morning).toBe("2026-11-23T08:00");
  expect(offered("2026-11-22T12:00")).not.toHaveProperty("monday_morning");
  expect(offered("2026-11-23T12:00").monday_morning).toBe("2026-11-30T08:00");
});

describe("on the days when clocks change", () => {
  test.each([
    ["2026-03-28T12:00", berlin, "2026-03-29T07:00"],
    ["2026-10-24T12:00", berlin, "2026-10-25T08:00"],
    ["2026-03-07T12:00", "America/New_York", "2026-03-08T13:00"],
    ["2026-10-31T12:00", "America/New_York", "2026-11-01T14:00"],
    ["2026-10-03T00:00", "Australia/Lord_Howe", "2026-10-03T22:00"],
  ])("seen from %s, tomorrow morning in %s is 09:00 on the wall: %s", (now, zone, morning) => {
    expect(offered(now, zone).tomorrow_morning).toBe(morning);
  });

  test("hours are time that passes", () => {
    expect(offered("2026-03-29T00:30").in_1_hour).toBe("2026-03-29T01:30");
    expect(offered("2026-10-25T00:30").in_1_hour).toBe("2026-10-25T01:30");
  });

  test("a morning that the calendar skips moves to the first instant after it", () => {
    expect(offered("2011-12-29T20:00", "Pacific/Apia").tomorrow_morning).toBe("2011-12-30T10:00");
  });
});

test("whenever it is, choices are distinct whole minutes in the future, ascending, and mean the same when pressed", () => {
  for (const zone of [berlin, "America/New_York", "Australia/Lord_Howe", "Africa/Cairo"]) {
    for (
      let now = utc("2026-01-01T00:00:01");
      now < utc("2027-01-01T00:00");
      now += 11 * 60 * minute + 7000
    ) {
      const choices = timeChoices(now, zone);
      const instants = choices.map(({ at }) => at);
      expect(instants).toEqual([...new Set(instants)].sort((one, other) => one - other));
      expect(instants.every((at) => at > now && at % minute === 0)).toBe(true);
      for (const { id, at } of choices) expect(timeChoice(id, now, zone)).toBe(at);
    }
  }
});

describe("a button pressed later", () => {
  test("means the time that it says then", () => {
    expect(timeChoice("in_1_hour", utc("2026-11-25T13:00"), berlin)).toBe(utc("2026-11-25T14:00"));
    expect(timeChoice("tonight", utc("2026-11-25T18:59"), berlin)).toBe(utc("2026-11-25T19:00"));
    expect(timeChoice("monday_morning", utc("2026-11-22T12:00"), berlin)).toBe(utc("2026-11-23T08:00"));
  });

  test("means nothing any more when tonight is over, or when it is none of ours", () => {
    expect(timeChoice("tonight", utc("2026-11-25T19:00"), berlin)).toBeUndefined();
    expect(timeChoice("next_year", utc("2026-11-25T19:00"), berlin)).toBeUndefined();
  });

  test("fits into callback data with room to spare", () => {
    for (const id of timeChoiceIds) expect(id.length).toBeLessThanOrEqual(20);
  });
});
