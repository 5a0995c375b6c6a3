/** Where a post goes: one or several destinations, ticked on buttons. */
import { contentOf } from "../../../posts/draft.ts";
import { checkDestination } from "../../../posts/limits.ts";
import { explainLimit } from "../../limit-words.ts";
import { html, plain } from "../../words.ts";
import type { Move, Scene, Step } from "../step.ts";

export const destinationsStep: Step = {
  view({ row, desk }) {
    const all = desk.directory.usable();
    if (all.length === 0) {
      return {
        text: html("step-destinations-none"),
        buttons: (keyboard, prefix) => keyboard.text(plain("button-check-again"), `${prefix}:look`).row(),
      };
    }
    const chosen = new Set(row.draft.destinationIds);
    const content = contentOf(row.draft, row.content);
    const hint =
      content?.kind === "poll" && !content.anonymous ? `\n\n${html("destinations-public-poll")}` : "";
    return {
      text: html("step-destinations") + hint,
      buttons(keyboard, prefix) {
        for (const { id, title, type } of all) {
          const label = plain(chosen.has(id) ? "destination-ticked" : "destination-unticked", {
            title,
            type,
          });
          keyboard.text(label, `${prefix}:toggle-${id}`).row();
        }
        if (all.length > 1) keyboard.text(plain("button-all-destinations"), `${prefix}:all`);
        keyboard.text(plain("button-next"), `${prefix}:next`).row();
      },
    };
  },

  press(scene, data) {
    const { row, desk } = scene;
    const usable = desk.directory.usable();
    const chosen = row.draft.destinationIds.filter((id) =>
      usable.some((destination) => destination.id === id),
    );
    if (data === "look") return {};
    if (data === "next")
      return chosen.length === 0
        ? { toast: plain("destinations-choose-one") }
        : { save: choice(chosen), to: "next" };
    if (data === "all") return tick(scene, chosen.length === usable.length ? [] : usable.map(({ id }) => id));
    const id = Number(data.replace("toggle-", ""));
    if (chosen.includes(id)) return { save: choice(chosen.filter((other) => other !== id)) };
    return tick(scene, [...chosen, id]);
  },
};

/** Chooses destinations; those that cannot take this content are left out, with the reason. */
function tick({ row, desk }: Scene, wanted: number[]): Move {
  const content = contentOf(row.draft, row.content);
  let reason: string | undefined;
  const fitting = desk.directory.byIds(wanted).filter((destination) => {
    const [problem] = content ? checkDestination(content, destination.type) : [];
    if (problem) reason = explainLimit(problem);
    return problem === undefined;
  });
  return { save: choice(fitting.map(({ id }) => id)), ...(reason ? { note: reason } : {}) };
}

const choice = (destinationIds: number[]) => ({ draft: { destinationIds } });
