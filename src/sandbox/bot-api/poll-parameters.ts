/** The parameters of a poll, read and held to the limits of the Bot API (sendPoll, InputPollOption). */
import type { Poll } from "@grammyjs/types";
import { type FormattedText, normalize, textLength } from "../telegram/entities.ts";
import { badRequest } from "../telegram/errors.ts";
import { quizFields } from "../telegram/poll-content.ts";
import { unixTime } from "../telegram/world.ts";
import { readRawText } from "./formatted-text.ts";
import { boolean, type Context, has, integer, isObject, json, requiredField } from "./parameters.ts";

const MAX_DESCRIPTION = 1024;
/** Seconds. */
const MIN_OPEN = 5;
const MAX_OPEN = 2_628_000;
const MAX_COUNTRIES = 12;

export function readOptions(context: Context): FormattedText[] {
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

export function readQuiz(context: Context, optionCount: number): Partial<Poll> {
  return quizFields({
    correct: readCorrectOptions(context),
    optionCount,
    severalAnswers: boolean(context, "allows_multiple_answers"),
    explanation: readRawText(context, {
      text: "explanation",
      entities: "explanation_entities",
      mode: "explanation_parse_mode",
    }),
  });
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

export function readDescription(context: Context): Partial<Poll> {
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
export function readClosing(context: Context): Partial<Poll> {
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

export function readCountries(context: Context, isChannel: boolean): Partial<Poll> {
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
