/** The grammar of typed dates: English words and figures → what was said, before anyone asks what day it is. */

export type DateWords =
  | { kind: "none" }
  | { kind: "days_ahead"; days: number }
  /** Monday is 1. */
  | { kind: "weekday"; weekday: number; nextWeek: boolean }
  | { kind: "date"; day: number; month: number; year?: number; weekday?: number }
  /** 3/4: which of the two is the month differs between countries. */
  | { kind: "slashes"; first: number; second: number; year?: number };

const weekday = "(mon|tues?|wed(?:s|nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?";
const month =
  "(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|" +
  "oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)";
const ordinal = "(\\d{1,2})(?:st|nd|rd|th|\\.)?";

const weekdayAlone = new RegExp(`^(?:(this|next|coming) )?${weekday}( next week)?$`);
const weekdayAndDate = new RegExp(`^${weekday}\\.? (.+)$`);
const dayAndMonthName = new RegExp(`^${ordinal} ?${month}\\.?(?: (\\d{4}))?$`);
const monthNameAndDay = new RegExp(`^${month}\\.? ?${ordinal}(?: (\\d{4}))?$`);

/** What words say about a day; they come in lower case and with single spaces. Undefined if it is no date. */
export function readDateWords(text: string): DateWords | undefined {
  if (text === "") return { kind: "none" };
  if (text === "today") return { kind: "days_ahead", days: 0 };
  if (/^(?:tomorrow|tomorow|tommorow|tommorrow|tmrw?)$/.test(text)) return { kind: "days_ahead", days: 1 };
  if (text === "day after tomorrow") return { kind: "days_ahead", days: 2 };

  let match = weekdayAlone.exec(text);
  if (match) {
    const nextWeek = match[1] === "next" || match[3] !== undefined;
    return { kind: "weekday", weekday: weekdayNumber(match[2]!), nextWeek };
  }
  match = /^(\d{4})([-./])(\d{1,2})\2(\d{1,2})$/.exec(text);
  if (match) return dateOf(match[4]!, Number(match[3]), match[1]);
  match = /^(\d{1,2})\. ?(\d{1,2})(?:\. ?(\d{4}|\d\d)?)?$/.exec(text);
  match ??= /^(\d{1,2})-(\d{1,2})-(\d{4})$/.exec(text);
  if (match) return dateOf(match[1]!, Number(match[2]), match[3]);
  match = dayAndMonthName.exec(text);
  if (match) return dateOf(match[1]!, monthNumber(match[2]!), match[3]);
  match = monthNameAndDay.exec(text);
  if (match) return dateOf(match[2]!, monthNumber(match[1]!), match[3]);
  match = /^(\d{1,2})\/(\d{1,2})(?:\/(\d{4}|\d\d))?$/.exec(text);
  if (match)
    return { kind: "slashes", first: Number(match[1]), second: Number(match[2]), ...yearOf(match[3]) };

  match = weekdayAndDate.exec(text);
  const date = match ? readDateWords(match[2]!) : undefined;
  return date?.kind === "date" ? { ...date, weekday: weekdayNumber(match![1]!) } : undefined;
}

function dateOf(day: string, month: number, year: string | undefined): DateWords {
  return { kind: "date", day: Number(day), month, ...yearOf(year) };
}

function yearOf(year: string | undefined): { year?: number } {
  if (year === undefined) return {};
  return { year: year.length === 2 ? 2000 + Number(year) : Number(year) };
}

function weekdayNumber(name: string): number {
  return ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].indexOf(name.slice(0, 3)) + 1;
}

function monthNumber(name: string): number {
  const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
  return months.indexOf(name.slice(0, 3)) + 1;
}
