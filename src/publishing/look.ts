/**
 * Looking for a message whose answer was lost, before a person is asked. Several rounds, because a server may carry
 * out late what it was asked in time; docs/decisions/006-look-before-asking.md says when this can be wrong.
 * Nothing sleeps here: what takes time says when to look again. A restart begins the rounds anew.
 */
import type { Clock } from "../clock.ts";
import { type Reading, readEvidence, type Trace } from "../posts/evidence.ts";
import type { Sighting } from "../posts/retry.ts";
import type { ClaimName } from "../storage/claims.ts";
import type { Doubt, MessageIdStore } from "../storage/message-ids.ts";
import type { Answer, Presence, Probe } from "../telegram/probe.ts";

const second = 1000;
/**
 * Pauses between the rounds (ms). The last round is a minute after the first: gateways in front of a server give it
 * up after a minute at most, and what it was asked before that it has done by then.
 */
const pauses = [5 * second, 15 * second, 40 * second];
/** While Telegram cannot be asked, pauses double up to this (ms). */
const longestPause = 5 * 60 * second;
/** For so long after the first look (ms) Telegram may be out of reach; then a person is asked. */
const patience = 6 * 60 * 60 * second;

/** What is under the ids of a chat, as far as it was looked at for one claim. */
interface Search {
  attempts: number;
  since: number;
  rounds: number;
  /** Rounds in a row in which Telegram could not be asked. */
  failures: number;
  presences: Map<number, Presence>;
}

type Unanswered = Exclude<Answer<never>, { is: never }>;
type Round = Exclude<Reading, { lookAt: number }> | Unanswered;

/** Returns `look(claim, signal)`, which never throws for what Telegram or the network does. */
export function createLook(parts: {
  messageIds: Pick<MessageIdStore, "doubt">;
  probe: Probe;
  clock: Pick<Clock, "now">;
}) {
  const { messageIds, probe, clock } = parts;
  /** By delivery, until there is a verdict. */
  const searches = new Map<number, Search>();
  /** One call at a time for all chats: probes must not eat up what Telegram allows for sends. */
  let lane: Promise<unknown> = Promise.resolve();
  let quietUntil = Number.NEGATIVE_INFINITY;

  return async function look(claim: ClaimName, signal?: AbortSignal): Promise<Sighting> {
    const search = searchFor(claim);
    const sighting = verdict(search, await makeRound(claim, search, signal));
    if (typeof sighting === "string" || "found" in sighting) searches.delete(claim.deliveryId);
    return sighting;
  };

  function searchFor({ deliveryId, attempts }: ClaimName): Search {
    const known = searches.get(deliveryId);
    if (known?.attempts === attempts) return known;
    const search = { attempts, since: clock.now(), rounds: 0, failures: 0, presences: new Map() };
    searches.set(deliveryId, search);
    return search;
  }

  /** Looks at one id after the other until they say something. Undefined: nothing was looked at yet. */
  async function makeRound(
    claim: ClaimName,
    search: Search,
    signal?: AbortSignal,
  ): Promise<Round | undefined> {
    const known = messageIds.doubt(claim);
    // A basic group's ids are shared with other chats: where ours would be, nobody knows.
    if (!known || known.after === null || known.type === "group") return "refused";
    const { chatId } = known;
    if (known.type === "channel" && search.rounds === 0) {
      const editsEverything = await ask(() => probe.editsEverything(chatId, signal));
      if (!isAnswered(editsEverything)) return editsEverything;
      // There, only updates tell others' posts from ours, and asking would take the buttons off those that have some:
      // the updates of what was posted meanwhile must come first.
      if (editsEverything.is) return undefined;
    }
    for (const [id, presence] of search.presences) if (presence === "missing") search.presences.delete(id);
    for (;;) {
      const doubt = messageIds.doubt(claim);
      if (!doubt) return "refused";
      const reading = read(doubt, search);
      if (typeof reading === "string" || !("lookAt" in reading)) return reading;
      const presence = await ask(() => probe.message(chatId, reading.lookAt, signal));
      if (!isAnswered(presence)) return presence;
      search.presences.set(reading.lookAt, presence.is);
    }
  }

  function verdict(search: Search, round: Round | undefined): Sighting {
    if (round === "refused") return "cannot_tell";
    if (typeof round === "object" && "found" in round) return round;
    const now = clock.now();
    if (typeof round === "object") {
      if (now - search.since > patience) return "cannot_tell";
      const pause = Math.min(round.askAgainAfterMs * 2 ** search.failures++, longestPause);
      return { lookAgainAt: now + Math.max(pause, round.askAgainAfterMs) };
    }
    search.failures = 0;
    const pause = pauses[search.rounds++];
    return pause === undefined ? (round ?? "cannot_tell") : { lookAgainAt: now + pause };
  }

  /** Asks when it is its turn. While Telegram wants to be left alone, or cannot be reached, nobody asks. */
  async function ask<T>(question: () => Promise<Answer<T>>): Promise<Answer<T>> {
    const turn = lane.then(async () => {
      const wait = quietUntil - clock.now();
      const answer = wait > 0 ? { askAgainAfterMs: wait } : await question();
      if (typeof answer === "object" && "askAgainAfterMs" in answer)
        quietUntil = clock.now() + answer.askAgainAfterMs;
      return answer;
    });
    lane = turn;
    return turn;
  }
}

function read(doubt: Doubt, search: Search): Reading {
  const traces = new Map<number, Trace>();
  for (const [id, presence] of search.presences) traces.set(id, meanings[presence]);
  for (const id of doubt.known) traces.set(id, "other");
  const { messages, newest, shadowed } = doubt;
  // In groups, privacy mode hides people's messages from a bot, and other bots' messages are hidden from every bot.
  const seesEverything = doubt.type === "channel";
  return readEvidence({ after: doubt.after ?? 0, messages, newest, traces, seesEverything, shadowed });
}

/** What can be edited and is not known as another's is ours. */
const meanings: Record<Presence, Trace> = {
  editable: "ours",
  not_editable: "other",
  had_buttons: "unclear",
  missing: "missing",
};

function isAnswered<T>(answer: Answer<T>): answer is { is: T } {
  return typeof answer === "object" && "is" in answer;
}
