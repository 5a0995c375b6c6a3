/** Cron patterns in words, as far as words make them plainer than the pattern itself. */
import { formatDay } from "../format.ts";
import { html } from "../words.ts";

const nicknames: Record<string, string> = {
  "@hourly": "0 * * * *",
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@weekly": "0 0 * * 0",
  "@monthly": "0 0 1 * *",
};
const weekdayNames = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
/** 22 November 2026 was a Sunday. */
const someSunday = Date.UTC(2026, 10, 22);
const day = 24 * 60 * 60 * 1000;

/** "every day at 00:00"; undefined where the pattern is of no usual kind. */
export function patternWords(pattern: string): string | undefined {
  const [minute = "", hour = "", dayOfMonth, month, weekday = ""] = (nicknames[pattern] ?? pattern).split(
    /\s+/,
  );
  if (month !== "*") return undefined;
  const isEveryDay = dayOfMonth === "*" && weekday === "*";
  const times = timesOfDay(minute, hour);
  if (isEveryDay) return times ? html("pattern-daily", { times }) : intervalWords(minute, hour);
  if (!times) return undefined;
  if (dayOfMonth === "*") {
    const days = weekdays(weekday);
    return days && html("pattern-weekly", { days, times });
  }
  const monthly = weekday === "*" ? numbers(dayOfMonth, 1, 31) : undefined;
  return monthly && html("pattern-monthly", { days: monthly.join(", "), times });
}

function intervalWords(minute: string, hour: string): string | undefined {
  const [everyMinutes, everyHours] = [stepOf(minute, 60), stepOf(hour, 24)];
  if (hour === "*" && everyMinutes) return html("pattern-minutes", { count: everyMinutes });
  const [at] = numbers(minute, 0, 59) ?? [];
  return everyHours && at !== undefined && isNumber(minute)
    ? html("pattern-hours", { count: everyHours, minute: twoDigits(at) })
    : undefined;
}

/** Undefined for anything but a few minutes of a few hours. */
function timesOfDay(minute: string, hour: string): string | undefined {
  const [minutes, hours] = [numbers(minute, 0, 59), numbers(hour, 0, 23)];
  if (!minutes || !hours || minutes.length * hours.length > 6) return undefined;
  return hours.flatMap((h) => minutes.map((m) => `${twoDigits(h)}:${twoDigits(m)}`)).join(", ");
}

/** MON-FRI, 1,3 → "Mon–Fri", "Mon, Wed" */
function weekdays(field: string): string | undefined {
  const parts = field.split(",").map((part) => {
    const ends = part.split("-").map(weekdayOf);
    return ends.length > 2 || ends.includes(undefined) ? undefined : ends.join("–");
  });
  return parts.includes(undefined) ? undefined : parts.join(", ");
}

function weekdayOf(text: string): string | undefined {
  const index = /^[0-7]$/.test(text) ? Number(text) % 7 : weekdayNames.indexOf(text.toUpperCase());
  return index < 0 ? undefined : formatDay(someSunday + index * day, "UTC").split(" ")[0];
}

/** How many units a field steps by, where the steps are even: a star is 1, a step of 15 minutes 15. */
function stepOf(field: string, units: number): number | undefined {
  if (field === "*") return 1;
  const step = Number(field.match(/^\*\/(\d+)$/)?.[1]);
  return step > 0 && units % step === 0 ? step : undefined;
}

/** The numbers of a plain list, in order. */
function numbers(field = "", least: number, most: number): number[] | undefined {
  const listed = field.split(",");
  if (!listed.every(isNumber)) return undefined;
  const found = listed.map(Number).sort((one, other) => one - other);
  return found.every((number) => number >= least && number <= most) ? found : undefined;
}

const isNumber = (text: string): boolean => /^\d+$/.test(text);
const twoDigits = (number: number): string => String(number).padStart(2, "0");
