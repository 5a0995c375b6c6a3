/** When a post goes out: a button, or typed. */
import { formatMomentInZone } from "../../format.ts";
import { addTimeButtons, readTappedTime, readWrittenTime, type TimeAnswer } from "../../time-question.ts";
import { html, plain } from "../../words.ts";
import type { Move, Step } from "../step.ts";

export const timeStep: Step = {
  view({ row, person, desk, meant }) {
    const now = desk.now();
    const chosen = row.dueAt !== null && row.dueAt > now ? row.dueAt : undefined;
    const present = chosen
      ? `\n\n${html("step-time-chosen", { time: formatMomentInZone(chosen, person.timeZone) })}`
      : "";
    return {
      text: html("step-time", { now: formatMomentInZone(now, person.timeZone) }) + present,
      buttons(keyboard, prefix) {
        addTimeButtons(keyboard, prefix, { now, zone: person.timeZone, ...(meant ? { meant } : {}) });
        if (chosen) keyboard.text(plain("button-keep-time"), `${prefix}:keep`).row();
      },
    };
  },

  press({ row, person, desk }, data) {
    if (data === "keep" && row.dueAt !== null && row.dueAt > desk.now()) return { to: "next" };
    return moveFrom(readTappedTime(data, desk.now(), person.timeZone));
  },

  receive({ person, desk }, message) {
    if (message.text === undefined) return { note: html("time-not-understood") };
    return moveFrom(readWrittenTime(message.text, desk.now(), person.timeZone));
  },
};

function moveFrom(answer: TimeAnswer): Move {
  if (!answer.ok) return { note: answer.problem, meant: answer.meant };
  return { save: { dueAt: answer.at }, to: "next", ...(answer.note ? { note: answer.note } : {}) };
}
