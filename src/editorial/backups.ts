/** Backups: each night's, and those that an owner asks for. */
import { existsSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Clock } from "../clock.ts";
import type { Events } from "../events.ts";
import { outdatedBackups } from "../posts/backup-retention.ts";
import { type Actor, type Member, mayManageTeam, whoIs } from "../posts/permissions.ts";
import { copyInto } from "../storage/backup-files.ts";
import type { Backup, BackupStore } from "../storage/backups.ts";

export type Backups = ReturnType<typeof createBackups>;

/** What came of it; `why` it could not be made is for people, `error` for the log. */
export type BackupResult =
  | { kind: "made"; backup: Backup; deleted: number }
  /** The copy was found damaged and thrown away: most likely the database itself is. */
  | { kind: "damaged"; problem: string }
  | { kind: "failed"; why: "no_room" | "not_writable" | "stopped" | "other"; error: unknown };

export interface KeptBackup extends Backup {
  /** The file is where it was put. */
  isThere: boolean;
}

export function createBackups(parts: {
  store: BackupStore;
  databasePath: string;
  /** Undefined: no backups. */
  folder: string | undefined;
  keep: { days: number; weeks: number };
  timeZone: string;
  clock: Pick<Clock, "now">;
  events: Pick<Events, "emit">;
}) {
  const { store, databasePath, keep, timeZone, clock, events } = parts;
  const folder = parts.folder === undefined ? undefined : resolve(parts.folder);
  const stopping = new AbortController();
  let making: Promise<BackupResult> | undefined;

  /** Makes a backup, and takes away those that are not kept any more. Whoever asks meanwhile gets the same one. */
  function make(into: string, by?: Actor): Promise<BackupResult> {
    making ??= makeOne(into, by).finally(() => {
      making = undefined;
    });
    return making;
  }

  async function makeOne(into: string, by: Actor | undefined): Promise<BackupResult> {
    const takenAt = clock.now();
    try {
      const copied = await copyInto(into, { databasePath, at: takenAt, signal: stopping.signal });
      if (copied.problem !== null) {
        store.noteDamaged(takenAt, copied.problem, clock.now());
        events.emit({ type: "backup_damaged", problem: copied.problem });
        return { kind: "damaged", problem: copied.problem };
      }
      const { file, bytes } = copied;
      const backup = noteMade({ takenAt, file, bytes }, into, by);
      return { kind: "made", backup, deleted: deleteOutdated(into) };
    } catch (error) {
      return { kind: "failed", why: stopping.signal.aborted ? "stopped" : reasonOf(error), error };
    }
  }

  /** What is not written down is never deleted: a file without its row must not stay. */
  function noteMade(
    made: { takenAt: number; file: string; bytes: number },
    into: string,
    by?: Actor,
  ): Backup {
    try {
      return store.noteMade(made, by && whoIs(by), clock.now());
    } catch (error) {
      rmSync(join(into, made.file), { force: true });
      throw error;
    }
  }

  /** Only files that Belfry made and wrote down; a folder may hold others. Returns how many were deleted. */
  function deleteOutdated(from: string): number {
    const all = store.kept();
    const isThere = ({ file }: Backup) => existsSync(join(from, file));
    const deleted = outdated(all.filter(isThere));
    for (const { file } of deleted) rmSync(join(from, file));
    // One that is not there may be back, with a disk that is not in its place now: it is forgotten when its time is up.
    const missing = outdated(all).filter((backup) => !isThere(backup));
    store.forget([...deleted, ...missing].map(({ id }) => id));
    return deleted.length;
  }

  function outdated(list: Backup[]): Backup[] {
    const instants = outdatedBackups(
      list.map(({ takenAt }) => takenAt),
      { ...keep, timeZone },
    );
    return list.filter(({ takenAt }) => instants.includes(takenAt));
  }

  return {
    /** Where backups are, as a whole path; undefined: they are switched off. */
    folder,
    keep,

    /** The nightly one; undefined where backups are switched off. */
    nightly: folder === undefined ? undefined : () => make(folder),

    /** For owners; a refusal for anybody else, and where backups are switched off. */
    makeNow(person: Member): Promise<BackupResult> | "owners_only" | "off" {
      if (!mayManageTeam(person)) return "owners_only";
      return folder === undefined ? "off" : make(folder, person);
    },

    /** The last ones, the newest first; and what was wrong with the one after them. */
    last(most: number): { backups: KeptBackup[]; damage: Backup | undefined } {
      const backups = folder === undefined ? [] : store.kept().slice(0, most);
      return {
        backups: backups.map((backup) => ({
          ...backup,
          isThere: existsSync(join(folder ?? "", backup.file)),
        })),
        damage: store.damage(),
      };
    },

    /** Gives up the one that is being made. */
    stop: (): void => stopping.abort(),
  };
}

function reasonOf(error: unknown): "no_room" | "not_writable" | "other" {
  const code = String((error as { code?: unknown } | null)?.code);
  if (["ENOSPC", "EDQUOT", "SQLITE_FULL"].includes(code)) return "no_room";
  const isBarred = ["EACCES", "EPERM", "EROFS", "ENOTDIR", "ENOENT", "SQLITE_CANTOPEN"].includes(code);
  return isBarred || code.startsWith("SQLITE_READONLY") ? "not_writable" : "other";
}
