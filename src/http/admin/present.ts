/** From rows to what the admin API answers; the shapes are in schemas.ts. */
import type { Destination } from "../../editorial/directory.ts";
import type { PostDelivery, ReleasedPost } from "../../editorial/queue.ts";
import type {
  AlbumItem,
  Content,
  Followed,
  FormattedText,
  MediaContent,
  TextContent,
} from "../../posts/content.ts";
import { excerpt } from "../../posts/excerpt.ts";
import { messageLink } from "../../posts/message-link.ts";
import { knownMessageIds } from "../../posts/parts.ts";

/** Sentences of the locale as plain text. */
export interface Sentences {
  /** For a code of posts/retry.ts. */
  reason(code: string): string;
}

export const instant = (at: number): string => new Date(at).toISOString();
const orNull = (at: number | null): string | null => (at === null ? null : instant(at));

export function createPresenter(parts: {
  sentences: Sentences;
  /** The name of whoever cancelled a post. */
  cancellerOf: (postId: number) => string | undefined;
}) {
  const { sentences, cancellerOf } = parts;

  function presentDelivery(delivery: PostDelivery) {
    const { id, destination, status, dueAt, nextAttemptAt, attempts, sentAt, reason, detail } = delivery;
    const messageIds = knownMessageIds(delivery);
    return {
      id,
      destination: presentDestination(destination),
      status,
      due_at: instant(dueAt),
      next_attempt_at: status === "pending" ? instant(nextAttemptAt) : null,
      attempts,
      sent_at: orNull(sentAt),
      message_ids: messageIds,
      links: messageIds.flatMap((messageId) => messageLink(destination, messageId) ?? []),
      reason,
      explanation: reason === null ? null : sentences.reason(reason),
      telegram_said: detail,
    };
  }

  return {
    post: (post: ReleasedPost) => ({
      id: post.id,
      status: post.status,
      title: excerpt(post.content, 60),
      author: { user_id: post.authorId, name: post.authorName },
      content: presentContent(post.content),
      due_at: instant(post.dueAt),
      time_zone: post.timeZone,
      created_at: instant(post.createdAt),
      finished_at: orNull(post.finishedAt),
      cancellation:
        post.cancelledBy === null ? null : { by: cancellerOf(post.id) ?? null, reason: post.cancelReason },
      kept: post.keptBy !== null,
      deliveries: post.deliveries.map(presentDelivery),
    }),
  };
}

export function presentDestination(destination: Destination) {
  const { id, chatId, type, title, username, timeZone, state, canPin } = destination;
  return { id, chat_id: chatId, type, title, username, time_zone: timeZone, state, can_pin: canPin };
}

function presentContent(content: Content) {
  switch (content.kind) {
    case "text":
      return { kind: content.kind, ...written(content) };
    case "album":
      return { kind: content.kind, items: content.items.map(presentFile), ...following(content) };
    case "poll": {
      const { kind, question, options, anonymous, multiple, quiz, extras = {} } = content;
      return {
        ...{ kind, anonymous, multiple },
        question: formatted(question),
        options: options.map(formatted),
        quiz: quiz ? { correct: quiz.correct, explanation: formatted(quiz.explanation) } : null,
        ...(extras.description && { description: formatted(extras.description) }),
        ...(extras.revoting !== undefined && { allows_revoting: extras.revoting }),
        ...(extras.openPeriodSeconds !== undefined && { open_period: extras.openPeriodSeconds }),
      };
    }
    default:
      return { ...presentFile(content), ...following(content) };
  }
}

function presentFile({
  kind,
  fileId,
  fileName,
  caption,
  captionEntities,
  ...look
}: MediaContent | AlbumItem) {
  return {
    kind,
    file_id: fileId,
    ...(fileName !== undefined && { file_name: fileName }),
    caption: { text: caption, entities: captionEntities },
    caption_above: look.captionAbove ?? false,
    spoiler: look.spoiler ?? false,
  };
}

const following = ({ following }: Followed) => (following ? { following: written(following) } : {});

const written = ({ linkPreview, ...text }: TextContent) => ({
  text: formatted(text),
  ...(linkPreview && { link_preview: linkPreview }),
});

const formatted = ({ text, entities }: FormattedText) => ({ text, entities });
