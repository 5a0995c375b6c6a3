/** The steps of /poll before where and when: question, options, settings, and for a quiz what is right and why. */
import type { Message } from "grammy/types";
import type { FormattedText, PollContent } from "../../../posts/content.ts";
import { emptyPoll, type PollDraft } from "../../../posts/draft.ts";
import { checkContent, checkExplanation, checkOption, checkQuestion, limits } from "../../../posts/limits.ts";
import { explainLimit } from "../../limit-words.ts";
import { receivedContent } from "../../received-content.ts";
import { html, plain } from "../../words.ts";
import type { Move, Scene, Step } from "../step.ts";

/** Below this Telegram's own app makes no poll either; the Bot API would take a single option. */
const leastOptions = 2;

export const questionStep: Step = {
  view: ({ row }) => {
    const { question } = pollOf(row.draft);
    return {
      text: question ? html("step-question-again", { question: question.text }) : html("step-question"),
      buttons: (keyboard, prefix) => {
        if (question) keyboard.text(plain("button-keep-question"), `${prefix}:keep`).row();
      },
    };
  },
  press: () => ({ to: "next" }),
  receive(scene, message) {
    if (message.poll) return takeWholePoll(message);
    if (message.text === undefined) return { note: html("poll-text-only") };
    const question = lineOf(message);
    const [problem] = checkQuestion(question.text);
    return problem ? { note: explainLimit(problem) } : { ...change(scene, { question }), to: "next" };
  },
};

export const optionsStep: Step = {
  view({ row }) {
    const { options } = pollOf(row.draft);
    const list = options.map((option, index) =>
      html("poll-option", { position: index + 1, option: option.text }),
    );
    return {
      text: [html("step-options", { count: options.length, most: limits.poll.options.most }), ...list].join(
        "\n",
      ),
      buttons(keyboard, prefix) {
        if (options.length > 0) keyboard.text(plain("button-remove-last-option"), `${prefix}:undo`);
        if (options.length >= leastOptions) keyboard.text(plain("button-next"), `${prefix}:next`);
        keyboard.row();
      },
    };
  },
  press(scene, data) {
    const poll = pollOf(scene.row.draft);
    if (data === "undo") return change(scene, { options: poll.options.slice(0, -1), correct: [] });
    return poll.options.length < leastOptions ? { toast: plain("poll-two-options") } : { to: "next" };
  },
  receive(scene, message) {
    if (message.text === undefined) return { note: html("poll-text-only") };
    const options = [...pollOf(scene.row.draft).options];
    // Several lines are several options: what people paste.
    for (const option of linesOf(message)) {
      const [problem] = checkOption(option.text, options);
      if (problem) return { ...change(scene, { options }), note: explainLimit(problem) };
      options.push(option);
    }
    return change(scene, { options });
  },
};

export const settingsStep: Step = {
  view({ row }) {
    const { anonymous, multiple, quiz } = pollOf(row.draft);
    const mark = (on: boolean) => (on ? "on" : "off");
    return {
      text: html("step-settings"),
      buttons: (keyboard, prefix) =>
        keyboard
          .text(plain("poll-anonymous", { mark: mark(anonymous) }), `${prefix}:anonymous`)
          .row()
          .text(plain("poll-multiple", { mark: mark(multiple) }), `${prefix}:multiple`)
          .row()
          .text(plain("poll-quiz", { mark: mark(quiz) }), `${prefix}:quiz`)
          .row()
          .text(plain("button-next"), `${prefix}:next`)
          .row(),
    };
  },
  press(scene, data) {
    const poll = pollOf(scene.row.draft);
    if (data === "anonymous") return change(scene, { anonymous: !poll.anonymous });
    // With one answer allowed, only one can be right.
    if (data === "multiple")
      return change(scene, { multiple: !poll.multiple, correct: poll.correct.slice(0, 1) });
    if (data === "quiz") return change(scene, { quiz: !poll.quiz });
    return { to: "next" };
  },
};

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
          keyboard.text(label, `${prefix}:pick-${index}`).row();
        }
        if (correct.length > 0) keyboard.text(plain("button-next"), `${prefix}:next`).row();
      },
    };
  },
  press(scene, data) {
    const { options, correct, multiple } = pollOf(scene.row.draft);
    if (data === "next") return correct.length > 0 ? { to: "next" } : { toast: plain("poll-pick-correct") };
    const index = Number(data.replace("pick-", ""));
    if (!(index in options)) return {};
    if (!multiple) return { ...change(scene, { correct: [index] }), to: "next" };
    const toggled = correct.includes(index)
      ? correct.filter((other) => other !== index)
      : [...correct, index];
    return change(scene, { correct: toggled.sort((one, other) => one - other) });
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
    if (message.text === undefined) return { note: html("poll-text-only") };
    const explanation: FormattedText = { text: message.text, entities: message.entities ?? [] };
    const [problem] = checkExplanation(explanation.text);
    return problem ? { note: explainLimit(problem) } : { ...change(scene, { explanation }), to: "next" };
  },
};

/** A poll made with Telegram's own poll maker answers every question of /poll at once. */
function takeWholePoll(message: Message): Move {
  const content = receivedContent(message) as PollContent;
  const [problem] = checkContent(content).filter(({ code }) => code !== "quiz_without_correct_option");
  if (problem) return { note: explainLimit(problem) };
  const { question, options, anonymous, multiple, quiz } = content;
  const poll: PollDraft = {
    question,
    options,
    anonymous,
    multiple,
    quiz: quiz !== undefined,
    correct: quiz?.correct ?? [],
  };
  if (quiz) poll.explanation = quiz.explanation;
  // Telegram keeps the right answer of a forwarded quiz to itself.
  const next = quiz && quiz.correct.length === 0 ? "correct" : "destinations";
  return { save: { draft: { poll } }, to: next };
}

const pollOf = (draft: Scene["row"]["draft"]): PollDraft => draft.poll ?? emptyPoll;

const change = (scene: Scene, changes: Partial<PollDraft>): Move => ({
  save: { draft: { poll: { ...pollOf(scene.row.draft), ...changes } } },
});

/** Questions and options take no formatting but custom emoji (Bot API, InputPollOption). */
function lineOf(message: Message): FormattedText {
  return { text: message.text ?? "", entities: customEmoji(message) };
}

function linesOf(message: Message): FormattedText[] {
  const text = message.text ?? "";
  let offset = 0;
  return text
    .split("\n")
    .map((line) => {
      const start = offset;
      offset += line.length + 1;
      const lead = line.length - line.trimStart().length;
      const trimmed = line.trim();
      const entities = customEmoji(message)
        .filter(
          (entity) =>
            entity.offset >= start + lead && entity.offset + entity.length <= start + lead + trimmed.length,
        )
        .map((entity) => ({ ...entity, offset: entity.offset - start - lead }));
      return { text: trimmed, entities };
    })
    .filter(({ text: line }) => line !== "");
}

const customEmoji = (message: Message) =>
  (message.entities ?? []).filter(({ type }) => type === "custom_emoji");
