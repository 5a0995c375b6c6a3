import { describe, expect, test } from "vitest";
import { outdatedBackups } from "../../src/posts/backup-retention.ts";

const keep = { days: 3, weeks: 2, timeZone: "Europe/Berlin" };
const at = (text: string) => Date.parse(`${text}:00Z`);
const kept = (all: string[], changes: Partial<typeof keep> = {}) => {
  const outdated = outdatedBackups(all.map(at), { ...keep, ...changes });
  return all.filter((one) => !outdated.includes(at(one)));
};

describe("the backups that are kept", () => {
  test("are the newest of each of the last days, and of each of the weeks before", () => {
    const nightly = Array.from({ length: 30 }, (_, index) => {
      const day = new Date(at("2026-11-01T02:30") + index * 24 * 60 * 60 * 1000);
      return day.toISOString().slice(0, 16);
    });
    // The 30th is a Monday: of the two weeks before the 28th, each its last that is older than those.
    expect(kept(nightly)).toEqual([
      "2026-11-22T02:30",
      "2026-11-27T02:30",
      "2026-11-28T02:30",
      "2026-11-29T02:30",
      "2026-11-30T02:30",
    ]);
  });

  test("are the newest of their day", () => {
    expect(kept(["2026-11-24T10:00", "2026-11-24T18:00", "2026-11-25T09:00"])).toEqual([
      "2026-11-24T18:00",
      "2026-11-25T09:00",
    ]);
  });

  test("belong to days of the configured zone", () => {
    // 23:30 UTC is half past midnight in Berlin.
    const both = ["2026-11-24T22:30", "2026-11-24T23:30"];
    expect(kept(both)).toEqual(both);
    expect(kept(both, { timeZone: "UTC" })).toEqual(["2026-11-24T23:30"]);
  });

  test("include the only one, however old it is", () => {
    expect(kept(["2020-01-01T00:00"], { days: 1, weeks: 0 })).toEqual(["2020-01-01T00:00"]);
  });

  test("are those of the last days alone where no weeks are wanted", () => {
    const all = ["2026-11-10T02:30", "2026-11-20T02:30", "2026-11-21T02:30"];
    expect(kept(all, { days: 2, weeks: 0 })).toEqual(all.slice(1));
  });

  test("do not depend on the order in which they are listed", () => {
    const all = ["2026-11-25T02:30", "2026-11-01T02:30", "2026-11-24T02:30"];
    expect(kept(all, { days: 2, weeks: 0 })).toEqual(["2026-11-25T02:30", "2026-11-24T02:30"]);
  });
});
