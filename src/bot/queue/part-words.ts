/** Of a post in several messages: what of it is out in a place, and what is not. */
import type { PostDelivery } from "../../editorial/queue.ts";
import { type Content, followingOf } from "../../posts/content.ts";
import { html, plain } from "../words.ts";

/** Part of it is out, and nothing says that the rest is. */
export function isHalfOut({ status, partMessageIds }: PostDelivery): boolean {
  return status !== "sent" && partMessageIds !== null;
}

/** A sentence as HTML; undefined where the post stands there whole or not at all. */
export function partWords(delivery: PostDelivery, content: Content, isDoubtful: boolean): string | undefined {
  const state = followingOf(content) ? stateOf(delivery, isDoubtful) : undefined;
  return state && html("delivery-parts", { state, first: plain(`part-${content.kind}`) });
}

type State = "follows" | "missing" | "doubtful-first" | "doubtful-following";

function stateOf(delivery: PostDelivery, isDoubtful: boolean): State | undefined {
  if (isDoubtful) return isHalfOut(delivery) ? "doubtful-following" : "doubtful-first";
  if (!isHalfOut(delivery)) return undefined;
  return delivery.status === "pending" || delivery.status === "sending" ? "follows" : "missing";
}
