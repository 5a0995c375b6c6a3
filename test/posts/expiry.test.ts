import { expect, test } from "vitest";
import { isExpired } from "../../src/posts/expiry.ts";

const day = 24 * 3_600_000;

test.each([
  ["before it is due", -1, false],
  ["when it is due", 0, false],
  ["exactly as late as allowed", day, false],
  ["later than that", day + 1, true],
])("%s", (_title, late, expired) => {
  const dueAt = Date.UTC(2026, 10, 22);
  expect(isExpired(dueAt, dueAt + late, day)).toBe(expired);
});
