/** A time that a person typed → the instant that they mean in their zone, or what is wrong with it. */
import type { DateWords } from "./date-words.ts";
import {
  addDays,
  isPossible,
  type LocalDate,
  type LocalTime,
  settleInstant,
  shiftDate,
  toInstant,
  toLocal,
  weekdayOf,
} from "./local-time.ts";
import { readTimeWords } from "./time-words.ts";

export type TypedTime =
  | {
      ok: true;
      at: number;
      /** The day was left open and its first choice is over, so the next one was taken: say which. */
      rolled: boolean;
    }
  | { ok: false; problem: TimeProblem };

export type TimeProblem =
  /** With a bare hour ("9", "friday 9"), which may mean the morning or the evening. */
  | { code: "not_understood"; bareHour?: number }
  | { code: "past"; at: number }
  /** 31 February, 24.13.; the year only if one was typed. */
  | { code: "impossible_date"; day: number; month: number; year?: number }
  /** Clocks jump over this time: the last minute before the jump and the first one after it. */
  | { code: "gap"; before: number; after: number }
  /** Clocks go back, so this time comes twice. */
  | { code: "fold"; earlier: number; later: number }
  /** 3/4: both readings as instants, either of which may be over or too far away. */
  | { code: "ambiguous_date"; dayFirst: number; monthFirst: number }
  | { code: "too_far"; limit: number };

/** A post can be scheduled this far ahead: further is more often a slip of the finger than a plan. */
export const farthestDays = 2 * 365 + 1;

const minute = 60_000;

/**
 * Reads English words and figures, in the zone of the person who typed them: "18:30", "tomorrow 9am",
 * "friday morning", "24.12. 18:00", "2026-12-24 18:00", "in 2h" and many more, date and time in either order.
 * - A bare time ("18:30") is the next one, today or tomorrow; a date without a year, or a weekday, likewise.
 * - "next friday" is the Friday of the week that begins next Monday; "friday" is the first one to come.
 * - "in 2h" is time that passes, rounded up to the minute; "in 3 days" is the same time on the wall.
 * `at` is always a whole minute after `now`.
 */
export function readTypedTime(text: string, now: number, zone: string): TypedTime {
  const words = readTimeWords(withoutZone(text, zone));
  if (!words) return problem({ code: "not_understood" });
  switch (words.kind) {
    case "now":
      return checkRange(nextMinute(now), now, zone);
    case "ahead": {
      if (words.days > farthestDays) return tooFar(now, zone);
      const passed = addDays(now, words.days, zone) + words.minutes * minute;
      return checkRange(Math.max(Math.ceil(passed / minute) * minute, nextMinute(now)), now, zone);
    }
    case "bare_hour":
      return problem({ code: "not_understood", bareHour: words.hour });
    case "clock":
      return readClock(words.date, words, now, zone);
  }
}

type Clock = Pick<LocalTime, "hour" | "minute">;

function readClock(date: DateWords, { hour, minute }: Clock, now: number, zone: string): TypedTime {
  const today = toLocal(now, zone);
  const on = (day: LocalDate) => resolve({ ...dateOnly(day), hour, minute }, now, zone);
  const onOrLater = (day: LocalDate, later: number) => {
    const first = on(day);
    return isPast(first) ? rolled(on(shiftDate(day, later))) : first;
  };
  switch (date.kind) {
    case "none":
      return onOrLater(today, 1);
    case "days_ahead":
      return date.days > farthestDays ? tooFar(now, zone) : on(shiftDate(today, date.days));
    case "weekday": {
      const monday = shiftDate(today, 1 - today.weekday);
      if (date.nextWeek) return on(shiftDate(monday, 7 + date.weekday - 1));
      return onOrLater(shiftDate(today, (date.weekday - today.weekday + 7) % 7), 7);
    }
    case "date":
      return readDate(date, { hour, minute }, now, zone);
    case "slashes":
      return readSlashes(date, { hour, minute }, now, zone);
  }
}

type Slashes = Extract<DateWords, { kind: "slashes" }>;

/** 24/12 and 12/24 have one reading each, 5/5 has the same twice; of 3/4 only the writer knows. */
function readSlashes({ first, second, year }: Slashes, clock: Clock, now: number, zone: string): TypedTime {
  const dayFirst: WrittenDate = { day: first, month: second, ...(year !== undefined && { year }) };
  const monthFirst: WrittenDate = { ...dayFirst, day: second, month: first };
  const localTime = (date: WrittenDate) => ({ ...withYear(date, clock, now, zone), ...clock });
  const readings = [dayFirst, monthFirst].filter((date) => isPossible(localTime(date)));
  if (readings.length < 2 || first === second) return readDate(readings[0] ?? dayFirst, clock, now, zone);
  const settle = (date: WrittenDate) => settleInstant(localTime(date), zone);
  return problem({ code: "ambiguous_date", dayFirst: settle(dayFirst), monthFirst: settle(monthFirst) });
}

interface WrittenDate {
  day: number;
  month: number;
  year?: number;
  weekday?: number;
}

function readDate(date: WrittenDate, clock: Clock, now: number, zone: string): TypedTime {
  const day = withYear(date, clock, now, zone);
  if (!isPossible({ ...day, ...clock })) {
    const { day, month, year } = date;
    return problem({ code: "impossible_date", day, month, ...(year !== undefined && { year }) });
  }
  // "Friday 24.12." on a Thursday: one of the two is a mistake, and only the writer knows which.
  if (date.weekday !== undefined && date.weekday !== weekdayOf(day))
    return problem({ code: "not_understood" });
  const read = resolve({ ...day, ...clock }, now, zone);
  return date.year === undefined && day.year > toLocal(now, zone).year ? rolled(read) : read;
}

/**
 * The date with its year: the typed one, or else this year's, or a later one's if that day is over or does not
 * exist (29 February). A time of today that has just gone by stays today: nobody means a year from now.
 */
function withYear(date: WrittenDate, clock: Clock, now: number, zone: string): LocalDate {
  const today = toLocal(now, zone);
  const { day, month } = date;
  if (date.year !== undefined) return { day, month, year: date.year };
  const candidates = [0, 1, 2].map((years) => ({ day, month, year: today.year + years }));
  const isAhead = (each: LocalDate) => {
    if (!isPossible({ ...each, ...clock })) return false;
    const isToday = each.year === today.year && each.month === today.month && each.day === today.day;
    return isToday || settleInstant({ ...each, ...clock }, zone) > now;
  };
  return candidates.find(isAhead) ?? candidates[0]!;
}

/** One local time → its instant, if it has exactly one that is still to come and not too far away. */
function resolve(local: LocalTime, now: number, zone: string): TypedTime {
  const instants = toInstant(local, zone);
  switch (instants.kind) {
    case "exact":
      return checkRange(instants.at, now, zone);
    case "gap": {
      const range = checkRange(instants.after, now, zone);
      return range.ok ? problem({ code: "gap", before: instants.before, after: instants.after }) : range;
    }
    case "fold": {
      const { earlier, later } = instants;
      const range = checkRange(later, now, zone);
      // Between the two only the later one is left to mean.
      return range.ok && earlier > now ? problem({ code: "fold", earlier, later }) : range;
    }
    case "impossible":
      return problem({ code: "impossible_date", day: local.day, month: local.month, year: local.year });
  }
}

function checkRange(at: number, now: number, zone: string): TypedTime {
  if (at <= now) return problem({ code: "past", at });
  return at > farthest(now, zone) ? tooFar(now, zone) : { ok: true, at, rolled: false };
}

function tooFar(now: number, zone: string): TypedTime {
  return problem({ code: "too_far", limit: farthest(now, zone) });
}

function farthest(now: number, zone: string): number {
  return Math.floor(addDays(now, farthestDays, zone) / minute) * minute;
}

function nextMinute(now: number): number {
  return Math.floor(now / minute) * minute + minute;
}

function rolled(read: TypedTime): TypedTime {
  return read.ok ? { ...read, rolled: true } : read;
}

function isPast(read: TypedTime): boolean {
  return !read.ok && read.problem.code === "past";
}

function problem(problem: TimeProblem): TypedTime {
  return { ok: false, problem };
}

function dateOnly({ year, month, day }: LocalDate): LocalDate {
  return { year, month, day };
}

/** Belfry shows times with their zone; pasted back with it, they mean the same. Another zone is not read. */
function withoutZone(text: string, zone: string): string {
  const trimmed = text.trim();
  for (const ending of [zone, `(${zone})`]) {
    if (trimmed.toLowerCase().endsWith(` ${ending.toLowerCase()}`))
      return trimmed.slice(0, -ending.length - 1);
  }
  return trimmed;
}
