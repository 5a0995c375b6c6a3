/** A released post on one screen: what, where, when, what came of it, and what can be done. */
import { InlineKeyboard } from "grammy";
import type { PostDelivery, Refusal, ReleasedPost } from "../../editorial/queue.ts";
import type { Person } from "../../editorial/team.ts";
import { messageLink } from "../../posts/message-link.ts";
import { mayChangePost } from "../../posts/permissions.ts";
import type { DeliveryStatus } from "../../posts/status.ts";
import { formatDuration, formatMoment, formatMomentInZone, headingOf } from "../format.ts";
import { reasonWords } from "../reason-words.ts";
import type { View } from "../screen.ts";
import { html, link, plain, trusted } from "../words.ts";

/** Telegram takes 4096 characters and 100 buttons; these leave room for headings and notes. */
const mostCharacters = 3000;
const mostButtons = 20;

/** `note`: HTML above everything, for what has just been done or why not. */
export function postView(post: ReleasedPost, person: Person, note?: string): View {
  const lines = [
    headingOf(post.content),
    html(`post-status-${post.status}`, { time: formatMomentInZone(post.dueAt, person.timeZone) }),
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

/** What keeps a person's act from being done, as HTML. */
export function refusalWords({ why, post }: Refusal): string {
  if (why === "too_late") return html("act-too_late", { status: post.status });
  return html(`act-${why}`, { name: post?.authorName ?? "" });
}

/** The destinations in a line: the first few by name. Not escaped. */
export function placesOf({ deliveries }: ReleasedPost, most = 3): string {
  const titles = deliveries.map(({ destination }) => destination.title);
  const named = titles.slice(0, titles.length > most ? most - 1 : most).join(", ");
  const rest = titles.length - (titles.length > most ? most - 1 : most);
  return rest > 0 ? plain("post-places-and-more", { places: named, count: rest }) : named;
}

/**
 * One line per destination: where, what came of it with a link, why not in plain words.
 * Where they are too many for a message, those that need somebody come first and the rest is counted.
 */
export function deliveryLines(post: ReleasedPost, zone: string): string[] {
  const all = post.deliveries.map((delivery) => ({ delivery, line: deliveryLine(delivery, post, zone) }));
  if (lengthOf(all.map(({ line }) => line)) <= mostCharacters) return all.map(({ line }) => line);
  const urgency = ({ delivery: { status } }: (typeof all)[number]) =>
    status === "uncertain" ? 0 : status === "failed" ? 1 : 2;
  const lines = all.sort((a, b) => urgency(a) - urgency(b)).map(({ line }) => line);
  let shown = lines.length;
  while (lengthOf(lines.slice(0, shown)) > mostCharacters) shown -= 1;
  return [...lines.slice(0, shown), html("delivery-more", { count: lines.length - shown })];
}

function deliveryLine(delivery: PostDelivery, post: ReleasedPost, zone: string): string {
  const { destination } = delivery;
  const place = link(destination.title, messageLink(destination, delivery.messageIds?.[0]));
  const late = (delivery.sentAt ?? 0) - delivery.dueAt;
  const args = {
    place,
    time: delivery.sentAt === null ? "" : formatMoment(delivery.sentAt, zone),
    // A minute is what was promised: what is within it is on time.
    late: late >= 60_000 ? formatDuration(late) : "",
    reason: trusted(reasonWords(delivery.reason)),
    next: delivery.nextAttemptAt > delivery.dueAt ? formatMoment(delivery.nextAttemptAt, zone) : "",
  };
  return html(`delivery-${statusOf(delivery, post)}`, args);
}

/** As Telegram counts: without the tags. */
const lengthOf = (lines: string[]) => lines.join("\n").replace(/<[^>]*>/g, "").length;

type Line = DeliveryStatus | "held" | "retrying" | "sent-late";

/** Finer than the status where that helps a reader: waiting for rights to come back, or for another attempt. */
function statusOf(delivery: PostDelivery, post: ReleasedPost): Line {
  if (delivery.status === "pending" && delivery.destination.state === "lost") return "held";
  if (delivery.status === "pending" && delivery.nextAttemptAt > post.dueAt && delivery.reason)
    return "retrying";
  if (delivery.status === "sent" && (delivery.sentAt ?? 0) - delivery.dueAt >= 60_000) return "sent-late";
  return delivery.status;
}

/** The buttons for the state in which the post is, if the person may change it. */
export function postKeyboard(post: ReleasedPost, person: Person): InlineKeyboard {
  const keyboard = new InlineKeyboard();
  const { id } = post;
  const has = (...statuses: DeliveryStatus[]) =>
    post.deliveries.some(({ status }) => statuses.includes(status));
  if (mayChangePost(person, post)) {
    const uncertain = post.deliveries.filter(({ status }) => status === "uncertain");
    for (const delivery of uncertain.slice(0, mostButtons)) {
      const place = delivery.destination.title;
      keyboard
        .text(plain("button-appeared", { place }), `delivery:${delivery.id}:appeared`)
        .row()
        .text(plain("button-send-again", { place }), `delivery:${delivery.id}:again`)
        .row();
    }
    const failed = post.deliveries.filter(
      ({ status, destination }) => status === "failed" && destination.state !== "removed",
    );
    if (failed.length === 1) keyboard.text(plain("button-retry"), `post:${id}:retry`).row();
    if (failed.length > 1) {
      for (const delivery of failed.slice(0, mostButtons)) {
        keyboard
          .text(
            plain("button-retry-one", { place: delivery.destination.title }),
            `delivery:${delivery.id}:retry`,
          )
          .row();
      }
      keyboard.text(plain("button-retry-all"), `post:${id}:retry`).row();
    }
    if (has("pending")) {
      keyboard
        .text(plain("button-reschedule"), `post:${id}:reschedule`)
        .text(plain("button-publish-now"), `post:${id}:now`)
        .row();
    } else if (failed.length > 0 || has("expired")) {
      keyboard.text(plain("button-reschedule"), `post:${id}:reschedule`).row();
    }
    if (has("pending", "failed", "expired", "uncertain"))
      keyboard.text(plain("button-cancel-post"), `post:${id}:cancel`);
  }
  keyboard.text(plain("button-preview"), `post:${id}:preview`).row();
  if (post.finishedAt !== null && post.keptBy === null)
    keyboard.text(plain("button-keep"), `post:${id}:keep`);
  keyboard.text(plain("button-to-queue"), "queue:0");
  return keyboard;
}
