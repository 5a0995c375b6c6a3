/** The steps of /poll before where and when: question, options, settings, and for a quiz what is right and why. */
import type { Message } from "grammy/types";
import type { FormattedText, PollContent } from "../../../posts/content.ts";
import { emptyPoll, type PollDraft } from "../../../posts/draft.ts";
import {
  checkContent,
  checkExplanation,
  checkOption,
  checkQuestion,
  type LimitProblem,
  limits,
} from "../../../posts/limits.ts";
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
        // The button names the option, so that a second tap on it takes away no other.
        if (options.length > 0)
          keyboard.text(plain("button-remove-last-option"), `${prefix}:undo-${options.length}`);
        if (options.length >= leastOptions) keyboard.text(plain("button-next"), `${prefix}:next`);
        keyboard.row();
      },
    };
  },
  press(scene, data) {
    const poll = pollOf(scene.row.draft);
    if (data === `undo-${poll.options.length}`)
      return change(scene, { options: poll.options.slice(0, -1), correct: [] });
    if (data.startsWith("undo")) return {};
    return poll.options.length < leastOptions ? { toast: plain("poll-two-options") } : { to: "next" };
  },
  receive(scene, message) {
    if (message.text === undefined) return { note: html("poll-text-only") };
    const options = [...pollOf(scene.row.draft).options];
    const notes: string[] = [];
    // Several lines are several options: what people paste.
    for (const option of linesOf(message)) {
      const [problem] = checkOption(option.text, options);
      if (!problem) options.push(option);
      else notes.push(explainOption(problem, option.text));
      if (problem?.code === "too_many_options") break;
    }
    return { ...change(scene, { options }), note: notes.join("\n") };
  },
};

export const settingsStep: Step = {
  view({ row }) {
    const { anonymous, multiple, quiz } = pollOf(row.draft);
    const mark = (on: boolean) => (on ? "on" : "off");
    // The button names what it leads to, so that a second tap on it does not undo the first.
    const turn = (name: string, on: boolean) => `${name}-${on ? "off" : "on"}`;
    return {
      text: html("step-settings"),
      buttons: (keyboard, prefix) =>
        keyboard
          .text(
            plain("poll-anonymous", { mark: mark(anonymous) }),
            `${prefix}:${turn("anonymous", anonymous)}`,
          )
          .row()
          .text(plain("poll-multiple", { mark: mark(multiple) }), `${prefix}:${turn("multiple", multiple)}`)
          .row()
          .text(plain("poll-quiz", { mark: mark(quiz) }), `${prefix}:${turn("quiz", quiz)}`)
          .row()
          .text(plain("button-next"), `${prefix}:next`)
          .row(),
    };
  },
  press(scene, data) {
    const { correct } = pollOf(scene.row.draft);
    const [name, value] = data.split("-");
    const on = value === "on";
    if (name === "anonymous") {
      const channels = on ? [] : chosenChannels(scene);
      const note =
        channels.length > 0 ? { note: html("settings-public-poll", { places: channels.join(", ") }) } : {};
      return { ...change(scene, { anonymous: on }), ...note };
    }
    // With one answer allowed, only one can be right.
    if (name === "multiple") return change(scene, { multiple: on, correct: correct.slice(0, 1) });
    if (name === "quiz") return change(scene, { quiz: on });
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

/** A line that cannot be an option: named by how it begins, since it has no number. */
function explainOption(problem: LimitProblem, text: string): string {
  if (problem.code !== "option_too_long") return explainLimit(problem);
  const { length, limit } = problem;
  return html("option-too-long", { beginning: text.slice(0, 20), length, limit, excess: length - limit });
}

function chosenChannels({ row, desk }: Scene): string[] {
  return desk.directory
    .byIds(row.draft.destinationIds)
    .filter(({ type }) => type === "channel")
    .map(({ title }) => title);
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
