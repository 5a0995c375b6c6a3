/**
 * Watches over a database that cannot be written to: keeps in memory what small notes it did not take, looks whether
 * it is over, and writes them then. Who is told of it is for others to decide.
 */
import { statfsSync } from "node:fs";
import { dirname } from "node:path";
import type Sqlite from "better-sqlite3";
import type { Clock } from "../clock.ts";
import { longestWait } from "./database.ts";
import { type DatabaseTroubleKind, databaseTroubleIn } from "./database-trouble.ts";

export type DatabaseWatch = ReturnType<typeof createDatabaseWatch>;

export interface DatabaseTrouble {
  kind: DatabaseTroubleKind;
  /** Epoch ms. */
  since: number;
}

/** How often (ms) it is looked whether the trouble is over … */
const pause = 5000;
/** … and for how long (ms) nothing may have failed until it is: a full disk takes one write and refuses the next. */
const calm = 15_000;
/** Bytes that must be free again: less would not last. */
const room = 1_000_000;
/** How long (ms) a write waits for another process while one is known to hold the database. */
const shortWait = 20;

export function createDatabaseWatch(parts: {
  sqlite: Sqlite.Database;
  path: string;
  clock: Pick<Clock, "now" | "sleepUntil">;
  onBegin: (trouble: DatabaseTrouble) => void;
  onEnd: (trouble: DatabaseTrouble) => void;
  /** Called now and then while it lasts. */
  onLook: () => void;
}) {
  const { sqlite, path, clock, onBegin, onEnd, onLook } = parts;
  let trouble: DatabaseTrouble | undefined;
  let lastSeen = Number.NEGATIVE_INFINITY;
  /** By what each is about: only the newest word counts. */
  const waiting = new Map<string, () => void>();
  const stopping = new AbortController();

  function note(error: unknown): DatabaseTroubleKind | undefined {
    const kind = databaseTroubleIn(error);
    if (!kind || stopping.signal.aborted) return kind;
    lastSeen = clock.now();
    if (trouble) return kind;
    trouble = { kind, since: lastSeen };
    sqlite.pragma(`busy_timeout = ${shortWait}`);
    onBegin(trouble);
    void lookUntilOver();
    return kind;
  }

  async function lookUntilOver(): Promise<void> {
    while (trouble) {
      await clock.sleepUntil(clock.now() + pause, stopping.signal);
      if (stopping.signal.aborted) return;
      look(trouble);
      onLook();
    }
  }

  function look(current: DatabaseTrouble): void {
    try {
      writeWaiting();
      // Writes a page, and changes nothing.
      sqlite.pragma(`user_version = ${sqlite.pragma("user_version", { simple: true })}`);
      if (current.kind === "full" && !hasRoom()) return;
    } catch (error) {
      if (!note(error)) throw error;
    }
    if (clock.now() - lastSeen < calm) return;
    trouble = undefined;
    sqlite.pragma(`busy_timeout = ${longestWait}`);
    onEnd(current);
  }

  function writeWaiting(): void {
    for (const [about, write] of waiting) {
      write();
      waiting.delete(about);
    }
  }

  function hasRoom(): boolean {
    const { bavail, bsize } = statfsSync(dirname(path));
    return bavail * bsize >= room;
  }

  return {
    /** To be called with whatever was caught: says what of it is the database's trouble, if anything. */
    note,

    /** What there is now; undefined: nothing. */
    current: (): DatabaseTrouble | undefined => trouble,

    /**
     * Writes something that nobody waits for, now or once the database takes it; of several about the same only the
     * newest. Throws what is no trouble of the database's.
     */
    writeOrHold(about: string, write: () => void): void {
      try {
        if (!trouble) {
          write();
          waiting.delete(about);
          return;
        }
      } catch (error) {
        if (!note(error)) throw error;
      }
      waiting.delete(about);
      waiting.set(about, write);
    },

    /** Looks no more, and writes what waits if that is possible at last. */
    stop(): void {
      stopping.abort();
      try {
        writeWaiting();
      } catch (error) {
        if (!databaseTroubleIn(error)) throw error;
      }
    },
  };
}
