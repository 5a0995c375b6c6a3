/**
 * Publishing: claim → send → decide → settle → emit.
 *
 * What a crash at any moment leaves behind:
 * - before the claim is committed: a pending delivery, claimed again later. Nothing was sent.
 * - between the claim and the settling: a delivery in `sending`. The message may have appeared, so `recover` makes
 *   it uncertain and a person decides; it is never sent again blindly.
 * - after the settling: everything is on record; whoever tells people reads there what is owed.
 */
import type { Clock } from "../clock.ts";
import type { Events } from "../events.ts";
import { decide } from "../posts/retry.ts";
import type { DeliveryStatus } from "../posts/status.ts";
import type { ChatChangeStore } from "../storage/chat-changes.ts";
import type { Claim } from "../storage/claims.ts";
import type { DeliveryStore } from "../storage/deliveries.ts";
import type { Send } from "../telegram/send.ts";
import { createSettler, type FinalDecision } from "./settle.ts";

export type Engine = ReturnType<typeof createEngine>;

/** How many deliveries a run settled, by what came of them; `pending` ones are tried again. */
export type Published = Record<"sent" | "failed" | "uncertain" | "pending" | "cancelled", number>;

interface EngineParts {
  deliveries: DeliveryStore;
  chats: ChatChangeStore;
  send: Send;
  clock: Pick<Clock, "now" | "sleepUntil">;
  events: Pick<Events, "emit">;
  /** What is later than this (ms) is not sent any more. */
  expireAfterMs: number;
  /** In [0, 1): spreads retries. */
  random?: () => number;
  /** How many destinations are sent to at a time. */
  parallel?: number;
}

const minute = 60_000;
/** A group that moved may have moved again; more hops than this are a loop. */
const mostHops = 3;

export function createEngine(parts: EngineParts) {
  const { deliveries, send, clock, events, expireAfterMs, random = Math.random, parallel = 8 } = parts;
  const settler = createSettler(parts);
  /** By destination: one delivery at a time each, so that a chat's posts keep their order. */
  const underWay = new Map<number, Promise<void>>();
  let run: Promise<Published> | undefined;
  /** Aborted to make the run look again for what is due. */
  let look = new AbortController();
  let pausedUntil = 0;
  let stopping = false;
  const givingUp = new AbortController();

  const notDueBefore = () => clock.now() - expireAfterMs;
  const mayClaim = () => !stopping && clock.now() >= pausedUntil;

  /**
   * Publishes everything that is due, until nothing is, and says what came of it.
   * May be called at any time: a call during a run makes that run look again. While a slow destination is waited
   * for, what becomes due elsewhere is taken up as well.
   * Rejects, once all sends have ended, if the database failed; what it did not take is written at the next call.
   */
  function publishDue(): Promise<Published> {
    look.abort();
    run ??= publishUntilDone();
    return run;
  }

  async function publishUntilDone(): Promise<Published> {
    const published: Published = { sent: 0, failed: 0, uncertain: 0, pending: 0, cancelled: 0 };
    const problems: unknown[] = [];
    const onProblem = (problem: unknown) => problems.push(problem);
    const onSettled = (status: DeliveryStatus | undefined) => {
      if (status && status in published) published[status as keyof Published]++;
    };
    // Not over before `publishDue` has noted it as the run that is going on.
    await Promise.resolve();
    for (;;) {
      look = new AbortController();
      let next: number | undefined;
      try {
        settler.writeLeftovers(onProblem);
        // A database that fails gets no more work; what is under way is waited for.
        if (problems.length === 0) next = startWhatIsDue(onSettled, onProblem);
      } catch (problem) {
        onProblem(problem);
      }
      // From the look to the end of the run nothing is awaited: no call in between can go unheard.
      if (underWay.size === 0) break;
      await somethingHappens(next);
    }
    run = undefined;
    if (problems.length > 0) throw problems[0];
    return published;
  }

  /** Fills the free places. Returns when there will be something for a place that is still free. */
  function startWhatIsDue(
    onSettled: (status: DeliveryStatus | undefined) => void,
    onProblem: (problem: unknown) => void,
  ): number | undefined {
    const free = parallel - underWay.size;
    if (!mayClaim() || free <= 0) return undefined;
    const claims = deliveries.claimDue(clock.now(), {
      limit: free,
      exceptDestinations: [...underWay.keys()],
      notDueBefore: notDueBefore(),
    });
    for (const claim of claims) {
      const { deliveryId, postId, destinationId, attempts } = claim;
      events.emit({ type: "delivery_claimed", deliveryId, postId, destinationId, attempt: attempts });
      const done = deliver(claim, onSettled, onProblem).catch(onProblem);
      underWay.set(
        destinationId,
        done.then(() => void underWay.delete(destinationId)),
      );
    }
    if (underWay.size === 0 || underWay.size >= parallel) return undefined;
    return deliveries.nextAttemptAt(notDueBefore(), [...underWay.keys()]);
  }

  /** A send ends, somebody calls, or something becomes due for which there is a free place. */
  async function somethingHappens(next: number | undefined): Promise<void> {
    const sleep = new AbortController();
    const awaited = [...underWay.values(), aborted(AbortSignal.any([look.signal, sleep.signal]))];
    if (next !== undefined) awaited.push(clock.sleepUntil(next, sleep.signal));
    await Promise.race(awaited);
    sleep.abort();
  }

  async function deliver(
    claim: Claim,
    onSettled: (status: DeliveryStatus | undefined) => void,
    onProblem: (problem: unknown) => void,
  ): Promise<void> {
    let { chatId } = claim;
    for (let hop = 1; ; hop++) {
      const outcome = await send(chatId, claim.content, givingUp.signal);
      const now = clock.now();
      const decision = decideOrPause(claim, outcome, now);
      if (decision.do !== "follow_migration" || hop > mostHops) {
        const final = decision.do === "follow_migration" ? lostOnTheWay : decision;
        return settler.write(() => onSettled(settler.settle(claim, outcome, final, now)), onProblem);
      }
      const [from, to] = [chatId, decision.toChatId];
      settler.write(() => settler.follow(from, to, now), onProblem);
      chatId = to;
    }
  }

  /** A token that Telegram does not take concerns every delivery: none spends an attempt on it. */
  function decideOrPause(claim: Claim, outcome: Awaited<ReturnType<Send>>, now: number) {
    const { dueAt, spentAttempts } = claim;
    if (outcome.kind !== "refused" || outcome.reason !== "unauthorized")
      return decide(outcome, { attempt: spentAttempts + 1, now, dueAt, expireAfterMs, random: random() });
    if (now >= pausedUntil) events.emit({ type: "telegram_unauthorized" });
    pausedUntil = (Math.floor(now / minute) + 1) * minute;
    return { do: "retry", at: pausedUntil, spendAttempt: false } as const;
  }

  return {
    publishDue,

    /** Makes a run that waits for a slow destination look at once for what has become due; else does nothing. */
    lookAgain: (): void => look.abort(),

    /** When `publishDue` has something to do next (epoch ms, perhaps past); undefined while nothing waits. */
    nextAttemptAt(): number | undefined {
      const next = stopping ? undefined : deliveries.nextAttemptAt(notDueBefore());
      return next === undefined ? undefined : Math.max(next, pausedUntil);
    },

    /** Call once at start, before anything is published. Returns how many deliveries became uncertain. */
    recover: (): number => settler.settleInterrupted(clock.now()),

    /** Expires what waits and is too late to be of use. Returns how many deliveries. */
    expireLate: (): number => settler.expire(notDueBefore(), clock.now()),

    /** Resolves when no run is going on. */
    async whenIdle(): Promise<void> {
      while (run) await run.catch(() => undefined);
    },

    /**
     * Claims nothing more, and resolves when the sends under way have ended and are on record.
     * One that takes longer than `graceMs` is given up: its delivery becomes uncertain.
     */
    async stop(graceMs: number): Promise<void> {
      stopping = true;
      const timer = setTimeout(() => givingUp.abort(), graceMs);
      while (run) await run.catch(() => undefined);
      clearTimeout(timer);
      settler.writeLeftovers(() => undefined);
    },
  };
}

const lostOnTheWay: FinalDecision = {
  do: "fail",
  reason: "chat_not_found",
  detail: "the group moved again and again",
  losesDestination: false,
};

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
