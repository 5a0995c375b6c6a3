/** What the next tick of the scheduler would move, and a tick on demand with what it has moved. */
import type { Clock } from "../clock.ts";
import type { DeliveryStatus } from "../posts/status.ts";
import type { DueDelivery, DueNow } from "../storage/due-now.ts";

export type Ticking = ReturnType<typeof createTicking>;

export interface Move {
  postId: number;
  deliveryId: number;
  destinationId: number;
  dueAt: number;
  to: DeliveryStatus;
}

/** Moves told of in one answer; a tick itself knows no such limit. */
const mostTold = 1000;

export function createTicking({
  due,
  expireAfterMs,
  clock,
}: {
  due: DueNow;
  /** What is later than this is not sent any more. */
  expireAfterMs: number;
  clock: Pick<Clock, "now">;
}) {
  /** What waits for a destination that was lost, or for its next attempt, does not move. */
  function movesTo(one: DueDelivery, now: number): DeliveryStatus | undefined {
    if (one.dueAt < now - expireAfterMs) return "expired";
    return one.state === "active" && one.nextAttemptAt <= now ? "sending" : undefined;
  }

  const asMove = ({ postId, deliveryId, destinationId, dueAt }: DueDelivery, to: DeliveryStatus): Move => ({
    ...{ postId, deliveryId, destinationId, dueAt, to },
  });

  return {
    /** What a tick now would begin with: claimed for sending, or expired. */
    preview(): Move[] {
      const now = clock.now();
      return due.list(now, mostTold).flatMap((one) => {
        const to = movesTo(one, now);
        return to ? [asMove(one, to)] : [];
      });
    },

    /** Has `tick` done, and says where what was due has come by then; what still waits is left out. */
    async run(tick: () => Promise<void>): Promise<Move[]> {
      const before = due.list(clock.now(), mostTold);
      await tick();
      const after = due.statuses(before.map(({ deliveryId }) => deliveryId));
      return before.flatMap((one) => {
        const to = after.get(one.deliveryId);
        return to === undefined || to === "pending" ? [] : [asMove(one, to)];
      });
    },
  };
}
