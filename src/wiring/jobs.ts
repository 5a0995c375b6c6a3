/** What the recurring jobs do, and the line that each says of it. */

import type { AccessCheck, AccessReport } from "../bot/channels/access-check.ts";
import { formatBytes } from "../bot/format.ts";
import type { createNotices } from "../bot/notices.ts";
import { plain } from "../bot/words.ts";
import type { Clock } from "../clock.ts";
import type { Config } from "../config.ts";
import type { BackupResult, Backups } from "../editorial/backups.ts";
import type { Job, Result } from "../jobs/job.ts";
import { timetable } from "../jobs/timetable.ts";
import type { Cleanup, CleanupCounts } from "../publishing/cleanup.ts";
import type { Engine } from "../publishing/engine.ts";
import type { EventWebhooks } from "../webhooks/event-webhooks.ts";

export function createJobs(parts: {
  config: Config;
  clock: Pick<Clock, "now">;
  engine: Engine;
  cleanup: Cleanup;
  notices: ReturnType<typeof createNotices>;
  backups: Backups;
  webhooks: EventWebhooks | undefined;
  checkAccess: AccessCheck;
}): Job[] {
  const { config, clock, engine, cleanup, notices, backups, webhooks, checkAccess } = parts;
  return timetable(config, {
    publish: {
      alsoAt: engine.nextAttemptAt,
      finishesWhilePaused: true,
      async run() {
        const done = await engine.publishDue();
        // Not waited for: what is said to one person must not hold up the next send.
        void notices.deliver();
        return summaryOf(done);
      },
    },
    async expire() {
      const expired = engine.expireLate();
      await notices.deliver();
      return summaryOf({ expired });
    },
    async warn(scheduledFor) {
      const doomed = cleanup.planned(Math.max(scheduledFor, clock.now()));
      if (doomed.length === 0) return undefined;
      // Nothing is deleted that was not warned of: unless somebody was reached, nothing is marked.
      if ((await notices.warnOfCleanup(doomed)) === 0) return { failed: plain("run-nobody-warned") };
      cleanup.markWarned(doomed);
      return summaryOf({ warned: doomed.length });
    },
    clean_up: async () => deletionsOf(await cleanup.run(clock.now())),
    backup: backups.nightly && (async () => resultOfBackup(await backups.nightly?.())),
    event_webhooks: webhooks && {
      alsoAt: webhooks.nextAttemptAt,
      async run() {
        // Not waited for: an address that takes its time would hold up the others.
        webhooks.tellDue();
        return undefined;
      },
    },
    access_check: async (_, during) => accessResult(await checkAccess(during)),
  });
}

/** How the record explains runs that could not explain themselves. */
export const wordsForRuns = () => ({
  interrupted: plain("run-interrupted"),
  unexpected: plain("run-unexpected"),
});

/** { posts: 12, history: 340 } → "12 posts, 340 history entries deleted" */
function deletionsOf(counts: CleanupCounts): string | undefined {
  const parts = Object.entries(counts).map(([kind, count]) => plain(`run-deleted-${kind}`, { count }));
  return parts.length === 0 ? undefined : plain("run-deleted", { what: parts.join(", ") });
}

function accessResult({ ended, ...counts }: AccessReport): Result {
  const done = summaryOf(counts);
  if (ended === "complete") return done;
  const reason = plain(`run-access-${ended}`);
  return { failed: done ? `${reason} (${done})` : reason };
}

/** { sent: 2, failed: 0 } → "2 sent"; undefined where there is nothing to tell. Each has its sentence in the locale. */
function summaryOf(counts: Record<string, number>): string | undefined {
  const parts = Object.entries(counts).filter(([, count]) => count > 0);
  if (parts.length === 0) return undefined;
  return parts.map(([what, count]) => plain(`run-${what}`, { count })).join(", ");
}

/** What the log has to explain is thrown. */
function resultOfBackup(result: BackupResult | undefined): Result {
  switch (result?.kind) {
    case undefined:
      return undefined;
    case "made": {
      const { file, bytes } = result.backup;
      const made = plain("run-backup", { file, size: formatBytes(bytes) });
      return result.deleted > 0 ? `${made}, ${plain("run-deleted", { what: String(result.deleted) })}` : made;
    }
    case "damaged":
      return { failed: result.problem };
    case "failed":
      if (result.why === "other") throw result.error;
      return { failed: plain(`backup-failed-${result.why}`) };
  }
}
