/** What a quiz asks beside a poll: which options are right, and why. */
import { checkExplanation } from "../../../posts/limits.ts";
import { explainLimit } from "../../limit-words.ts";
import { html, plain } from "../../words.ts";
import type { Step } from "../step.ts";
import { change, pollOf } from "./poll-draft.ts";
import { explanationOf } from "./poll-texts.ts";

export const correctStep: Step = {
  view({ row }) {
    const { options, correct, multiple } = pollOf(row.draft);
    return {
      text: html("step-correct", { several: multiple ? "yes" : "no" }),
      buttons(keyboard, prefix) {
        for (const [index, option] of options.entries()) {
          const label = plain(correct.includes(index) ? "poll-correct-on" : "poll-correct-off", {
            option: option.text,
          });
          keyboard.text(label, `${prefix}:${correct.includes(index) ? "drop" : "pick"}-${index}`).row();
        }
        if (correct.length > 0) keyboard.text(plain("button-next"), `${prefix}:next`).row();
      },
    };
  },
  press(scene, data) {
    const { options, correct, multiple } = pollOf(scene.row.draft);
    if (data === "next") return correct.length > 0 ? { to: "next" } : { toast: plain("poll-pick-correct") };
    const [verb, position] = data.split("-");
    const index = Number(position);
    if (!(index in options)) return {};
    if (!multiple) return { ...change(scene, { correct: [index] }), to: "next" };
    const others = correct.filter((other) => other !== index);
    const picked = verb === "pick" ? [...others, index] : others;
    return change(scene, { correct: picked.sort((one, other) => one - other) });
  },
};

export const explanationStep: Step = {
  view({ row }) {
    const { explanation } = pollOf(row.draft);
    return {
      text: explanation?.text
        ? html("step-explanation-again", { explanation: explanation.text })
        : html("step-explanation"),
      buttons: (keyboard, prefix) => {
        if (explanation?.text) keyboard.text(plain("button-keep-explanation"), `${prefix}:keep`).row();
        keyboard.text(plain("button-no-explanation"), `${prefix}:none`).row();
      },
    };
  },
  press: (scene, data) =>
    data === "none"
      ? { ...change(scene, { explanation: { text: "", entities: [] } }), to: "next" }
      : { to: "next" },
  receive(scene, message) {
    if (message.text === undefined) return { note: html("text-only") };
    const explanation = explanationOf(message);
    const [problem] = checkExplanation(explanation.text);
    return problem ? { note: explainLimit(problem) } : { ...change(scene, { explanation }), to: "next" };
  },
};
