/**
 * The grammar of typed times: English words and figures → what was said, before anyone asks which day it is.
 * Reads nothing into a text: "9" stays a bare hour, and 3/4 two figures with a slash.
 */
import { type DateWords, readDateWords } from "./date-words.ts";

export type TimeWords =
  | { kind: "now" }
  /** "in 2h", "in 3 days": days by the calendar, minutes as they pass. */
  | { kind: "ahead"; days: number; minutes: number }
  | { kind: "clock"; date: DateWords; hour: number; minute: number }
  /** "9" or "tomorrow 9": morning or evening? */
  | { kind: "bare_hour"; hour: number };

/** What a text says about a time; undefined if it is none that this grammar knows. */
export function readTimeWords(text: string): TimeWords | undefined {
  if (text.length > longestText) return undefined;
  const words = plain(text);
  if (words === "now") return { kind: "now" };
  const ahead = readAhead(words);
  if (ahead) return ahead;
  for (const [timeText, dateText] of splits(words)) {
    const part = /^(?:(.*) )?(morning|afternoon|evening|night)$/.exec(dateText);
    const date = readDateWords(part ? (part[1] ?? "") : dateText);
    const dayPart = part ? dayParts[part[2] as DayPart] : undefined;
    if (!date) continue;
    if (timeText === "") {
      if (dayPart) return { kind: "clock", date, hour: dayPart.usual, minute: 0 };
      continue;
    }
    const time = readTime(timeText, date);
    if (!time) continue;
    if (dayPart) {
      const hour = hourWithin(dayPart, time);
      if (hour !== undefined) return { kind: "clock", date, hour, minute: time.minute };
    } else if (time.written === "bare") return { kind: "bare_hour", hour: time.hour };
    else return { kind: "clock", date, hour: time.hour, minute: time.minute };
  }
  return undefined;
}

/** No time is this long; whoever pastes a whole post here gets an answer at once. */
const longestText = 100;

/** One spelling for what phones and people write differently. */
function plain(text: string): string {
  return (
    text
      .normalize("NFKC") // narrow and no-break spaces, full-width digits and colons
      .replace(/\p{Cf}/gu, "") // direction marks and zero-width characters that come with copied text
      .toLowerCase()
      .replace(/[\u2010-\u2015\u2212]/g, "-")
      .replace(/(?<=\d|\b)([ap])\.\s?m\b\.?/g, "$1m")
      .replace(/(?<=\d)\s+(?=[ap]m\b)/g, "")
      .replace(/(?<=\d)t(?=\d\d:)/, " ") // 2026-12-24T18:00
      .replace(/\bat night\b/, "in night")
      .replace(/,(?!\d)|(?<!\d),|\b(?:at|on|the|of)\b|\bo['’]?clock\b/g, " ")
      .replace(/\btonight\b/, "today night")
      .replace(/\bthis (?=morning|afternoon|evening)/, "today ")
      .replace(/\bmidday\b/, "noon")
      .replace(/\s+/g, " ")
      // The dot of "10.12." says that it is a date.
      .replace(/(?<!\d\.\d{1,2})[.!]+ ?$/, "")
      // "9:30 in the evening" says what "evening 9:30" does.
      .replace(/(?<![\d.:/-])(\d{1,2}(?:[:h]\d\d)?(?:[ap]m)?) in (morning|afternoon|evening|night)$/, "$2 $1")
      .trim()
  );
}

/** "in 1h30m", "in 3 days", "in 3 days 18:00". */
function readAhead(words: string): TimeWords | undefined {
  const match = /^in (.+)$/.exec(words);
  if (!match) return undefined;
  const rest = match[1]!.replace(/^half an hour$/, "30 min").replace(/(?<=\dh)(\d{1,2})$/, "$1m");
  const length = readLength(rest);
  if (length) return { kind: "ahead", ...length };
  const [, daysText, timeText] = /^(.*(?:day|week|d|w)s?) (.+)$/.exec(rest) ?? [];
  const days = daysText === undefined ? undefined : readLength(daysText);
  const date: DateWords = { kind: "days_ahead", days: days?.days ?? 0 };
  const time = timeText === undefined ? undefined : readTime(timeText, date);
  if (!days || days.minutes > 0 || !time) return undefined;
  if (time.written === "bare") return { kind: "bare_hour", hour: time.hour };
  return { kind: "clock", date, hour: time.hour, minute: time.minute };
}

const numerals = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

/** "1h 30m", "an hour and 10 minutes", "two weeks"; undefined if any of it is something else. */
function readLength(text: string): { days: number; minutes: number } | undefined {
  const tokens = text.replace(/(?<=\d)(?=[a-z])|(?<=[a-z])(?=\d)| and /g, " ").split(" ");
  if (tokens.length % 2 === 1) return undefined;
  const length = { days: 0, minutes: 0 };
  for (let index = 0; index < tokens.length; index += 2) {
    const count = readCount(tokens[index]!);
    const unit = tokens[index + 1]!;
    if (count === undefined) return undefined;
    if (/^(?:m|mins?|minutes?)$/.test(unit)) length.minutes += count;
    else if (/^(?:h|hrs?|hours?)$/.test(unit)) length.minutes += count * 60;
    else if (/^(?:d|days?)$/.test(unit) && Number.isInteger(count)) length.days += count;
    else if (/^(?:w|wks?|weeks?)$/.test(unit) && Number.isInteger(count)) length.days += count * 7;
    else return undefined;
  }
  return length;
}

function readCount(text: string): number | undefined {
  if (text === "a" || text === "an") return 1;
  if (numerals.includes(text)) return numerals.indexOf(text);
  return /^\d{1,6}(?:[.,]\d{1,2})?$/.test(text) ? Number(text.replace(",", ".")) : undefined;
}

/** Every way to split words into a time at one end and a date in the rest: "24.12. 18.30" and "18.30 24.12.". */
function* splits(words: string): Generator<[time: string, date: string]> {
  const tokens = words.split(" ");
  yield [tokens.at(-1)!, tokens.slice(0, -1).join(" ")];
  yield [tokens[0]!, tokens.slice(1).join(" ")];
  // "tomorrow morning": the part of the day is all there is.
  yield ["", words];
}

interface Time {
  hour: number;
  minute: number;
  /** "9" says neither am nor pm; "9:30" might mean either too, but only beside "evening" and the like. */
  written: "bare" | "figures" | "certain";
}

function readTime(text: string, date: DateWords): Time | undefined {
  if (text === "noon") return { hour: 12, minute: 0, written: "certain" };
  // "friday midnight" is the night before Friday to some and the one after it to others.
  if (text === "midnight" && date.kind === "none") return { hour: 0, minute: 0, written: "certain" };
  const match = /^(\d{1,2})(?:[:.h](\d\d)(?::00)?)?(am|pm)?$/.exec(text);
  if (!match) return undefined;
  const hour = Number(match[1]);
  const minute = Number(match[2] ?? 0);
  const half = match[3];
  if (minute > 59) return undefined;
  if (half) {
    if (hour < 1 || hour > 12) return undefined;
    return { hour: (hour % 12) + (half === "pm" ? 12 : 0), minute, written: "certain" };
  }
  return hour > 23 ? undefined : { hour, minute, written: match[2] === undefined ? "bare" : "figures" };
}

type DayPart = "morning" | "afternoon" | "evening" | "night";

/** The usual hour is the one of the time buttons; the others are those that a time beside the word may have. */
const dayParts: Record<DayPart, { usual: number; from: number; to: number }> = {
  morning: { usual: 9, from: 4, to: 11 },
  afternoon: { usual: 15, from: 12, to: 18 },
  evening: { usual: 20, from: 16, to: 23 },
  night: { usual: 20, from: 18, to: 23 },
};

/** "9" in the evening is 21; undefined if the two contradict each other, as "morning 18:00" does. */
function hourWithin(part: { from: number; to: number }, time: Time): number | undefined {
  const hours = time.written === "certain" ? [time.hour] : [time.hour, time.hour + 12];
  return hours.find((hour) => hour >= part.from && hour <= part.to);
}
