/** The last look: where and when, under a preview of the post as it will be. */
import type { DraftRow } from "../../../editorial/drafting.ts";
import { takesFollowing } from "../../../posts/content.ts";
import { type Draft, stepsOf } from "../../../posts/draft.ts";
import { formatMoment, formatMomentInZone } from "../../format.ts";
import { readWrittenTime } from "../../time-question.ts";
import { html, plain } from "../../words.ts";
import type { Step } from "../step.ts";
import { askFollowing } from "./content.ts";

/** The composer handles the tap on "schedule", which ends the flow. */
export const scheduleTap = "schedule";

/** Titles have up to 128 characters, and a message takes 4096. */
const mostPlaces = 10;

export const confirmStep: Step = {
  view({ row, person, desk, withoutPreview }) {
    const dueAt = row.dueAt ?? desk.now();
    const destinations = desk.directory.byIds(row.draft.destinationIds);
    const places = destinations.slice(0, mostPlaces).map(({ title, type, timeZone }) => {
      // Worth saying only where the clock on the wall shows something else there.
      const elsewhere = formatMoment(dueAt, timeZone);
      if (elsewhere === formatMoment(dueAt, person.timeZone))
        return html("confirm-destination", { title, type });
      const time = formatMomentInZone(dueAt, timeZone);
      return html("confirm-destination-elsewhere", { title, type, time });
    });
    const more = destinations.length - places.length;
    if (more > 0) places.push(html("and-more", { count: more }));
    const time = html("confirm-time", { time: formatMomentInZone(dueAt, person.timeZone) });
    const lookUp = withoutPreview ? [] : [html("step-confirm"), ""];
    return {
      text: [...lookUp, time, ...places].join("\n"),
      buttons(keyboard, prefix) {
        if (withoutPreview !== "refused")
          keyboard.text(plain("button-schedule"), `${prefix}:${scheduleTap}`).row();
        const changes = changeable(row.draft);
        const perRow = changes.length === 4 || changes.length > 6 ? 2 : 3;
        for (const [index, step] of changes.entries()) {
          if (index > 0 && index % perRow === 0) keyboard.row();
          keyboard.text(plain(`button-change-${step}`), `${prefix}:go-${step}`);
        }
        keyboard.row();
        if (mayAddFollowing(row))
          keyboard.text(plain("button-add-following"), `${prefix}:add-following`).row();
      },
    };
  },
  press: ({ row }, data) => {
    if (data === "add-following" && mayAddFollowing(row)) {
      const { to, save } = askFollowing(row.draft);
      return { to, save: { draft: { ...save?.draft, isChanging: true } } };
    }
    const step = changeable(row.draft).find((candidate) => data === `go-${candidate}`);
    return step ? { to: step, save: { draft: { isChanging: true } } } : {};
  },
  // Whoever types a time here means this post's.
  receive({ person, desk }, message) {
    const answer = readWrittenTime(message.text ?? "", desk.now(), person.timeZone);
    if (!answer.ok) return { note: html("confirm-buttons-or-time") };
    return { save: { dueAt: answer.at }, ...(answer.note ? { note: answer.note } : {}) };
  },
};

const mayAddFollowing = ({ draft, content }: DraftRow): boolean =>
  content !== null && takesFollowing(content) && !draft.following;

const changeable = (draft: Draft) => stepsOf(draft).filter((step) => step !== "confirm");
