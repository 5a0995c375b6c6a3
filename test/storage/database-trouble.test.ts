import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { eq } from "drizzle-orm";
import { expect, onTestFinished, test } from "vitest";
import { databaseTroubleIn } from "../../src/storage/database-trouble.ts";
import { people } from "../../src/storage/schema.ts";
import { freshDatabase } from "../support/database.ts";
import { addPerson } from "../support/factories.ts";

test("a full disk, a lock and missing rights are told apart, whichever way the database is asked", () => {
  const { database, sqlite, path } = freshDatabase();
  addPerson(database);
  sqlite.pragma("busy_timeout = 10");
  const rename = (name: string) => database.update(people).set({ name }).where(eq(people.userId, 1001)).run();

  sqlite.pragma(`max_page_count = ${sqlite.pragma("page_count", { simple: true })}`);
  expect(databaseTroubleIn(errorOf(() => rename("x".repeat(100_000))))).toBe("full");
  const inTransaction = () =>
    database.transaction(() => rename("x".repeat(100_000)), { behavior: "immediate" });
  expect(databaseTroubleIn(errorOf(inTransaction))).toBe("full");
  sqlite.pragma("max_page_count = 4294967294");

  const other = new Sqlite(path);
  other.exec("begin immediate");
  expect(databaseTroubleIn(errorOf(() => rename("y")))).toBe("locked");
  other.exec("rollback");
  other.close();

  sqlite.pragma("query_only = on");
  expect(databaseTroubleIn(errorOf(() => rename("z")))).toBe("read_only");
});

test("an error that was wrapped on its way is known all the same", () => {
  const full = Object.assign(new Error("database or disk is full"), { code: "SQLITE_FULL" });
  expect(databaseTroubleIn(new Error("in a handler", { cause: full }))).toBe("full");
  expect(
    databaseTroubleIn(Object.assign(new Error("of grammY"), { error: new Error("x", { cause: full }) })),
  ).toBe("full");
  expect(databaseTroubleIn({ code: "SQLITE_IOERR_WRITE" })).toBe("failing");
});

test("mistakes of our own, and of Telegram, are no trouble of the database", () => {
  const { database } = freshDatabase();
  const mistake = errorOf(() =>
    database
      .insert(people)
      .values({ userId: 1 } as never)
      .run(),
  );
  expect(databaseTroubleIn(mistake)).toBeUndefined();
  for (const other of [undefined, null, "text", new Error("x"), { code: 409 }, circle()])
    expect(databaseTroubleIn(other)).toBeUndefined();
});

test.skipIf(process.getuid?.() === 0)("a file that may only be read is told so", () => {
  const folder = mkdtempSync(join(tmpdir(), "belfry-read-only-"));
  const path = join(folder, "belfry.db");
  new Sqlite(path).exec("create table one (a)");
  chmodSync(path, 0o444);
  onTestFinished(() => rmSync(folder, { recursive: true }));
  expect(databaseTroubleIn(errorOf(() => new Sqlite(path).exec("insert into one values (1)")))).toBe(
    "read_only",
  );
});

function errorOf(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error("it worked");
}

function circle(): Error {
  const error = new Error("x");
  error.cause = error;
  return error;
}
