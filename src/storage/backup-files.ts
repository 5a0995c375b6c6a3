/** Backups as files: made under another name, checked, and only then given theirs. */
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
} from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";

/** A copy under its final name; or thrown away, because something in it was found wrong. */
export type Copied = { file: string; bytes: number; problem: null } | { file: null; problem: string };

const partial = ".partial";
const day = 24 * 60 * 60 * 1000;

/**
 * Copies a database into a folder, which is made if it is missing, as `belfry-2026-11-25T02-30-00Z.db` for an instant
 * (epoch ms); only this user can read it. Rejects where the folder or the disk does not take it, or `signal` aborts.
 */
export async function copyInto(
  folder: string,
  { databasePath, at, signal }: { databasePath: string; at: number; signal: AbortSignal },
): Promise<Copied> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  sweep(folder, at);
  const file = freshName(folder, at);
  const working = join(folder, `${file}${partial}`);
  try {
    closeSync(openSync(working, "wx", 0o600));
    const { bytes, problem } = await copyInThread(databasePath, working, signal);
    if (problem !== null) return { file: null, problem };
    renameSync(working, join(folder, file));
    syncFolder(folder);
    return { file, bytes, problem };
  } finally {
    rmSync(working, { force: true });
    rmSync(`${working}-journal`, { force: true });
  }
}

/** When a backup of this name was begun (epoch ms); undefined for files of other names. */
export function instantInName(file: string): number | undefined {
  const match = /^belfry-(\d{4}-\d{2}-\d{2})T(\d{2})-(\d{2})-(\d{2})Z(?:-\d+)?\.db/.exec(file);
  return match ? Date.parse(`${match[1]}T${match[2]}:${match[3]}:${match[4]}Z`) : undefined;
}

/** Makes what was renamed in a folder outlast a power cut. */
export function syncFolder(folder: string): void {
  const descriptor = openSync(folder, "r");
  fsyncSync(descriptor);
  closeSync(descriptor);
}

/** Takes away what a process left that ended in the middle. A folder may be shared: what is young may be another's. */
function sweep(folder: string, now: number): void {
  for (const file of readdirSync(folder)) {
    const at = file.endsWith(partial) ? instantInName(file) : undefined;
    if (at !== undefined && at < now - day) rmSync(join(folder, file), { force: true });
  }
}

function freshName(folder: string, at: number): string {
  const instant = new Date(at)
    .toISOString()
    .replace(/\.\d+Z$/, "Z")
    .replaceAll(":", "-");
  for (let number = 1; ; number++) {
    const file = `belfry-${instant}${number === 1 ? "" : `-${number}`}.db`;
    if (!existsSync(join(folder, file)) && !existsSync(join(folder, `${file}${partial}`))) return file;
  }
}

function copyInThread(
  from: string,
  to: string,
  signal: AbortSignal,
): Promise<{ bytes: number; problem: string | null }> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const worker = new Worker(new URL("./backup-worker.ts", import.meta.url), { workerData: { from, to } });
    const stop = () => void worker.terminate();
    signal.addEventListener("abort", stop);
    worker.once("message", resolve);
    worker.once("error", reject);
    worker.once("exit", () => {
      signal.removeEventListener("abort", stop);
      reject(signal.reason ?? new Error("the copy ended before it was done"));
    });
  });
}
