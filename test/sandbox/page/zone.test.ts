/** Wall time in the sandbox's zone, as the page shows and reads it. */
import { expect, test } from "vitest";
import {
  clockDate,
  dayTitle,
  fromLocal,
  nextAt,
  toLocal,
  zoneTitle,
} from "../../../src/sandbox/page/zone.ts";

const berlin = "Europe/Berlin";
const at = (iso: string) => Date.parse(iso);

test("a local time and its instant are the same moment, in summer and in winter", () => {
  expect(fromLocal("2026-07-01T18:30", berlin)).toBe(at("2026-07-01T16:30Z"));
  expect(fromLocal("2026-12-01T18:30", berlin)).toBe(at("2026-12-01T17:30Z"));
  expect(toLocal(at("2026-12-01T17:30:59Z"), berlin)).toBe("2026-12-01T18:30");
});

test("an hour that the clock change leaves out is read as just as long after it", () => {
  expect(toLocal(fromLocal("2026-03-29T02:30", berlin), berlin)).toBe("2026-03-29T03:30");
});

test("of an hour that comes twice the first is meant", () => {
  expect(fromLocal("2026-10-25T02:30", berlin)).toBe(at("2026-10-25T00:30Z"));
});

test("the next 22:59 is today's, or tomorrow's once it is past", () => {
  expect(nextAt("22:59", at("2026-11-22T10:00Z"), berlin)).toBe(at("2026-11-22T21:59Z"));
  expect(nextAt("22:59", at("2026-11-22T21:59Z"), berlin)).toBe(at("2026-11-23T21:59Z"));
  expect(nextAt("00:00", at("2026-12-31T12:00Z"), berlin)).toBe(at("2026-12-31T23:00Z"));
});

test("days are named from where one stands", () => {
  const now = at("2026-11-22T12:00Z");
  expect(dayTitle(now, now, berlin)).toBe("Today");
  expect(dayTitle(at("2026-11-20T23:30Z"), now, berlin)).toBe("Yesterday");
  expect(dayTitle(at("2026-11-01T12:00Z"), now, berlin)).toBe("1 November");
  expect(dayTitle(at("2025-11-01T12:00Z"), now, berlin)).toBe("1 November 2025");
  expect(clockDate(now, berlin)).toBe("Sun 22 Nov 2026");
});

test("a zone is shown with its distance from UTC at that moment", () => {
  expect(zoneTitle(at("2026-07-01T12:00Z"), berlin)).toBe("Berlin, UTC+2");
  expect(zoneTitle(at("2026-07-01T12:00Z"), "Asia/Kolkata")).toBe("Kolkata, UTC+5:30");
  expect(zoneTitle(at("2026-07-01T12:00Z"), "UTC")).toBe("UTC");
});
