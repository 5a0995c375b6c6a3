import { describe, expect, it, vi } from "vitest";
import { createClock, createTravellingClock } from "../src/clock.ts";

const start = Date.UTC(2026, 10, 22, 10);
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
const frozenClock = () => createTravellingClock({ startAt: start, flowing: false });

describe("a travelling clock", () => {
  it("stands still between journeys, and stands at the destination after one", async () => {
    const clock = frozenClock();
    expect(clock.now()).toBe(start);
    await clock.travelTo(start + 1234, settle);
    expect(clock.now()).toBe(start + 1234);
  });

  it("stops at every moment somebody sleeps until, in order, at that very instant", async () => {
    const clock = frozenClock();
    const stops: number[] = [];
    for (const wait of [3000, 1000, 2000, 9000])
      void clock.sleepUntil(start + wait).then(() => stops.push(clock.now() - start));
    await clock.travelTo(start + 5000, settle);
    expect(stops).toEqual([1000, 2000, 3000]);
  });

  it("stops at moments that come up only on the way", async () => {
    const clock = frozenClock();
    const stops: number[] = [];
    const loop = async () => {
      for (let count = 1; count <= 5; count++) {
        await clock.sleepUntil(clock.now() + 1000);
        stops.push(clock.now() - start);
      }
    };
    void loop();
    await clock.travelTo(start + 3500, settle);
    expect(stops).toEqual([1000, 2000, 3000]);
  });

  it("lets what it woke settle before it moves on", async () => {
    const clock = frozenClock();
    let working: Promise<void> | undefined;
    const seen: number[] = [];
    void clock.sleepUntil(start + 1000).then(() => {
      working = settle()
        .then(settle)
        .then(() => void seen.push(clock.now() - start));
    });
    await clock.travelTo(start + 60_000, async () => {
      await settle();
      await working;
    });
    expect(seen).toEqual([1000]);
  });

  it("never goes back", async () => {
    const clock = frozenClock();
    await clock.travelTo(start - 5000, settle);
    expect(clock.now()).toBe(start);
  });
});

describe("sleeping", () => {
  it("ends at once for a moment that has come, and for a signal that was aborted before", async () => {
    const clock = frozenClock();
    await clock.sleepUntil(start);
    await clock.sleepUntil(start + 1000, AbortSignal.abort());
  });

  it("ends when the signal aborts", async () => {
    const clock = frozenClock();
    const alarm = new AbortController();
    const slept = clock.sleepUntil(start + 1000, alarm.signal);
    alarm.abort();
    await slept;
    expect(clock.now()).toBe(start);
  });

  it("ends soon after the machine itself slept through the moment, although its timers stood still", async () => {
    vi.useFakeTimers();
    try {
      let now = start;
      const clock = createClock(() => now);
      let woken = false;
      void clock.sleepUntil(start + 3_600_000).then(() => {
        woken = true;
      });
      now = start + 3_600_000;
      await vi.advanceTimersByTimeAsync(30_000);
      expect(woken).toBe(true);
    } finally {
      vi.useRealTimers();
    }
  });
});
