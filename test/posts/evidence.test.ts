import { describe, expect, test } from "vitest";
import { type Evidence, type Reading, readEvidence, type Trace } from "../../src/posts/evidence.ts";

const letters: Record<string, Trace> = { o: "ours", x: "other", "?": "unclear", ".": "missing" };

/** What is under the ids from 11 on, a letter each: o ours, x another's, ? unclear, a dot nothing. */
function read(chat: string, facts: Partial<Evidence> = {}): Reading {
  const traces = new Map([...chat].map((letter, index) => [11 + index, letters[letter] as Trace]));
  return readEvidence({
    after: 10,
    messages: 1,
    newest: 10,
    seesEverything: true,
    shadowed: false,
    ...facts,
    traces,
  });
}

describe("a single message", () => {
  test.each<[string, Reading]>([
    ["", { lookAt: 11 }],
    ["o", { lookAt: 12 }],
    ["o.", { found: [11] }],
    ["ox", { found: [11] }],
    ["xxo.", { found: [13] }],
    [".o.", { found: [12] }],
    ["....", { lookAt: 15 }],
    [".....", "absent"],
    ["x.....", "absent"],
    ["x.x.....", "cannot_tell"],
    [".x.....", "cannot_tell"],
    ["oo.", "cannot_tell"],
    ["o?", "cannot_tell"],
    ["?", "cannot_tell"],
    ["x?", "cannot_tell"],
  ])("after the last known id: %j is %j", (chat, reading) => {
    expect(read(chat)).toEqual(reading);
  });

  test("is not given up before the newest known id was reached", () => {
    expect(read(".....", { newest: 16 })).toEqual({ lookAt: 16 });
    expect(read(".....x.....", { newest: 16 })).toBe("cannot_tell");
    expect(read(".....x.....o.", { newest: 22 })).toEqual({ found: [22] });
  });

  test("is not looked for in a chat that has moved on by far", () => {
    expect(read("x".repeat(30), { newest: 40 })).toBe("cannot_tell");
    expect(read("x".repeat(29))).toEqual({ lookAt: 40 });
  });

  test("is never taken for absent where messages may be hidden, but found there", () => {
    expect(read(".....", { seesEverything: false })).toBe("cannot_tell");
    expect(read("..o.", { seesEverything: false })).toEqual({ found: [13] });
  });

  test("cannot be told from another of ours that may be there; that none is there can", () => {
    expect(read("o.", { shadowed: true })).toBe("cannot_tell");
    expect(read("oo.", { shadowed: true })).toBe("cannot_tell");
    expect(read(".....", { shadowed: true })).toBe("absent");
  });
});

describe("an album of three", () => {
  test.each<[string, Reading]>([
    ["ooo", { lookAt: 14 }],
    ["ooo.", { found: [11, 12, 13] }],
    ["xooox", { found: [12, 13, 14] }],
    ["oo.....", "cannot_tell"],
    ["o.o.....", "cannot_tell"],
    ["oxoo.", "cannot_tell"],
    ["oooo.", "cannot_tell"],
    [".....", "absent"],
  ])("is there as a whole, or nobody can tell: %j is %j", (chat, reading) => {
    expect(read(chat, { messages: 3 })).toEqual(reading);
  });
});
