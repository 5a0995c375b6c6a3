import { expect, test } from "vitest";
import { patternWords } from "../../../src/bot/jobs/pattern-words.ts";

test.each([
  ["* * * * *", "every minute"],
  ["*/5 * * * *", "every 5 minutes"],
  ["0 * * * *", "every hour at :00"],
  ["30 */6 * * *", "every 6 hours at :30"],
  ["@hourly", "every hour at :00"],
  ["0 23 * * *", "every day at 23:00"],
  ["@daily", "every day at 00:00"],
  ["30 2,14 * * *", "every day at 02:30, 14:30"],
  ["0 9 * * 1-5", "every Mon–Fri at 09:00"],
  ["0 9 * * MON,wed", "every Mon, Wed at 09:00"],
  ["@weekly", "every Sun at 00:00"],
  ["15 4 * * 7", "every Sun at 04:15"],
  ["0 3 1,15 * *", "on day 1, 15 of every month at 03:00"],
  ["@monthly", "on day 1 of every month at 00:00"],
])("%s is %s", (pattern, words) => {
  expect(patternWords(pattern)).toBe(words);
});

test.each([
  // Uneven steps, day and weekday at once, months, ranges of hours, more times than anybody reads.
  "*/7 * * * *",
  "0 */5 * * *",
  "0 9 1 * 1",
  "0 0 * 1 *",
  "*/15 8-18 * * MON-FRI",
  "0,10,20,30 1,2 * * *",
  "0 9 * * MON#2",
  "0 9 L * *",
])("%s is left to speak for itself", (pattern) => {
  expect(patternWords(pattern)).toBeUndefined();
});
