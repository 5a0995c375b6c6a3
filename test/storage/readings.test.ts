import { beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../../src/storage/database.ts";
import { createReadings } from "../../src/storage/readings.ts";
import { backups } from "../../src/storage/schema.ts";
import { freshDatabase } from "../support/database.ts";
import { addDestination, addPost, someTime } from "../support/factories.ts";
import { plansOf } from "../support/plans.ts";

const minute = 60_000;
let database: Database;
let sqlite: ReturnType<typeof freshDatabase>["sqlite"];
let readings: ReturnType<typeof createReadings>;

beforeEach(() => {
  ({ database, sqlite } = freshDatabase());
  readings = createReadings(database);
});

describe("the queue", () => {
  it("is empty at first", () => {
    expect(readings.queue(someTime)).toEqual({ pending: 0, due: 0, held: 0, oldestDueAt: null });
  });

  it("counts what waits, what is due, and apart what waits for a place that was lost", () => {
    const [open, lost] = [addDestination(database), addDestination(database, { state: "lost" })];
    addPost(database, [open], { dueAt: someTime + 1 });
    addPost(database, [open], { dueAt: someTime });
    // Put off by a retry, and due all the same.
    addPost(database, [open], {
      dueAt: someTime - minute,
      delivery: { nextAttemptAt: someTime + minute },
    });
    addPost(database, [lost], { dueAt: someTime - 5 * minute });
    for (const status of ["sending", "sent", "failed", "uncertain", "expired", "cancelled"] as const)
      addPost(database, [open], { dueAt: someTime - 9 * minute, delivery: { status } });
    expect(readings.queue(someTime)).toEqual({
      pending: 4,
      due: 2,
      held: 1,
      oldestDueAt: someTime - minute,
    });
  });
});

it("counts what is uncertain until somebody has decided or left it", () => {
  const place = addDestination(database);
  addPost(database, [place], { delivery: { status: "uncertain" } });
  addPost(database, [place], { delivery: { status: "uncertain", leftAt: someTime } });
  addPost(database, [place], { delivery: { status: "failed" } });
  expect(readings.uncertain()).toBe(1);
});

it("knows the newest backup that was found whole", () => {
  expect(readings.lastBackupAt()).toBeNull();
  const backup = { file: "belfry.db", bytes: 1, checkedAt: someTime };
  database
    .insert(backups)
    .values([
      { ...backup, takenAt: 1 },
      { ...backup, takenAt: 2 },
      { ...backup, takenAt: 3, problem: "malformed" },
      { ...backup, takenAt: 4, checkedAt: null },
    ])
    .run();
  expect(readings.lastBackupAt()).toBe(2);
});

it("writes without changing anything, and leaves SQLite as patient as it was", () => {
  sqlite.pragma("user_version = 7");
  sqlite.pragma("busy_timeout = 1234");
  readings.tryWriting();
  expect(sqlite.pragma("user_version", { simple: true })).toBe(7);
  sqlite.pragma("query_only = on");
  expect(() => readings.tryWriting()).toThrow();
  expect(sqlite.pragma("busy_timeout", { simple: true })).toBe(1234);
});

it("reads no table of posts or deliveries through, however many there are", () => {
  const place = addDestination(database);
  for (let index = 0; index < 50; index++) addPost(database, [place], { dueAt: someTime + index });
  sqlite.exec("analyze");
  const plans = plansOf(sqlite, () => {
    readings.queue(someTime);
    readings.uncertain();
  });
  expect(plans).toHaveLength(3);
  const [pending, due, uncertain] = plans;
  expect(pending).toContain("USING COVERING INDEX deliveries_in_order");
  expect(due).toContain("deliveries USING INDEX deliveries_in_order (due_at<?)");
  expect(uncertain).toContain("USING COVERING INDEX deliveries_uncertain");
});
