/**
 * What whoever starts Belfry sees first: what it is set to do, what comes next, and what they should know.
 * In a terminal it is a screen of text; elsewhere one line of the log with the same facts.
 */
import { statSync } from "node:fs";
import type { Config } from "../config.ts";
import type { Backups } from "../editorial/backups.ts";
import type { Directory } from "../editorial/directory.ts";
import type { JobControl } from "../editorial/jobs.ts";
import type { Queue } from "../editorial/queue.ts";
import type { Team } from "../editorial/team.ts";
import type { Log } from "../log.ts";
import { measureClockSkew } from "../telegram/clock-skew.ts";
import { type StartUpFacts, screenOf, warningsOf } from "./start-up-screen.ts";
import { readVersion } from "./version.ts";

/** Nothing waits for Telegram's clock; the screen comes without it after so long (ms). */
const skewTimeout = 1500;

/** Call once everything has started; the clock is compared by `skewOf`, which may take its time meanwhile. */
export function gatherFacts(parts: {
  config: Config;
  bot: string;
  httpUrl: string | undefined;
  queue: Queue;
  directory: Directory;
  team: Team;
  jobs: Pick<JobControl, "list">;
  backups: Backups;
  now: number;
}): StartUpFacts {
  const { config, bot, httpUrl, queue, directory, team, backups, now } = parts;
  const destinations = directory.all();
  const waiting = queue.page(0, 1);
  const { folder, last } = backups;
  const { backups: made, damage } = last(1);
  return {
    version: readVersion(),
    bot,
    timeZone: config.timeZone,
    // With the log beside the file, which may hold most of a young one.
    database: {
      path: config.databasePath,
      bytes: bytesOf(config.databasePath) + bytesOf(`${config.databasePath}-wal`),
    },
    destinations: {
      active: destinations.filter(({ state }) => state === "active").length,
      lost: destinations.filter(({ state }) => state === "lost").map(({ title }) => title),
    },
    posts: { waiting: waiting.total, nextAt: waiting.posts[0]?.dueAt },
    jobs: parts.jobs
      .list()
      .map(({ name, nextRun, paused }) => ({ name, nextRun, isPaused: Boolean(paused) })),
    http:
      httpUrl === undefined
        ? undefined
        : { url: httpUrl, host: config.httpHost, hasAdminApi: config.adminApiTokens !== undefined },
    webhookUrl: config.webhookUrl,
    backups:
      folder === undefined ? undefined : { folder, lastAt: made[0]?.takenAt, isDamaged: Boolean(damage) },
    hearsOwners: team.owners().some(({ started }) => started),
    clockSkew: undefined,
    now,
  };
}

const bytesOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

/** Asks Telegram's servers only: one in the own house has no better clock. */
export async function skewOf({ telegramApiRoot }: Config, now: () => number): Promise<number | undefined> {
  if (!telegramApiRoot.startsWith("https:")) return undefined;
  return measureClockSkew(telegramApiRoot, { now, timeoutMs: skewTimeout });
}

/** Writes the facts to the terminal, or to the log where there is none. */
export function announce(
  facts: StartUpFacts,
  log: Log,
  terminal: { write(text: string): unknown } | undefined,
): void {
  const warnings = warningsOf(facts);
  if (terminal) return void terminal.write(screenOf(facts, warnings));
  const { version, bot, timeZone, database, destinations, posts, jobs, http, webhookUrl, backups } = facts;
  const isoTime = (at: number | undefined) => (at === undefined ? undefined : new Date(at).toISOString());
  log.info(
    {
      ...{ version, bot, timeZone, database: database.path, databaseBytes: database.bytes },
      destinations: { active: destinations.active, lost: destinations.lost.length },
      posts: { waiting: posts.waiting, nextAt: isoTime(posts.nextAt) },
      jobs: Object.fromEntries(
        jobs.map(({ name, nextRun, isPaused }) => [name, isPaused ? "paused" : isoTime(nextRun)]),
      ),
      http: http?.url,
      updates: webhookUrl === undefined ? "polling" : "webhook",
      backups: backups && { folder: backups.folder, lastAt: isoTime(backups.lastAt) },
      warnings,
    },
    "Belfry is running",
  );
}
