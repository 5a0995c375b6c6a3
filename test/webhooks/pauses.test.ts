import { expect, it } from "vitest";
import { givesUpUntil, pauseAfter } from "../../src/webhooks/pauses.ts";

const second = 1000;
const day = 24 * 60 * 60 * second;

it("doubles the pause from ten seconds up to an hour", () => {
  const pauses = [1, 2, 3, 4, 9, 10, 100, 5000].map((attempts) => pauseAfter(attempts, 0.5) / second);
  expect(pauses).toEqual([10, 20, 40, 80, 2560, 3600, 3600, 3600]);
});

it("spreads pauses by a fifth", () => {
  expect([0, 1].map((random) => pauseAfter(1, random))).toEqual([8000, 12_000]);
});

it("gives nothing up while an address has failed for less than a day, and then what is older than that", () => {
  expect(givesUpUntil(1, day)).toBeUndefined();
  expect(givesUpUntil(0, day)).toBe(0);
  expect(givesUpUntil(0, 3 * day)).toBe(2 * day);
});
