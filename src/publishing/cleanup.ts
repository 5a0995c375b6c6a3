/**
 * The nightly warning of what will be deleted, and the deletion: of posts, of which nothing is deleted that was not
 * warned of, and of every other kind of record at the end of its own time.
 */
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Clock } from "../clock.ts";
import { type PlannedDeletion, planDeletions } from "../posts/retention.ts";
import type { CleanupStore } from "../storage/cleanup.ts";
import type { Compaction } from "../storage/compaction.ts";
import { type OldRecords, type RecordKind, recordKinds } from "../storage/old-records.ts";

export type { RecordKind } from "../storage/old-records.ts";
export type Cleanup = ReturnType<typeof createCleanup>;
/** How many records of each kind were deleted, or will be; kinds of which there are none are left out. */
export type CleanupCounts = Partial<Record<"posts" | "uploads" | RecordKind, number>>;

const minute = 60_000;
const day = 24 * 60 * minute;
/** Rows that one transaction deletes: between two of them the engine has its turn. */
const portion = 500;
/** Telegram keeps updates for at most a day; a week more costs nothing. */
const updatesLast = 8 * day;
/** How long the same request with the same key gets the same answer. */
const answersLast = day;
/** Nobody goes on with a question after so long; the draft itself is kept. */
const conversationsLast = 90 * day;
/** The file is not written anew while a post is due within this. */
const quietTime = 5 * minute;

export function createCleanup(parts: {
  store: CleanupStore;
  records: OldRecords;
  compaction: Compaction;
  clock: Pick<Clock, "now">;
  retentionMs: number;
  ledgerRetentionMs: number;
  jobRunRetentionMs: number;
  /** How long before its deletion (ms) the team hears of a post. */
  warnBeforeMs: number;
  /** The first clean-up strictly after an instant. */
  nextCleanup: (after: number) => number;
  /** When the engine next has something to do; undefined where nothing is scheduled. */
  nextDueAt: () => number | undefined;
  log: { info: (details: object, message: string) => void; warn: (details: object, message: string) => void };
}) {
  const { store, records, compaction, clock, nextCleanup, log } = parts;
  const { retentionMs, ledgerRetentionMs, jobRunRetentionMs, warnBeforeMs } = parts;

  const ages: Record<RecordKind, number> = {
    history: ledgerRetentionMs,
    job_runs: jobRunRetentionMs,
    conversations: conversationsLast,
    handled_updates: updatesLast,
    received_updates: updatesLast,
    answers: answersLast,
    waits: 0,
    outages: jobRunRetentionMs,
    restores: ledgerRetentionMs,
  };

  /** What the clean-ups within the warning time will delete, soonest first; with what was warned of before. */
  const planned = (now: number): PlannedDeletion[] =>
    planDeletions(store.candidates(now + warnBeforeMs - retentionMs), {
      now,
      until: now + warnBeforeMs,
      retentionMs,
      nextCleanup,
    });

  return {
    planned,

    /** The other kinds: what is old enough to go now. Uploads are not among them: looking for them takes a while. */
    oldRecords(now: number): CleanupCounts {
      return withoutNothing(recordKinds.map((kind) => [kind, records.count(kind, now - ages[kind])]));
    },

    /** Call when the team has been told; from now on these posts may be deleted at their instant. */
    markWarned(posts: PlannedDeletion[]): void {
      for (const [cleanupAt, sameNight] of Map.groupBy(posts, (post) => post.cleanupAt)) {
        const postIds = sameNight.map(({ id }) => id);
        store.plan(postIds, cleanupAt, clock.now());
      }
    },

    /** Deletes what was announced for now or before, and what is old of all other kinds. */
    async run(now: number): Promise<CleanupCounts> {
      const posts = await inPortions((limit) => store.deleteAnnounced(now, now - retentionMs, limit));
      const counts: [keyof CleanupCounts, number][] = [["posts", posts]];
      for (const kind of recordKinds) {
        const before = now - ages[kind];
        counts.push([kind, await inPortions((limit) => records.delete(kind, before, limit))]);
      }
      counts.push(["uploads", await forgetUploads(now - retentionMs)]);
      tidyFile(now);
      return withoutNothing(counts);
    },
  };

  /** Uploads that no post uses any more. One that a post takes over just now loses nothing: the post has the file. */
  async function forgetUploads(before: number): Promise<number> {
    const unused = new Set(records.uploads(before));
    for (let afterId = 0; unused.size > 0; await nextTurn()) {
      const page = records.filesOfPosts(afterId);
      if (!page) return records.forgetUploads([...unused], before);
      for (const fileId of page.fileIds) unused.delete(fileId);
      afterId = page.lastId;
    }
    return 0;
  }

  /** A disk without room for it, or somebody else in the file, is no reason to call the clean-up failed. */
  function tidyFile(now: number): void {
    try {
      if (compaction.isWorthIt() && (parts.nextDueAt() ?? Number.POSITIVE_INFINITY) > now + quietTime)
        log.info({ bytes: compaction.compact() }, "the database's file has been made smaller");
      compaction.emptyLog();
    } catch (error) {
      log.warn({ error }, "the database's file stays as large as it is");
    }
  }
}

async function inPortions(remove: (limit: number) => number): Promise<number> {
  for (let total = 0; ; ) {
    const removed = remove(portion);
    total += removed;
    if (removed < portion) return total;
    await nextTurn();
  }
}

function withoutNothing(counts: [keyof CleanupCounts, number][]): CleanupCounts {
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}
