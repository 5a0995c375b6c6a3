/** How an address that is told of events is doing. Only its host is shown: path and query may hold a secret. */
export interface WebhookStatus {
  host: string;
  /** Entries of the ledger that it has not been told of yet. */
  waiting: number;
  /** Epoch ms; null: it works. */
  failingSince: number | null;
  /** Why, as a WebhookProblem; one that another version wrote may be unknown here. */
  problem: string | null;
  /** Attempts in a row that failed, and when the next one is due. */
  attempts: number;
  nextAttemptAt: number;
  lastSuccessAt: number | null;
  /** Entries that it is never told of, because it failed for too long. */
  givenUp: number;
}

/** Why an address did not take an event. */
export type WebhookProblem =
  | `answered_${number}`
  /** It is one of this machine or its local network. */
  | "local_address"
  | "unknown_host"
  /** Nobody listens there. */
  | "refused"
  | "no_answer"
  | "untrusted_certificate"
  | "connection_failed";
