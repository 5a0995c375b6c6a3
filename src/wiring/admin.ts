/** What the admin API is made of. It comes with the use cases that only programs need. */
import type { Api } from "grammy";
import { explainLimit } from "../bot/limit-words.ts";
import { reasonWords } from "../bot/reason-words.ts";
import { hasWords, plain } from "../bot/words.ts";
import type { Clock } from "../clock.ts";
import type { Config } from "../config.ts";
import type { AdminToken } from "../config-values.ts";
import type { Directory } from "../editorial/directory.ts";
import { createIdempotency } from "../editorial/idempotency.ts";
import type { JobControl } from "../editorial/jobs.ts";
import { createMediaLibrary } from "../editorial/media.ts";
import type { Queue } from "../editorial/queue.ts";
import { createScheduling } from "../editorial/scheduling.ts";
import type { StatisticsReader } from "../editorial/statistics.ts";
import type { Team } from "../editorial/team.ts";
import { createTicking } from "../editorial/ticking.ts";
import type { Events } from "../events.ts";
import { createAdminApi } from "../http/admin/admin.ts";
import type { Routes } from "../http/server.ts";
import type { Log } from "../log.ts";
import { readHtml } from "../posts/html-markup.ts";
import type { WebhookStatus } from "../posts/webhook-status.ts";
import type { Cleanup } from "../publishing/cleanup.ts";
import { createUploader } from "../telegram/upload.ts";
import type { Stores } from "./stores.ts";
import { readVersion } from "./version.ts";

const hour = 60 * 60 * 1000;

export function createAdmin(parts: {
  tokens: readonly AdminToken[];
  config: Config;
  clock: Pick<Clock, "now">;
  events: Events;
  log: Log;
  stores: Stores;
  api: Api;
  queue: Queue;
  directory: Directory;
  team: Team;
  statistics: StatisticsReader;
  jobs: JobControl;
  webhooks: () => WebhookStatus[];
  cleanup: Cleanup;
  stopping: AbortSignal;
}): Routes {
  const { config, clock, events, log, stores, api, cleanup } = parts;
  const { queue, directory, team, statistics, jobs, webhooks, stopping } = parts;
  const { posts, people, destinations } = stores;
  const hand = createUploader(api, (error) =>
    log.warn({ error }, "an uploaded file still stands in the owner's chat"),
  );
  return createAdminApi({
    ...{ tokens: parts.tokens, timeZone: config.timeZone, log },
    version: readVersion(),
    idempotency: createIdempotency({ keys: stores.idempotencyKeys, clock }),
    desk: {
      ...{ queue, directory, team, statistics, jobs, webhooks, stopping },
      now: clock.now,
      scheduling: createScheduling({ posts, people, destinations, clock, events }),
      ticking: createTicking({ due: stores.dueNow, expireAfterMs: config.expireAfterHours * hour, clock }),
      media: createMediaLibrary({ media: stores.media, people, hand, clock }),
      planned: () => cleanup.planned(clock.now()),
      oldRecords: () => cleanup.oldRecords(clock.now()),
      ledger: {
        eventsAfter: stores.ledger.eventsAfter,
        noteApiCall: ({ tokenName, ...call }) => stores.ledger.noteApiCall({ tokenName }, call, clock.now()),
      },
      somethingHappens: (signal) => nextEvent(events, signal),
      sentences: {
        limit: (problem) => asText(explainLimit(problem)),
        reason: (code) => asText(reasonWords(code)),
        job: (name) => (hasWords(`job-${name}`) ? plain(`job-${name}`) : name),
      },
    },
  });
}

/** What stands in the chat as HTML. */
function asText(html: string): string {
  const read = readHtml(html);
  return read.ok ? read.text : html;
}

function nextEvent(events: Events, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      stopListening();
      signal.removeEventListener("abort", end);
      resolve();
    };
    const stopListening = events.listen(end);
    if (signal.aborted) end();
    else signal.addEventListener("abort", end);
  });
}
