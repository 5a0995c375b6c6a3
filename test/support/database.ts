/** A fresh database for a test: the real one, in a file of its own that is gone afterwards. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { openDatabase } from "../../src/storage/database.ts";

/** `path` may be opened again, for a restart; what it opened is closed when the test ends. */
export function freshDatabase() {
  const folder = mkdtempSync(join(tmpdir(), "belfry-test-"));
  const path = join(folder, "belfry.db");
  const opened = openDatabase(path);
  onTestFinished(() => {
    opened.close();
    rmSync(folder, { recursive: true });
  });
  return { ...opened, path };
}
