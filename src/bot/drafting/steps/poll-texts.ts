/** From messages to a poll's words: question, options, explanation. */
import type { Message } from "grammy/types";
import type { PollText } from "../../../posts/draft.ts";
import { checkOption, type LimitProblem } from "../../../posts/limits.ts";
import { explainLimit } from "../../limit-words.ts";
import { html } from "../../words.ts";

/** Questions and options take no formatting but custom emoji (Bot API, InputPollOption). */
export function lineOf(message: Message): PollText {
  return { text: message.text ?? "", entities: customEmoji(message), messageId: message.message_id };
}

/** An explanation takes all formatting. */
export function explanationOf(message: Message): PollText {
  return { text: message.text ?? "", entities: message.entities ?? [], messageId: message.message_id };
}

/** Options with those of a message put in at a position: several lines are several options, as people paste them. */
export function withOptions(
  existing: PollText[],
  message: Message,
  at = existing.length,
): { options: PollText[]; notes: string[] } {
  const options = [...existing];
  const notes: string[] = [];
  let position = at;
  for (const option of linesOf(message)) {
    const [problem] = checkOption(option.text, options);
    if (!problem) options.splice(position++, 0, option);
    else notes.push(explainOption(problem, option.text));
    if (problem?.code === "too_many_options") break;
  }
  return { options, notes };
}

/** A line that cannot be an option: named by how it begins, since it has no number. */
function explainOption(problem: LimitProblem, text: string): string {
  if (problem.code === "option_repeated") return html("option-repeated", { option: text });
  if (problem.code !== "option_too_long") return explainLimit(problem);
  const { length, limit } = problem;
  return html("option-too-long", {
    beginning: [...text].slice(0, 20).join(""),
    length,
    limit,
    excess: length - limit,
  });
}

function linesOf(message: Message): PollText[] {
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
      return { text: trimmed, entities, messageId: message.message_id };
    })
    .filter(({ text: line }) => line !== "");
}

const customEmoji = (message: Message) =>
  (message.entities ?? []).filter(({ type }) => type === "custom_emoji");
