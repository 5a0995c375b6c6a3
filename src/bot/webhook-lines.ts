/** How an address that is told of events is doing, in a line. */
import type { WebhookStatus } from "../posts/webhook-status.ts";
import { formatNearMoment } from "./format.ts";
import { html, plain } from "./words.ts";

/** Only those that there is something to say of. */
export function webhookLines(states: WebhookStatus[], now: number, timeZone: string): string[] {
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
