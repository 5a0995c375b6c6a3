import { describe, expect, test } from "vitest";
import { decide, failureReasons, mostAttempts } from "../../src/posts/retry.ts";

const second = 1000;
const dueAt = Date.UTC(2026, 10, 22, 18);
const now = dueAt + 2 * second;
const expireAfterMs = 24 * 3600 * second;
const attempt = { attempt: 1, now, dueAt, expireAfterMs, random: 0.5 };
const failure = { reason: "server_error", detail: "Bad Gateway" } as const;

test("what was sent is settled", () => {
  expect(decide({ kind: "sent", messageIds: [7, 8] }, attempt)).toEqual({
    do: "settle_sent",
    messageIds: [7, 8],
  });
});

test("a chat that moved is followed", () => {
  expect(decide({ kind: "migrated", toChatId: -100 }, attempt)).toEqual({
    do: "follow_migration",
    toChatId: -100,
  });
});

describe("a doubtful send is never sent again by itself", () => {
  test.each([1, mostAttempts, 100])("at attempt %i", (number) => {
    const outcome = { kind: "doubtful", reason: "timed_out", detail: "no answer" } as const;
    const decision = { do: "mark_uncertain", reason: "timed_out", detail: "no answer" };
    expect(decide(outcome, { ...attempt, attempt: number, now: dueAt + 10 * expireAfterMs })).toEqual(
      decision,
    );
  });
});

describe("a wait", () => {
  const wait = (retryAfterMs: number) =>
    ({ kind: "wait", retryAfterMs, reason: "too_many_requests" }) as const;

  test("ends when Telegram says, and spends no attempt, however many there were", () => {
    const retry = { do: "retry", at: now + 35 * second, spendAttempt: false };
    expect(decide(wait(35 * second), attempt)).toEqual(retry);
    expect(decide(wait(35 * second), { ...attempt, attempt: 50 })).toEqual(retry);
  });

  test("lasts a second at least", () => {
    expect(decide(wait(0), attempt)).toEqual({ do: "retry", at: now + second, spendAttempt: false });
  });

  test("beyond expiry fails, for its own reason", () => {
    const fail = { do: "fail", reason: "too_many_requests", detail: "", losesDestination: false };
    expect(decide(wait(expireAfterMs), attempt)).toEqual(fail);
    expect(decide(wait(expireAfterMs - 2 * second), attempt)).toMatchObject({ do: "retry" });
  });
});

describe("a transient failure", () => {
  const transient = { kind: "transient", ...failure } as const;

  test.each([
    [1, 10],
    [2, 30],
    [3, 90],
    [4, 270],
  ])("of attempt %i is tried again after about %i seconds", (number, seconds) => {
    const at = (random: number) => {
      const decision = decide(transient, { ...attempt, attempt: number, random });
      expect(decision).toMatchObject({ do: "retry", spendAttempt: true });
      return decision.do === "retry" ? decision.at - now : undefined;
    };
    expect(at(0.5)).toBe(seconds * second);
    expect(at(0)).toBe(seconds * 0.8 * second);
    expect(at(0.999_999)).toBeLessThanOrEqual(seconds * 1.2 * second);
  });

  test("of the last attempt fails", () => {
    const fail = { do: "fail", ...failure, losesDestination: false };
    expect(decide(transient, { ...attempt, attempt: mostAttempts })).toEqual(fail);
  });

  test("whose retry would come after expiry fails, for its own reason", () => {
    const late = { ...attempt, now: dueAt + expireAfterMs - 9 * second };
    expect(decide(transient, late)).toEqual({ do: "fail", ...failure, losesDestination: false });
    const inTime = { ...attempt, now: dueAt + expireAfterMs - 10 * second };
    expect(decide(transient, inTime)).toMatchObject({ do: "retry", at: dueAt + expireAfterMs });
  });
});

describe("a refusal", () => {
  test.each(failureReasons.map((reason) => [reason]))("for %s fails at the first attempt", (reason) => {
    const decision = decide({ kind: "refused", reason, detail: "Forbidden" }, attempt);
    expect(decision).toMatchObject({ do: "fail", reason, detail: "Forbidden" });
  });

  test("loses the destination if the bot has no place there any more, and only then", () => {
    const losing = failureReasons.filter((reason) => {
      const decision = decide({ kind: "refused", reason, detail: "" }, attempt);
      return decision.do === "fail" && decision.losesDestination;
    });
    expect(losing).toEqual(["chat_not_found", "kicked", "not_a_member", "blocked"]);
  });
});
