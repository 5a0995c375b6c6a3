/** Shapes that several operations answer with or take. */
import { z } from "zod";
import { mediaKinds } from "../../posts/content.ts";
import { deliveryStatuses, postStatuses } from "../../posts/status.ts";

const exampleInstant = "2026-12-24T17:00:00.000Z";

export const Instant = z.iso
  .datetime()
  .meta({ id: "Instant", description: "An instant in UTC, ISO 8601.", examples: [exampleInstant] });

export const id = (what: string) =>
  z.coerce
    .number<string | number>()
    .int()
    .positive()
    .meta({ description: `The id of ${what}.`, examples: [12] });

export const releasedStatuses = postStatuses.filter((status) => status !== "draft");

export const Entity = z
  .looseObject({
    type: z.string().meta({ description: "As in the Bot API: bold, italic, text_link, custom_emoji, …" }),
    offset: z.int().nonnegative().meta({ description: "In UTF-16 units." }),
    length: z.int().positive(),
  })
  .meta({
    id: "Entity",
    description: "A stretch of formatted text, as the Bot API's MessageEntity.",
    examples: [{ type: "bold", offset: 0, length: 5 }],
  });

export const LinkPreview = z
  .strictObject({
    is_disabled: z.boolean().optional(),
    url: z.string().optional(),
    prefer_large_media: z.boolean().optional(),
    prefer_small_media: z.boolean().optional(),
    show_above_text: z.boolean().optional(),
  })
  .meta({ id: "LinkPreview", description: "As the Bot API's LinkPreviewOptions." });

const FormattedText = z.object({ text: z.string(), entities: z.array(Entity) }).meta({ id: "FormattedText" });
const written = { text: FormattedText, link_preview: LinkPreview.optional() };
const following = z
  .object(written)
  .optional()
  .meta({ description: "A text below it that is a message of its own." });
const File = z.object({
  kind: z.enum(mediaKinds),
  file_id: z.string(),
  file_name: z.string().optional(),
  caption: FormattedText,
  caption_above: z.boolean(),
  spoiler: z.boolean(),
});

/** A content as it is kept: formatted texts with their entities, files by Telegram's ids. */
export const Content = z
  .discriminatedUnion("kind", [
    z.object({ kind: z.literal("text"), ...written }),
    z.object({ kind: z.literal("album"), items: z.array(File), following }),
    z.object({
      kind: z.literal("poll"),
      question: FormattedText,
      options: z.array(FormattedText),
      anonymous: z.boolean(),
      multiple: z.boolean(),
      quiz: z.object({ correct: z.array(z.int()), explanation: FormattedText }).nullable(),
      description: FormattedText.optional(),
      allows_revoting: z.boolean().optional(),
      open_period: z.int().optional().meta({ description: "Seconds." }),
    }),
    File.extend({ following }),
  ])
  .meta({ id: "Content", description: "What a post says." });

export const Destination = z
  .object({
    id: z.int(),
    chat_id: z.int(),
    type: z.enum(["channel", "group", "supergroup"]),
    title: z.string(),
    username: z.string().nullable(),
    time_zone: z.string(),
    state: z
      .enum(["active", "lost", "removed"])
      .meta({ description: "lost: the bot may not post there now. removed: a person took it off the list." }),
    can_pin: z.boolean(),
  })
  .meta({ id: "Destination" });

export const Delivery = z
  .object({
    id: z.int(),
    destination: Destination,
    status: z.enum(deliveryStatuses),
    due_at: Instant,
    next_attempt_at: Instant.nullable().meta({ description: "Only while it is pending." }),
    attempts: z.int(),
    sent_at: Instant.nullable(),
    message_ids: z.array(z.int()),
    links: z
      .array(z.string())
      .meta({ description: "To its messages on t.me, where there is such an address." }),
    reason: z
      .string()
      .nullable()
      .meta({ description: "A code for why it was not sent.", examples: ["kicked"] }),
    explanation: z.string().nullable().meta({ description: "The same as a sentence." }),
    telegram_said: z.string().nullable(),
  })
  .meta({ id: "Delivery", description: "A post on its way to one destination." });

export const Post = z
  .object({
    id: z.int(),
    status: z.enum(releasedStatuses),
    title: z
      .string()
      .meta({ description: "The beginning of what it says; empty for a file without a caption." }),
    author: z.object({ user_id: z.int(), name: z.string() }),
    content: Content,
    due_at: Instant,
    time_zone: z.string().meta({ description: "The IANA zone in which its time was chosen." }),
    created_at: Instant,
    finished_at: Instant.nullable().meta({
      description: "When it reached a status in which nothing more happens by itself.",
    }),
    cancellation: z.object({ by: z.string().nullable(), reason: z.string().nullable() }).nullable(),
    kept: z.boolean().meta({ description: "Whether somebody took it out of the nightly clean-up." }),
    deliveries: z.array(Delivery),
  })
  .meta({ id: "Post" });

export const Problem = z
  .object({
    type: z.string().meta({ examples: ["/docs#problem-refused"] }),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    instance: z.string(),
    trace: z.string().optional().meta({ description: "Finds the request in the log." }),
    reason: z.string().optional().meta({ description: "A code, where one type has several." }),
    errors: z
      .array(
        z.object({
          pointer: z
            .string()
            .meta({ description: "Where in the body (a JSON pointer), or ?name for a parameter." }),
          detail: z.string(),
        }),
      )
      .optional(),
  })
  .meta({ id: "Problem", description: "RFC 9457, application/problem+json." });
