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
  /** The team took the destination away while the post waited. */
  "destination_removed",
  "other",
] as const;
export type FailureReason = (typeof failureReasons)[number];

export type Decision =
  | { do: "settle_sent"; messageIds: number[] }
  /** Back to pending until `at`; a retry that spends no attempt may happen any number of times. */
  | { do: "retry"; at: number; spendAttempt: boolean }
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

/**
 * What follows from an outcome:
 *
 * | outcome   | decision                                                            |
 * | --------- | ------------------------------------------------------------------- |
 * | sent      | settle                                                              |
 * | wait      | retry when Telegram says, no attempt spent; fail if that is too late |
 * | transient | retry after a growing delay; fail if too late or attempts are spent |
 * | refused   | fail                                                                |
 * | migrated  | follow                                                              |
 * | doubtful  | uncertain: never sent again unless a person says so                 |
 */
export function decide(outcome: Outcome, attempt: Attempt): Decision {
  switch (outcome.kind) {
    case "sent":
      return { do: "settle_sent", messageIds: outcome.messageIds };
    case "wait": {
      const at = attempt.now + Math.max(outcome.retryAfterMs, leastWait);
      return retryInTime(at, { spendAttempt: false }, { ...outcome, detail: "" }, attempt);
    }
    case "transient":
      if (attempt.attempt >= mostAttempts) return fail(outcome);
      return retryInTime(attempt.now + backoff(attempt), { spendAttempt: true }, outcome, attempt);
    case "refused":
      return fail(outcome);
    case "migrated":
      return { do: "follow_migration", toChatId: outcome.toChatId };
    case "doubtful":
      return { do: "mark_uncertain", reason: outcome.reason, detail: outcome.detail };
  }
}

interface Failure {
  reason: FailureReason;
  detail: string;
}

/** A retry after the post has expired would be of no use: it fails now, for the reason that held it up. */
function retryInTime(
  at: number,
  { spendAttempt }: { spendAttempt: boolean },
  failure: Failure,
  { dueAt, expireAfterMs }: Attempt,
): Decision {
  return isExpired(dueAt, at, expireAfterMs) ? fail(failure) : { do: "retry", at, spendAttempt };
}

/** Milliseconds until the next attempt: exponential, with jitter. */
function backoff({ attempt, random }: Attempt): number {
  const delay = firstDelay * delayFactor ** (attempt - 1);
  return Math.round(delay * (1 - spread + 2 * spread * random));
}

function fail({ reason, detail }: Failure): Decision {
  return { do: "fail", reason, detail, losesDestination: losesDestination[reason] };
}

/** Missing rights lose no destination: often it is only one kind of message that is not allowed. */
const losesDestination: Record<FailureReason, boolean> = {
  too_many_requests: false,
  unreachable: false,
  chat_not_found: true,
  kicked: true,
  not_a_member: true,
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
  destination_removed: false,
  other: false,
};
