/** The use cases that the admin API calls: the same that the bot's people use. */
import type { Directory } from "../../editorial/directory.ts";
import type { JobControl } from "../../editorial/jobs.ts";
import type { MediaLibrary } from "../../editorial/media.ts";
import type { Queue } from "../../editorial/queue.ts";
import type { Scheduling } from "../../editorial/scheduling.ts";
import type { StatisticsReader } from "../../editorial/statistics.ts";
import type { Team } from "../../editorial/team.ts";
import type { Ticking } from "../../editorial/ticking.ts";
import type { LedgerEvent } from "../../posts/ledger-event.ts";
import type { LimitProblem } from "../../posts/limits.ts";
import type { PlannedDeletion } from "../../posts/retention.ts";
import type { WebhookStatus } from "../../posts/webhook-status.ts";

export interface Desk {
  queue: Queue;
  scheduling: Scheduling;
  directory: Directory;
  team: Team;
  statistics: StatisticsReader;
  jobs: JobControl;
  ticking: Ticking;
  media: MediaLibrary;
  /** The posts that the next clean-ups will delete, the soonest first, and how many records of other kinds. */
  planned: () => PlannedDeletion[];
  oldRecords: () => Record<string, number>;
  /** The ledger as programs see it. */
  ledger: {
    eventsAfter(after: number, limit: number): { events: LedgerEvent[]; cursor: number };
    noteApiCall(call: { tokenName: string; operation: string; status: number }): void;
  };
  /** The addresses that are told of events. */
  webhooks: () => WebhookStatus[];
  /** Aborted when Belfry stops: nobody waits any longer then. */
  stopping: AbortSignal;
  /** Resolves when something has happened, or the signal is aborted. */
  somethingHappens: (signal: AbortSignal) => Promise<void>;
  /** The sentences that people get in the chat, as plain text. */
  sentences: {
    limit(problem: LimitProblem): string;
    reason(code: string): string;
    job(name: string): string;
  };
  now: () => number;
}
