/** Sending and stopping polls, with every limit of the Bot API. */
import type { Message, Poll } from "@grammyjs/types";
import { badRequest } from "../telegram/errors.ts";
import { checkPollSuits, pollOptions, questionFields } from "../telegram/poll-content.ts";
import { addPoll, closePoll, type PollFields, pollObject, pollOf } from "../telegram/polls.ts";
import { mayEdit } from "../telegram/rights.ts";
import type { StoredMessage } from "../telegram/world.ts";
import { accessMessage } from "./chat-access.ts";
import { readRawText } from "./formatted-text.ts";
import { boolean, type Context, text } from "./parameters.ts";
import { readClosing, readCountries, readDescription, readOptions, readQuiz } from "./poll-parameters.ts";
import { readReplyMarkup } from "./reply-markup.ts";
import { deliver } from "./send.ts";

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
    const fields: PollFields = {
      ...questionFields(question),
      options: pollOptions(options),
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
    checkPollSuits(chat, isAnonymous);
    const hideResults = boolean(context, "hide_results_until_closes");
    return [{ content: {}, pollId: addPoll(context.world, fields, { owner: context.bot, hideResults }) }];
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

/** A new poll like the one of a message, without its votes: what a copy of the message shows. Returns its id. */
export function clonePoll({ world, bot }: Context, message: StoredMessage): string {
  const state = pollOf(world, message);
  const original = pollObject(state, message, bot.user.id);
  if (original.type === "quiz" && !original.correct_option_ids)
    throw badRequest("the message can't be copied");
  const options = original.options.map((option) => ({ ...option, voter_count: 0 }));
  return addPoll(world, { ...original, options }, { owner: bot, hideResults: state.hideResults });
}
