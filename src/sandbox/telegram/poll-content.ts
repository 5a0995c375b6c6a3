/** What a poll may say, whoever sends it: the limits of the Bot API (sendPoll, InputPollOption). */
import type { MessageEntity, Poll, PollOption } from "@grammyjs/types";
import { type FormattedText, normalize, textLength } from "./entities.ts";
import { badRequest } from "./errors.ts";

const MAX_QUESTION = 300;
const MAX_OPTIONS = 12;
const MAX_OPTION = 100;
const MAX_EXPLANATION = 200;
const MAX_EXPLANATION_LINE_FEEDS = 2;

export function questionFields(raw: FormattedText): {
  question: string;
  question_entities?: MessageEntity[];
} {
  const { text: question, entities } = customEmojiOnly(normalize(raw, { find: false }));
  if (textLength(question) > MAX_QUESTION) {
    throw badRequest(`poll question length must not exceed ${MAX_QUESTION}`);
  }
  return { question, ...(entities.length > 0 && { question_entities: entities }) };
}

/** The options without votes. */
export function pollOptions(options: FormattedText[]): PollOption[] {
  if (options.length === 0) throw badRequest("poll must have at least one answer option");
  if (options.length > MAX_OPTIONS) throw badRequest(`poll can't have more than ${MAX_OPTIONS} options`);
  const checked = options.map((option, index) => {
    const { text: label, entities } = customEmojiOnly(normalize(option, { find: false }));
    if (textLength(label) > MAX_OPTION) {
      throw badRequest(`poll options length must not exceed ${MAX_OPTION}`);
    }
    return {
      persistent_id: String(index),
      text: label,
      ...(entities.length > 0 && { text_entities: entities }),
      voter_count: 0,
    };
  });
  if (new Set(checked.map((option) => option.text)).size < checked.length) {
    throw badRequest("POLL_OPTION_DUPLICATE");
  }
  return checked;
}

/** What makes a poll a quiz; `correct` are indexes into the options. */
export function quizFields(quiz: {
  correct: number[];
  optionCount: number;
  severalAnswers: boolean;
  explanation: FormattedText;
}): Pick<Poll, "correct_option_ids" | "explanation" | "explanation_entities"> {
  const { correct } = quiz;
  if (correct.length === 0) throw badRequest("correct quiz option list must be non-empty");
  if (correct.some((id, index) => index > 0 && id <= correct[index - 1]!)) {
    throw badRequest("correct quiz option list must be increasing");
  }
  if (correct.some((id) => !(id >= 0 && id < quiz.optionCount))) {
    throw badRequest("wrong quiz correct_option_id");
  }
  if (correct.length > 1 && !quiz.severalAnswers) throw badRequest("QUIZ_CORRECT_ANSWERS_TOO_MUCH");
  const explanation = normalize(quiz.explanation, { allowEmpty: true });
  const lineFeeds = explanation.text.split("\n").length - 1;
  if (textLength(explanation.text) > MAX_EXPLANATION) throw badRequest("message is too long");
  if (lineFeeds > MAX_EXPLANATION_LINE_FEEDS) throw badRequest("wrong poll data specified");
  return {
    correct_option_ids: correct,
    ...(explanation.text && { explanation: explanation.text }),
    ...(explanation.entities.length > 0 && { explanation_entities: explanation.entities }),
  };
}

/** Throws where a chat takes no poll of this kind. */
export function checkPollSuits(chat: { type: string }, isAnonymous: boolean): void {
  if (chat.type === "channel" && !isAnonymous) {
    throw badRequest("non-anonymous polls can't be sent to channel chats");
  }
}

/** Questions and options keep no formatting but custom emoji. */
const customEmojiOnly = ({ text, entities }: FormattedText): FormattedText => ({
  text,
  entities: entities.filter((entity) => entity.type === "custom_emoji"),
});
