/** A released post on one screen: what, where, when, what came of it, and what can be done. */
import { InlineKeyboard } from "grammy";
import type { Refusal, ReleasedPost } from "../../editorial/queue.ts";
import type { Person } from "../../editorial/team.ts";
import { mayChangePost, mayLetGo } from "../../posts/permissions.ts";
import type { DeliveryStatus, PostStatus } from "../../posts/status.ts";
import { formatMomentInZone, headingOf } from "../format.ts";
import type { View } from "../screen.ts";
import { html, plain } from "../words.ts";
import { deliveryLines } from "./delivery-lines.ts";
import { isHalfOut } from "./part-words.ts";

/** Telegram takes 100 buttons; a person's patience ends before. */
const mostButtons = 20;

/** `note`: HTML above everything, for what has just been done or why not. */
export function postView(post: ReleasedPost, person: Person, note?: string): View {
  const lines = [
    headingOf(post.content),
    html(`post-status-${resultOf(post)}`, { time: formatMomentInZone(post.dueAt, person.timeZone) }),
    ...(post.authorId === person.userId ? [] : [html("post-author", { name: post.authorName })]),
    ...(post.status === "cancelled" && post.cancelReason
      ? [html("post-cancel-reason", { reason: post.cancelReason })]
      : []),
    ...(post.keptBy === null ? [] : [html("post-kept")]),
    "",
    ...deliveryLines(post, person.timeZone),
  ];
  const text = lines.join("\n");
  return { text: note ? `${note}\n\n${text}` : text, keyboard: postKeyboard(post, person) };
}

/** For a post that takes its way by itself: how it stands by then, and what else is coming. */
export function openPostKeyboard(postId: number): InlineKeyboard {
  return new InlineKeyboard()
    .text(plain("button-open-post"), `post:${postId}`)
    .text(plain("button-queue"), "queue:0");
}

/** What keeps a person's act from being done, as HTML. */
export function refusalWords({ why, post }: Refusal): string {
  if (why === "too_late") return html("act-too_late", { status: resultOf(post) });
  return html(`act-${why}`, { name: post?.authorName ?? "" });
}

/**
 * A post counts as failed while nobody knows whether it appeared; people are told that nobody knows. And they are told
 * of a part that is out, where the rest did not follow.
 */
export function resultOf({ status, deliveries }: ReleasedPost): PostStatus | "uncertain" {
  if (status === "failed" && deliveries.some((one) => one.status === "uncertain")) return "uncertain";
  const isBroken = status === "failed" || status === "expired";
  return isBroken && deliveries.some(isHalfOut) ? "partly_published" : status;
}

/** The buttons for the state in which the post is, if the person may change it. */
export function postKeyboard(post: ReleasedPost, person: Person): InlineKeyboard {
  const keyboard = new InlineKeyboard();
  const { id } = post;
  const has = (...statuses: DeliveryStatus[]) =>
    post.deliveries.some(({ status }) => statuses.includes(status));
  if (mayChangePost(person, post)) {
    const uncertain = post.deliveries.filter(
      ({ status, leftAt }) => status === "uncertain" && leftAt === null,
    );
    for (const delivery of uncertain.slice(0, mostButtons)) {
      const place = delivery.destination.title;
      keyboard
        .text(plain("button-appeared", { place }), `delivery:${delivery.id}:appeared`)
        .row()
        .text(
          plain(delivery.reason === "restored_early" ? "button-keep-scheduled-one" : "button-send-again", {
            place,
          }),
          `delivery:${delivery.id}:again`,
        )
        .row()
        .text(plain("button-leave", { place }), `delivery:${delivery.id}:leave`)
        .row();
    }
    const failed = post.deliveries.filter(
      ({ status, destination }) => status === "failed" && destination.state !== "removed",
    );
    if (failed.length === 1 && post.deliveries.length === 1)
      keyboard.text(plain("button-retry"), `post:${id}:retry`);
    else {
      for (const delivery of failed.slice(0, mostButtons)) {
        keyboard
          .text(
            plain("button-retry-one", { place: delivery.destination.title }),
            `delivery:${delivery.id}:retry`,
          )
          .row();
      }
      if (failed.length > 1) keyboard.text(plain("button-retry-all"), `post:${id}:retry`).row();
    }
    if (has("pending")) {
      keyboard
        .text(plain("button-reschedule"), `post:${id}:reschedule`)
        .text(plain("button-publish-now"), `post:${id}:now`)
        .row();
    } else if (failed.length > 0 || has("expired")) {
      keyboard.text(plain("button-reschedule"), `post:${id}:reschedule`).row();
    }
  }
  keyboard.text(plain("button-preview"), `post:${id}:preview`);
  keyboard.text(plain("button-history"), `post:${id}:history`).row();
  // Never three in a row: a phone would cut the labels off.
  const mayCancel = mayChangePost(person, post) && has("pending", "failed", "expired", "uncertain");
  if (mayCancel) keyboard.text(plain("button-cancel-post"), `post:${id}:cancel`);
  const mayKeep = post.finishedAt !== null && post.keptBy === null;
  if (mayKeep) keyboard.text(plain("button-keep"), `post:${id}:keep`);
  const isKept = post.keptBy !== null && mayLetGo(person, post);
  if (isKept) keyboard.text(plain("button-let-go"), `post:${id}:let-go`);
  if (mayCancel && (mayKeep || isKept)) keyboard.row();
  keyboard.text(plain("button-to-queue"), "queue:0");
  return keyboard;
}
