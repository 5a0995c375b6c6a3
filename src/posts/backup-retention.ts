/** Which backups are kept: the newest of each of the last days, and of each of the weeks before. */
import { toLocal } from "./local-time.ts";

const day = 24 * 60 * 60 * 1000;

/**
 * Takes the instants (epoch ms) at which backups were taken; returns those that are not kept any more.
 * Only days and weeks that have a backup count, so that the last ones stay, however long none has been made.
 * Days are those of an IANA zone; weeks begin on Monday.
 */
export function outdatedBackups(
  takenAt: readonly number[],
  { days, weeks, timeZone }: { days: number; weeks: number; timeZone: string },
): number[] {
  const dayOf = (at: number) => {
    const local = toLocal(at, timeZone);
    return Math.floor(Date.UTC(local.year, local.month - 1, local.day) / day);
  };
  // The epoch began on a Thursday.
  const weekOf = (at: number) => Math.floor((dayOf(at) + 3) / 7);
  const newestFirst = [...takenAt].sort((a, b) => b - a);
  const ofDays = firstOfEach(newestFirst, dayOf);
  const ofWeeks = firstOfEach(ofDays.slice(days), weekOf);
  const kept = new Set([...ofDays.slice(0, days), ...ofWeeks.slice(0, weeks)]);
  return takenAt.filter((at) => !kept.has(at));
}

function firstOfEach(list: number[], groupOf: (at: number) => number): number[] {
  return [...Map.groupBy(list, groupOf).values()].flatMap((group) => group.slice(0, 1));
}
