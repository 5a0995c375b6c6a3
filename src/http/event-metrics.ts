/** What is counted as it happens. Counts begin at 0 with every start of the process. */
import { Counter, Histogram, type Registry } from "prom-client";
import type { Event, Events } from "../events.ts";
import { type Content, mediaKinds } from "../posts/content.ts";
import type { DeliveryStatus } from "../posts/status.ts";
import type { AnsweredRequest } from "./server.ts";

/** What a delivery can come to; one that is tried again has been postponed. */
const outcomes = {
  pending: "postponed",
  sending: undefined,
  sent: "sent",
  failed: "failed",
  uncertain: "uncertain",
  expired: "expired",
  cancelled: "cancelled",
} as const satisfies Record<DeliveryStatus, string | undefined>;

const kinds: Content["kind"][] = ["text", ...mediaKinds, "album", "poll"];

/** Seconds. A post is late from the second on, and of no use after some hours. */
const latenessBuckets = [
  ...[0.25, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 900, 1800],
  ...[1, 2, 4, 8, 12, 24].map((hours) => hours * 3600),
];
const handlingBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const jobBuckets = [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300, 1800];

/** Counts events from now on. Returns what counts an answered request. */
export function countEvents(
  registry: Registry,
  events: Pick<Events, "listen">,
  now: () => number,
): (request: AnsweredRequest) => void {
  const registers = [registry];
  const counter = <Label extends string>(name: string, help: string, ...labelNames: Label[]) =>
    new Counter({ name, help, labelNames, registers });
  const seconds = <Label extends string>(
    name: string,
    help: string,
    buckets: number[],
    ...labelNames: Label[]
  ) => new Histogram({ name, help, labelNames, buckets, registers });

  const scheduled = counter("belfry_posts_scheduled_total", "Posts scheduled.", "by");
  const settled = counter("belfry_deliveries_settled_total", "What attempts came to.", "outcome", "kind");
  const lateness = seconds(
    "belfry_delivery_lateness_seconds",
    "From the time a post was due to its confirmation by Telegram.",
    latenessBuckets,
  );
  const waits = counter("belfry_telegram_waits_total", "Times Telegram told the bot to wait (429).", "scope");
  const waitSeconds = counter("belfry_telegram_wait_seconds_total", "How long it was told to wait.", "scope");
  const outages = counter("belfry_telegram_outages_total", "Times nothing could be sent any more.", "kind");
  const outageSeconds = counter(
    "belfry_telegram_outage_seconds_total",
    "How long that was, once over.",
    "kind",
  );
  const webhookFailures = counter(
    "belfry_event_webhook_failures_total",
    "Failed attempts to tell of events.",
  );
  const eventsGivenUp = counter(
    "belfry_event_webhook_given_up_total",
    "Events an address was never told of.",
  );
  const jobs = seconds("belfry_job_duration_seconds", "Runs of jobs.", jobBuckets, "name", "outcome");
  const updates = seconds(
    "belfry_update_duration_seconds",
    "Updates from Telegram, by how long their handlers took.",
    handlingBuckets,
    "kind",
    "outcome",
  );
  const requests = seconds(
    "belfry_http_request_duration_seconds",
    "Requests over HTTP, by how long their answers took.",
    handlingBuckets,
    "method",
    "route",
    "status",
  );

  // A rate needs a 0 to begin with: the first failure must not be overlooked.
  for (const by of ["person", "program"]) scheduled.inc({ by }, 0);
  for (const outcome of Object.values(outcomes))
    for (const kind of kinds) if (outcome) settled.inc({ outcome, kind }, 0);
  for (const scope of ["chat", "bot"]) for (const one of [waits, waitSeconds]) one.inc({ scope }, 0);
  for (const kind of ["unreachable", "unauthorized"])
    for (const one of [outages, outageSeconds]) one.inc({ kind }, 0);

  events.listen((event: Event) => {
    switch (event.type) {
      case "post_scheduled":
        scheduled.inc({ by: typeof event.by === "number" ? "person" : "program" });
        return;
      case "delivery_settled": {
        const outcome = outcomes[event.status];
        if (outcome) settled.inc({ outcome, kind: event.kind });
        if (event.lateness !== undefined) lateness.observe(Math.max(0, event.lateness) / 1000);
        return;
      }
      case "telegram_limited":
        waits.inc({ scope: event.scope });
        waitSeconds.inc({ scope: event.scope }, event.waitMs / 1000);
        return;
      case "telegram_unreachable":
        outages.inc({ kind: "unreachable" });
        return;
      case "telegram_unauthorized":
        outages.inc({ kind: "unauthorized" });
        return;
      case "telegram_back":
        outageSeconds.inc({ kind: event.after }, Math.max(0, now() - event.since) / 1000);
        return;
      case "job_finished":
        jobs.observe({ name: event.job, outcome: event.outcome }, event.durationMs / 1000);
        return;
      case "webhook_failed":
        webhookFailures.inc();
        return;
      case "webhook_gave_up":
        eventsGivenUp.inc(event.count);
        return;
      case "update_handled":
        updates.observe({ kind: event.kind, outcome: event.outcome }, event.durationMs / 1000);
        return;
    }
  });

  return ({ method, route, status, durationMs }) =>
    requests.observe({ method, route, status: `${Math.floor(status / 100)}xx` }, durationMs / 1000);
}
