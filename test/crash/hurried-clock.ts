/**
 * Time that passes quickly, the same for every process that is given the same beginning: what Belfry waits for by
 * the minute, before it looks for a message once more, is over in seconds.
 */
import { createTravellingClock } from "../../src/clock.ts";

/** So many seconds pass in one. */
const speed = 20;
/** Real milliseconds between the steps in which it moves. */
const step = 4;

/** What time it is (epoch ms), for those who began at `origin`, a real instant. */
export const hurriedNow = (origin: number): number => origin + (Date.now() - origin) * speed;

/** A clock for a program; it runs as long as the process does. */
export function createHurriedClock(origin: number) {
  const clock = createTravellingClock({ startAt: hurriedNow(origin), flowing: false });
  void keepTime();
  return clock;

  async function keepTime(): Promise<void> {
    for (;;) {
      await clock.travelTo(hurriedNow(origin), async () => undefined);
      await new Promise((resolve) => setTimeout(resolve, step));
    }
  }
}
