/** Telling addresses of events, where there are any. */
import type { Clock } from "../clock.ts";
import type { Config } from "../config.ts";
import type { Event, Events } from "../events.ts";
import type { Log } from "../log.ts";
import { createEventWebhooks, type EventWebhooks } from "../webhooks/event-webhooks.ts";
import { createPoster } from "../webhooks/poster.ts";
import type { Stores } from "./stores.ts";

/** `wake` has the job ask again when it is to work. */
export function createWebhooks(parts: {
  config: Pick<Config, "eventWebhooks" | "eventWebhookSecret" | "eventWebhooksAllowLocal">;
  stores: Stores;
  events: Events;
  clock: Pick<Clock, "now">;
  wake: () => void;
  log: Log;
}): EventWebhooks | undefined {
  const { config, stores, events, clock, wake, log } = parts;
  const { eventWebhooks: addresses, eventWebhookSecret: secret } = config;
  // The configuration takes no addresses without a secret.
  if (addresses === undefined || secret === undefined) {
    // What an address was not told of yet is kept for it in the ledger: for one that is gone, nothing is.
    stores.eventWebhooks.follow([]);
    return undefined;
  }
  const webhooks = createEventWebhooks({
    addresses,
    store: stores.eventWebhooks,
    ledger: stores.ledger,
    poster: createPoster({ secret, allowLocal: config.eventWebhooksAllowLocal, now: clock.now }),
    clock,
    emit: events.emit,
    onError: (error) => log.error({ error }, "events cannot be told: the database failed"),
    onChange: wake,
  });
  events.listen((event) => {
    if (isInLedger(event)) wake();
  });
  return webhooks;
}

/** What comes with an entry of the ledger. An entry without an event is told at the job's next minute. */
function isInLedger({ type }: Event): boolean {
  return (
    type.startsWith("post_") ||
    type === "delivery_settled" ||
    type === "destination_lost" ||
    type === "destination_moved"
  );
}
