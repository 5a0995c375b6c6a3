/** The only code that calls publishing methods: a part of a post in, outcome out. */
import type { MessageEntity } from "@grammyjs/types";
import { type Api, InputMediaBuilder } from "grammy";
import type {
  AlbumContent,
  AlbumItem,
  Captioned,
  Content,
  FormattedText,
  MediaContent,
  PollContent,
} from "../posts/content.ts";
import { type Part, partsOf } from "../posts/parts.ts";
import type { FailureReason, Outcome } from "../posts/retry.ts";
import { classify } from "./classify.ts";
import type { GrammySignal } from "./client.ts";

export type Send = ReturnType<typeof createSender>;

/**
 * Returns `send(chatId, part, signal)`, which sends once and never throws for what Telegram or the network does.
 * An aborted signal gives up waiting; the message may have appeared, and the outcome says so.
 * Formatting goes out as entities, never through parse_mode: text cannot be misread as markup.
 */
export function createSender(api: Api) {
  return async function send(chatId: number, part: Part, signal?: AbortSignal): Promise<Outcome> {
    try {
      return { kind: "sent", messageIds: await publish(api, chatId, part, signal as GrammySignal) };
    } catch (error) {
      return classify(error);
    }
  };
}

/**
 * Shows a whole post, part by part, for somebody to look at: nothing is tried again. Returns the messages that
 * appeared, and why the rest did not.
 */
export async function sendPreview(
  send: Send,
  chatId: number,
  content: Content,
  signal: AbortSignal,
): Promise<{ messageIds: number[]; failure?: FailureReason }> {
  const messageIds: number[] = [];
  for (const part of partsOf(content)) {
    const outcome = await send(chatId, part, signal);
    if (outcome.kind !== "sent")
      return { messageIds, ...("reason" in outcome && { failure: outcome.reason }) };
    messageIds.push(...outcome.messageIds);
  }
  return { messageIds };
}

async function publish(api: Api, chatId: number, part: Part, signal: GrammySignal): Promise<number[]> {
  switch (part.kind) {
    case "text": {
      const message = await api.sendMessage(
        chatId,
        part.text,
        {
          ...(part.entities.length > 0 && { entities: part.entities }),
          ...(part.linkPreview && { link_preview_options: part.linkPreview }),
        },
        signal,
      );
      return [message.message_id];
    }
    case "album": {
      const messages = await api.sendMediaGroup(chatId, albumMedia(part), {}, signal);
      return messages.map((message) => message.message_id);
    }
    case "poll":
      return [(await sendPoll(api, chatId, part, signal)).message_id];
    default:
      return [(await sendMedia(api, chatId, part, signal)).message_id];
  }
}

function sendMedia(api: Api, chatId: number, content: MediaContent, signal: GrammySignal) {
  switch (content.kind) {
    case "photo":
      return api.sendPhoto(chatId, content.fileId, visual(content), signal);
    case "video":
      return api.sendVideo(chatId, content.fileId, visual(content), signal);
    case "animation":
      return api.sendAnimation(chatId, content.fileId, visual(content), signal);
    case "document":
      return api.sendDocument(chatId, content.fileId, caption(content), signal);
    case "audio":
      return api.sendAudio(chatId, content.fileId, caption(content), signal);
    case "voice":
      return api.sendVoice(chatId, content.fileId, caption(content), signal);
  }
}

/** The content rules saw to it that the kinds may stand together; the type of the method cannot know that. */
function albumMedia(content: AlbumContent): Parameters<Api["sendMediaGroup"]>[1] {
  return content.items.map(albumPart) as Parameters<Api["sendMediaGroup"]>[1];
}

function albumPart(item: AlbumItem) {
  switch (item.kind) {
    case "photo":
      return InputMediaBuilder.photo(item.fileId, visual(item));
    case "video":
      return InputMediaBuilder.video(item.fileId, visual(item));
    case "document":
      return InputMediaBuilder.document(item.fileId, caption(item));
    case "audio":
      return InputMediaBuilder.audio(item.fileId, caption(item));
  }
}

function caption({ caption, captionEntities }: Captioned) {
  return {
    ...(caption !== "" && { caption }),
    ...(caption !== "" && captionEntities.length > 0 && { caption_entities: captionEntities }),
  };
}

/** What photos, videos and animations take beside a caption; the other methods refuse it. */
function visual(item: Captioned & { spoiler?: boolean }) {
  return {
    ...caption(item),
    ...(item.captionAbove && item.caption !== "" && { show_caption_above_media: true }),
    ...(item.spoiler && { has_spoiler: true }),
  };
}

function sendPoll(api: Api, chatId: number, poll: PollContent, signal: GrammySignal) {
  const { question, options, anonymous, multiple, quiz, extras } = poll;
  const questionEntities = customEmoji(question);
  return api.sendPoll(
    chatId,
    question.text,
    options.map((option) => {
      const entities = customEmoji(option);
      return { text: option.text, ...(entities.length > 0 && { text_entities: entities }) };
    }),
    {
      ...(questionEntities.length > 0 && { question_entities: questionEntities }),
      is_anonymous: anonymous,
      // A quiz with several right answers can only be solved by choosing several.
      allows_multiple_answers: multiple || (quiz !== undefined && quiz.correct.length > 1),
      ...(quiz && { type: "quiz", correct_option_ids: quiz.correct.toSorted((a, b) => a - b) }),
      ...(quiz && explanation(quiz.explanation)),
      ...(extras?.description && description(extras.description)),
      ...(extras?.revoting !== undefined && { allows_revoting: extras.revoting }),
      ...(extras?.openPeriodSeconds && { open_period: extras.openPeriodSeconds }),
    },
    signal,
  );
}

function explanation({ text, entities }: FormattedText) {
  if (text === "") return {};
  return { explanation: text, ...(entities.length > 0 && { explanation_entities: entities }) };
}

function description({ text, entities }: FormattedText) {
  return { description: text, ...(entities.length > 0 && { description_entities: entities }) };
}

/** "Currently, only custom emoji entities are allowed" in questions and options (Bot API, sendPoll). */
function customEmoji({ entities }: FormattedText): MessageEntity[] {
  return entities.filter((entity) => entity.type === "custom_emoji");
}
