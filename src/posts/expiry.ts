/** When a post is too late to be of use. */

/** Whether a delivery due at `dueAt` is more than the allowed milliseconds late; exactly that late is in time. */
export function isExpired(dueAt: number, now: number, expireAfterMs: number): boolean {
  return now - dueAt > expireAfterMs;
}
