/** How long an address that fails is left alone, and what is given up. */

const second = 1000;
const firstPause = 10 * second;
const longestPause = 60 * 60 * second;

/** So long (ms) is an event tried for. */
const triedFor = 24 * 60 * 60 * second;

/**
 * The pause (ms) after so many attempts in a row that failed: 10 s, doubling up to an hour; a fifth more or less by chance
 * (`random` from 0 to 1), so that what failed together does not come back together.
 */
export function pauseAfter(attempts: number, random: number): number {
  const pause = Math.min(longestPause, firstPause * 2 ** Math.min(attempts - 1, 20));
  return Math.round(pause * (0.8 + 0.4 * random));
}

/**
 * The events that an address which has just failed is told no more: those that happened until then (epoch ms).
 * Each is tried for a day, from when it happened or when the address began to fail, whichever is later.
 */
export function givesUpUntil(failingSince: number, now: number): number | undefined {
  return failingSince <= now - triedFor ? now - triedFor : undefined;
}
