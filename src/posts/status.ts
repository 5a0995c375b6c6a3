/** The statuses of posts and deliveries, and what may follow what. */

export const postStatuses = [
  /** Being written; /schedule or /poll puts it here, confirming moves it on. */
  "draft",
  /** Confirmed and waiting for its minute, or partly on its way. */
  "scheduled",
  /** Every delivery was sent. */
  "published",
  /** Some deliveries were sent and no other is still open. */
  "partly_published",
  /** No delivery was sent, at least one failed; a retry puts it back to scheduled. */
  "failed",
  /** Nothing was sent in time; a new time puts it back to scheduled. */
  "expired",
  /** Taken back by a person before anything was sent. */
  "cancelled",
] as const;
export type PostStatus = (typeof postStatuses)[number];

export const deliveryStatuses = [
  /**
   * Waits for its due time; scheduling, a retry or a new time puts it here, the engine's claim moves it on.
   * Also between the parts of a post in several: those that are out are on record, and the next one is claimed.
   */
  "pending",
  /**
   * Claimed by the engine, the request is or may be under way; only the claim's holder may settle it.
   * Where the post was cancelled meanwhile, what would be tried again is cancelled instead.
   */
  "sending",
  /** Telegram confirmed it; has a time and message ids. Final. */
  "sent",
  /** Telegram refused it, or a part of it, or the attempts ran out; a person's retry moves it back to pending. */
  "failed",
  /**
   * The answer was lost and the message may have appeared; a person says which (sent, or pending again). Of a post in
   * several parts that is one part: where it appeared, the delivery is pending with those that are missing after it.
   */
  "uncertain",
  /** Too late to be of use; a new time moves it back to pending. */
  "expired",
  /** Taken back by a person before it was sent. Final. */
  "cancelled",
] as const;
export type DeliveryStatus = (typeof deliveryStatuses)[number];

/** From each delivery status, the statuses that may follow. The verbs of storage/ keep to it. */
export const deliveryTransitions: Record<DeliveryStatus, readonly DeliveryStatus[]> = {
  pending: ["sending", "failed", "expired", "cancelled"],
  sending: ["pending", "sent", "failed", "uncertain", "cancelled"],
  sent: [],
  failed: ["pending", "cancelled"],
  uncertain: ["sent", "pending", "cancelled"],
  expired: ["pending", "cancelled"],
  cancelled: [],
};

/** From each post status, the statuses that may follow. */
export const postTransitions: Record<PostStatus, readonly PostStatus[]> = {
  draft: ["scheduled"],
  scheduled: ["published", "partly_published", "failed", "expired", "cancelled"],
  published: [],
  partly_published: ["scheduled", "published"],
  failed: ["scheduled", "cancelled", "published", "partly_published", "expired"],
  expired: ["scheduled", "cancelled"],
  cancelled: [],
};

/**
 * The status of a released post, derived from those of its deliveries.
 * Takes at least one status; while any delivery is open (pending or sending) the post is still scheduled.
 * An uncertain delivery counts as a failure until a person has looked.
 */
export function derivePostStatus(deliveries: readonly DeliveryStatus[]): PostStatus {
  const has = (status: DeliveryStatus) => deliveries.includes(status);
  if (has("pending") || has("sending")) return "scheduled";
  if (has("sent")) return deliveries.every((status) => status === "sent") ? "published" : "partly_published";
  if (has("failed") || has("uncertain")) return "failed";
  if (has("expired")) return "expired";
  return "cancelled";
}
