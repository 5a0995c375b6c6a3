import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { lockDatabase } from "../../src/storage/lock.ts";

test("a database has one lock at a time, also within a process, and none once it is released", () => {
  const path = somewhere();
  const first = lockDatabase(path);
  expect(first).toBeDefined();
  expect(lockDatabase(path)).toBeUndefined();
  first?.release();
  const next = lockDatabase(path);
  expect(next).toBeDefined();
  next?.release();
});

test("the lock makes the folder, and no database", () => {
  const path = join(somewhere(), "deeper", "belfry.db");
  lockDatabase(path)?.release();
  expect(existsSync(`${path}.lock`)).toBe(true);
  expect(existsSync(path)).toBe(false);
});

test("databases do not share a lock", () => {
  const one = lockDatabase(somewhere());
  const other = lockDatabase(somewhere());
  expect([one, other]).not.toContain(undefined);
  one?.release();
  other?.release();
});

function somewhere(): string {
  const folder = mkdtempSync(join(tmpdir(), "belfry-lock-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, "belfry.db");
}
