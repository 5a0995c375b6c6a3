import { describe, expect, test } from "vitest";
import {
  type Decision,
  decide,
  decideAfterLook,
  type FailureReason,
  failureReasons,
  mostAttempts,
  type Outcome,
} from "../../src/posts/retry.ts";

const second = 1000;
const dueAt = Date.UTC(2026, 10, 22, 18);
const now = dueAt + 2 * second;
const expireAfterMs = 24 * 3600 * second;
const attempt = { attempt: 1, now, dueAt, expireAfterMs, random: 0.5 };
const failure = { reason: "server_error", detail: "Bad Gateway" } as const;

/** What follows from every outcome, whatever its reason: at the first attempt, in time. */
describe("at a first attempt", () => {
  const detail = "Telegram's words";
  const all = (kind: "transient" | "refused" | "doubtful") =>
    failureReasons.map((reason): Outcome => ({ kind, reason, detail }));
  const waits = failureReasons.map((reason): Outcome => ({ kind: "wait", retryAfterMs: 7000, reason }));
  const outcomes: Outcome[] = [...all("transient"), ...all("refused"), ...all("doubtful"), ...waits];
  const losing: FailureReason[] = ["chat_not_found", "kicked", "not_a_member", "may_not_post", "blocked"];

  function expected(outcome: Outcome): Decision | undefined {
    if (outcome.kind === "sent" || outcome.kind === "migrated") return undefined;
    const { kind, reason } = outcome;
    switch (kind) {
      case "transient":
        return { do: "retry", at: now + 10 * second, spendAttempt: true, holds: "post" };
      case "wait": {
        const holds = reason === "unreachable" ? "all" : "chat";
        return { do: "retry", at: now + 7 * second, spendAttempt: false, holds };
      }
      case "doubtful":
        return { do: "mark_uncertain", reason, detail };
      case "refused":
        if (reason === "unauthorized")
          return { do: "retry", at: now + 60 * second, spendAttempt: false, holds: "all" };
        return { do: "fail", reason, detail, losesDestination: losing.includes(reason) };
    }
  }

  test.each(
    outcomes.map((outcome) => [outcome.kind, "reason" in outcome ? outcome.reason : "", outcome] as const),
  )("%s (%s)", (_kind, _reason, outcome) => {
    expect(decide(outcome, attempt)).toEqual(expected(outcome));
  });
});

describe("once somebody has looked for a doubtful send", () => {
  const doubtful = { kind: "doubtful", reason: "timed_out", detail: "no answer" } as const;

  test("it is sent if it was found", () => {
    expect(decideAfterLook(doubtful, { found: [7, 8] }, attempt)).toEqual({
      do: "settle_sent",
      messageIds: [7, 8],
    });
  });

  test("it stays uncertain if nobody can tell", () => {
    expect(decideAfterLook(doubtful, "cannot_tell", attempt)).toEqual(decide(doubtful, attempt));
  });

  test.each([
    [1, 0],
    [2, 30],
    [3, 90],
    [4, 270],
  ])(
    "it goes out again if it is absent: after attempt %i in %i seconds, which spends one",
    (number, seconds) => {
      const retry = { do: "retry", at: now + seconds * second, spendAttempt: true, holds: "post" };
      expect(decideAfterLook(doubtful, "absent", { ...attempt, attempt: number })).toEqual(retry);
    },
  );

  test("it fails if it is absent and the attempts are spent", () => {
    expect(decideAfterLook(doubtful, "absent", { ...attempt, attempt: mostAttempts })).toEqual({
      do: "fail",
      reason: "never_arrived",
      detail: "no answer",
      losesDestination: false,
    });
  });
});

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
    const retry = { do: "retry", at: now + 35 * second, spendAttempt: false, holds: "chat" };
    expect(decide(wait(35 * second), attempt)).toEqual(retry);
    expect(decide(wait(35 * second), { ...attempt, attempt: 50 })).toEqual(retry);
  });

  test("lasts a second at least", () => {
    expect(decide(wait(0), attempt)).toEqual({
      do: "retry",
      at: now + second,
      spendAttempt: false,
      holds: "chat",
    });
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

describe("what holds up everything", () => {
  test.each<Outcome>([
    { kind: "wait", retryAfterMs: 15 * second, reason: "unreachable" },
    { kind: "refused", reason: "unauthorized", detail: "Unauthorized" },
  ])("$reason never fails a post: what is too late by then expires", (outcome) => {
    const late = { ...attempt, attempt: 100, now: dueAt + expireAfterMs };
    expect(decide(outcome, late)).toMatchObject({ do: "retry", spendAttempt: false, holds: "all" });
  });
});
