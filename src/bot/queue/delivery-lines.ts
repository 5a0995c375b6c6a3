/** Where a post goes and what came of it, destination by destination. */
import type { PostDelivery, ReleasedPost } from "../../editorial/queue.ts";
import { messageLink } from "../../posts/message-link.ts";
import { knownMessageIds } from "../../posts/parts.ts";
import type { FailureReason } from "../../posts/retry.ts";
import type { DeliveryStatus } from "../../posts/status.ts";
import { formatDuration, formatMoment } from "../format.ts";
import { reasonWords } from "../reason-words.ts";
import { html, link, plain, trusted } from "../words.ts";
import { partWords } from "./part-words.ts";

/** Telegram takes 4096 characters; this leaves room for headings and notes. */
const mostCharacters = 3000;

/** A minute is what was promised: what is within it (ms) is on time. */
const onTime = 60_000;

/** The destinations in a line: the first few by name. Not escaped. */
export function placesOf({ deliveries }: Pick<ReleasedPost, "deliveries">, most = 3): string {
  const titles = deliveries.map(({ destination }) => destination.title);
  const named = titles.slice(0, titles.length > most ? most - 1 : most).join(", ");
  const rest = titles.length - (titles.length > most ? most - 1 : most);
  return rest > 0 ? plain("places-and-more", { places: named, count: rest }) : named;
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
  return [...lines.slice(0, shown), html("and-more", { count: lines.length - shown })];
}

function deliveryLine(delivery: PostDelivery, post: ReleasedPost, zone: string): string {
  const { destination } = delivery;
  const place = link(destination.title, messageLink(destination, knownMessageIds(delivery)[0]));
  const late = latenessOf(delivery);
  // A lost answer leads to another attempt only where looking has shown that nothing is there.
  const wasLookedFor = delivery.status === "pending" && doubtfulReasons.has(delivery.reason ?? "");
  const args = {
    place,
    time: delivery.sentAt === null ? "" : formatMoment(delivery.sentAt, zone),
    late: late >= onTime ? formatDuration(late) : "",
    reason: trusted(reasonWords(wasLookedFor ? "never_arrived" : delivery.reason)),
    next: delivery.nextAttemptAt > delivery.dueAt ? formatMoment(delivery.nextAttemptAt, zone) : "",
  };
  const line = html(`delivery-${statusOf(delivery, post)}`, args);
  const parts = partWords(delivery, post.content, isDoubtful(delivery));
  return parts ? `${line}\n${parts}` : line;
}

/** In ms; 0 where a person said that it had appeared: when, nobody knows. */
function latenessOf({ sentAt, dueAt, messageIds }: PostDelivery): number {
  return messageIds?.length ? (sentAt ?? dueAt) - dueAt : 0;
}

/** As Telegram counts: without the tags. */
const lengthOf = (lines: string[]) => lines.join("\n").replace(/<[^>]*>/g, "").length;

/** It was given up while nobody knew whether it had appeared. */
export function isDoubtful({ status, reason }: PostDelivery): boolean {
  return status === "cancelled" && doubtfulReasons.has(reason ?? "");
}

const doubtfulReasons: ReadonlySet<string> = new Set([
  "timed_out",
  "connection_lost",
  "server_error",
  "unreadable_answer",
  "stopped_while_sending",
  "restored",
  "restored_early",
] satisfies FailureReason[]);

type Line = DeliveryStatus | "held" | "retrying" | "sent-late" | "doubtful";

/** Finer than the status where that helps a reader: waiting for rights to come back, or for another attempt. */
function statusOf(delivery: PostDelivery, post: ReleasedPost): Line {
  if (delivery.status === "pending" && delivery.destination.state === "lost") return "held";
  if (delivery.status === "pending" && delivery.nextAttemptAt > post.dueAt && delivery.reason)
    return "retrying";
  if (delivery.status === "sent" && latenessOf(delivery) >= onTime) return "sent-late";
  return isDoubtful(delivery) ? "doubtful" : delivery.status;
}
