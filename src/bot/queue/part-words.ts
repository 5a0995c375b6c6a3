/** Of a post in several messages: what of it is out in a place, and what is not. */
import type { PostDelivery } from "../../editorial/queue.ts";
import { type Content, followingOf } from "../../posts/content.ts";
import { isHeldReason } from "../../posts/retry.ts";
import { html, plain } from "../words.ts";

/** Part of it is out, and nothing says that the rest is. */
export function isHalfOut({ status, partMessageIds }: PostDelivery): boolean {
  return status !== "sent" && partMessageIds !== null;
}

/**
 * A sentence as HTML; undefined where the post stands there whole or not at all. `wasDoubtful`: it was given up while
 * nobody knew.
 */
export function partWords(
  delivery: PostDelivery,
  content: Content,
  wasDoubtful: boolean,
): string | undefined {
  const state = followingOf(content) ? stateOf(delivery, wasDoubtful) : undefined;
  return state && html("delivery-parts", { state, first: plain(`part-${content.kind}`) });
}

type State = "follows" | "missing" | "doubtful-first" | "doubtful-following";

function stateOf(delivery: PostDelivery, wasDoubtful: boolean): State | undefined {
  const isInDoubt = wasDoubtful || delivery.status === "uncertain";
  // Of what a restore holds, all of it may be out.
  if (!isHalfOut(delivery)) return isInDoubt && !isHeldReason(delivery.reason) ? "doubtful-first" : undefined;
  if (isInDoubt) return "doubtful-following";
  return delivery.status === "pending" || delivery.status === "sending" ? "follows" : "missing";
}
