/** A native poll: voting by a tap, bars and percentages after it, right and wrong in a quiz. */
import type { PollOption } from "@grammyjs/types";
import type { ClientMessage } from "../client/protocol.ts";
import { act } from "./api.ts";
import { type Child, h } from "./dom.ts";
import { type EntityActions, formatted } from "./entities.ts";
import { icon } from "./icons.ts";
import { orToast } from "./overlay.ts";

type Place = { user: number; chat: number };

/** What is ticked and not yet sent, by poll: somebody else's vote builds the card anew in the meantime. */
const ticked = new Map<string, Set<number>>();

/** The card of a message's poll. */
export function pollCard(message: ClientMessage, place: Place, actions: EntityActions): HTMLElement {
  const poll = message.poll!;
  const chosen = message.chosen_option_ids ?? [];
  const showsResults = chosen.length > 0 || poll.is_closed;
  const vote = (options: number[]) =>
    void orToast(act("vote", { ...place, message: message.message_id, options }));
  const lines = poll.options.map((option, index) =>
    showsResults ? result(message, option, index) : choice(message, option, index, vote),
  );
  return h(
    "div",
    { class: `poll ${showsResults ? "with-results" : ""}`, "data-testid": "poll" },
    poll.description &&
      h(
        "p",
        { class: "poll-description" },
        formatted(poll.description, poll.description_entities ?? [], actions),
      ),
    h("div", { class: "poll-question" }, formatted(poll.question, poll.question_entities ?? [], actions)),
    h("div", { class: "poll-kind" }, kindOf(message)),
    h("div", { class: "poll-options" }, lines),
    showsResults && explanation(message, actions),
    h("div", { class: "poll-foot" }, foot(message, showsResults, vote)),
  );
}

function kindOf(message: ClientMessage): string {
  const poll = message.poll!;
  const kind = poll.type === "quiz" ? "quiz" : "poll";
  const name = `${poll.is_anonymous ? "Anonymous" : "Public"} ${kind}`;
  if (poll.is_closed) return poll.type === "quiz" ? "Final results · quiz" : "Final results";
  return poll.allows_multiple_answers ? `${name} · several answers` : name;
}

function choice(
  message: ClientMessage,
  option: PollOption,
  index: number,
  vote: (options: number[]) => void,
): HTMLElement {
  const several = message.poll!.allows_multiple_answers;
  const text = formatted(option.text, option.text_entities ?? [], { command: () => {}, mention: () => {} });
  if (several) {
    const ticks = ticked.get(message.poll!.id) ?? new Set();
    const change = () => {
      if (box.checked) ticks.add(index);
      else ticks.delete(index);
      ticked.set(message.poll!.id, ticks);
    };
    const box = h("input", { type: "checkbox", checked: ticks.has(index), onchange: change });
    return h("label", { class: "poll-choice several" }, box, h("span", {}, text));
  }
  const voteOnce = (event: Event) => {
    (event.currentTarget as HTMLElement).classList.add("busy");
    vote([index]);
  };
  return h(
    "button",
    { type: "button", class: "poll-choice", onclick: voteOnce },
    h("i", { class: "ring" }),
    h("span", {}, text),
  );
}

function result(message: ClientMessage, option: PollOption, index: number): HTMLElement {
  const poll = message.poll!;
  const percent = poll.total_voter_count
    ? Math.round((100 * option.voter_count) / poll.total_voter_count)
    : 0;
  const chosen = message.chosen_option_ids?.includes(index) ?? false;
  const correct = poll.correct_option_ids?.includes(index) ?? false;
  const judged = poll.type === "quiz" && poll.correct_option_ids !== undefined;
  const state = judged ? (correct ? "right" : chosen ? "wrong" : "") : chosen ? "chosen" : "";
  const mark = state === "wrong" ? icon("close", 13) : state ? icon("check", 13) : false;
  const said = [chosen && "your choice", judged && correct && "right answer"].filter(Boolean).join(", ");
  return h(
    "div",
    {
      class: `poll-result ${state}`,
      "data-option": index,
      title: `${option.voter_count} of ${poll.total_voter_count}`,
    },
    h("span", { class: "percent" }, `${percent}%`),
    h("span", { class: "mark", ...(said ? { role: "img", "aria-label": said } : {}) }, mark),
    h("span", { class: "text" }, option.text),
    h("span", { class: "bar" }, h("i", { style: `width:${Math.max(percent, 1)}%` })),
  );
}

function explanation(message: ClientMessage, actions: EntityActions): Child {
  const poll = message.poll!;
  if (!poll.explanation) return null;
  const text = formatted(poll.explanation, poll.explanation_entities ?? [], actions);
  return h("div", { class: "poll-explanation" }, icon("lamp", 18), h("span", {}, text));
}

function foot(message: ClientMessage, showsResults: boolean, vote: (options: number[]) => void): Child[] {
  const poll = message.poll!;
  const noun = poll.type === "quiz" ? "answer" : "vote";
  const count = poll.total_voter_count;
  const total = h("span", {}, count === 0 ? `No ${noun}s yet` : `${count} ${noun}${count === 1 ? "" : "s"}`);
  if (!showsResults && poll.allows_multiple_answers) {
    const send = () => {
      const options = [...(ticked.get(poll.id) ?? [])].sort((a, b) => a - b);
      if (options.length > 0) vote(options);
      ticked.delete(poll.id);
    };
    return [total, h("button", { type: "button", class: "poll-action", onclick: send }, "Vote")];
  }
  const mayRetract = !poll.is_closed && poll.allows_revoting !== false && poll.type !== "quiz";
  if (!showsResults || !mayRetract) return [total];
  return [
    total,
    h("button", { type: "button", class: "poll-action", onclick: () => vote([]) }, "Retract vote"),
  ];
}
