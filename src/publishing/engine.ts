/**
 * Publishing: claim → send → decide → settle → emit.
 *
 * It works in turns. A turn writes what has ended since the last one and claims what may go out now, in one
 * transaction, and then starts those sends: many results share one commit, and nothing is sent whose claim is not on
 * the disk. No timer and no memory is kept for what waits; `nextAttemptAt` says when to call again.
 *
 * What a crash at any moment leaves behind:
 * - before the claim is committed: a pending delivery, claimed again later. Nothing was sent.
 * - between two parts of a post: a pending delivery that knows the parts that are out, and goes on after them.
 * - between the claim and the settling: a delivery in `sending`. The message may have appeared, so `recover` has it
 *   looked for, and a person decides where that tells nothing; it is never sent again blindly.
 * - after the settling: everything is on record; whoever tells people reads there what is owed.
 */
import type { Clock } from "../clock.ts";
import type { Events } from "../events.ts";
import type { DeliveryStatus } from "../posts/status.ts";
import type { ChatChangeStore } from "../storage/chat-changes.ts";
import type { Claim } from "../storage/claims.ts";
import type { DeliveryStore } from "../storage/deliveries.ts";
import type { MessageIdStore } from "../storage/message-ids.ts";
import { type TroubleStore, wholeBot } from "../storage/telegram-trouble.ts";
import type { Pacer } from "../telegram/pacer.ts";
import type { Send } from "../telegram/send.ts";
import { createAttempts, type Doubt, type Look } from "./attempt.ts";
import { createBarrier } from "./barrier.ts";
import { createRecorder } from "./record.ts";
import { createSettler } from "./settle.ts";

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
  /**
   * How many destinations are sent to at a time. The usual 90 keep Telegram's 30 messages a second up where answers
   * take three seconds, and let many results share a commit.
   */
  parallel?: number;
  /** Without one, nothing is paced. */
  pacer?: Pacer;
  /** Where outages and long waits are kept over a restart. */
  trouble?: TroubleStore;
  /** Without it, every doubtful delivery becomes uncertain. */
  look?: Look;
  /** False while somebody holds publishing: nothing more is claimed; what is under way ends, and doubts are cleared up. */
  mayPublish?: () => boolean;
  /** Called with the ids of each part that was sent, in the transaction that records it. */
  noteSent?: MessageIdStore["noteSent"];
  /**
   * The longest (ms) that a send can last. After a crash, a claim younger than this is not looked for yet: its
   * request may still be on its way, and if another process runs on this database by mistake, it is that one's.
   */
  longestSendMs?: number;
}

interface UnderWay {
  claim: Claim;
  startedAt: number;
}

/** A send that takes longer (ms) gives its place to others: a chat that hangs holds up nobody else … */
const slowAfter = 3000;
/** … up to this many times the usual number of places. */
const mostSlow = 3;
/** While answers keep coming in, a turn waits for more of them, but not for more rounds of the event loop than this. */
const mostRounds = 10;
/** A database that fails is left alone for so long (ms), unless somebody asks. */
const databasePause = 5000;

export function createEngine(parts: EngineParts) {
  const { deliveries, look, pacer, clock, events, expireAfterMs } = parts;
  const { trouble, random = Math.random, parallel = 90, longestSendMs = 0 } = parts;
  const { mayPublish = () => true } = parts;
  const settler = createSettler(parts);
  const recorder = createRecorder({
    together: deliveries.together,
    settleSent: settler.settleSent,
    emit: events.emit,
  });
  const barrier = createBarrier(trouble);
  /** By delivery. One at a time for each destination, so that a chat's posts keep their order. */
  const underWay = new Map<number, UnderWay>();
  /** Sends whose fate is open, by delivery: still `sending`, and their destinations wait. */
  const doubts = new Map<number, Doubt>();
  let run: Promise<Published> | undefined;
  let notBefore = Number.NEGATIVE_INFINITY;
  let stopping = false;
  const givingUp = new AbortController();
  /** Aborted to end the present pause of the run. */
  let pause = new AbortController();
  let wakingSoon = false;
  let problems: unknown[] = [];
  const onProblem = (problem: unknown) => void problems.push(problem);
  const attempts = createAttempts({
    ...parts,
    ...{ random, settler, recorder, barrier, onProblem },
    signal: givingUp.signal,
    openDoubt: (doubt) => void doubts.set(doubt.claim.deliveryId, doubt),
  });

  /**
   * Publishes everything that is due and may go out now, and says what came of it.
   * May be called at any time: a call during a run makes that run look again. While a slow destination is waited
   * for, what becomes due elsewhere is taken up as well.
   * Rejects, once all sends have ended, if the database failed; what it did not take is written at the next call.
   */
  function publishDue(): Promise<Published> {
    wakeSoon();
    run ??= publishUntilDone();
    return run;
  }

  async function publishUntilDone(): Promise<Published> {
    const published: Published = { sent: 0, failed: 0, uncertain: 0, pending: 0, cancelled: 0 };
    const count = (status: DeliveryStatus) => {
      if (status in published) published[status as keyof Published]++;
    };
    problems = [];
    // Not over before `publishDue` has noted it as the run that is going on.
    await Promise.resolve();
    for (;;) {
      pause = new AbortController();
      let next: number | undefined;
      try {
        const now = clock.now();
        turn(now, count);
        if (problems.length === 0 && underWay.size > 0) next = nextForFreePlaces(now);
      } catch (problem) {
        problems.push(problem);
      }
      // From the turn to the end of the run nothing is awaited: no call in between can go unheard.
      if (underWay.size === 0) break;
      await somethingHappens(next);
    }
    run = undefined;
    if (problems.length === 0) return published;
    notBefore = clock.now() + databasePause;
    throw problems[0];
  }

  function turn(now: number, count: (status: DeliveryStatus) => void): void {
    // A database that fails gets no more work; what is under way is waited for.
    const mayClaim = !stopping && problems.length === 0 && mayPublish();
    const claims = recorder.write(() => (mayClaim ? claim(now) : []), count, onProblem);
    for (const claimed of claims) {
      const { deliveryId, postId, destinationId, attempts: attempt, trace } = claimed;
      const ofPost = { postId, ...(trace !== null && { trace }) };
      events.emit({ type: "delivery_claimed", deliveryId, destinationId, attempt, ...ofPost });
      start(claimed, now, () => attempts.carryOut(claimed));
    }
    if (stopping) return;
    for (const doubt of [...doubts.values()].filter(({ lookAt }) => lookAt <= now)) {
      doubts.delete(doubt.claim.deliveryId);
      start(doubt.claim, now, () => attempts.lookFor(doubt));
    }
  }

  function claim(now: number): Claim[] {
    const startedAt = [...underWay.values()].map((one) => one.startedAt);
    const limit = barrier.places(now, freePlaces(now), startedAt);
    if (limit <= 0) return [];
    return deliveries.claimDue(now, { limit, ...claimable(now), admit: pacer?.admission(now) });
  }

  function claimable(now: number) {
    const busy = [...underWay.values(), ...doubts.values()];
    return {
      notDueBefore: now - expireAfterMs,
      exceptDestinations: busy.map(({ claim }) => claim.destinationId),
      exceptChats: pacer?.restingChats(now) ?? [],
    };
  }

  function freePlaces(now: number): number {
    if (underWay.size < parallel) return parallel - underWay.size;
    const quick = [...underWay.values()].filter(({ startedAt }) => now - startedAt < slowAfter).length;
    return Math.min(parallel - quick, mostSlow * parallel - underWay.size);
  }

  function start(claimed: Claim, startedAt: number, work: () => Promise<void>): void {
    const { deliveryId } = claimed;
    underWay.set(deliveryId, { claim: claimed, startedAt });
    void work()
      .catch(onProblem)
      .then(() => {
        underWay.delete(deliveryId);
        wakeSoon();
      });
  }

  /** A send ends, somebody calls, or there is something to do for a free place. */
  async function somethingHappens(next: number | undefined): Promise<void> {
    const { signal } = pause;
    if (next !== undefined) return clock.sleepUntil(next, signal);
    if (signal.aborted) return;
    await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
  }

  /** Ends the pause once no more answers come in: the more of them share a turn, the fewer commits there are. */
  function wakeSoon(): void {
    if (wakingSoon) return;
    wakingSoon = true;
    let before = underWay.size;
    let rounds = 0;
    const wake = () => {
      rounds++;
      if (underWay.size < before && rounds < mostRounds) {
        before = underWay.size;
        setImmediate(wake);
        return;
      }
      wakingSoon = false;
      pause.abort("woken");
    };
    setImmediate(wake);
  }

  /** When there will be something to do for which there is a place; undefined while only an ending send makes one. */
  function nextForFreePlaces(now: number): number | undefined {
    if (stopping) return undefined;
    const looks = [...doubts.values()].map(({ lookAt }) => lookAt);
    const slow = [...underWay.values()]
      .map(({ startedAt }) => startedAt + slowAfter)
      .filter((at) => at > now);
    const sends = !mayPublish() ? [] : freePlaces(now) > 0 ? nextSend(now) : slow;
    // What could be done now was done in this turn: what is left of it waits for a send to end.
    return earliest([...looks, ...sends].filter((at) => at > now));
  }

  /** When the next delivery may go out, as far as what is known of rates and outages goes. */
  function nextSend(now: number): number[] {
    const waiting = deliveries.nextAttemptAt(now, { notDueBefore: now - expireAfterMs });
    if (waiting === undefined) return [];
    const opensAt = barrier.opensAt();
    const later = (at: number) => Math.max(at, opensAt);
    if (waiting > now) return [later(waiting)];
    const { roomAt, restedAt } = { roomAt: pacer?.roomAt(now) ?? now, restedAt: pacer?.restedAt() };
    const open = deliveries.nextAttemptAt(now, claimable(now));
    return [
      ...(open === undefined ? [] : [later(Math.max(open, roomAt))]),
      ...(restedAt === undefined ? [] : [later(restedAt)]),
    ];
  }

  return {
    publishDue,

    /** Makes a run that waits for a slow destination look at once for what has become due; else does nothing. */
    lookAgain: wakeSoon,

    /** When `publishDue` has something to do next (epoch ms, perhaps past); undefined while nothing waits. */
    nextAttemptAt(): number | undefined {
      if (stopping) return undefined;
      const now = clock.now();
      const looks = [...doubts.values()].map(({ lookAt }) => lookAt);
      const sends = mayPublish() ? nextSend(now) : [];
      const next = earliest([...looks, ...(recorder.owes() ? [now] : []), ...sends]);
      return next === undefined ? undefined : Math.max(next, notBefore);
    },

    /**
     * Call once at start, before anything is published. What the last process left in `sending` may have appeared:
     * it is looked for, or becomes uncertain at once where nobody can look. Returns how many deliveries that are.
     */
    recover(): number {
      const now = clock.now();
      barrier.restore();
      for (const { chatId, until } of trouble?.waits(now) ?? [])
        pacer?.restore(chatId === wholeBot ? "bot" : chatId, until);
      const interrupted = deliveries.interrupted();
      for (const claim of interrupted) {
        const outcome = { kind: "doubtful", reason: "stopped_while_sending", detail: "" } as const;
        const lookAt = Math.min(claim.claimedAt, now) + longestSendMs;
        if (look) doubts.set(claim.deliveryId, { claim, outcome, lookAt });
        else {
          const { reason, detail } = outcome;
          const settled = settler.settle(claim, outcome, { do: "mark_uncertain", reason, detail }, now);
          for (const event of settled.events) events.emit(event);
        }
      }
      return interrupted.length;
    },

    /** Whether nothing may be sent now that could show whether an outage is over: then any other answer tells. */
    hasNothingToTry(): boolean {
      const now = clock.now();
      const next = mayPublish() && deliveries.nextAttemptAt(now, { notDueBefore: now - expireAfterMs });
      return typeof next !== "number" || next > now;
    },

    /** Call when Telegram has answered something else than a send: what held these up is over. */
    telegramAnswered(): void {
      for (const writing of barrier.open(clock.now())) recorder.add(writing);
    },

    /** Expires what waits and is too late to be of use. Returns how many deliveries. */
    expireLate(): number {
      const now = clock.now();
      const expired = settler.expire(now - expireAfterMs, now);
      for (const event of expired.events) events.emit(event);
      return expired.count;
    },

    /** Resolves when no run is going on. */
    async whenIdle(): Promise<void> {
      while (run) await run.catch(() => undefined);
    },

    /**
     * Claims nothing more, and resolves when the sends under way have ended and are on record.
     * One that takes longer than `graceMs` is given up: it is looked for at the next start, or uncertain at once
     * where nobody can look.
     */
    async stop(graceMs: number): Promise<void> {
      stopping = true;
      const timer = setTimeout(() => givingUp.abort(), graceMs);
      while (run) await run.catch(() => undefined);
      clearTimeout(timer);
      // Whoever starts next need not wait for what certainly nobody is sending any more.
      for (const { claim } of doubts.values())
        recorder.add(() => {
          deliveries.letGo(claim);
          return { events: [] };
        });
      recorder.write(
        () => [],
        () => undefined,
        () => undefined,
      );
    },
  };
}

function earliest(times: number[]): number | undefined {
  return times.length === 0 ? undefined : Math.min(...times);
}
