/** Sentences for what Telegram would refuse: what is wrong and what to do. */
import type { LimitProblem } from "../posts/limits.ts";
import { html } from "./words.ts";

/** A problem as HTML, with how much to cut where something is too long. */
export function explainLimit(problem: LimitProblem): string {
  switch (problem.code) {
    case "text_too_long":
    case "caption_too_long":
    case "question_too_long":
    case "description_too_long":
    case "option_too_long":
    case "following_too_long":
    case "explanation_too_long": {
      const { code, length, limit } = problem;
      const position = "item" in problem ? problem.item : "option" in problem ? problem.option : undefined;
      return html(`limit-${code}`, {
        length,
        limit,
        excess: length - limit,
        position: position === undefined ? 0 : position + 1,
      });
    }
    case "album_mixed":
      return html("limit-album_mixed");
    case "album_too_small":
    case "too_few_options":
      return html(`limit-${problem.code}`, { count: problem.count, least: problem.least });
    case "album_too_large":
    case "too_many_options":
      return html(`limit-${problem.code}`, { count: problem.count, most: problem.most });
    case "option_empty":
    case "option_repeated":
    case "quiz_correct_option_invalid":
      return html(`limit-${problem.code}`, { position: problem.option + 1 });
    case "explanation_too_many_lines":
      return html("limit-explanation_too_many_lines", {
        lines: problem.lineFeeds + 1,
        limit: problem.limit + 1,
      });
    case "text_empty":
    case "following_empty":
    case "question_empty":
    case "quiz_without_correct_option":
    case "public_poll_in_channel":
      return html(`limit-${problem.code}`);
  }
}
