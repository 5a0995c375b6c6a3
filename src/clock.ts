/**
 * The only place that knows what time it is. Everything else is handed a clock,
 * so that tests and the sandbox travel in time.
 */

export type Clock = ReturnType<typeof createClock>;
export type TravellingClock = ReturnType<typeof createTravellingClock>;

interface Sleeper {
  at: number;
  wake: () => void;
}

/**
 * A timer does not advance while the machine sleeps, and a clock may be set: looking again this often (ms)
 * bounds how late anybody wakes up after either.
 */
const longestNap = 30_000;

/**
 * The clock of a running program.
 * `now()` is epoch milliseconds. `sleepUntil(at, signal)` resolves when that instant is reached or the signal aborts;
 * it never rejects, so the sleeper looks at the signal.
 */
export function createClock(readTime: () => number = Date.now) {
  return sleepingClock(readTime, true);
}

/**
 * A clock that a person or a test moves forward.
 * Where it flows, time also passes by itself; frozen, it stands still between journeys.
 */
export function createTravellingClock({ startAt, flowing }: { startAt: number; flowing: boolean }) {
  let moved = startAt;
  const origin = performance.now();
  const readTime = () => Math.floor(moved + (flowing ? performance.now() - origin : 0));
  const clock = sleepingClock(readTime, flowing);

  /**
   * Moves to an instant (epoch ms; never back), stopping on the way at every moment somebody sleeps until,
   * so that what is due is done in its order and at its own minute.
   * `settle` resolves when what the last stop woke has been done.
   */
  async function travelTo(to: number, settle: () => Promise<void>): Promise<void> {
    await settle();
    for (let next = clock.nextWake(); next !== undefined && next <= to; next = clock.nextWake()) {
      moved += Math.max(0, next - readTime());
      clock.wakeDue();
      await settle();
    }
    moved += Math.max(0, to - readTime());
    clock.wakeDue();
    await settle();
  }

  return { now: clock.now, sleepUntil: clock.sleepUntil, travelTo };
}

function sleepingClock(readTime: () => number, flowing: boolean) {
  const sleepers = new Set<Sleeper>();
  let timer: NodeJS.Timeout | undefined;

  function sleepUntil(at: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted || at <= readTime()) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        sleepers.delete(sleeper);
        signal?.removeEventListener("abort", wake);
        resolve();
      };
      const sleeper = { at, wake };
      sleepers.add(sleeper);
      signal?.addEventListener("abort", wake);
      setTimer();
    });
  }

  function wakeDue() {
    const now = readTime();
    for (const sleeper of [...sleepers].sort((a, b) => a.at - b.at)) if (sleeper.at <= now) sleeper.wake();
    setTimer();
  }

  function nextWake(): number | undefined {
    return sleepers.size === 0 ? undefined : Math.min(...[...sleepers].map((sleeper) => sleeper.at));
  }

  function setTimer() {
    clearTimeout(timer);
    const next = nextWake();
    if (!flowing || next === undefined) return;
    timer = setTimeout(wakeDue, Math.min(Math.max(0, next - readTime()), longestNap));
  }

  return { now: readTime, sleepUntil, wakeDue, nextWake };
}
