/** What can happen, and who listens. The engine and the use cases only emit; wording belongs to the listeners. */
import type { Content } from "./posts/content.ts";
import type { Who } from "./posts/permissions.ts";
import type { DeliveryStatus, PostStatus } from "./posts/status.ts";

export type Event =
  | { type: "post_scheduled"; postId: number; dueAt: number; by: Who }
  | {
      type: "post_changed";
      postId: number;
      change: "rescheduled" | "cancelled" | "published_now" | "retried" | "kept" | "let_go" | "left";
      by: Who;
    }
  | ({ type: "delivery_claimed"; deliveryId: number; destinationId: number; attempt: number } & OfPost)
  /** A part of a post in several messages is out; the next one follows. */
  | ({
      type: "delivery_part_sent";
      deliveryId: number;
      destinationId: number;
      /** From 1, out of `parts`. */
      part: number;
      parts: number;
    } & OfPost)
  | ({
      type: "delivery_settled";
      deliveryId: number;
      destinationId: number;
      status: DeliveryStatus;
      kind: Content["kind"];
      /** How long after its due time it was sent, in ms; only for sent. */
      lateness?: number;
      /** Why it was not sent, or when it is tried again (epoch ms). */
      reason?: string;
      detail?: string;
      retryAt?: number;
    } & OfPost)
  /** A post's author is owed word of it: it reached a status in which nothing more happens by itself. */
  | ({ type: "post_finished"; status: PostStatus } & OfPost)
  /** Nobody is owed word of it any more: its author was told, or whoever hears of it in the author's place. */
  | ({ type: "post_told" } & OfPost)
  | { type: "destination_lost"; destinationId: number; reason: string }
  | { type: "destination_moved"; destinationId: number; fromChatId: number; toChatId: number }
  | {
      type: "job_finished";
      job: string;
      scheduledFor: number;
      outcome: "ok" | "failed";
      durationMs: number;
      summary?: string;
    }
  | { type: "job_paused" | "job_resumed"; job: string; by: Who }
  /** Nothing is sent any more: Telegram refuses the bot's token, or cannot be reached. Once, when it begins. */
  | { type: "telegram_unauthorized" }
  | { type: "telegram_unreachable" }
  /** That is over, and what waited goes out; `since` is when it began (epoch ms). */
  | { type: "telegram_back"; after: "unauthorized" | "unreachable"; since: number }
  /** The database cannot be written to since an instant (epoch ms); and that is over. */
  | { type: "database_trouble"; kind: "full" | "locked" | "read_only" | "failing"; since: number }
  | { type: "database_well"; after: "full" | "locked" | "read_only" | "failing"; since: number }
  /** A copy of the database was found damaged: most likely the database itself is. */
  | { type: "backup_damaged"; problem: string }
  /** Telegram told the bot to wait (ms), in one chat or altogether, until an instant (epoch ms). */
  | { type: "telegram_limited"; scope: "chat" | "bot"; waitMs: number; until: number }
  /** An address of EVENT_WEBHOOKS did not take an event; only its host is named. */
  | { type: "webhook_failed"; host: string; problem: string; attempt: number }
  /** It had failed for so long that it is not told of so many entries of the ledger any more. */
  | { type: "webhook_gave_up"; host: string; count: number }
  /** The handlers of an update are through with it. */
  | { type: "update_handled"; kind: string; outcome: "ok" | "failed"; durationMs: number };

interface OfPost {
  postId: number;
  /** Names in the log what set the post going, where that is known: trace.ts. */
  trace?: string;
}

export type Events = ReturnType<typeof createEvents>;

/** Listeners run at once, in the order they came; one that throws is reported to `onError` and stops no other. */
export function createEvents(onError: (error: unknown, event: Event) => void) {
  const listeners = new Set<(event: Event) => void>();
  return {
    emit(event: Event): void {
      for (const listener of listeners) {
        try {
          listener(event);
        } catch (error) {
          onError(error, event);
        }
      }
    },
    /** Returns a function that ends the listening. */
    listen(listener: (event: Event) => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
