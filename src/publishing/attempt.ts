/** One delivery's way from its claim to what is to be written of it: send, decide, and look where it is in doubt. */
import type { Clock } from "../clock.ts";
import type { Events } from "../events.ts";
import { messageCount } from "../posts/content.ts";
import { nextPart } from "../posts/parts.ts";
import { type Decision, decide, decideAfterLook, type Outcome, type Sighting } from "../posts/retry.ts";
import type { Claim } from "../storage/claims.ts";
import { type TroubleStore, wholeBot } from "../storage/telegram-trouble.ts";
import type { Pacer } from "../telegram/pacer.ts";
import type { Send } from "../telegram/send.ts";
import type { Barrier } from "./barrier.ts";
import type { Recorder } from "./record.ts";
import { completes, type FinalDecision, type Settler } from "./settle.ts";

/**
 * Looks in the chat whether a claimed message appeared whose answer was lost. Until it knows, nothing else goes to
 * that chat. It must not sleep: what takes time says when to look again. The signal aborts when Belfry stops; the
 * delivery then stays `sending` and is looked for at the next start.
 */
export type Look = (claim: Claim, signal: AbortSignal) => Promise<Sighting>;

/** A send whose answer was lost, to be looked for at an instant (epoch ms). */
export interface Doubt {
  claim: Claim;
  outcome: Extract<Outcome, { kind: "doubtful" }>;
  lookAt: number;
}

interface AttemptParts {
  send: Send;
  look?: Look | undefined;
  pacer?: Pacer | undefined;
  trouble?: TroubleStore | undefined;
  clock: Pick<Clock, "now">;
  events: Pick<Events, "emit">;
  expireAfterMs: number;
  random: () => number;
  settler: Settler;
  recorder: Recorder;
  barrier: Barrier;
  /** Called with what is to be looked for later. */
  openDoubt: (doubt: Doubt) => void;
  onProblem: (problem: unknown) => void;
  /** Aborted when nobody waits for answers any more. */
  signal: AbortSignal;
}

/** A group that moved may have moved again; more hops than this are a loop. */
const mostHops = 3;

export function createAttempts(parts: AttemptParts) {
  const { send, look, pacer, trouble, clock, events, expireAfterMs, random } = parts;
  const { settler, recorder, barrier, openDoubt, onProblem, signal } = parts;

  /** Sends what was claimed, one part of a post; what is to be written of it goes to the recorder. */
  async function carryOut(claimed: Claim): Promise<void> {
    for (let [claim, hop] = [claimed, 1]; ; hop++) {
      const outcome = await sendPaced(claim);
      const at = clock.now();
      const decision = decide(outcome, attemptOf(claim, at));
      if (decision.do === "follow_migration" && hop <= mostHops) {
        const [from, to] = [claim.chatId, decision.toChatId];
        recorder.add(() => settler.follow(from, to, at));
        claim = { ...claim, chatId: to };
        continue;
      }
      heed(claim.chatId, outcome, decision, at);
      if (decision.do === "settle_sent" && completes(claim))
        return recorder.addSent({ claim, messageIds: decision.messageIds, at });
      if (outcome.kind === "doubtful" && look) return lookFor({ claim, outcome, lookAt: at });
      const final = decision.do === "follow_migration" ? lostOnTheWay : decision;
      return recorder.add(() => settler.settle(claim, outcome, final, at));
    }
  }

  async function sendPaced({ chatId, chatType, content, partMessageIds }: Claim): Promise<Outcome> {
    const { part } = nextPart(content, partMessageIds);
    const load = { chatId, isGroup: chatType !== "channel", messages: messageCount(part) };
    const passage = pacer?.start(load, clock.now());
    const outcome = await send(chatId, part, signal);
    if (passage) pacer?.end(passage, clock.now());
    return outcome;
  }

  /** What an outcome means for other deliveries than its own. */
  function heed(chatId: number, outcome: Outcome, decision: Decision, at: number): void {
    if (decision.do === "retry" && decision.holds === "all") {
      const kind = outcome.kind === "refused" ? "unauthorized" : "unreachable";
      for (const writing of barrier.close(kind, decision.at, at)) recorder.add(writing);
      return;
    }
    if (outcome.kind === "doubtful") return;
    for (const writing of barrier.open(at)) recorder.add(writing);
    if (outcome.kind !== "wait") {
      pacer?.wentWell();
      return;
    }
    const until = at + outcome.retryAfterMs;
    const whole = pacer?.limit(chatId, until) ?? false;
    const scope = whole ? "bot" : "chat";
    events.emit({ type: "telegram_limited", scope, waitMs: outcome.retryAfterMs, until });
    recorder.add(() => {
      trouble?.wait(whole ? wholeBot : chatId, until, at);
      return { events: [] };
    });
  }

  /** Looks once for a send whose fate is open. */
  async function lookFor({ claim, outcome }: Doubt): Promise<void> {
    const sighting = await sight(claim);
    const at = clock.now();
    if (sighting === undefined) {
      openDoubt({ claim, outcome, lookAt: at });
      return;
    }
    if (typeof sighting === "object" && "lookAgainAt" in sighting) {
      const lookAt = Math.max(sighting.lookAgainAt, at + 1);
      openDoubt({ claim, outcome, lookAt });
      return;
    }
    const decision = decideAfterLook(outcome, sighting, attemptOf(claim, at));
    recorder.add(() => settler.settle(claim, outcome, decision as FinalDecision, at));
  }

  /** Undefined where Belfry stops before it is known: the next start looks. */
  async function sight(claim: Claim): Promise<Sighting | undefined> {
    if (!look || signal.aborted) return undefined;
    const givenUp = Promise.withResolvers<undefined>();
    const giveUp = () => givenUp.resolve(undefined);
    signal.addEventListener("abort", giveUp);
    try {
      return await Promise.race([look(claim, signal), givenUp.promise]);
    } catch (problem) {
      onProblem(problem);
      return "cannot_tell";
    } finally {
      signal.removeEventListener("abort", giveUp);
    }
  }

  function attemptOf({ spentAttempts, dueAt }: Claim, now: number) {
    return { attempt: spentAttempts + 1, now, dueAt, expireAfterMs, random: random() };
  }

  return { carryOut, lookFor };
}

const lostOnTheWay: FinalDecision = {
  do: "fail",
  reason: "chat_not_found",
  detail: "the group moved again and again",
  losesDestination: false,
};
