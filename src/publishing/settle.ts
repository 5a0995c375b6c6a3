/** Settling: a decision becomes one verb of the store, and what it did is emitted. */
import type { Events } from "../events.ts";
import type { Decision, FailureReason, Outcome } from "../posts/retry.ts";
import type { DeliveryStatus } from "../posts/status.ts";
import type { ChatChangeStore } from "../storage/chat-changes.ts";
import type { Claim, ClaimName } from "../storage/claims.ts";
import type { DeliveryStore, Settlement } from "../storage/deliveries.ts";

/** A migration is followed while sending; everything else settles. */
export type FinalDecision = Exclude<Decision, { do: "follow_migration" }>;

export function createSettler(parts: {
  deliveries: DeliveryStore;
  chats: ChatChangeStore;
  events: Pick<Events, "emit">;
}) {
  const { deliveries, chats, events } = parts;
  /** What the database did not take (locked, disk full). The rows stay `sending` until it does. */
  let leftovers: (() => void)[] = [];

  /** Writes at once, or keeps it for `writeLeftovers` and reports the problem. */
  function write(work: () => void, onProblem: (problem: unknown) => void): void {
    try {
      work();
    } catch (problem) {
      leftovers.push(work);
      onProblem(problem);
    }
  }

  /** Tries again what the database did not take before. */
  function writeLeftovers(onProblem: (problem: unknown) => void): void {
    const again = leftovers;
    leftovers = [];
    for (const work of again) write(work, onProblem);
  }

  /** Settles a claim. Returns the delivery's new status; undefined if it was no longer the claim's own. */
  function settle(
    claim: Claim,
    outcome: Outcome,
    decision: FinalDecision,
    now: number,
  ): DeliveryStatus | undefined {
    switch (decision.do) {
      case "settle_sent": {
        const settlement = deliveries.markSent(claim, { at: now, messageIds: decision.messageIds });
        return announce(claim, settlement, { lateness: now - claim.dueAt });
      }
      case "retry": {
        const { at: retryAt, spendAttempt } = decision;
        const why = reasonOf(outcome);
        const settlement = deliveries.retryAt(claim, { at: now, ...why, retryAt, spendAttempt });
        return announce(claim, settlement, { ...why, retryAt });
      }
      case "fail": {
        const { reason, detail } = decision;
        const status = announce(claim, deliveries.fail(claim, { at: now, reason, detail }), {
          reason,
          detail,
        });
        if (status && decision.losesDestination) lose(claim.destinationId, reason, now);
        return status;
      }
      case "mark_uncertain": {
        const { reason, detail } = decision;
        return announce(claim, deliveries.markUncertain(claim, { at: now, reason, detail }), {
          reason,
          detail,
        });
      }
    }
  }

  function announce(
    claim: ClaimName,
    settlement: Settlement | undefined,
    details: { lateness?: number; reason?: string; detail?: string; retryAt?: number },
  ): DeliveryStatus | undefined {
    if (!settlement) return undefined;
    const { deliveryId, postId, destinationId } = claim;
    const { status, postFinished } = settlement;
    events.emit({ type: "delivery_settled", deliveryId, postId, destinationId, status, ...details });
    if (postFinished) events.emit({ type: "post_finished", postId, status: postFinished });
    return status;
  }

  function lose(destinationId: number, reason: FailureReason, now: number): void {
    if (chats.loseDestination(destinationId, now, reason))
      events.emit({ type: "destination_lost", destinationId, reason });
  }

  /** Follows a group to its new id. */
  function follow(fromChatId: number, toChatId: number, now: number): void {
    const destinationId = chats.followMigration(fromChatId, toChatId, now);
    if (destinationId !== undefined)
      events.emit({ type: "destination_moved", destinationId, fromChatId, toChatId });
  }

  /** At start: what the last process left in `sending` may have appeared. Returns how many deliveries. */
  function settleInterrupted(now: number): number {
    const reason = "stopped_while_sending";
    const interrupted = deliveries.interrupted();
    for (const name of interrupted)
      announce(name, deliveries.markUncertain(name, { at: now, reason, detail: "" }), { reason });
    return interrupted.length;
  }

  /** Expires what still waits and was due before an instant. Returns how many deliveries. */
  function expire(dueBefore: number, now: number): number {
    const expired = deliveries.expireLate(dueBefore, now);
    for (const { postId, deliveries: ofPost, postFinished } of expired) {
      for (const delivery of ofPost)
        events.emit({ type: "delivery_settled", ...delivery, status: "expired" });
      if (postFinished) events.emit({ type: "post_finished", postId, status: postFinished });
    }
    return expired.reduce((sum, { deliveries: ofPost }) => sum + ofPost.length, 0);
  }

  return { write, writeLeftovers, settle, follow, settleInterrupted, expire };
}

function reasonOf(outcome: Outcome): { reason: FailureReason; detail: string } {
  if (outcome.kind === "sent" || outcome.kind === "migrated") return { reason: "other", detail: "" };
  return { reason: outcome.reason, detail: outcome.kind === "wait" ? "" : outcome.detail };
}
