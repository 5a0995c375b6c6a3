/** The shapes in which programs hand in what a post says. What is answered as a content may be sent in again. */
import { z } from "zod";
import { albumKinds, mediaKinds } from "../../posts/content.ts";
import { limits } from "../../posts/limits.ts";
import { Entity, LinkPreview } from "./schemas.ts";

export const TextInput = z
  .union([
    z.string(),
    z.strictObject({
      text: z.string(),
      parse_mode: z.enum(["HTML", "MarkdownV2"]).optional(),
      entities: z.array(Entity).max(1000).optional(),
    }),
  ])
  .meta({
    id: "TextInput",
    description:
      "A plain text; or a text with its formatting, by `parse_mode` (which Belfry turns into entities, so that a mistake is refused now and not at the minute of publishing) or as `entities`.",
    examples: ["Bells at noon", { text: "<b>Bells</b> at noon", parse_mode: "HTML" }],
  });

const file = {
  media: z.uuid().optional().meta({ description: "The id of an upload." }),
  file_id: z
    .string()
    .min(1)
    .optional()
    .meta({ description: "Telegram's id of a file that this bot has received." }),
  file_name: z.string().max(255).optional(),
  caption: TextInput.optional(),
  caption_above: z.boolean().optional(),
  spoiler: z.boolean().optional(),
};

const written = { text: TextInput, link_preview: LinkPreview.optional() };
const following = z
  .strictObject(written)
  .optional()
  .meta({ description: "A text below it that is a message of its own." });

export const FileInput = z
  .strictObject({ kind: z.enum(mediaKinds), ...file, following })
  .meta({ id: "FileInput", description: "A photo, video or other file: by `media` or by `file_id`." });

export const ContentInput = z
  .discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("text"), ...written }),
    FileInput,
    z.strictObject({
      kind: z.literal("album"),
      items: z.array(z.strictObject({ kind: z.enum(albumKinds), ...file })).max(100),
      following,
    }),
    z.strictObject({
      kind: z.literal("poll"),
      question: TextInput,
      options: z.array(TextInput).max(100),
      anonymous: z.boolean().default(true),
      multiple: z.boolean().default(false),
      quiz: z
        .strictObject({
          correct: z
            .array(z.int().nonnegative())
            .meta({ description: "Positions in `options`, from 0, ascending." }),
          explanation: TextInput.optional(),
        })
        .nullish(),
      description: TextInput.optional(),
      allows_revoting: z.boolean().optional(),
      open_period: z.int().min(5).max(2_628_000).optional().meta({ description: "Seconds." }),
    }),
  ])
  .meta({
    id: "ContentInput",
    description: `What a post is to say. Telegram's limits hold: a text ${limits.text} characters, a caption ${limits.caption}, an album ${limits.album.least}–${limits.album.most} files, a poll ${limits.poll.options.most} options.`,
  });

export type TextInput = z.output<typeof TextInput>;
export type FileInput = z.output<typeof FileInput>;
export type ContentInput = z.output<typeof ContentInput>;
