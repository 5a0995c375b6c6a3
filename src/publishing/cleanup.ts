/** The nightly warning of what will be deleted, and the deletion. Nothing is deleted that was not warned of. */
import type { Clock } from "../clock.ts";
import { plannedCleanup } from "../posts/retention.ts";
import type { CleanupCandidate, CleanupStore } from "../storage/cleanup.ts";

export type Cleanup = ReturnType<typeof createCleanup>;

/** A post that the clean-up at `cleanupAt` (epoch ms) deletes unless somebody keeps it. */
export type PlannedDeletion = CleanupCandidate & { cleanupAt: number };

export function createCleanup(parts: {
  store: CleanupStore;
  clock: Pick<Clock, "now">;
  retentionMs: number;
  /** How long before its deletion (ms) the team hears of a post. */
  warnBeforeMs: number;
  /** The first clean-up strictly after an instant. */
  nextCleanup: (after: number) => number;
}) {
  const { store, clock, retentionMs, warnBeforeMs, nextCleanup } = parts;

  return {
    /** What the clean-ups within the warning time will delete, soonest first; with what was warned of before. */
    candidatesForWarning(now: number): PlannedDeletion[] {
      return store
        .candidates(now + warnBeforeMs - retentionMs)
        .map((post) => ({ ...post, cleanupAt: plan(post, now) }))
        .filter(({ cleanupAt }) => cleanupAt <= now + warnBeforeMs)
        .sort((a, b) => a.cleanupAt - b.cleanupAt);
    },

    /** Call when the team has been told; from now on these posts may be deleted at their instant. */
    markWarned(posts: PlannedDeletion[]): void {
      for (const [cleanupAt, sameNight] of Map.groupBy(posts, (post) => post.cleanupAt)) {
        const postIds = sameNight.map(({ id }) => id);
        store.plan(postIds, cleanupAt, clock.now());
      }
    },

    /** Deletes what was announced for now or before. Returns how many posts. */
    run: (now: number): number => store.cleanUp(now, now - retentionMs),
  };

  /** An announced clean-up that did not happen is made up by the next one. */
  function plan({ finishedAt, cleanupAt }: CleanupCandidate, now: number): number {
    if (cleanupAt === null) return plannedCleanup(finishedAt, now, retentionMs, nextCleanup);
    return cleanupAt > now ? cleanupAt : nextCleanup(now);
  }
}
