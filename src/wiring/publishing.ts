/** What sends posts, and what cleans up after them. */
import { readPattern } from "../jobs/pattern.ts";
import { createCleanup } from "../publishing/cleanup.ts";
import { createEngine } from "../publishing/engine.ts";
import { createLook } from "../publishing/look.ts";
import { createTelegramApi } from "../telegram/client.ts";
import { createPacer, type Pace } from "../telegram/pacer.ts";
import { createProbe } from "../telegram/probe.ts";
import { createSender } from "../telegram/send.ts";
import type { Ground } from "./ground.ts";

const hour = 60 * 60 * 1000;
const day = 24 * hour;
/** While the database takes nothing, chats are not looked into; it is asked again after so long (ms). */
const lookAfterTrouble = 5000;
/** After its time-out a send may still be written and heard of for so long (ms). */
const sendSlackMs = 5000;

/** `mayPublish`: false while somebody holds publishing. */
export function createPublishing(
  { config, clock, log, events, stores, watch }: Ground,
  {
    pace,
    sendTimeoutSeconds,
    mayPublish,
  }: {
    pace: Pace;
    sendTimeoutSeconds: number;
    mayPublish: () => boolean;
  },
) {
  const { chats, deliveries, messageIds, trouble } = stores;
  const { botToken: token, telegramApiRoot: apiRoot } = config;
  const api = createTelegramApi({ token, apiRoot, timeoutSeconds: sendTimeoutSeconds });
  const send = createSender(api);
  const look = createLook({ messageIds, probe: createProbe(api, botIdIn(token)), clock });
  const engine = createEngine({
    ...{ clock, events, deliveries, chats, send, trouble, mayPublish },
    // What others write meanwhile is noted afterwards: until then it might be taken for ours.
    look: async (...claim) =>
      watch.current() ? { lookAgainAt: clock.now() + lookAfterTrouble } : look(...claim),
    noteSent: messageIds.noteSent,
    pacer: createPacer(pace),
    longestSendMs: sendTimeoutSeconds * 1000 + sendSlackMs,
    expireAfterMs: config.expireAfterHours * hour,
  });
  const cleanup = createCleanup({
    clock,
    log,
    store: stores.cleanup,
    records: stores.oldRecords,
    compaction: stores.compaction,
    retentionMs: config.retentionDays * day,
    ledgerRetentionMs: config.ledgerRetentionDays * day,
    jobRunRetentionMs: config.jobRunRetentionDays * day,
    warnBeforeMs: config.warnDaysBeforeCleanup * day,
    nextCleanup: nextTimeOf(config.cleanupCron, config.timeZone),
    nextDueAt: engine.nextAttemptAt,
  });
  return { api, send, engine, cleanup };
}

/** A bot's user id stands before the colon of its token. */
const botIdIn = (token: string): number => Number(token.split(":")[0]);

function nextTimeOf(pattern: string, timeZone: string): (after: number) => number {
  const times = readPattern(pattern, timeZone);
  return (after) => {
    const next = times.nextAfter(after);
    // The configuration takes no pattern that never fires.
    if (next === undefined) throw new Error(`"${pattern}" never comes again`);
    return next;
  };
}
