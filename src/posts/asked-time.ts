/** From the time that a program asks for to an instant; where clocks change, with what was made of it and why. */
import { type LocalTime, toInstant } from "./local-time.ts";
import { isZone } from "./zones.ts";

/** What to do with a local time that clocks skip or show twice. */
export const clockChangeChoices = ["refuse", "earlier", "later"] as const;
export type ClockChangeChoice = (typeof clockChangeChoices)[number];

export type AskedTime =
  | { ok: true; at: number; settled?: "skipped" | "twice" }
  /** `earlier` and `later` are the two instants nearest to what was meant. */
  | { ok: false; why: "skipped" | "twice"; earlier: number; later: number }
  | { ok: false; why: "impossible" | "unknown_zone" };

/** Takes a time as "2026-11-25T18:00" and an IANA zone. */
export function readAskedTime(local: string, zone: string, onClockChange: ClockChangeChoice): AskedTime {
  const numbers = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)$/.exec(local)?.slice(1).map(Number);
  if (!numbers) return { ok: false, why: "impossible" };
  const [year, month, day, hour, minute] = numbers as [number, number, number, number, number];
  const time: LocalTime = { year, month, day, hour, minute };
  if (!isZone(zone)) return { ok: false, why: "unknown_zone" };
  const found = toInstant(time, zone);
  switch (found.kind) {
    case "exact":
      return { ok: true, at: found.at };
    case "impossible":
      return { ok: false, why: "impossible" };
    case "gap":
      return settle("skipped", found.before, found.after);
    case "fold":
      return settle("twice", found.earlier, found.later);
  }

  function settle(why: "skipped" | "twice", earlier: number, later: number): AskedTime {
    if (onClockChange === "refuse") return { ok: false, why, earlier, later };
    return { ok: true, at: onClockChange === "earlier" ? earlier : later, settled: why };
  }
}
