/** The first steps of /poll: question, options, settings. */
import type { Message } from "grammy/types";
import type { PollContent } from "../../../posts/content.ts";
import type { PollDraft } from "../../../posts/draft.ts";
import { checkContent, checkQuestion, limits } from "../../../posts/limits.ts";
import { explainLimit } from "../../limit-words.ts";
import { hasPollMedia, receivedContent } from "../../received-content.ts";
import { html, plain } from "../../words.ts";
import type { Move, Scene, Step } from "../step.ts";
import { change, pollOf } from "./poll-draft.ts";
import { lineOf, withOptions } from "./poll-texts.ts";

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
    if (message.text === undefined) return { note: html("text-only") };
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
    if (message.text === undefined) return { note: html("text-only") };
    const { options, notes } = withOptions(pollOf(scene.row.draft).options, message);
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

/** A poll made with Telegram's own poll maker answers every question of /poll at once. */
function takeWholePoll(message: Message): Move {
  const content = receivedContent(message) as PollContent;
  const [problem] = checkContent(content).filter(({ code }) => code !== "quiz_without_correct_option");
  if (problem) return { note: explainLimit(problem) };
  const { question, options, anonymous, multiple, quiz, extras } = content;
  const poll: PollDraft = {
    question,
    options,
    anonymous,
    multiple,
    quiz: quiz !== undefined,
    correct: quiz?.correct ?? [],
    ...(extras ? { extras } : {}),
  };
  if (quiz) poll.explanation = quiz.explanation;
  // Telegram keeps the right answer of a forwarded quiz to itself.
  const next = quiz && quiz.correct.length === 0 ? "correct" : "destinations";
  const note = hasPollMedia(message) ? { note: html("poll-media-left-out") } : {};
  return { save: { draft: { poll } }, to: next, ...note };
}

function chosenChannels({ row, desk }: Scene): string[] {
  return desk.directory
    .byIds(row.draft.destinationIds)
    .filter(({ type }) => type === "channel")
    .map(({ title }) => title);
}
