/**
 * What the bot says of its own accord; each kind of notice stands in a file of notices/.
 * What is owed stands in the database until it was said, so that a crash or an outage only delays it.
 */
import type { Api } from "grammy";
import type { Directory } from "../editorial/directory.ts";
import type { JobControl } from "../editorial/jobs.ts";
import type { Queue } from "../editorial/queue.ts";
import type { Restores } from "../editorial/restores.ts";
import type { Team } from "../editorial/team.ts";
import type { PlannedDeletion } from "../posts/retention.ts";
import { withTrace } from "../trace.ts";
import { cleanupView, doomedPage } from "./cleanup-view.ts";
import { createBackupNotices } from "./notices/backups.ts";
import { createChangeNotices } from "./notices/changes.ts";
import { createDatabaseNotices, type DatabaseNotes } from "./notices/database.ts";
import { createJobNotices } from "./notices/jobs.ts";
import { createLossNotices } from "./notices/losses.ts";
import { createOutageNotices, type OutageNotes } from "./notices/outages.ts";
import { createRestoreNotices } from "./notices/restores.ts";
import { createResultNotices } from "./notices/results.ts";
import { createTelling, waitAskedBy } from "./notices/telling.ts";
import { createWebhookNotices, type WebhookNotes } from "./notices/webhooks.ts";

export function createNotices({
  api,
  queue,
  directory,
  team,
  outages,
  database,
  webhooks,
  jobs,
  restores,
  isPublishing,
  telegramAnswered,
  now,
  log,
}: {
  api: Api;
  queue: Queue;
  directory: Directory;
  team: Team;
  outages: OutageNotes;
  database: DatabaseNotes;
  /** Undefined where nobody is told of events. */
  webhooks?: WebhookNotes | undefined;
  jobs: JobControl;
  restores: Restores;
  /** False while somebody has paused it: then nothing that is due is under way. */
  isPublishing: () => boolean;
  /** Called when people can be told of an outage that is taken to last. */
  telegramAnswered: () => void;
  now: () => number;
  log: { warn: (details: object, message: string) => void };
}) {
  const telling = createTelling({ api, team, log });
  const changes = createChangeNotices({ telling, queue, team });
  const backups = createBackupNotices({ telling });
  const results = createResultNotices({ telling, queue, isPublishing, now });
  const tellDatabase = createDatabaseNotices({ telling, database, now });
  /** What may be owed, in the order in which it is said. */
  const kinds = [
    createOutageNotices({ telling, outages, telegramAnswered, now }),
    backups.tell,
    createRestoreNotices({ telling, restores }),
    createLossNotices({ telling, directory }),
    createWebhookNotices({ telling, webhooks }),
    createJobNotices({ telling, jobs }),
    changes.tell,
    results.tellHeldUp,
    results.tellResults,
  ];

  let running: Promise<void> | undefined;
  let again = false;
  /** Telegram asked to be left alone until then. */
  let quietUntil = Number.NEGATIVE_INFINITY;

  /** Says everything that is owed; never runs over itself. A failure leaves the rest for the next call. */
  function deliver(): Promise<void> {
    again = true;
    // What is owed has a way of its own: it does not belong to whatever happens to set this off.
    running ??= withTrace(null, work).finally(() => {
      running = undefined;
    });
    return running;
  }

  async function work(): Promise<void> {
    while (again) {
      again = false;
      if (now() < quietUntil) return;
      try {
        await tellDatabase();
        // What was told could not be marked as told.
        if (database.current()) return;
        for (const tell of kinds) await tell();
      } catch (error) {
        database.note(error);
        quietUntil = now() + waitAskedBy(error);
        log.warn({ error }, "notices wait for the next try");
        return;
      }
    }
  }

  return {
    deliver,

    /** To be called when somebody did something to a post: authors hear of what others did. */
    noteChanged(change: Parameters<typeof changes.note>[0]): void {
      if (changes.note(change)) void deliver();
    },

    /** To be called when a backup was found damaged. */
    noteDamagedBackup(problem: string): void {
      backups.note(problem);
      void deliver();
    },

    /** To be called when a delivery of a post was settled. */
    noteSettled(postId: number): void {
      if (results.noteSettled(postId)) void deliver();
    },

    /** Resolves when nothing is being said. */
    whenIdle: async (): Promise<void> => {
      await running;
    },

    /** Warns the team of what the clean-up will delete. Returns how many people the warning reached. */
    warnOfCleanup(planned: PlannedDeletion[]): Promise<number> {
      const first = doomedPage(planned, 0, queue.read);
      const people = team.all().filter(({ started }) => started);
      return telling.tellEach(people, (person) => cleanupView(first, person));
    },
  };
}
