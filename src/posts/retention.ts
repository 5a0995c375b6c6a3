/** When a finished post is deleted. */

/**
 * The instant of the first nightly clean-up that is both after `now` and at or after the end of the retention.
 * `nextCleanup(after)` gives the first clean-up strictly after an instant; it knows the cron pattern and zone.
 */
export function plannedCleanup(
  finishedAt: number,
  now: number,
  retentionMs: number,
  nextCleanup: (after: number) => number,
): number {
  return nextCleanup(Math.max(now, finishedAt + retentionMs - 1));
}
