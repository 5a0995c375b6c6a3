/** Asking for a time: the buttons, reading what was tapped or typed, and saying what is wrong with it. */
import type { InlineKeyboard } from "grammy";
import { timeChoice, timeChoices } from "../posts/time-choices.ts";
import { readTypedTime, type TimeProblem } from "../posts/typed-time.ts";
import { formatDay, formatHour, formatMoment, formatMomentExactly, formatMomentInZone } from "./format.ts";
import { html, plain } from "./words.ts";

const minute = 60_000;

export type TimeAnswer =
  /** `note`: something to point out, as HTML. */
  | { ok: true; at: number; note?: string }
  /** What is wrong, as HTML, and instants that may have been meant. */
  | { ok: false; problem: string; meant: number[] };

/** Adds the choices to a keyboard, two a row; their data begins with `prefix`. `meant` come first, spelled out. */
export function addTimeButtons(
  keyboard: InlineKeyboard,
  prefix: string,
  { now, zone, meant = [] }: { now: number; zone: string; meant?: number[] },
): void {
  for (const at of meant) keyboard.text(formatMomentExactly(at, zone), `${prefix}:at:${at / minute}`).row();
  for (const [index, { id, at }] of timeChoices(now, zone).entries()) {
    const label = plain(`time-choice-${id}`, {
      // With the date: on a Monday, "Mon" could be today.
      day: formatDay(at, zone).split(" ").slice(0, 3).join(" "),
      hour: formatHour(at, zone),
    });
    keyboard.text(label, `${prefix}:choice:${id}`);
    if (index % 2 === 1) keyboard.row();
  }
  keyboard.row();
}

/** Reads a tapped button's data (without its prefix: `choice:tonight`, `at:29384756`). */
export function readTappedTime(data: string, now: number, zone: string): TimeAnswer {
  const [kind, value = ""] = data.split(":");
  const at = kind === "choice" ? timeChoice(value, now, zone) : Number(value) * minute;
  if (at === undefined || !Number.isSafeInteger(at))
    return { ok: false, problem: html("time-choice-over"), meant: [] };
  if (at <= now)
    return { ok: false, problem: html("time-past", { time: formatMomentInZone(at, zone) }), meant: [] };
  return { ok: true, at };
}

/** Reads what a person typed, in their zone. */
export function readWrittenTime(text: string, now: number, zone: string): TimeAnswer {
  const answer = readTypedTime(text, now, zone);
  if (!answer.ok) return { ok: false, ...explain(answer.problem, text, now, zone) };
  if (!answer.rolled) return { ok: true, at: answer.at };
  return { ok: true, at: answer.at, note: html("time-rolled", { time: formatMoment(answer.at, zone) }) };
}

function explain(
  problem: TimeProblem,
  text: string,
  now: number,
  zone: string,
): { problem: string; meant: number[] } {
  switch (problem.code) {
    case "not_understood":
      if (problem.bareHour === undefined) return { problem: html("time-not-understood"), meant: [] };
      return explainBareHour(problem.bareHour, text, now, zone);
    case "past":
      return { problem: html("time-past", { time: formatMomentInZone(problem.at, zone) }), meant: [] };
    case "impossible_date":
      return {
        problem: html("time-impossible", { day: String(problem.day), month: String(problem.month) }),
        meant: [],
      };
    case "gap":
      return {
        problem: html("time-gap", {
          before: formatHour(problem.before, zone),
          after: formatHour(problem.after, zone),
          day: formatDay(problem.after, zone),
        }),
        meant: [problem.before, problem.after].filter((at) => at > now),
      };
    case "fold":
      return {
        problem: html("time-fold", { time: formatMoment(problem.earlier, zone) }),
        meant: [problem.earlier, problem.later].filter((at) => at > now),
      };
    case "ambiguous_date":
      return {
        problem: html("time-ambiguous"),
        meant: [problem.dayFirst, problem.monthFirst].filter((at) => at > now),
      };
    case "too_far":
      return { problem: html("time-too-far", { limit: formatDay(problem.limit, zone) }), meant: [] };
  }
}

/** "9" is the morning or the evening, "18" only the evening: each is a button where it can be read that way. */
function explainBareHour(hour: number, text: string, now: number, zone: string) {
  const endings = hour > 12 || hour === 0 ? [":00"] : ["am", "pm"];
  const readings = endings.map((ending) => readTypedTime(`${text.trim()}${ending}`, now, zone));
  const meant = readings.flatMap((reading) => (reading.ok ? [reading.at] : []));
  const key = endings.length === 1 ? "time-bare-hour-late" : "time-bare-hour";
  return { problem: html(key, { hour: String(hour) }), meant: meant.sort((one, other) => one - other) };
}
