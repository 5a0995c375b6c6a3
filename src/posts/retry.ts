/** What came of sending a post, and what follows from it. */
import { isExpired } from "./expiry.ts";

/** How a send ended, as the classification of Telegram's answers says it. */
export type Outcome =
  /** Telegram confirmed it. */
  | { kind: "sent"; messageIds: number[] }
  /** Certainly not carried out, and no fault of the post: too many requests, or Telegram out of reach. */
  | { kind: "wait"; retryAfterMs: number; reason: FailureReason }
  /** Certainly not carried out, but it may work later. */
  | { kind: "transient"; reason: FailureReason; detail: string }
  /** Refused, and it would be refused again. */
  | { kind: "refused"; reason: FailureReason; detail: string }
  /** The group became a supergroup with a new id. */
  | { kind: "migrated"; toChatId: number }
  /** The answer was lost: it may have been carried out. */
  | { kind: "doubtful"; reason: FailureReason; detail: string };

export const failureReasons = [
  "too_many_requests",
  "unreachable",
  "chat_not_found",
  "kicked",
  "not_a_member",
  /** Nothing may be posted there at all. */
  "may_not_post",
  /** This kind of message may not be sent there; others perhaps. */
  "no_rights",
  "blocked",
  "content_refused",
  "file_refused",
  "poll_refused",
  "unauthorized",
  "timed_out",
  "connection_lost",
  "server_error",
  "unreadable_answer",
  /** The process ended between the send and its answer. */
  "stopped_while_sending",
  /** Every attempt broke off, and looking showed that none had arrived. */
  "never_arrived",
  /** A backup became the database: whether it was sent since that was taken, nobody knows. */
  "restored",
  /** The same, and its time is still to come: only somebody in a hurry can have published it. */
  "restored_early",
  /** The team took the destination away while the post waited. */
  "destination_removed",
  "other",
] as const;
export type FailureReason = (typeof failureReasons)[number];

/** Of a delivery that a restore holds. */
export const heldReasons = ["restored", "restored_early"] as const satisfies FailureReason[];
export const isHeldReason = (reason: string | null): boolean => heldReasons.some((one) => one === reason);

/** What was found by looking in the chat for a message whose answer was lost. */
export type Sighting =
  /** It is certainly there, under these ids. */
  | { found: number[] }
  /** It is certainly not there, and will not appear. */
  | "absent"
  /** Only a person can say. */
  | "cannot_tell"
  /** Not known yet: it may still be on its way, or Telegram could not be asked. Look once more then (epoch ms). */
  | { lookAgainAt: number };

/** Whom a wait holds up: this post, every post for its chat, or all posts. */
export type Held = "post" | "chat" | "all";

export type Decision =
  | { do: "settle_sent"; messageIds: number[] }
  /** Back to pending until `at`; a retry that spends no attempt may happen any number of times. */
  | { do: "retry"; at: number; spendAttempt: boolean; holds: Held }
  /** `losesDestination`: nothing else can be sent there either until someone lets the bot in again. */
  | { do: "fail"; reason: FailureReason; detail: string; losesDestination: boolean }
  /** A person must look whether it appeared. */
  | { do: "mark_uncertain"; reason: FailureReason; detail: string }
  /** Send again at once, to the new id. */
  | { do: "follow_migration"; toChatId: number };

export interface Attempt {
  /** 1 for the first. */
  attempt: number;
  now: number;
  dueAt: number;
  expireAfterMs: number;
  /** In [0, 1): spreads the retries of many deliveries that failed together. */
  random: number;
}

/** Transient failures: 10, 30, 90 and 270 seconds after the attempts, each give or take a fifth. */
export const mostAttempts = 5;
const firstDelay = 10_000;
const delayFactor = 3;
const spread = 0.2;

/** A server that says "retry after 0" is not asked again in the same breath. */
const leastWait = 1000;

/** How long (ms) a token that Telegram refuses is left alone before one delivery tries it again. */
const unauthorizedPause = 60_000;
/** An outage that was or is shorter than this (ms) is for the log alone: it may be over in a moment. */
export const outageWorthTelling = 60_000;

/**
 * What follows from an outcome:
 *
 * | outcome                       | decision                                                          |
 * | ----------------------------- | ----------------------------------------------------------------- |
 * | sent                          | settle                                                            |
 * | wait, too many requests       | the chat waits as long as Telegram says; fail if that is too late |
 * | wait, Telegram out of reach   | everything waits                                                  |
 * | refused, the token            | everything waits                                                  |
 * | refused, anything else        | fail                                                              |
 * | transient                     | retry after a growing delay; fail if too late or attempts are spent |
 * | migrated                      | follow                                                            |
 * | doubtful                      | uncertain, unless looking says more: `decideAfterLook`            |
 *
 * Waits spend no attempt. What waits for everything is never failed by that: it expires.
 */
export function decide(outcome: Outcome, attempt: Attempt): Decision {
  switch (outcome.kind) {
    case "sent":
      return { do: "settle_sent", messageIds: outcome.messageIds };
    case "wait": {
      const at = attempt.now + Math.max(outcome.retryAfterMs, leastWait);
      if (outcome.reason === "unreachable") return { do: "retry", at, spendAttempt: false, holds: "all" };
      const chatWaits = { spendAttempt: false, holds: "chat" } as const;
      return retryInTime(at, chatWaits, { ...outcome, detail: "" }, attempt);
    }
    case "transient":
      if (attempt.attempt >= mostAttempts) return fail(outcome);
      return retryInTime(
        attempt.now + backoff(attempt),
        { spendAttempt: true, holds: "post" },
        outcome,
        attempt,
      );
    case "refused":
      if (outcome.reason !== "unauthorized") return fail(outcome);
      return { do: "retry", at: attempt.now + unauthorizedPause, spendAttempt: false, holds: "all" };
    case "migrated":
      return { do: "follow_migration", toChatId: outcome.toChatId };
    case "doubtful":
      return { do: "mark_uncertain", reason: outcome.reason, detail: outcome.detail };
  }
}

/**
 * What follows from a doubtful outcome once somebody has looked:
 *
 * | sighting    | decision                                                                          |
 * | ----------- | --------------------------------------------------------------------------------- |
 * | found       | settle, with those ids                                                            |
 * | absent      | again: at once after the first attempt, after a growing delay later; in the end fail |
 * | cannot tell | uncertain: never sent again unless a person says so                               |
 *
 * An absent one that is too late by now goes back to pending all the same, where it expires.
 */
export function decideAfterLook(
  outcome: Extract<Outcome, { kind: "doubtful" }>,
  sighting: Exclude<Sighting, { lookAgainAt: number }>,
  attempt: Attempt,
): Decision {
  if (sighting === "cannot_tell") return decide(outcome, attempt);
  if (sighting !== "absent") return { do: "settle_sent", messageIds: sighting.found };
  if (attempt.attempt >= mostAttempts) return fail({ reason: "never_arrived", detail: outcome.detail });
  const at = attempt.attempt === 1 ? attempt.now : attempt.now + backoff(attempt);
  return { do: "retry", at, spendAttempt: true, holds: "post" };
}

interface Failure {
  reason: FailureReason;
  detail: string;
}

/** A retry after the post has expired would be of no use: it fails now, for the reason that held it up. */
function retryInTime(
  at: number,
  wait: { spendAttempt: boolean; holds: Held },
  failure: Failure,
  { dueAt, expireAfterMs }: Attempt,
): Decision {
  return isExpired(dueAt, at, expireAfterMs) ? fail(failure) : { do: "retry", at, ...wait };
}

/** Milliseconds until the next attempt: exponential, with jitter. */
function backoff({ attempt, random }: Attempt): number {
  const delay = firstDelay * delayFactor ** (attempt - 1);
  return Math.round(delay * (1 - spread + 2 * spread * random));
}

function fail({ reason, detail }: Failure): Decision {
  return { do: "fail", reason, detail, losesDestination: losesDestination[reason] };
}

/** Where one kind of message is not allowed, another may be: that loses no destination. */
const losesDestination: Record<FailureReason, boolean> = {
  too_many_requests: false,
  unreachable: false,
  chat_not_found: true,
  kicked: true,
  not_a_member: true,
  may_not_post: true,
  no_rights: false,
  blocked: true,
  content_refused: false,
  file_refused: false,
  poll_refused: false,
  unauthorized: false,
  timed_out: false,
  connection_lost: false,
  server_error: false,
  unreadable_answer: false,
  stopped_while_sending: false,
  never_arrived: false,
  restored: false,
  restored_early: false,
  destination_removed: false,
  other: false,
};
