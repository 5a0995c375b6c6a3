/** From a message that an admin sent to the content of a post. */
import type { Message } from "grammy/types";
import type { AlbumItem, Captioned, Content, PollContent } from "../posts/content.ts";

/**
 * The content of a message, with all its formatting; undefined for kinds that Belfry does not publish
 * (stickers, locations, contacts, …). A part of an album comes as an album of one item.
 */
export function receivedContent(message: Message): Content | undefined {
  if (message.text !== undefined) {
    const { text, entities = [], link_preview_options: linkPreview } = message;
    return { kind: "text", text, entities, ...(linkPreview ? { linkPreview } : {}) };
  }
  if (message.poll) return receivedPoll(message.poll);
  const media = receivedMedia(message);
  if (!media || !message.media_group_id) return media;
  const { kind } = media;
  if (kind === "animation" || kind === "voice") return media;
  return { kind: "album", items: [{ ...media, kind }] };
}

/** Whether a poll shows pictures or files, which Belfry does not carry over. */
export function hasPollMedia({ poll }: Message): boolean {
  return Boolean(
    poll && (poll.media ?? poll.explanation_media ?? poll.options.some((option) => option.media)),
  );
}

/** Whether a message only says that something happened in the chat, and nobody wrote it. */
export function isServiceMessage(message: Message): boolean {
  return serviceFields.some((field) => field in message);
}

/** Those that a private chat with a bot can show (Bot API, Message). */
const serviceFields = [
  "pinned_message",
  "message_auto_delete_timer_changed",
  "chat_background_set",
  "write_access_allowed",
  "users_shared",
  "chat_shared",
  "web_app_data",
  "proximity_alert_triggered",
  "successful_payment",
  "refunded_payment",
  "gift",
  "unique_gift",
  "giveaway_created",
  "boost_added",
];

function receivedMedia(message: Message) {
  const captioned: Captioned & { spoiler?: boolean } = {
    caption: message.caption ?? "",
    captionEntities: message.caption_entities ?? [],
    ...(message.show_caption_above_media ? { captionAbove: true } : {}),
    ...(message.has_media_spoiler ? { spoiler: true } : {}),
  };
  // An animation also carries a document, for old clients: ask for it first.
  if (message.animation) return file("animation", message.animation);
  // The last size is the largest.
  const photo = message.photo?.at(-1);
  if (photo) return file("photo", photo);
  if (message.video) return file("video", message.video);
  if (message.document) return file("document", message.document);
  if (message.audio) return file("audio", message.audio);
  if (message.voice) return file("voice", message.voice);
  return undefined;

  function file<Kind extends AlbumItem["kind"] | "animation" | "voice">(
    kind: Kind,
    { file_id, file_name, title }: { file_id: string; file_name?: string; title?: string },
  ) {
    const fileName = title ?? file_name;
    return { kind, fileId: file_id, ...captioned, ...(fileName ? { fileName } : {}) };
  }
}

function receivedPoll(poll: NonNullable<Message["poll"]>): PollContent {
  const correct = poll.correct_option_ids ?? [];
  return {
    kind: "poll",
    question: { text: poll.question, entities: poll.question_entities ?? [] },
    options: poll.options.map((option) => ({ text: option.text, entities: option.text_entities ?? [] })),
    anonymous: poll.is_anonymous,
    multiple: poll.allows_multiple_answers,
    extras: {
      ...(poll.description
        ? { description: { text: poll.description, entities: poll.description_entities ?? [] } }
        : {}),
      ...(poll.allows_revoting === undefined ? {} : { revoting: poll.allows_revoting }),
      ...(poll.open_period ? { openPeriodSeconds: poll.open_period } : {}),
    },
    ...(poll.type === "quiz"
      ? {
          quiz: {
            correct,
            explanation: { text: poll.explanation ?? "", entities: poll.explanation_entities ?? [] },
          },
        }
      : {}),
  };
}
