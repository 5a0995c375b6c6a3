import { beforeEach, describe, expect, it } from "vitest";
import { readPattern } from "../../src/jobs/pattern.ts";
import { type Cleanup, createCleanup } from "../../src/publishing/cleanup.ts";
import { createCleanupStore } from "../../src/storage/cleanup.ts";
import type { Database } from "../../src/storage/database.ts";
import { createLedgerStore } from "../../src/storage/ledger.ts";
import { handledUpdates, jobRuns, posts } from "../../src/storage/schema.ts";
import { freshDatabase } from "../support/database.ts";
import { addDestination, addPost, textContent } from "../support/factories.ts";

const day = 24 * 60 * 60 * 1000;
const at = (text: string) => Date.parse(text);
const nightly = readPattern("0 0 * * *", "Europe/Berlin");
/** 23:00 in Berlin. */
const warning = at("2026-11-22T22:00:00Z");
/** The nights that follow, 00:00 in Berlin. */
const tonight = at("2026-11-22T23:00:00Z");
const tomorrow = tonight + day;

let database: Database;
let cleanup: Cleanup;
let now: number;
beforeEach(() => {
  ({ database } = freshDatabase());
  now = warning;
  cleanup = cleanupWith({ retentionDays: 30 });
});

const cleanupWith = ({ retentionDays }: { retentionDays: number }) =>
  createCleanup({
    store: createCleanupStore(database),
    clock: { now: () => now },
    retentionMs: retentionDays * day,
    warnBeforeMs: 2 * day,
    nextCleanup: (after) => nightly.nextAfter(after) ?? Number.POSITIVE_INFINITY,
  });

/** A published post that finished at an instant. */
const finished = (finishedAt: number, more: Parameters<typeof addPost>[2] = {}) =>
  addPost(database, [addDestination(database)], { finishedAt, delivery: { status: "sent" }, ...more });
const remaining = () =>
  database
    .select({ id: posts.id })
    .from(posts)
    .all()
    .map(({ id }) => id);
const history = (postId: number) => createLedgerStore(database).ofPost(postId);

describe("the warning", () => {
  it("takes more posts of one night than SQLite binds values", () => {
    const { id } = finished(tonight - 40 * day);
    const [planned] = cleanup.candidatesForWarning(now);
    if (!planned) throw new Error("nothing is planned");
    cleanup.markWarned(Array.from({ length: 40_000 }, (_, index) => ({ ...planned, id: id + index })));
    expect(cleanup.candidatesForWarning(tonight - 1)).toMatchObject([{ id, cleanupAt: tonight }]);
    expect(history(id)).toMatchObject([{ action: "cleanup_warned" }]);
  });

  it("names what the next nights will delete, with the night, soonest first", () => {
    const second = finished(tomorrow - 30 * day);
    const first = finished(tonight - 40 * day, { content: textContent("Old news") });
    finished(tonight + 2 * day - 30 * day);
    addPost(database, [addDestination(database)]);

    expect(cleanup.candidatesForWarning(now)).toMatchObject([
      {
        id: first.id,
        cleanupAt: tonight,
        authorId: 1001,
        status: "published",
        content: textContent("Old news"),
      },
      { id: second.id, cleanupAt: tomorrow },
    ]);
  });

  it("leaves out what somebody keeps, and repeats what was warned of before", () => {
    finished(tonight - 40 * day, { keptBy: 1001 });
    const warned = finished(tomorrow - 30 * day);
    cleanup.markWarned(cleanup.candidatesForWarning(now));
    now += 60_000;
    expect(cleanup.candidatesForWarning(now)).toMatchObject([{ id: warned.id, cleanupAt: tomorrow }]);
  });

  it("is written into the post's history, once", () => {
    const post = finished(tonight - 40 * day);
    cleanup.markWarned(cleanup.candidatesForWarning(now));
    cleanup.markWarned(cleanup.candidatesForWarning(now));
    expect(history(post.id)).toMatchObject([
      { action: "cleanup_warned", actor: null, details: { cleanupAt: tonight } },
    ]);
  });

  it("names the next night for a post whose announced night passed while nothing ran", () => {
    const post = finished(tonight - 40 * day);
    cleanup.markWarned(cleanup.candidatesForWarning(now));
    now = tonight + 9 * 60 * 60 * 1000;
    expect(cleanup.candidatesForWarning(now)).toMatchObject([{ id: post.id, cleanupAt: tomorrow }]);
  });
});

describe("the clean-up", () => {
  it("deletes what was announced for this night, with its deliveries, and says so in the ledger", () => {
    const post = finished(tonight - 40 * day);
    const next = finished(tomorrow - 30 * day);
    cleanup.markWarned(cleanup.candidatesForWarning(now));

    expect(cleanup.run(tonight)).toBe(1);
    expect(remaining()).toEqual([next.id]);
    expect(database.query.deliveries.findMany().sync()).toMatchObject([{ postId: next.id }]);
    expect(history(post.id).at(-1)).toMatchObject({
      action: "post_cleaned_up",
      at: tonight,
      details: { status: "published", kind: "text", dueAt: post.dueAt },
    });
    expect(JSON.stringify(history(post.id))).not.toContain("Hello");
  });

  it("deletes nothing that was not warned of, however old", () => {
    const post = finished(tonight - 400 * day);
    expect(cleanup.run(tonight)).toBe(0);
    expect(remaining()).toEqual([post.id]);
  });

  it("spares a post that somebody kept after the warning", () => {
    const post = finished(tonight - 40 * day);
    cleanup.markWarned(cleanup.candidatesForWarning(now));
    database.update(posts).set({ keptBy: 1001 }).run();
    expect(cleanup.run(tonight)).toBe(0);
    expect(remaining()).toEqual([post.id]);
  });

  it("spares a post that a longer retention, set since the warning, still protects", () => {
    const post = finished(tonight - 40 * day);
    cleanup.markWarned(cleanup.candidatesForWarning(now));
    expect(cleanupWith({ retentionDays: 60 }).run(tonight)).toBe(0);
    expect(remaining()).toEqual([post.id]);
  });

  it("makes up on the next run for a night that was missed", () => {
    finished(tonight - 40 * day);
    cleanup.markWarned(cleanup.candidatesForWarning(now));
    expect(cleanup.run(tonight + 3 * day)).toBe(1);
  });

  it("drops old records of updates and job runs", () => {
    const ages = [1, 7, 9, 89, 91].map((days) => tonight - days * day);
    database
      .insert(handledUpdates)
      .values(ages.map((age, index) => ({ updateId: index, at: age })))
      .run();
    database
      .insert(jobRuns)
      .values(ages.map((age) => ({ job: "publish", scheduledFor: age, startedAt: age })))
      .run();
    cleanup.run(tonight);
    expect(database.select().from(handledUpdates).all()).toHaveLength(2);
    expect(database.select().from(jobRuns).all()).toHaveLength(4);
  });
});
