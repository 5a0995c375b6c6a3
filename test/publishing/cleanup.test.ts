import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { readPattern } from "../../src/jobs/pattern.ts";
import { createLog } from "../../src/log.ts";
import { type Cleanup, createCleanup } from "../../src/publishing/cleanup.ts";
import { createCleanupStore } from "../../src/storage/cleanup.ts";
import { createCompaction } from "../../src/storage/compaction.ts";
import { type Database, openDatabase } from "../../src/storage/database.ts";
import { createLedgerStore } from "../../src/storage/ledger.ts";
import { createOldRecords } from "../../src/storage/old-records.ts";
import * as schema from "../../src/storage/schema.ts";
import { posts } from "../../src/storage/schema.ts";
import { freshDatabase } from "../support/database.ts";
import { addDestination, addPerson, addPost } from "../support/factories.ts";

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
let logged: string[];
beforeEach(() => {
  ({ database } = freshDatabase());
  now = warning;
  logged = [];
  cleanup = cleanupWith({ retentionDays: 30 });
});

const cleanupWith = ({
  retentionDays = 30,
  nextDueAt,
  compaction = createCompaction(database),
}: {
  retentionDays?: number;
  nextDueAt?: number;
  compaction?: ReturnType<typeof createCompaction>;
}) =>
  createCleanup({
    store: createCleanupStore(database),
    records: createOldRecords(database),
    compaction,
    log: createLog({ level: "debug", destination: { write: (line) => logged.push(line) } }),
    clock: { now: () => now },
    nextDueAt: () => nextDueAt,
    retentionMs: retentionDays * day,
    ledgerRetentionMs: 365 * day,
    jobRunRetentionMs: 90 * day,
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
    const [planned] = cleanup.planned(now);
    if (!planned) throw new Error("nothing is planned");
    cleanup.markWarned(Array.from({ length: 40_000 }, (_, index) => ({ ...planned, id: id + index })));
    expect(cleanup.planned(tonight - 1)).toMatchObject([{ id, cleanupAt: tonight }]);
    expect(history(id)).toMatchObject([{ action: "cleanup_warned" }]);
  });

  it("names what the next nights will delete, with the night, soonest first", () => {
    const second = finished(tomorrow - 30 * day);
    const first = finished(tonight - 40 * day);
    finished(tonight + 2 * day - 30 * day);
    addPost(database, [addDestination(database)]);

    expect(cleanup.planned(now)).toMatchObject([
      { id: first.id, cleanupAt: tonight },
      { id: second.id, cleanupAt: tomorrow },
    ]);
  });

  it("leaves out what somebody keeps, and repeats what was warned of before", () => {
    finished(tonight - 40 * day, { keptBy: 1001 });
    const warned = finished(tomorrow - 30 * day);
    cleanup.markWarned(cleanup.planned(now));
    now += 60_000;
    expect(cleanup.planned(now)).toMatchObject([{ id: warned.id, cleanupAt: tomorrow }]);
  });

  it("is written into the post's history, once", () => {
    const post = finished(tonight - 40 * day);
    cleanup.markWarned(cleanup.planned(now));
    cleanup.markWarned(cleanup.planned(now));
    expect(history(post.id)).toMatchObject([
      { action: "cleanup_warned", actor: null, details: { cleanupAt: tonight } },
    ]);
  });

  it("names the next night for a post whose announced night passed while nothing ran", () => {
    const post = finished(tonight - 40 * day);
    cleanup.markWarned(cleanup.planned(now));
    now = tonight + 9 * 60 * 60 * 1000;
    expect(cleanup.planned(now)).toMatchObject([{ id: post.id, cleanupAt: tomorrow }]);
  });
});

describe("the clean-up", () => {
  it("deletes what was announced for this night, with its deliveries, and says so in the ledger", async () => {
    const post = finished(tonight - 40 * day);
    const next = finished(tomorrow - 30 * day);
    cleanup.markWarned(cleanup.planned(now));

    expect(await cleanup.run(tonight)).toEqual({ posts: 1 });
    expect(remaining()).toEqual([next.id]);
    expect(database.query.deliveries.findMany().sync()).toMatchObject([{ postId: next.id }]);
    expect(history(post.id).at(-1)).toMatchObject({
      action: "post_cleaned_up",
      at: tonight,
      details: { status: "published", kind: "text", dueAt: post.dueAt },
    });
    expect(JSON.stringify(history(post.id))).not.toContain("Hello");
  });

  it("deletes nothing that was not warned of, however old", async () => {
    const post = finished(tonight - 400 * day);
    expect(await cleanup.run(tonight)).toEqual({});
    expect(remaining()).toEqual([post.id]);
  });

  it("spares a post that somebody kept after the warning", async () => {
    const post = finished(tonight - 40 * day);
    cleanup.markWarned(cleanup.planned(now));
    database.update(posts).set({ keptBy: 1001 }).run();
    expect(await cleanup.run(tonight)).toEqual({});
    expect(remaining()).toEqual([post.id]);
  });

  it("spares a post that a longer retention, set since the warning, still protects", async () => {
    const post = finished(tonight - 40 * day);
    cleanup.markWarned(cleanup.planned(now));
    expect(await cleanupWith({ retentionDays: 60 }).run(tonight)).toEqual({});
    expect(remaining()).toEqual([post.id]);
  });

  it("makes up on the next run for a night that was missed", async () => {
    finished(tonight - 40 * day);
    cleanup.markWarned(cleanup.planned(now));
    expect(await cleanup.run(tonight + 3 * day)).toEqual({ posts: 1 });
  });
});

describe("old records of every other kind", () => {
  /** The instants of something that happened so many days ago, seen from the clean-up of tonight. */
  const daysAgo = (...days: number[]) => days.map((each) => tonight - each * day);
  const entry = (at: number, postId: number | null = null) => ({ at, action: "post_finished", postId });
  const ledgerRows = () => database.select().from(schema.ledger).all();

  it("go at the end of their own time, and are counted", async () => {
    const times = daysAgo(0, 0.9, 9, 30, 91, 366);
    database
      .insert(schema.handledUpdates)
      .values(times.map((at, updateId) => ({ updateId, at })))
      .run();
    database
      .insert(schema.receivedUpdates)
      .values(times.map((receivedAt, updateId) => ({ updateId, update: {}, receivedAt })))
      .run();
    database
      .insert(schema.idempotencyKeys)
      .values(times.map((at, index) => ({ tokenName: "website", key: `${index}`, requestHash: "", at })))
      .run();
    database
      .insert(schema.jobRuns)
      .values(times.map((at) => ({ job: "publish", scheduledFor: at, startedAt: at })))
      .run();
    database
      .insert(schema.ledger)
      .values(times.map((at) => entry(at)))
      .run();
    database
      .insert(schema.telegramWaits)
      .values(times.map((until, chatId) => ({ chatId, until: until + 1 })))
      .run();
    database
      .insert(schema.outages)
      .values(
        times.map((until) => ({ kind: "unreachable" as const, since: until - 1, until, endToldAt: until })),
      )
      .run();
    database
      .insert(schema.restores)
      .values(times.map((at) => ({ at, backupTakenAt: at, file: "a.db", held: 0, known: 0, toldAt: at })))
      .run();
    const expected = {
      history: 1,
      job_runs: 2,
      handled_updates: 4,
      received_updates: 4,
      answers: 4,
      waits: 5,
      outages: 2,
      restores: 1,
    };
    expect(cleanup.oldRecords(tonight)).toEqual(expected);
    expect(await cleanup.run(tonight)).toEqual(expected);
    expect(await cleanup.run(tonight)).toEqual({});
    expect(database.select().from(schema.jobRuns).all()).toHaveLength(4);
  });

  it("stay while something needs them: a job's last run, what is told or over only in part", async () => {
    const [year] = daysAgo(400) as [number];
    database.insert(schema.jobRuns).values({ job: "rare", scheduledFor: year, startedAt: year }).run();
    database
      .insert(schema.outages)
      .values([
        { kind: "unreachable", since: year, until: null },
        { kind: "unreachable", since: year, until: year + 1, endToldAt: null },
      ])
      .run();
    database
      .insert(schema.restores)
      .values({ at: year, backupTakenAt: year, file: "a.db", held: 3, known: 0 })
      .run();
    expect(await cleanup.run(tonight)).toEqual({});
  });

  it("of a post's history stay as long as the post, and go with time after it", async () => {
    const [long, longer] = daysAgo(400, 500) as [number, number];
    const kept = finished(long, { keptBy: 1001 });
    database
      .insert(schema.ledger)
      .values([entry(longer, kept.id), entry(longer, 999), entry(longer)])
      .run();
    expect(await cleanup.run(tonight)).toEqual({ history: 2 });
    expect(ledgerRows()).toMatchObject([{ postId: kept.id }]);
  });

  it("of the history that an address was not told of yet wait for it", async () => {
    const [long] = daysAgo(400) as [number];
    database
      .insert(schema.ledger)
      .values([entry(long), entry(long), entry(long)])
      .run();
    const [first, second] = ledgerRows();
    const webhook = { address: "quick", cursor: 1_000_000 };
    database
      .insert(schema.eventWebhooks)
      .values([webhook, { address: "slow", cursor: second?.id ?? 0 }])
      .run();
    expect(await cleanup.run(tonight)).toEqual({ history: 2 });
    expect(first?.id).toBe(1);
    expect(ledgerRows().map(({ id }) => id)).toEqual([3]);
  });

  it("of conversations go with the people who left, and when nobody has been in one for long", async () => {
    addPerson(database, { userId: 1001 });
    addPerson(database, { userId: 1002, removedAt: tonight - day });
    addPerson(database, { userId: 1003 });
    addPerson(database, { userId: 1004 });
    const [recent, long] = daysAgo(2, 100) as [number, number];
    database
      .insert(schema.conversations)
      .values([
        { key: "1001", state: {}, usedAt: recent },
        { key: "1002", state: {}, usedAt: recent },
        { key: "1003", state: {}, usedAt: long },
        { key: "1004", state: {} },
        { key: "9999", state: {}, usedAt: recent },
      ])
      .run();
    expect(await cleanup.run(tonight)).toEqual({ conversations: 3 });
    expect(
      database
        .select()
        .from(schema.conversations)
        .all()
        .map(({ key }) => key),
    ).toEqual(["1001", "1004"]);
  });

  it("of uploads go when no post uses the file any more, whatever part of it that is", async () => {
    const [recent, long] = daysAgo(2, 31) as [number, number];
    const upload = (id: string, uploadedAt: number) => ({
      id,
      kind: "photo",
      fileId: `file-${id}`,
      bytes: 1,
      tokenName: "website",
      uploadedAt,
    });
    database
      .insert(schema.media)
      .values([
        upload("single", long),
        upload("in-album", long),
        upload("unused", long),
        upload("fresh", recent),
      ])
      .run();
    const captioned = { caption: "", captionEntities: [] };
    finished(tonight - day, { content: { kind: "photo", fileId: "file-single", ...captioned } });
    finished(tonight - day, {
      content: {
        kind: "album",
        items: ["file-in-album", "file-other"].map((fileId) => ({ kind: "photo", fileId, ...captioned })),
      },
    });
    finished(tonight - day, { content: { kind: "text", text: "file-unused", entities: [] } });
    expect(await cleanup.run(tonight)).toEqual({ uploads: 1 });
    expect(
      database
        .select()
        .from(schema.media)
        .all()
        .map(({ id }) => id),
    ).toEqual(["single", "in-album", "fresh"]);
  });

  it("are deleted in portions, between which others have their turn", async () => {
    const values = Array.from({ length: 1700 }, (_, updateId) => ({ updateId, at: 0 }));
    database.insert(schema.handledUpdates).values(values).run();
    const left = new Set<number>();
    let watching: NodeJS.Immediate | undefined;
    const watch = () => {
      left.add(database.select().from(schema.handledUpdates).all().length);
      watching = setImmediate(watch);
    };
    watch();
    expect(await cleanup.run(tonight)).toEqual({ handled_updates: 1700 });
    clearImmediate(watching);
    expect([...left]).toEqual([1700, 1200, 700, 200]);
  });
});

describe("the database's file", () => {
  const pages = () => Number(Object.values(database.get<Record<string, number>>(sql`pragma page_count`))[0]);
  /** Twenty megabytes of rows that the clean-up deletes. */
  const fill = () => {
    const state = "x".repeat(10_000);
    database
      .insert(schema.conversations)
      .values(Array.from({ length: 2000 }, (_, key) => ({ key: `${key}`, state })))
      .run();
  };

  it("is made smaller when much of it has become empty", async () => {
    fill();
    const before = pages();
    await cleanup.run(tonight);
    expect(pages()).toBeLessThan(before / 10);
    expect(logged.join()).toContain("made smaller");
  });

  it("is left alone while a post is due in a moment", async () => {
    fill();
    const before = pages();
    await cleanupWith({ nextDueAt: tonight + 60_000 }).run(tonight);
    expect(pages()).toBe(before);
    await cleanupWith({ nextDueAt: tonight + 60 * 60_000 }).run(tonight);
    expect(pages()).toBeLessThan(before / 10);
  });

  it("that cannot be made smaller is no failed clean-up", async () => {
    fill();
    const closed = openDatabase(":memory:");
    closed.close();
    const compaction = createCompaction(closed.database);
    expect(await cleanupWith({ compaction }).run(tonight)).toEqual({ conversations: 2000 });
    expect(logged.join()).toContain("stays as large as it is");
    expect(logged.join()).toContain("not open");
  });
});
