/** Edits of the messages in which somebody wrote a poll. */
import type { Message } from "grammy/types";
import type { Draft, PollDraft, PollText } from "../../../posts/draft.ts";
import { checkExplanation, checkQuestion, type LimitProblem } from "../../../posts/limits.ts";
import { explainLimit } from "../../limit-words.ts";
import { html } from "../../words.ts";
import type { Move } from "../step.ts";
import { explanationOf, lineOf, withOptions } from "./poll-texts.ts";

/** An edit of a message that a poll's words came from; undefined for any other. */
export function takePollEdit(draft: Draft, message: Message): Move | undefined {
  const { poll } = draft;
  if (!poll || message.text === undefined) return undefined;
  const isFrom = (text?: PollText) => text?.messageId === message.message_id;
  const changed = (changes: Partial<PollDraft>, problem?: LimitProblem): Move =>
    problem
      ? { note: explainLimit(problem) }
      : { save: { draft: { poll: { ...poll, ...changes } } }, note: html("content-edited") };
  if (isFrom(poll.question)) return changed({ question: lineOf(message) }, checkQuestion(message.text)[0]);
  if (isFrom(poll.explanation))
    return changed({ explanation: explanationOf(message) }, checkExplanation(message.text)[0]);
  const first = poll.options.findIndex(isFrom);
  if (first < 0) return undefined;
  const others = poll.options.filter((option) => !isFrom(option));
  const { options, notes } = withOptions(others, message, first);
  if (notes.length > 0) return { note: notes.join("\n") };
  const move = changed({ options });
  if (options.length === poll.options.length || poll.correct.length === 0) return move;
  // Which of them is right has to be asked again.
  return {
    ...changed({ options, correct: [] }),
    ...(poll.quiz ? { to: "correct" } : {}),
  };
}
