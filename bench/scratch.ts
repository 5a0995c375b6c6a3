/** A database file of its own for a measurement, gone afterwards. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Under BENCH_FOLDER where that is set: a disk that is not the one of /tmp, say. */
export async function withScratch<T>(work: (databasePath: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(process.env["BENCH_FOLDER"] ?? tmpdir(), "belfry-bench-"));
  try {
    return await work(join(folder, "belfry.db"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
