/**
 * A thread of its own that copies the database and checks the copy: a hundred megabytes take seconds, in which posts
 * go out all the same.
 */
import { closeSync, fsyncSync, openSync, statSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import Sqlite from "better-sqlite3";
import { problemIn } from "./integrity.ts";

const { from, to } = workerData as { from: string; to: string };

await copy();
const problem = problemIn(to);
const descriptor = openSync(to, "r+");
fsyncSync(descriptor);
closeSync(descriptor);
parentPort?.postMessage({ bytes: statSync(to).size, problem });

async function copy(): Promise<void> {
  const source = new Sqlite(from, { readonly: true, fileMustExist: true });
  // All pages in one step: between steps, every write of the program would make the copying begin anew. A reader
  // holds up no writer (WAL), and what is written meanwhile is not in the copy.
  await source.backup(to, { progress: () => 2 ** 31 - 1 });
  source.close();
  const copied = new Sqlite(to);
  // One file that needs no other beside it; opening a database sets WAL again.
  copied.pragma("journal_mode = delete");
  copied.close();
}
