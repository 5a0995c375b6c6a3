/**
 * What Telegram takes. Checked while a post is being made, so that nobody learns of it at the minute of
 * publishing. Lengths are code points after Telegram has cut white space off both ends.
 */
import { type AlbumContent, type AlbumKind, type Content, followingOf, type PollContent } from "./content.ts";

/** Source: Bot API 10.3, sendMessage, sendPhoto, sendMediaGroup and sendPoll. */
export const limits = {
  text: 4096,
  caption: 1024,
  album: { least: 2, most: 10 },
  poll: {
    question: 300,
    description: 1024,
    options: { least: 1, most: 12 },
    option: 100,
    explanation: 200,
    explanationLineFeeds: 2,
  },
} as const;

/** Positions (`item`, `option`) count from 0. */
export type LimitProblem =
  | { code: "text_empty" }
  | { code: "text_too_long"; length: number; limit: number }
  /** `item` in an album. */
  | { code: "caption_too_long"; length: number; limit: number; item?: number }
  /** The text below media. */
  | { code: "following_empty" }
  | { code: "following_too_long"; length: number; limit: number }
  | { code: "album_too_small"; count: number; least: number }
  | { code: "album_too_large"; count: number; most: number }
  /** Audio and documents mix with no other kind; photos and videos mix with each other. */
  | { code: "album_mixed"; kinds: AlbumKind[] }
  | { code: "question_empty" }
  | { code: "question_too_long"; length: number; limit: number }
  | { code: "description_too_long"; length: number; limit: number }
  | { code: "too_few_options"; count: number; least: number }
  | { code: "too_many_options"; count: number; most: number }
  | { code: "option_empty"; option: number }
  | { code: "option_too_long"; option: number; length: number; limit: number }
  | { code: "option_repeated"; option: number }
  | { code: "quiz_without_correct_option" }
  /** Points to no option, or stands out of order: Telegram wants the positions ascending. */
  | { code: "quiz_correct_option_invalid"; option: number }
  | { code: "explanation_too_long"; length: number; limit: number }
  | { code: "explanation_too_many_lines"; lineFeeds: number; limit: number }
  | { code: "public_poll_in_channel" };

/** The length by which Telegram counts, in code points: an emoji beyond the basic plane is one, not two. */
export function lengthInCodePoints(text: string): number {
  let length = 0;
  for (const _ of text) length += 1;
  return length;
}

/** Everything about a content that Telegram would refuse wherever it is sent; [] if it is fine. */
export function checkContent(content: Content): LimitProblem[] {
  const following = followingOf(content);
  return [...checkFirst(content), ...(following ? checkFollowing(following.text) : [])];
}

/** The text below media; it is a message of its own, and takes as much as one. */
export function checkFollowing(text: string): LimitProblem[] {
  if (text.trim() === "") return [{ code: "following_empty" }];
  return tooLong("following_too_long", text, limits.text);
}

function checkFirst(content: Content): LimitProblem[] {
  switch (content.kind) {
    case "text":
      if (content.text.trim() === "") return [{ code: "text_empty" }];
      return tooLong("text_too_long", content.text, limits.text);
    case "album":
      return checkAlbum(content);
    case "poll":
      return checkPoll(content);
    default:
      return tooLong("caption_too_long", content.caption, limits.caption);
  }
}

/** What Telegram would refuse in this kind of chat only. */
export function checkDestination(content: Content, type: "channel" | "group" | "supergroup"): LimitProblem[] {
  const isPublicPoll = content.kind === "poll" && !content.anonymous;
  return isPublicPoll && type === "channel" ? [{ code: "public_poll_in_channel" }] : [];
}

export function checkQuestion(text: string): LimitProblem[] {
  if (text.trim() === "") return [{ code: "question_empty" }];
  return tooLong("question_too_long", text, limits.poll.question);
}

/** One more option beside those a poll has already. Two that read the same are a slip, and may be refused. */
export function checkOption(text: string, existing: readonly { text: string }[]): LimitProblem[] {
  const option = existing.length;
  const problems = checkOptionText(text, option);
  if (existing.some((other) => other.text.trim() === text.trim()))
    problems.push({ code: "option_repeated", option });
  const count = existing.length + 1;
  const { most } = limits.poll.options;
  return count > most ? [{ code: "too_many_options", count, most }, ...problems] : problems;
}

export function checkExplanation(text: string): LimitProblem[] {
  const problems = tooLong("explanation_too_long", text, limits.poll.explanation);
  const lineFeeds = text.trim().split("\n").length - 1;
  const limit = limits.poll.explanationLineFeeds;
  if (lineFeeds > limit) problems.push({ code: "explanation_too_many_lines", lineFeeds, limit });
  return problems;
}

function checkAlbum({ items }: AlbumContent): LimitProblem[] {
  const problems: LimitProblem[] = [];
  const { least, most } = limits.album;
  const count = items.length;
  if (count < least) problems.push({ code: "album_too_small", count, least });
  if (count > most) problems.push({ code: "album_too_large", count, most });
  const kinds = [...new Set(items.map((item) => item.kind))];
  if (kinds.length > 1 && kinds.some((kind) => kind === "audio" || kind === "document")) {
    problems.push({ code: "album_mixed", kinds });
  }
  for (const [item, { caption }] of items.entries()) {
    const length = lengthInCodePoints(caption.trim());
    const limit = limits.caption;
    if (length > limit) problems.push({ code: "caption_too_long", length, limit, item });
  }
  return problems;
}

function checkPoll({ question, options, quiz, extras }: PollContent): LimitProblem[] {
  const description = extras?.description?.text ?? "";
  const problems = [
    ...checkQuestion(question.text),
    ...tooLong("description_too_long", description, limits.poll.description),
  ];
  const { least, most } = limits.poll.options;
  const count = options.length;
  if (count < least) problems.push({ code: "too_few_options", count, least });
  if (count > most) problems.push({ code: "too_many_options", count, most });
  for (const [position, option] of options.entries())
    problems.push(...checkOptionText(option.text, position));
  if (!quiz) return problems;

  if (quiz.correct.length === 0) problems.push({ code: "quiz_without_correct_option" });
  for (const [index, option] of quiz.correct.entries()) {
    const isAscending = index === 0 || option > quiz.correct[index - 1]!;
    if (!(option in options) || !isAscending) problems.push({ code: "quiz_correct_option_invalid", option });
  }
  return [...problems, ...checkExplanation(quiz.explanation.text)];
}

function checkOptionText(text: string, option: number): LimitProblem[] {
  if (text.trim() === "") return [{ code: "option_empty", option }];
  const length = lengthInCodePoints(text.trim());
  const limit = limits.poll.option;
  return length > limit ? [{ code: "option_too_long", option, length, limit }] : [];
}

type TooLong =
  | "text_too_long"
  | "caption_too_long"
  | "following_too_long"
  | "question_too_long"
  | "description_too_long"
  | "explanation_too_long";

function tooLong(code: TooLong, text: string, limit: number): LimitProblem[] {
  const length = lengthInCodePoints(text.trim());
  return length > limit ? [{ code, length, limit }] : [];
}
