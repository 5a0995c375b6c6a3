import { describe, expect, test } from "vitest";
import { readAskedTime } from "../../src/posts/asked-time.ts";

const berlin = "Europe/Berlin";
const utc = (...parts: [number, number, number, number, number]) =>
  Date.UTC(parts[0], parts[1] - 1, ...([parts[2], parts[3], parts[4]] as const));

describe("a time asked for", () => {
  test("is an instant on the wall of its zone", () => {
    expect(readAskedTime("2026-11-25T18:00", berlin, "refuse")).toEqual({
      ok: true,
      at: utc(2026, 11, 25, 17, 0),
    });
  });

  test("that clocks skip is refused with the instants beside it, or moved to the one that was chosen", () => {
    const [earlier, later] = [utc(2027, 3, 28, 0, 59), utc(2027, 3, 28, 1, 0)];
    expect(readAskedTime("2027-03-28T02:30", berlin, "refuse")).toEqual({
      ok: false,
      why: "skipped",
      earlier,
      later,
    });
    expect(readAskedTime("2027-03-28T02:30", berlin, "earlier")).toEqual({
      ok: true,
      at: earlier,
      settled: "skipped",
    });
    expect(readAskedTime("2027-03-28T02:30", berlin, "later")).toEqual({
      ok: true,
      at: later,
      settled: "skipped",
    });
  });

  test("that comes twice is refused with both, or the one that was chosen", () => {
    const [earlier, later] = [utc(2026, 10, 25, 0, 30), utc(2026, 10, 25, 1, 30)];
    expect(readAskedTime("2026-10-25T02:30", berlin, "refuse")).toEqual({
      ok: false,
      why: "twice",
      earlier,
      later,
    });
    expect(readAskedTime("2026-10-25T02:30", berlin, "later")).toEqual({
      ok: true,
      at: later,
      settled: "twice",
    });
  });

  test.each([
    ["2026-02-31T10:00", berlin, "impossible"],
    ["2026-02-28T25:00", berlin, "impossible"],
    ["tomorrow", berlin, "impossible"],
    ["2026-02-28T10:00", "Europe/Atlantis", "unknown_zone"],
    ["2026-02-28T10:00", "+02:00", "unknown_zone"],
  ])("%s in %s is %s", (local, zone, why) => {
    expect(readAskedTime(local, zone, "refuse")).toEqual({ ok: false, why });
  });
});
