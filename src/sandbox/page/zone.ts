/** Wall-clock time in the sandbox's zone: what is shown, and the instants that the travel buttons mean. */

/** Local date and time without an offset, as an <input type="datetime-local"> has it: 2026-11-22T18:30. */
export type LocalTime = string;

/** The local time of an instant in a zone, to the minute. */
export function toLocal(instant: number, zone: string): LocalTime {
  return localSeconds(instant, zone).slice(0, 16);
}

/**
 * The instant of a local time. In the hour that a clock change leaves out it is the moment just as far after the change;
 * in the hour that comes twice, the first.
 */
export function fromLocal(local: LocalTime, zone: string): number {
  const asIfUtc = Date.parse(`${local}:00Z`);
  const day = 86_400_000;
  const guesses = [asIfUtc - day, asIfUtc + day].map((near) => asIfUtc - offsetAt(near, zone));
  const exact = guesses.filter((guess) => toLocal(guess, zone) === local);
  return exact.length > 0 ? Math.min(...exact) : Math.max(...guesses);
}

/** The next instant at which the zone's clocks show this time (HH:MM), after the one given. */
export function nextAt(time: string, instant: number, zone: string): number {
  const today = fromLocal(`${toLocal(instant, zone).slice(0, 10)}T${time}`, zone);
  if (today > instant) return today;
  const tomorrow = new Date(`${toLocal(instant, zone).slice(0, 10)}T12:00:00Z`);
  tomorrow.setUTCDate(tomorrow.getUTCDate() + 1);
  return fromLocal(`${tomorrow.toISOString().slice(0, 10)}T${time}`, zone);
}

/** 18:30 */
export function clockTime(instant: number, zone: string): string {
  return localSeconds(instant, zone).slice(11, 16);
}

/** 18:30:07 */
export function clockTimeWithSeconds(instant: number, zone: string): string {
  return localSeconds(instant, zone).slice(11, 19);
}

/** Sun 22 Nov 2026 */
export function clockDate(instant: number, zone: string): string {
  return format(instant, zone, { weekday: "short", day: "numeric", month: "short", year: "numeric" });
}

/** Today, Yesterday, 22 November, or 22 November 2025 in another year. */
export function dayTitle(instant: number, now: number, zone: string): string {
  const day = toLocal(instant, zone).slice(0, 10);
  const today = toLocal(now, zone).slice(0, 10);
  const daysAgo = Math.round((Date.parse(today) - Date.parse(day)) / 86_400_000);
  if (daysAgo === 0) return "Today";
  if (daysAgo === 1) return "Yesterday";
  const year = day.slice(0, 4) === today.slice(0, 4) ? undefined : ("numeric" as const);
  return format(instant, zone, { day: "numeric", month: "long", year });
}

/** For a list: the time today, the weekday in the last week, the date before. */
export function listTime(instant: number, now: number, zone: string): string {
  const title = dayTitle(instant, now, zone);
  if (title === "Today") return clockTime(instant, zone);
  if (now - instant < 6 * 86_400_000) return format(instant, zone, { weekday: "short" });
  return format(instant, zone, { day: "numeric", month: "short" });
}

/** The zone's city or name, and its distance from UTC at an instant: Berlin, UTC+1. */
export function zoneTitle(instant: number, zone: string): string {
  const minutes = Math.round(offsetAt(instant, zone) / 60_000);
  if (minutes === 0) return zone === "UTC" || zone === "Etc/UTC" ? "UTC" : `${city(zone)}, UTC+0`;
  const hours = Math.trunc(Math.abs(minutes) / 60);
  const rest = Math.abs(minutes) % 60;
  return `${city(zone)}, UTC${minutes < 0 ? "−" : "+"}${hours}${rest ? `:${String(rest).padStart(2, "0")}` : ""}`;
}

function city(zone: string): string {
  return (zone.split("/").at(-1) ?? zone).replaceAll("_", " ");
}

function format(instant: number, zone: string, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat("en-GB", { ...options, timeZone: zone }).format(instant).replace(",", "");
}

/** How far the zone's clocks are ahead of UTC at an instant, in milliseconds. */
function offsetAt(instant: number, zone: string): number {
  return Date.parse(`${localSeconds(instant, zone)}Z`) - Math.floor(instant / 1000) * 1000;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** 2026-11-22T18:30:07: Swedish writes dates as ISO 8601 does. */
function localSeconds(instant: number, zone: string): string {
  let formatter = formats.get(zone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" });
    formats.set(zone, formatter);
  }
  return formatter.format(instant).replace(" ", "T");
}
