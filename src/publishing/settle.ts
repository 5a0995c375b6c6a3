/** Settling: a decision becomes one verb of the store. What happened by it is returned, to be told once it is on disk. */
import type { Event } from "../events.ts";
import { nextPart, partsOf } from "../posts/parts.ts";
import type { Decision, FailureReason, Outcome } from "../posts/retry.ts";
import type { DeliveryStatus } from "../posts/status.ts";
import type { ChatChangeStore } from "../storage/chat-changes.ts";
import type { Claim } from "../storage/claims.ts";
import type { DeliveryStore, Settlement } from "../storage/deliveries.ts";
import type { MessageIdStore } from "../storage/message-ids.ts";

/** A migration is followed while sending; everything else settles. */
export type FinalDecision = Exclude<Decision, { do: "follow_migration" }>;

/** The last part of a post that was sent. */
export interface SentClaim {
  claim: Claim;
  messageIds: number[];
  at: number;
}

/** `status` is the delivery's new one; absent if it was no longer the claim's own, and nothing was done. */
export interface Settled {
  status?: DeliveryStatus | undefined;
  events: Event[];
}

export type Settler = ReturnType<typeof createSettler>;

/** Whether what was claimed is the last part of its post. */
export function completes({ content, partMessageIds }: Claim): boolean {
  return nextPart(content, partMessageIds).isLast;
}

export function createSettler(parts: {
  deliveries: DeliveryStore;
  chats: ChatChangeStore;
  noteSent?: MessageIdStore["noteSent"];
}) {
  const { deliveries, chats, noteSent } = parts;

  function settleSent(list: SentClaim[]): Settled[] {
    const sent = list.map(({ claim, messageIds, at }) => ({
      name: claim,
      messageIds: claim.partMessageIds ? [...claim.partMessageIds.flat(), ...messageIds] : messageIds,
      at,
    }));
    const settlements = deliveries.markAllSent(sent);
    noteSent?.(
      list
        .filter((_, index) => settlements[index])
        .map(({ claim: { destinationId }, messageIds }) => ({ destinationId, messageIds })),
    );
    return list.map(({ claim, at }, index) =>
      announcement(claim, settlements[index], { lateness: at - claim.dueAt }),
    );
  }

  return {
    /** Settles what was sent, in the order of the list. */
    settleSent,

    /** Settles a claim. Several of these may share a transaction. */
    settle(claim: Claim, outcome: Outcome, decision: FinalDecision, at: number): Settled {
      switch (decision.do) {
        case "settle_sent":
          if (!completes(claim)) return settlePart(claim, decision.messageIds, at);
          return settleSent([{ claim, messageIds: decision.messageIds, at }])[0] ?? { events: [] };
        case "retry": {
          const { at: retryAt, spendAttempt, holds } = decision;
          const why = reasonOf(outcome);
          const settlement = deliveries.retryAt(claim, {
            at,
            ...why,
            // What holds up everything is the barrier's to time: behind it each keeps its place in the order.
            retryAt: holds === "all" ? at : retryAt,
            spendAttempt,
            chatWaits: holds === "chat",
          });
          return announcement(claim, settlement, { ...why, retryAt });
        }
        case "fail": {
          const { reason, detail, losesDestination } = decision;
          const settled = announcement(claim, deliveries.fail(claim, { at, reason, detail }), {
            reason,
            detail,
          });
          if (settled.status && losesDestination)
            settled.events.push(...lose(claim.destinationId, reason, at));
          return settled;
        }
        case "mark_uncertain": {
          const { reason, detail } = decision;
          const settlement = deliveries.markUncertain(claim, { at, reason, detail });
          return announcement(claim, settlement, { reason, detail });
        }
      }
    },

    /** Follows a group to its new id. */
    follow(fromChatId: number, toChatId: number, at: number): Settled {
      const destinationId = chats.followMigration(fromChatId, toChatId, at);
      if (destinationId === undefined) return { events: [] };
      return { events: [{ type: "destination_moved", destinationId, fromChatId, toChatId }] };
    },

    /** Expires what still waits and was due before an instant. Returns how many deliveries, and what happened. */
    expire(dueBefore: number, now: number): { count: number; events: Event[] } {
      const expired = deliveries.expireLate(dueBefore, now);
      const events = expired.flatMap(({ postId, trace, deliveries: ofPost, postFinished }): Event[] => {
        const post = { postId, ...traceField(trace) };
        return [
          ...ofPost.map(
            (delivery) => ({ type: "delivery_settled", ...delivery, status: "expired", ...post }) as const,
          ),
          ...(postFinished ? [{ type: "post_finished", status: postFinished, ...post } as const] : []),
        ];
      });
      return { count: expired.reduce((sum, { deliveries: ofPost }) => sum + ofPost.length, 0), events };
    },
  };

  /** A part is out and another is missing, which is claimed as soon as the pace lets it go. */
  function settlePart(claim: Claim, messageIds: number[], at: number): Settled {
    const { deliveryId, postId, destinationId, content, partMessageIds, trace } = claim;
    const part = (partMessageIds?.length ?? 0) + 1;
    const parts = partsOf(content).length;
    const settlement = deliveries.markPartSent(claim, { at, messageIds, part, parts });
    if (!settlement) return { events: [] };
    noteSent?.([{ destinationId, messageIds }]);
    const ofPost = { postId, ...traceField(trace) };
    const sent: Event = { type: "delivery_part_sent", deliveryId, destinationId, part, parts, ...ofPost };
    if (settlement.status === "pending") return { events: [sent] };
    const { status, events } = announcement(claim, settlement, {});
    return { status, events: [sent, ...events] };
  }

  function lose(destinationId: number, reason: FailureReason, at: number): Event[] {
    if (!chats.loseDestination(destinationId, at, reason)) return [];
    return [{ type: "destination_lost", destinationId, reason }];
  }
}

function announcement(
  { deliveryId, postId, destinationId, content: { kind }, trace }: Claim,
  settlement: Settlement | undefined,
  details: { lateness?: number; reason?: string; detail?: string; retryAt?: number },
): Settled {
  if (!settlement) return { events: [] };
  const { status, postFinished } = settlement;
  const ofPost = { postId, ...traceField(trace) };
  const events: Event[] = [
    { type: "delivery_settled", deliveryId, destinationId, status, kind, ...details, ...ofPost },
  ];
  if (postFinished) events.push({ type: "post_finished", status: postFinished, ...ofPost });
  return { status, events };
}

/** Absent rather than null: a line of the log has no room for what is not known. */
const traceField = (trace: string | null): { trace?: string } => (trace === null ? {} : { trace });

function reasonOf(outcome: Outcome): { reason: FailureReason; detail: string } {
  if (outcome.kind === "sent" || outcome.kind === "migrated") return { reason: "other", detail: "" };
  return { reason: outcome.reason, detail: outcome.kind === "wait" ? "" : outcome.detail };
}
