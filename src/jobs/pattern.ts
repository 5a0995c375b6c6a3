/** Cron patterns of five parts, on the wall clock of an IANA zone. */
import { Cron } from "croner";

export type Timetable = ReturnType<typeof readPattern>;

const minute = 60_000;

/**
 * Reads a pattern; throws with croner's explanation if it cannot be read.
 * On the days of a clock change every time of the pattern, single or listed, counts once: one that is skipped runs
 * right after the gap, one that occurs twice runs the first time. Patterns with a wildcard or step follow real time.
 */
export function readPattern(pattern: string, timeZone: string) {
  const cron = new Cron(pattern, { timezone: timeZone, mode: "5-part", fixedTimeRule: "no-wildcard" });
  return {
    /** The first time strictly after an instant (epoch ms); undefined if there is none. */
    nextAfter: (after: number): number | undefined => cron.nextRun(new Date(after))?.getTime(),

    /** The last time at or before an instant; undefined if there is none. */
    lastUntil(until: number): number | undefined {
      // croner looks strictly before its reference, in whole seconds; patterns have whole minutes.
      const reference = Math.floor(until / minute) * minute + minute / 2;
      return cron.previousRuns(1, new Date(reference))[0]?.getTime();
    },
  };
}
