/** From what a program handed in to the content of a post, or everything that is wrong with it. */
import type { MessageEntity } from "@grammyjs/types";
import type { UploadedMedia } from "../../editorial/media.ts";
import type {
  AlbumItem,
  Content,
  FormattedText,
  MediaContent,
  PollContent,
  TextContent,
} from "../../posts/content.ts";
import { readHtml } from "../../posts/html-markup.ts";
import { checkContent, type LimitProblem } from "../../posts/limits.ts";
import { readMarkdown } from "../../posts/markdown-markup.ts";
import { checkEntities } from "../../posts/markup.ts";
import type { ContentInput, FileInput, TextInput } from "./content-input.ts";
import type { FieldError } from "./operation.ts";

interface Parts {
  findMedia: (id: string) => UploadedMedia | undefined;
  /** The sentence that people get where a limit is hit. */
  explainLimit: (problem: LimitProblem) => string;
}

export type ReadContent = { ok: true; content: Content } | { ok: false; errors: FieldError[] };

const root = "/content";
const nothing: FormattedText = { text: "", entities: [] };

export function readContent(input: ContentInput, { findMedia, explainLimit }: Parts): ReadContent {
  const errors: FieldError[] = [];
  const content = read();
  if (errors.length > 0) return { ok: false, errors };
  const problems = checkContent(content);
  if (problems.length === 0) return { ok: true, content };
  const explained = problems.map((one) => ({ pointer: pointerTo(one), detail: explainLimit(one) }));
  return { ok: false, errors: explained };

  function read(): Content {
    switch (input.kind) {
      case "text":
        return written(input, root);
      case "album":
        return {
          kind: "album",
          // The schema takes only what an album may hold.
          items: input.items.map((item, index) => file(item, `${root}/items/${index}`) as AlbumItem),
          ...following(input),
        };
      case "poll":
        return poll(input);
      default:
        return { ...file(input, root), ...following(input) };
    }
  }

  function following({ following }: Pick<FileInput, "following">) {
    return following ? { following: written(following, `${root}/following`) } : {};
  }

  function written(one: NonNullable<FileInput["following"]>, pointer: string): TextContent {
    const { link_preview: linkPreview } = one;
    return { kind: "text", ...text(one.text, `${pointer}/text`), ...(linkPreview && { linkPreview }) };
  }

  function file(one: Omit<FileInput, "following">, pointer: string): MediaContent {
    const { kind, media, file_id: fileId, file_name: fileName } = one;
    const caption = text(one.caption, `${pointer}/caption`);
    if ((media === undefined) === (fileId === undefined))
      errors.push({ pointer, detail: "Give either media, the id of an upload, or file_id." });
    const uploaded = media === undefined ? undefined : findMedia(media);
    if (media !== undefined && !uploaded)
      errors.push({ pointer: `${pointer}/media`, detail: "There is no such upload, or not any more." });
    if (uploaded && uploaded.kind !== kind)
      errors.push({
        pointer: `${pointer}/kind`,
        detail: `It was uploaded as ${uploaded.kind}, and stays that.`,
      });
    return {
      kind,
      fileId: uploaded?.fileId ?? fileId ?? "",
      ...(fileName !== undefined && { fileName }),
      caption: caption.text,
      captionEntities: caption.entities,
      ...(one.caption_above && { captionAbove: true }),
      ...(one.spoiler && { spoiler: true }),
    };
  }

  function poll(one: Extract<ContentInput, { kind: "poll" }>): PollContent {
    const {
      anonymous,
      multiple,
      quiz,
      description,
      allows_revoting: revoting,
      open_period: openPeriod,
    } = one;
    const extras = {
      ...(description !== undefined && { description: text(description, `${root}/description`) }),
      ...(revoting !== undefined && { revoting }),
      ...(openPeriod !== undefined && { openPeriodSeconds: openPeriod }),
    };
    return {
      ...{ kind: "poll", anonymous, multiple },
      question: line(one.question, `${root}/question`),
      options: one.options.map((option, index) => line(option, `${root}/options/${index}`)),
      ...(Object.keys(extras).length > 0 && { extras }),
      ...(quiz && {
        quiz: { correct: quiz.correct, explanation: text(quiz.explanation, `${root}/quiz/explanation`) },
      }),
    };
  }

  /** Telegram would drop other formatting without a word ("only custom emoji entities are allowed", sendPoll). */
  function line(value: TextInput, pointer: string): FormattedText {
    const read = text(value, pointer);
    if (read.entities.some(({ type }) => type !== "custom_emoji"))
      errors.push({ pointer, detail: "A poll's question and options take no formatting but custom emoji." });
    return read;
  }

  function text(value: TextInput | undefined, pointer: string): FormattedText {
    if (value === undefined) return nothing;
    if (typeof value === "string") return { text: value, entities: [] };
    const { text, parse_mode: mode, entities = [] } = value;
    if (mode !== undefined) {
      if (entities.length > 0)
        errors.push({ pointer: `${pointer}/entities`, detail: "Give either parse_mode or entities." });
      const read = mode === "HTML" ? readHtml(text) : readMarkdown(text);
      if (read.ok) return { text: read.text, entities: read.entities };
      errors.push({ pointer: `${pointer}/text`, detail: `At character ${read.at + 1}: ${read.why}.` });
      return nothing;
    }
    for (const { entity, why } of checkEntities(text, entities))
      errors.push({ pointer: `${pointer}/entities/${entity}`, detail: why });
    return { text, entities: entities as unknown as MessageEntity[] };
  }
}

/** Where in the request a limit was hit. */
export function pointerTo(problem: LimitProblem): string {
  switch (problem.code) {
    case "text_empty":
    case "text_too_long":
      return `${root}/text`;
    case "caption_too_long":
      return problem.item === undefined ? `${root}/caption` : `${root}/items/${problem.item}/caption`;
    case "following_empty":
    case "following_too_long":
      return `${root}/following/text`;
    case "album_too_small":
    case "album_too_large":
    case "album_mixed":
      return `${root}/items`;
    case "question_empty":
    case "question_too_long":
      return `${root}/question`;
    case "description_too_long":
      return `${root}/description`;
    case "too_few_options":
    case "too_many_options":
      return `${root}/options`;
    case "option_empty":
    case "option_too_long":
    case "option_repeated":
      return `${root}/options/${problem.option}`;
    case "quiz_without_correct_option":
    case "quiz_correct_option_invalid":
      return `${root}/quiz/correct`;
    case "explanation_too_long":
    case "explanation_too_many_lines":
      return `${root}/quiz/explanation`;
    case "public_poll_in_channel":
      return `${root}/anonymous`;
  }
}
