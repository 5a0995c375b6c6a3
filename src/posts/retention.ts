/** When a finished post is deleted. */

/** A finished post that nobody kept, as far as its deletion goes; instants are epoch ms. */
export interface Finished {
  id: number;
  finishedAt: number;
  /** The clean-up that the team was told of; null: not told yet. */
  cleanupAt: number | null;
}

/** A post that the clean-up at `cleanupAt` (epoch ms) deletes unless somebody keeps it. */
export type PlannedDeletion = Finished & { cleanupAt: number };

/**
 * The clean-up of each post, of those up to `until`: what was announced stands; anything else goes at the first
 * clean-up that is both after `now` and at or after the end of the retention. An announced clean-up that did not
 * happen is made up by the next one. Takes posts in the order in which they finished; returns the soonest first.
 * `nextCleanup(after)` gives the first clean-up strictly after an instant; it knows the cron pattern and zone.
 */
export function planDeletions(
  posts: readonly Finished[],
  {
    now,
    until,
    retentionMs,
    nextCleanup,
  }: {
    now: number;
    until: number;
    retentionMs: number;
    nextCleanup: (after: number) => number;
  },
): PlannedDeletion[] {
  const next = nextCleanup(now);
  // Nights only go on, as the posts do: a pattern is read once a night, not once a post.
  let night = next;
  const planned: PlannedDeletion[] = [];
  for (const post of posts) {
    const end = post.finishedAt + retentionMs;
    if (night < end) night = nextCleanup(end - 1);
    const announced = post.cleanupAt !== null && post.cleanupAt <= now ? next : post.cleanupAt;
    const cleanupAt = announced ?? night;
    if (cleanupAt <= until) planned.push({ ...post, cleanupAt });
  }
  return planned.sort((a, b) => a.cleanupAt - b.cleanupAt);
}
