/** Sending and stopping polls, with every limit of the Bot API. */
import type { Message, MessageEntity, Poll, PollOption } from "@grammyjs/types";
import { type FormattedText, normalize, textLength } from "../telegram/entities.ts";
import { badRequest } from "../telegram/errors.ts";
import { closePoll, pollObject, pollOf } from "../telegram/polls.ts";
import { mayEdit } from "../telegram/rights.ts";
import { type PollState, unixTime } from "../telegram/world.ts";
import { accessMessage } from "./chat-access.ts";
import { readRawText } from "./formatted-text.ts";
import { boolean, type Context, has, integer, isObject, json, requiredField, text } from "./parameters.ts";
import { readReplyMarkup } from "./reply-markup.ts";
import { deliver } from "./send.ts";

const MAX_QUESTION = 300;
const MAX_OPTIONS = 12;
const MAX_OPTION = 100;
const MAX_EXPLANATION = 200;
const MAX_EXPLANATION_LINE_FEEDS = 2;
const MAX_DESCRIPTION = 1024;
/** Seconds. */
const MIN_OPEN = 5;
const MAX_OPEN = 2_628_000;
const MAX_COUNTRIES = 12;

export function sendPoll(context: Context): Message {
  const question = readRawText(context, {
    text: "question",
    entities: "question_entities",
    mode: "question_parse_mode",
  });
  const options = readOptions(context);
  const type = text(context, "type") || "regular";
  if (type !== "regular" && type !== "quiz") throw badRequest("unsupported poll type specified");
  const [message] = deliver(context, ["poll"], (chat) => {
    const isAnonymous = boolean(context, "is_anonymous", true);
    const poll: Poll = {
      id: String(++context.world.counters.poll),
      ...questionFields(question),
      options: checkOptions(options),
      total_voter_count: 0,
      is_closed: boolean(context, "is_closed"),
      is_anonymous: isAnonymous,
      type,
      allows_multiple_answers: boolean(context, "allows_multiple_answers"),
      allows_revoting: boolean(context, "allows_revoting", type !== "quiz"),
      members_only: boolean(context, "members_only"),
      ...readCountries(context, chat.type === "channel"),
      ...(type === "quiz" && readQuiz(context, options.length)),
      ...readDescription(context),
      ...readClosing(context),
    };
    if (chat.type === "channel" && !isAnonymous) {
      throw badRequest("non-anonymous polls can't be sent to channel chats");
    }
    keepPoll(context, poll);
    return [{ content: {}, pollId: poll.id }];
  });
  return message!;
}

/** Closes a poll of the bot and returns its final state. */
export function stopPoll(context: Context): Poll {
  const replyMarkup = readReplyMarkup(context, { onlyInline: true });
  const message = accessMessage(context, "edit", "message with poll to stop");
  const state = pollOf(context.world, message);
  if (!mayEdit(context.world, message, context.bot.user)) throw badRequest("poll can't be stopped");
  if (state.poll.is_closed) throw badRequest("poll has already been closed");
  if (replyMarkup) message.replyMarkup = replyMarkup;
  else delete message.replyMarkup;
  closePoll(context.world, state);
  return pollObject(state, message, context.bot.user.id);
}

/** A new poll like an old one, without its votes: what a copy of the message shows. Returns its id. */
export function clonePoll(context: Context, original: PollState): string {
  const { bot, world } = context;
  const isQuiz = original.poll.type === "quiz";
  const knowsAnswers = original.owner === bot || original.poll.is_closed;
  if (isQuiz && !knowsAnswers) throw badRequest("the message can't be copied");
  const poll: Poll = { ...structuredClone(original.poll), id: String(++world.counters.poll) };
  poll.total_voter_count = 0;
  for (const option of poll.options) option.voter_count = 0;
  world.polls.set(poll.id, { ...original, poll, owner: bot, votes: new Map() });
  return poll.id;
}

function keepPoll(context: Context, poll: Poll): void {
  const { world, bot } = context;
  const closeDate = poll.close_date ?? (poll.open_period ? unixTime(world) + poll.open_period : undefined);
  world.polls.set(poll.id, {
    poll,
    owner: bot,
    votes: new Map(),
    hideResults: boolean(context, "hide_results_until_closes"),
    shuffle: boolean(context, "shuffle_options"),
    closesAt: closeDate === undefined ? undefined : closeDate * 1000,
  });
}

function readOptions(context: Context): FormattedText[] {
  const value = json(context, "options", "options");
  if (value === undefined) throw badRequest("can't parse options JSON object");
  if (!Array.isArray(value)) throw badRequest("expected an Array of String as options");
  return value.map((option) => {
    if (typeof option === "string") return { text: option, entities: [] };
    if (!isObject(option)) throw badRequest("expected an option to be of type String");
    requiredField(option, "text", "");
    return readRawText(
      { values: option, files: new Map() },
      { text: "text", entities: "text_entities", mode: "text_parse_mode" },
    );
  });
}

function checkOptions(options: FormattedText[]): PollOption[] {
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

function questionFields(raw: FormattedText): { question: string; question_entities?: MessageEntity[] } {
  const { text: question, entities } = customEmojiOnly(normalize(raw, { find: false }));
  if (textLength(question) > MAX_QUESTION) {
    throw badRequest(`poll question length must not exceed ${MAX_QUESTION}`);
  }
  return { question, ...(entities.length > 0 && { question_entities: entities }) };
}

function readQuiz(context: Context, optionCount: number): Partial<Poll> {
  const correct = readCorrectOptions(context);
  if (correct.length === 0) throw badRequest("correct quiz option list must be non-empty");
  if (correct.some((id, index) => index > 0 && id <= correct[index - 1]!)) {
    throw badRequest("correct quiz option list must be increasing");
  }
  if (correct.some((id) => id < 0 || id >= optionCount)) throw badRequest("wrong quiz correct_option_id");
  if (correct.length > 1 && !boolean(context, "allows_multiple_answers")) {
    throw badRequest("QUIZ_CORRECT_ANSWERS_TOO_MUCH");
  }
  const explanation = normalize(
    readRawText(context, {
      text: "explanation",
      entities: "explanation_entities",
      mode: "explanation_parse_mode",
    }),
    { allowEmpty: true },
  );
  const lineFeeds = explanation.text.split("\n").length - 1;
  if (textLength(explanation.text) > MAX_EXPLANATION) throw badRequest("message is too long");
  if (lineFeeds > MAX_EXPLANATION_LINE_FEEDS) throw badRequest("wrong poll data specified");
  return {
    correct_option_ids: correct,
    ...(explanation.text && { explanation: explanation.text }),
    ...(explanation.entities.length > 0 && { explanation_entities: explanation.entities }),
  };
}

/** `correct_option_id`, the single one of older versions, is still understood. */
function readCorrectOptions(context: Context): number[] {
  if (!has(context, "correct_option_ids")) {
    return has(context, "correct_option_id") ? [integer(context, "correct_option_id", { fallback: -1 })] : [];
  }
  const value = json(context, "correct_option_ids", "correct option identifiers");
  if (!Array.isArray(value)) throw badRequest("expected an Array of correct option identifiers");
  if (value.some((id) => typeof id !== "number")) {
    throw badRequest("correct option identifier must be of type Number");
  }
  return value;
}

function readDescription(context: Context): Partial<Poll> {
  const description = normalize(
    readRawText(context, {
      text: "description",
      entities: "description_entities",
      mode: "description_parse_mode",
    }),
    { allowEmpty: true },
  );
  if (textLength(description.text) > MAX_DESCRIPTION) throw badRequest("message caption is too long");
  return {
    ...(description.text && { description: description.text }),
    ...(description.entities.length > 0 && { description_entities: description.entities }),
  };
}

/** The server moves an open_period over the maximum down to it; what is too short it refuses. */
function readClosing(context: Context): Partial<Poll> {
  const openPeriod = integer(context, "open_period", { min: 0, max: MAX_OPEN });
  const closeDate = integer(context, "close_date");
  if (openPeriod) {
    if (openPeriod < MIN_OPEN) throw badRequest("wrong poll data specified");
    return { open_period: openPeriod, close_date: unixTime(context.world) + openPeriod };
  }
  if (!closeDate) return {};
  const distance = closeDate - unixTime(context.world);
  if (distance < MIN_OPEN || distance > MAX_OPEN) throw badRequest("wrong poll data specified");
  return { close_date: closeDate };
}

function readCountries(context: Context, isChannel: boolean): Partial<Poll> {
  const codes = json(context, "country_codes", "country_codes") ?? [];
  if (!Array.isArray(codes)) throw badRequest("expected an Array of String");
  if (codes.some((code) => !/^[A-Z]{2}$/.test(String(code)))) {
    throw badRequest("invalid country code specified");
  }
  if (codes.length > MAX_COUNTRIES) throw badRequest("too many countries specified");
  if (!isChannel && (codes.length > 0 || boolean(context, "members_only"))) {
    throw badRequest("poll voters can be restricted only in channel chats");
  }
  return codes.length > 0 ? { country_codes: codes } : {};
}

/** Questions and options keep no formatting but custom emoji. */
const customEmojiOnly = ({ text, entities }: FormattedText): FormattedText => ({
  text,
  entities: entities.filter((entity) => entity.type === "custom_emoji"),
});
