import { describe, expect, test } from "vitest";
import {
  type DeliveryStatus,
  deliveryStatuses,
  deliveryTransitions,
  derivePostStatus,
  type PostStatus,
  postStatuses,
  postTransitions,
} from "../../src/posts/status.ts";

describe("the table of delivery transitions", () => {
  checkTable(deliveryStatuses, deliveryTransitions, "pending", ["sent", "cancelled"]);

  test("only the claim leads to sending, and only what was claimed or doubtful can be sent", () => {
    expect(comingBefore("sending")).toEqual(["pending"]);
    expect(comingBefore("sent")).toEqual(["sending", "uncertain"]);
    expect(comingBefore("uncertain")).toEqual(["sending"]);
  });

  test("what may be under way does not expire; it is cancelled only once it is known not to have gone out", () => {
    expect(deliveryTransitions.uncertain).not.toContain("expired");
    expect(deliveryTransitions.sending).not.toContain("expired");
  });

  function comingBefore(status: DeliveryStatus): DeliveryStatus[] {
    return deliveryStatuses.filter((from) => deliveryTransitions[from].includes(status));
  }
});

describe("the table of post transitions", () => {
  checkTable(postStatuses, postTransitions, "draft", ["published", "cancelled"]);

  test("nothing becomes a draft again", () => {
    expect(postStatuses.filter((from) => postTransitions[from].includes("draft"))).toEqual([]);
  });
});

describe("derivePostStatus", () => {
  test.each<[PostStatus, DeliveryStatus[]]>([
    ["scheduled", ["pending"]],
    ["scheduled", ["sending"]],
    ["scheduled", ["sent", "pending"]],
    ["scheduled", ["failed", "sending"]],
    ["scheduled", ["cancelled", "pending"]],
    ["published", ["sent"]],
    ["published", ["sent", "sent"]],
    ["partly_published", ["sent", "failed"]],
    ["partly_published", ["sent", "uncertain"]],
    ["partly_published", ["sent", "expired"]],
    ["partly_published", ["sent", "cancelled"]],
    ["failed", ["failed"]],
    ["failed", ["uncertain"]],
    ["failed", ["failed", "expired"]],
    ["failed", ["failed", "cancelled"]],
    ["expired", ["expired"]],
    ["expired", ["expired", "cancelled"]],
    ["cancelled", ["cancelled"]],
    ["cancelled", ["cancelled", "cancelled"]],
  ])("a post is %s if its deliveries are %j", (status, deliveries) => {
    expect(derivePostStatus(deliveries)).toBe(status);
    expect(derivePostStatus(deliveries.toReversed())).toBe(status);
  });

  test("whatever one delivery may do, the post may follow", () => {
    const refused = new Set<string>();
    for (const deliveries of combinations(3)) {
      for (const next of deliveryTransitions[deliveries[0]!]) {
        const from = derivePostStatus(deliveries);
        const to = derivePostStatus([next, ...deliveries.slice(1)]);
        if (from !== to && !postTransitions[from].includes(to)) {
          refused.add(`${from} → ${to}: ${deliveries[0]} → ${next} beside ${deliveries.slice(1)}`);
        }
      }
    }
    expect([...refused]).toEqual([]);
  });

  test("every status of a released post is reached", () => {
    const reached = new Set(combinations(2).map(derivePostStatus));
    expect([...reached].sort()).toEqual(postStatuses.filter((status) => status !== "draft").toSorted());
  });
});

function checkTable<Status extends string>(
  statuses: readonly Status[],
  transitions: Record<Status, readonly Status[]>,
  first: Status,
  final: Status[],
) {
  test("has a row for every status, and no status follows itself or comes twice", () => {
    expect(Object.keys(transitions).sort()).toEqual([...statuses].sort());
    for (const status of statuses) {
      const next = transitions[status];
      expect(next).not.toContain(status);
      expect(new Set(next).size).toBe(next.length);
      for (const each of next) expect(statuses).toContain(each);
    }
  });

  test(`reaches every status from ${first}`, () => {
    const reached = new Set<Status>([first]);
    for (const status of reached) for (const next of transitions[status]) reached.add(next);
    expect([...reached].sort()).toEqual([...statuses].sort());
  });

  test(`ends with ${final.join(" and ")} only, and from everywhere one of them can be reached`, () => {
    expect(statuses.filter((status) => transitions[status].length === 0)).toEqual(final);
    for (const status of statuses) {
      const reached = new Set<Status>([status]);
      for (const each of reached) for (const next of transitions[each]) reached.add(next);
      expect(final.some((each) => reached.has(each))).toBe(true);
    }
  });
}

/** Every way in which so many deliveries, or fewer, can stand. */
function combinations(most: number): DeliveryStatus[][] {
  if (most === 1) return deliveryStatuses.map((status) => [status]);
  const shorter = combinations(most - 1);
  return [...shorter, ...shorter.flatMap((each) => deliveryStatuses.map((status) => [...each, status]))];
}
