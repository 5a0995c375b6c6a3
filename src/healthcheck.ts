/**
 * Docker's HEALTHCHECK: healthy (exit code 0) while the publishing job keeps its minutes and Telegram takes the bot's
 * token, otherwise 1 and a line that says why. It reads the jobs' diary in the database, so no port needs to be
 * open, and it opens the file by itself, without drizzle, whose loading would cost more than the check.
 */
import Sqlite from "better-sqlite3";
import { Cron } from "croner";
import { type Environment, readEnvironment, readSetting, settings } from "./config.ts";

/** The job runs every minute; three forgive one that was slow to begin and one that was missed. */
const patience = 3 * 60_000;

const complaint = findComplaint(Date.now());
if (complaint) {
  console.error(complaint);
  process.exitCode = 1;
}

function findComplaint(now: number): string | undefined {
  try {
    const env = readEnvironment();
    const { active, refusedSince, pausedSince } = read(setting(env, "databasePath"));
    if (refusedSince !== null)
      return `Telegram has refused the bot's token since ${new Date(refusedSince).toISOString()}`;
    // Somebody wants it so; a restart, which is what follows a complaint, would change nothing.
    if (pausedSince !== null) return undefined;
    if (active === null) return "publishing has never run";
    const oldest = oldestAllowed(now, setting(env, "publishCron"), setting(env, "timeZone"));
    if (active >= oldest) return undefined;
    return `publishing has not run for ${Math.round((now - active) / 1000)} seconds`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function setting<Key extends "databasePath" | "publishCron" | "timeZone">(
  env: Environment,
  key: Key,
): string {
  const reading = readSetting(env, key);
  if ("value" in reading) return reading.value;
  throw new Error(`${settings[key].name} ${reading.wrong}`);
}

/**
 * Epoch milliseconds: when publishing last showed itself, since when it is paused or the token refused; null if it
 * never did, or is not. It shows itself when a run starts, and in a long run (thousands of posts at Telegram's pace
 * take minutes) whenever a delivery is claimed or sent; being resumed counts as well.
 */
function read(path: string): Record<"active" | "pausedSince" | "refusedSince", number | null> {
  const database = new Sqlite(path, { readonly: true, fileMustExist: true, timeout: 2000 });
  try {
    const facts = database.prepare(
      `select
        (select max(at) from (
          select max(started_at) as at from job_runs where job = 'publish'
          union all select resumed_at from job_states where job = 'publish'
          union all select max(claimed_at) from deliveries where status = 'sending'
          union all select max(sent_at) from deliveries where sent_at is not null
        )) as active,
        (select paused_at from job_states where job = 'publish') as pausedSince,
        (select min(since) from outages where kind = 'unauthorized' and until is null) as refusedSince`,
    );
    return facts.get() as ReturnType<typeof read>;
  } finally {
    database.close();
  }
}

/** Someone who publishes every ten minutes only must not be called ill for the nine between. */
function oldestAllowed(now: number, pattern: string, timezone: string): number {
  const [lastTick] = new Cron(pattern, { paused: true, timezone }).previousRuns(1, new Date(now - 60_000));
  return Math.min(now - patience, lastTick?.getTime() ?? now);
}
