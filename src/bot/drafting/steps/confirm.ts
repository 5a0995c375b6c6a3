/** The last look: where and when, under a preview of the post as it will be. */
import { stepsOf } from "../../../posts/draft.ts";
import { formatMoment, formatMomentInZone } from "../../format.ts";
import { html, plain } from "../../words.ts";
import type { Step } from "../step.ts";

/** The composer handles the tap on "schedule", which ends the flow. */
export const scheduleTap = "schedule";

export const confirmStep: Step = {
  view({ row, person, desk }) {
    const dueAt = row.dueAt ?? desk.now();
    const destinations = desk.directory.byIds(row.draft.destinationIds);
    const places = destinations.map(({ title, timeZone }) => {
      // Worth saying only where the clock on the wall shows something else there.
      const elsewhere = formatMoment(dueAt, timeZone);
      if (elsewhere === formatMoment(dueAt, person.timeZone)) return html("confirm-destination", { title });
      return html("confirm-destination-elsewhere", { title, time: formatMomentInZone(dueAt, timeZone) });
    });
    return {
      text: [html("step-confirm", { time: formatMomentInZone(dueAt, person.timeZone) }), ...places].join(
        "\n",
      ),
      buttons(keyboard, prefix) {
        const first = stepsOf(row.draft)[0] ?? "content";
        keyboard.text(plain("button-schedule"), `${prefix}:${scheduleTap}`).row();
        keyboard.text(plain("button-change-content"), `${prefix}:go-${first}`);
        keyboard.text(plain("button-change-destinations"), `${prefix}:go-destinations`);
        keyboard.text(plain("button-change-time"), `${prefix}:go-time`).row();
      },
    };
  },
  press: ({ row }, data) => {
    const step = stepsOf(row.draft).find((candidate) => data === `go-${candidate}`);
    return step ? { to: step } : {};
  },
};
