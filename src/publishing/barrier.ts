/**
 * What holds up everything: Telegram is out of reach, or refuses the bot's token. Nothing is claimed then; after a
 * pause one delivery at a time tries whether it is over, so that an outage with thousands due costs one connection
 * a pause. What was due goes out in its order afterwards.
 */
import type { Event } from "../events.ts";
import { outageWorthTelling } from "../posts/retry.ts";
import type { OutageKind, TroubleStore } from "../storage/telegram-trouble.ts";
import type { Writing } from "./record.ts";

/** No pause is longer (ms); one that ends later than that from now was set before the clock went back. */
const longestPause = 60_000;

export type Barrier = ReturnType<typeof createBarrier>;

export function createBarrier(trouble: TroubleStore | undefined) {
  let outage: { kind: OutageKind; since: number } | undefined;
  let opensAt = Number.NEGATIVE_INFINITY;

  return {
    /** At start: what stopped the last process stops this one, until Telegram has answered. */
    restore(): void {
      outage = trouble?.ongoing()[0];
    },

    /**
     * How many sends may start, of those there is room for. `startedAt` are the starts of those under way.
     */
    places(now: number, room: number, startedAt: number[]): number {
      if (!outage) return room;
      if (now < opensAt && opensAt - now <= longestPause) return 0;
      return startedAt.some((at) => at >= opensAt) ? 0 : Math.min(1, room);
    },

    /** When a send may next start (epoch ms, perhaps past). */
    opensAt: (): number => (outage ? opensAt : Number.NEGATIVE_INFINITY),

    /** Nothing gets through: not before `until`, then one is to try. Returns what is to be written. */
    close(kind: OutageKind, until: number, now: number): Writing[] {
      opensAt = Math.max(until, opensAt);
      if (outage?.kind === kind) return [];
      const ended = outage ? [end(outage.kind, now)] : [];
      outage = { kind, since: now };
      return [...ended, writing(() => trouble?.begin(kind, now), beginnings[kind])];
    },

    /** Telegram has answered. Returns what is to be written; whoever is told of the end can read it there. */
    open(now: number): Writing[] {
      if (!outage) return [];
      const { kind, since } = outage;
      outage = undefined;
      opensAt = Number.NEGATIVE_INFINITY;
      return [end(kind, now, { type: "telegram_back", after: kind, since })];
    },
  };

  function end(kind: OutageKind, now: number, ...events: Event[]): Writing {
    return writing(() => trouble?.end(kind, now, outageWorthTelling), ...events);
  }
}

const beginnings = {
  unreachable: { type: "telegram_unreachable" },
  unauthorized: { type: "telegram_unauthorized" },
} as const satisfies Record<OutageKind, Event>;

function writing(work: () => void, ...events: Event[]): Writing {
  return () => {
    work();
    return { events };
  };
}
