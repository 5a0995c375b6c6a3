/** Times and lengths of time as people read them: in their zone, with the day of the week. */
import type { Content } from "../posts/content.ts";
import { excerpt } from "../posts/excerpt.ts";
import { offsetMinutes, toInstant, toLocal } from "../posts/local-time.ts";
import { html, plain } from "./words.ts";

const formats = new Map<string, Intl.DateTimeFormat>();

/** Thu 24 Dec 2026, 18:00 */
export function formatMoment(at: number, zone: string): string {
  return `${formatDay(at, zone)}, ${formatHour(at, zone)}`;
}

/** As short as it is clear: 18:00 for a time of today, Thu 24 Dec 2026, 18:00 for any other. */
export function formatNearMoment(at: number, now: number, zone: string): string {
  return formatDay(at, zone) === formatDay(now, zone) ? formatHour(at, zone) : formatMoment(at, zone);
}

/** Thu 24 Dec 2026, 18:00 (Europe/Berlin); with the offset where clocks go back and show that time twice. */
export function formatMomentInZone(at: number, zone: string): string {
  const place = comesTwice(at, zone) ? `${zone}, ${formatOffset(at, zone)}` : zone;
  return `${formatMoment(at, zone)} (${place})`;
}

/** Thu 24 Dec 2026, 18:00; Sun 25 Oct 2026, 02:30 (UTC+1) where clocks go back and show that time twice. */
export function formatMomentExactly(at: number, zone: string): string {
  const moment = formatMoment(at, zone);
  return comesTwice(at, zone) ? `${moment} (${formatOffset(at, zone)})` : moment;
}

/** Thu 24 Dec 2026 */
export function formatDay(at: number, zone: string): string {
  // "Thu, 24 Dec 2026" in British English: the comma would part what belongs together.
  return formatter(zone, { weekday: "short", day: "numeric", month: "short", year: "numeric" })
    .format(at)
    .replace(",", "");
}

/** 18:00 */
export function formatHour(at: number, zone: string): string {
  return formatter(zone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at);
}

/** Takes ms; "3 s", "5 min", "2 h 10 min", "3 days". */
export function formatDuration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return plain("duration-seconds", { count: seconds });
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return plain("duration-minutes", { count: minutes });
  if (minutes < 48 * 60)
    return plain("duration-hours", { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
  return plain("duration-days", { count: Math.round(minutes / 60 / 24) });
}

/** "1.2 MB"; nothing smaller than a kilobyte is told apart. */
export function formatBytes(bytes: number): string {
  const [size, unit] =
    bytes < 1e6 ? [bytes / 1e3, "kb"] : bytes < 1e9 ? [bytes / 1e6, "mb"] : [bytes / 1e9, "gb"];
  return plain(`size-${unit}`, { size: size < 10 ? size.toFixed(1) : String(Math.round(size)) });
}

/** What a post is, in a line: its kind's sign and how it begins. For buttons and lists; not escaped. */
export function titleOf(content: Content, max = 32): string {
  const beginning = excerpt(content, max);
  const kind = content.kind;
  const sign = plain(`kind-sign-${kind}`);
  if (beginning !== "") return `${sign} ${beginning}`;
  return `${sign} ${plain(`kind-${kind}`, { count: content.kind === "album" ? content.items.length : 1 })}`;
}

/** What a post is, for the first line of a screen, as HTML. */
export function headingOf(content: Content): string {
  return html("post-heading", { title: titleOf(content, 60) });
}

const comesTwice = (at: number, zone: string): boolean => toInstant(toLocal(at, zone), zone).kind === "fold";

/** UTC+1, UTC−3:30 */
function formatOffset(at: number, zone: string): string {
  const offset = offsetMinutes(at, zone);
  const hours = Math.trunc(Math.abs(offset) / 60);
  const minutes = Math.abs(offset) % 60;
  const sign = offset < 0 ? "−" : "+";
  return `UTC${sign}${hours}${minutes ? `:${String(minutes).padStart(2, "0")}` : ""}`;
}

function formatter(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${zone} ${JSON.stringify(options)}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat("en-GB", { ...options, timeZone: zone });
    formats.set(key, format);
  }
  return format;
}
