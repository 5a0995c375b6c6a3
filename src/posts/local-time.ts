/**
 * Local time in an IANA zone ↔ instants (epoch milliseconds, UTC), exact on the days when clocks change.
 *
 * Built on Intl alone: date-fns-tz 3.2 moves a local time that a clock change skips an hour back without a
 * word, and reads one that comes twice by the zone of the machine it runs on.
 */

/** What a clock and a calendar on the wall show, to the minute. */
export interface LocalTime extends LocalDate {
  hour: number;
  minute: number;
}

export interface LocalDate {
  year: number;
  /** 1–12 */
  month: number;
  day: number;
}

/** Monday is 1, as in ISO 8601. */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** The instant or instants at which the wall shows a local time. */
export type Instants =
  | { kind: "exact"; at: number }
  /** Clocks jump over it: the last minute before the jump, and the first instant after it. */
  | { kind: "gap"; before: number; after: number }
  /** Clocks go back, so it comes twice. */
  | { kind: "fold"; earlier: number; later: number }
  /** No calendar has it: 31 February, 25:00. */
  | { kind: "impossible" };

const second = 1000;
const minute = 60 * second;
const day = 24 * 60 * minute;

/** What the wall shows at an instant. Throws a RangeError for a zone that does not exist. */
export function toLocal(at: number, zone: string): LocalTime & { second: number; weekday: Weekday } {
  const wall = new Date(at + offset(at, zone));
  return {
    year: wall.getUTCFullYear(),
    month: wall.getUTCMonth() + 1,
    day: wall.getUTCDate(),
    hour: wall.getUTCHours(),
    minute: wall.getUTCMinutes(),
    second: wall.getUTCSeconds(),
    weekday: (wall.getUTCDay() || 7) as Weekday,
  };
}

/**
 * When the wall shows a local time; instants have their seconds at zero.
 * Throws a RangeError for a zone that does not exist.
 */
export function toInstant(local: LocalTime, zone: string): Instants {
  if (!isPossible(local)) return { kind: "impossible" };
  const wall = asIfUtc(local);
  // No zone is more than 15 hours from UTC, so a day on either side sees the offsets before and after a clock
  // change, even of the whole day that Samoa skipped in 2011.
  const offsets = new Set([offset(wall - day, zone), offset(wall + day, zone)]);
  const found = [...offsets].map((each) => wall - each).filter((at) => at + offset(at, zone) === wall);
  found.sort((one, other) => one - other);
  const [earlier, later] = found;
  if (earlier === undefined) {
    const after = firstInstantBeyond(wall, zone);
    return { kind: "gap", before: after - minute, after };
  }
  return later === undefined ? { kind: "exact", at: earlier } : { kind: "fold", earlier, later };
}

/**
 * The instant of a local time where nobody can be asked: a skipped one moves to the first instant after the
 * jump, and of two the earlier counts. Throws a RangeError for an impossible date or time.
 */
export function settleInstant(local: LocalTime, zone: string): number {
  const instants = toInstant(local, zone);
  switch (instants.kind) {
    case "exact":
      return instants.at;
    case "gap":
      return instants.after;
    case "fold":
      return instants.earlier;
    case "impossible":
      throw new RangeError(`No such local time: ${JSON.stringify(local)}`);
  }
}

/** How far local time is ahead of UTC at an instant, in minutes; behind is negative. */
export function offsetMinutes(at: number, zone: string): number {
  return offset(at, zone) / minute;
}

/**
 * The same time on the wall, whole days later (or earlier, if negative), down to the millisecond.
 * A time that clocks skip that day moves to the first instant after the jump; of two, the one with the same
 * offset as `at` counts, or else the earlier.
 */
export function addDays(at: number, days: number, zone: string): number {
  const local = toLocal(at, zone);
  const wall = at + offset(at, zone);
  const beyondMinute = wall - Math.floor(wall / minute) * minute;
  const instants = toInstant({ ...local, ...shiftDate(local, days) }, zone);
  switch (instants.kind) {
    case "exact":
      return instants.at + beyondMinute;
    case "gap":
      return instants.after;
    case "fold": {
      const sameOffset = offset(instants.later, zone) === offset(at, zone);
      return (sameOffset ? instants.later : instants.earlier) + beyondMinute;
    }
    case "impossible":
      throw new RangeError(`No such day: ${days} days from ${at}`);
  }
}

/** The date a number of days later on the calendar; negative is earlier. */
export function shiftDate(date: LocalDate, days: number): LocalDate {
  const shifted = new Date(asIfUtc({ ...date, hour: 0, minute: 0 }) + days * day);
  return { year: shifted.getUTCFullYear(), month: shifted.getUTCMonth() + 1, day: shifted.getUTCDate() };
}

/** The day of the week of a date, which must be possible. */
export function weekdayOf(date: LocalDate): Weekday {
  return (new Date(asIfUtc({ ...date, hour: 0, minute: 0 })).getUTCDay() || 7) as Weekday;
}

/** Whether the calendar and the clock have such a time at all, in the years 1–9999 and in any zone. */
export function isPossible(local: LocalTime): boolean {
  const { year, hour } = local;
  if (!(year >= 1 && year <= 9999 && hour >= 0 && hour <= 23 && local.minute >= 0 && local.minute <= 59)) {
    return false;
  }
  const wall = new Date(asIfUtc(local));
  return wall.getUTCMonth() + 1 === local.month && wall.getUTCDate() === local.day;
}

/** The instant at which a clock on UTC would show the local time; impossible parts overflow into the next. */
function asIfUtc(local: LocalTime): number {
  const wall = new Date(0);
  // Date.UTC would take the years 0–99 for 1900–1999.
  wall.setUTCFullYear(local.year, local.month - 1, local.day);
  return wall.setUTCHours(local.hour, local.minute);
}

/** The first instant, to the second, at which the wall shows more than `wall`, which clocks jump over. */
function firstInstantBeyond(wall: number, zone: string): number {
  let below = (wall - day) / second;
  let beyond = (wall + day) / second;
  while (beyond - below > 1) {
    const middle = Math.floor((below + beyond) / 2);
    if (middle * second + offset(middle * second, zone) > wall) beyond = middle;
    else below = middle;
  }
  return beyond * second;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Local time minus UTC at an instant, in milliseconds. */
function offset(at: number, zone: string): number {
  let format = formats.get(zone);
  if (!format) {
    // biome-ignore format: one line per thought
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone, calendar: "gregory", numberingSystem: "latn", hourCycle: "h23",
      year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric",
    });
    formats.set(zone, format);
  }
  const shown: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
  for (const { type, value } of format.formatToParts(at)) shown[type] = Number(value);
  const local = asIfUtc(shown as Record<keyof LocalTime, number>) + shown.second! * second;
  return local - Math.floor(at / second) * second;
}
