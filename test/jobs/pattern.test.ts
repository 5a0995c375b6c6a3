import { describe, expect, it } from "vitest";
import { readPattern } from "../../src/jobs/pattern.ts";

const at = (text: string) => Date.parse(text);

describe("reading a pattern", () => {
  it.each(["* * * * *", "0 23 * * *", "*/15 8-18 * * MON-FRI", "30 2,14 * * *", "@daily"])(
    "takes %s",
    (pattern) => {
      expect(readPattern(pattern, "Europe/Berlin").nextAfter(at("2026-01-01"))).toBeDefined();
    },
  );

  it.each([
    ["", "configuration"],
    ["0 25 * * *", "hour"],
    ["* * * * * *", "5 parts"],
    ["every night", "parts"],
  ])("says what is wrong with '%s'", (pattern, words) => {
    expect(() => readPattern(pattern, "Europe/Berlin")).toThrow(words);
  });

  it("says that a zone does not exist", () => {
    expect(() => readPattern("0 0 * * *", "Europe/Atlantis").nextAfter(at("2026-01-01"))).toThrow(
      "Europe/Atlantis",
    );
  });

  it("finds no time for a date that never comes", () => {
    expect(readPattern("0 0 31 2 *", "Europe/Berlin").nextAfter(at("2026-01-01"))).toBeUndefined();
  });
});

describe("times", () => {
  const nightly = readPattern("0 0 * * *", "Europe/Berlin");

  it("come strictly after an instant", () => {
    expect(nightly.nextAfter(at("2026-11-21T22:59:59.999Z"))).toBe(at("2026-11-21T23:00:00Z"));
    expect(nightly.nextAfter(at("2026-11-21T23:00:00Z"))).toBe(at("2026-11-22T23:00:00Z"));
    expect(nightly.nextAfter(at("2026-11-21T23:00:00.001Z"))).toBe(at("2026-11-22T23:00:00Z"));
  });

  it("went by at an instant or before", () => {
    expect(nightly.lastUntil(at("2026-11-21T22:59:59.999Z"))).toBe(at("2026-11-20T23:00:00Z"));
    expect(nightly.lastUntil(at("2026-11-21T23:00:00Z"))).toBe(at("2026-11-21T23:00:00Z"));
    expect(nightly.lastUntil(at("2026-11-22T10:00:00Z"))).toBe(at("2026-11-21T23:00:00Z"));
  });

  it("go back and forth over a clock change without losing a night", () => {
    for (const start of ["2026-03-27T12:00:00Z", "2026-10-23T12:00:00Z"]) {
      let time = at(start);
      for (let night = 0; night < 4; night++) {
        const next = nightly.nextAfter(time);
        expect(nightly.lastUntil(next ?? 0)).toBe(next);
        expect(next).toBeGreaterThan(time);
        time = next ?? Number.POSITIVE_INFINITY;
      }
    }
  });
});
