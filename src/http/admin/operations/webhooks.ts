/** The addresses that are told of events. */
import { z } from "zod";
import type { Desk } from "../desk.ts";
import { operation } from "../operation.ts";
import { instant } from "../present.ts";
import { Instant } from "../schemas.ts";

const Webhook = z
  .object({
    host: z.string().meta({
      description: "Of the address no more is shown: path and query may hold a secret.",
      examples: ["example.com"],
    }),
    waiting: z.int().meta({ description: "Entries of the ledger that it has not been told of yet." }),
    failing_since: Instant.nullable().meta({ description: "null: it works." }),
    problem: z
      .string()
      .nullable()
      .meta({ description: "Why the last attempt failed.", examples: ["answered_503"] }),
    attempts: z.int().meta({ description: "Attempts in a row that failed." }),
    next_attempt_at: Instant.nullable(),
    last_success_at: Instant.nullable(),
    given_up: z.int().meta({ description: "Entries that it is never told of, because it failed for a day." }),
  })
  .meta({ id: "Webhook" });

export function webhookOperations({ webhooks }: Desk) {
  return [
    operation({
      id: "listWebhooks",
      method: "GET",
      path: "/admin/webhooks",
      group: "Data",
      summary: "See how webhooks are doing",
      about: "The addresses of EVENT_WEBHOOKS in their order, and how far each is behind.",
      answers: { 200: { about: "The addresses.", schema: z.object({ webhooks: z.array(Webhook) }) } },
      problems: [],
      carryOut: () => ({
        status: 200,
        body: {
          webhooks: webhooks().map(({ host, waiting, problem, attempts, givenUp, ...at }) => ({
            ...{ host, waiting, problem, attempts, given_up: givenUp },
            failing_since: at.failingSince === null ? null : instant(at.failingSince),
            next_attempt_at: attempts === 0 ? null : instant(at.nextAttemptAt),
            last_success_at: at.lastSuccessAt === null ? null : instant(at.lastSuccessAt),
          })),
        },
      }),
    }),
  ];
}
