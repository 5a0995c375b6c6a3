/** How an address that is told of events is doing, in a line. */
import { formatNearMoment } from "./format.ts";
import { html, plain } from "./words.ts";

export interface WebhookState {
  host: string;
  /** How much it has not been told of yet. */
  waiting: number;
  /** Epoch ms; null: it works. */
  failingSince: number | null;
  problem: string | null;
  /** How much it is never told of, because it failed for too long. */
  givenUp: number;
}

/** Only those that there is something to say of. */
export function webhookLines(states: WebhookState[], now: number, timeZone: string): string[] {
  return states
    .filter(({ failingSince, givenUp }) => failingSince !== null || givenUp > 0)
    .map(({ host, waiting, failingSince, problem, givenUp }) =>
      failingSince === null
        ? html("webhook-line-gave-up", { host, count: givenUp })
        : html("webhook-line-fails", {
            host,
            since: formatNearMoment(failingSince, now, timeZone),
            problem: webhookProblem(problem),
            count: waiting,
            lost: givenUp,
          }),
    );
}

/** "answered_503" and the other codes of a post that failed, as words. */
export function webhookProblem(problem: string | null): string {
  const status = /^answered_(\d+)$/.exec(problem ?? "")?.[1];
  return plain("webhook-problem", {
    problem: status === undefined ? (problem ?? "") : "answered",
    status: status ?? "",
  });
}
