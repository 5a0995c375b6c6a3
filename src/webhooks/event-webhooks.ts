/**
 * Tells addresses of events. The ledger is the stream, and each address has its own place in it: what one takes
 * slowly or not at all holds up no other, and a restart goes on from there. After a crash the last few events may come
 * again; they have the same id.
 */
import { createHash } from "node:crypto";
import type { Clock } from "../clock.ts";
import type { Event } from "../events.ts";
import type { WebhookStatus } from "../posts/webhook-status.ts";
import type { EventWebhookStore } from "../storage/event-webhooks.ts";
import type { LedgerStore } from "../storage/ledger.ts";
import { givesUpUntil, pauseAfter } from "./pauses.ts";
import type { Poster } from "./poster.ts";

export type EventWebhooks = ReturnType<typeof createEventWebhooks>;

interface Target {
  /** A hash of the address, which is what the database may know of it. */
  key: string;
  address: string;
  host: string;
  /** Set while it is being told. */
  telling: Promise<void> | undefined;
  /** After an error of our own it rests until then. */
  restsUntil: number;
}

/** So many events are told between two notes of how far an address has come. */
const batch = 20;
/** When the database fails, an address rests for so long (ms): it would be told the same over and over. */
const restAfterError = 60_000;
/** An address that fails for less (ms) is not spoken of. */
const patience = 15 * 60_000;

export function createEventWebhooks({
  addresses,
  store,
  ledger,
  poster,
  clock,
  random = Math.random,
  emit,
  onError,
  onChange,
}: {
  addresses: string[];
  store: EventWebhookStore;
  ledger: Pick<LedgerStore, "eventsAfter" | "newest">;
  poster: Poster;
  clock: Pick<Clock, "now">;
  random?: () => number;
  emit: (event: Event) => void;
  onError: (error: unknown) => void;
  /** Called when an address has been told all there is, or failed: `nextAttemptAt` is another now. */
  onChange: () => void;
}) {
  const stopping = new AbortController();
  const targets: Target[] = addresses.map((address) => ({
    key: createHash("sha256").update(address).digest("hex"),
    address,
    host: new URL(address).host,
    telling: undefined,
    restsUntil: 0,
  }));
  store.follow(targets.map(({ key }) => key));

  /** When there is something to tell it (epoch ms, perhaps past); undefined: nothing, or it is being told. */
  function dueAt({ key, telling, restsUntil }: Target, newest: number): number | undefined {
    if (telling) return undefined;
    const { cursor, nextAttemptAt } = store.read(key);
    return newest > cursor ? Math.max(nextAttemptAt, restsUntil) : undefined;
  }

  async function tellAll(target: Target): Promise<void> {
    while (!stopping.signal.aborted) {
      const { cursor: from } = store.read(target.key);
      const { events, cursor: to } = ledger.eventsAfter(from, batch);
      if (to === from) return;
      let told = from;
      for (const event of events) {
        const problem = await poster.post(target.address, event, stopping.signal);
        if (stopping.signal.aborted || problem !== undefined) {
          if (told > from) store.noteTold(target.key, told, clock.now());
          if (!stopping.signal.aborted && problem !== undefined) noteFailed(target, problem);
          return;
        }
        told = event.id;
      }
      if (events.length > 0) store.noteTold(target.key, to, clock.now());
      else store.skip(target.key, to);
    }
  }

  function noteFailed({ key, host }: Target, problem: string): void {
    const now = clock.now();
    const attempt = store.read(key).attempts + 1;
    const nextAttemptAt = now + pauseAfter(attempt, random());
    const failingSince = store.noteFailed(key, { at: now, problem, nextAttemptAt });
    emit({ type: "webhook_failed", host, problem, attempt });
    const until = givesUpUntil(failingSince, now);
    const count = until === undefined ? 0 : store.giveUp(key, until);
    if (count > 0) emit({ type: "webhook_gave_up", host, count });
  }

  return {
    /** Begins to tell every address that is due. One that is being told goes on by itself. */
    tellDue(): void {
      const newest = ledger.newest();
      for (const target of targets) {
        const at = dueAt(target, newest);
        if (stopping.signal.aborted || at === undefined || at > clock.now()) continue;
        target.telling = tellAll(target)
          .catch((error: unknown) => {
            target.restsUntil = clock.now() + restAfterError;
            onError(error);
          })
          .finally(() => {
            target.telling = undefined;
            onChange();
          });
      }
    },

    /** When to call `tellDue` next; undefined: not before something happens. */
    nextAttemptAt(): number | undefined {
      const newest = ledger.newest();
      const times = targets.flatMap((target) => dueAt(target, newest) ?? []);
      return times.length === 0 ? undefined : Math.min(...times);
    },

    /** Every address, in the order of the settings. */
    status(): WebhookStatus[] {
      const newest = ledger.newest();
      return targets.map(({ key, host }) => {
        const { cursor, lastError, failingSince, attempts, nextAttemptAt, lastSuccessAt, givenUp } =
          store.read(key);
        return {
          ...{ host, failingSince, attempts, nextAttemptAt, lastSuccessAt, givenUp },
          waiting: newest - cursor,
          problem: lastError,
        };
      });
    },

    /** What the owners have not heard: that an address has failed for a while, or that it works again. */
    news: (): { key: string; host: string; failingSince: number | null; problem: string | null }[] =>
      targets.flatMap(({ key, host }) => {
        const { failingSince, failureToldAt, lastError: problem } = store.read(key);
        const isLong = failingSince !== null && failingSince <= clock.now() - patience;
        const isNews = failureToldAt === null ? isLong : failingSince === null;
        return isNews ? [{ key, host, failingSince, problem }] : [];
      }),

    /** The owners have heard what is the news of an address. */
    markTold(news: { key: string; failingSince: number | null }): void {
      store.markTold(news.key, news.failingSince === null ? null : clock.now());
    },

    /** Resolves when no address is being told. */
    async whenIdle(): Promise<void> {
      for (
        let one = targets.find(({ telling }) => telling);
        one;
        one = targets.find(({ telling }) => telling)
      )
        await one.telling;
    },

    /** Breaks off what is under way: it is told again after the next start. */
    async stop(): Promise<void> {
      stopping.abort();
      await Promise.all(targets.map(({ telling }) => telling));
      poster.close();
    },
  };
}
