/**
 * `npm run restore -- FILE`: makes a backup the database, so that nothing is sent again that was sent since. The present
 * database is kept beside it. With --dry-run it only says what would be. docs/ops/backups.md explains it.
 */
import { parseArgs } from "node:util";
import { readEnvironment, readSetting, settings } from "./config.ts";
import { type Restored, type RestoreRefusal, restore } from "./storage/restore.ts";

process.env.TZ = "UTC";
process.exitCode = run();

function run(): number {
  const words = readWords();
  if (!words) return fail("Name one file: npm run restore -- FILE [--dry-run]");
  const { file, dryRun } = words;
  const path = databasePath();
  if ("wrong" in path) return fail(path.wrong);
  const result = attempt(file, path.value, dryRun);
  if (typeof result === "string") return fail(`${result} Nothing was changed.`);
  console.log(report(result, { file, path: path.value, dryRun }));
  return 0;
}

function databasePath(): { value: string } | { wrong: string } {
  try {
    const path = readSetting(readEnvironment(), "databasePath");
    return "value" in path ? path : { wrong: `${settings.databasePath.name} ${path.wrong}` };
  } catch (error) {
    return { wrong: (error as Error).message };
  }
}

/** Undefined where they are not understood: a misspelt --dry-run must not restore. */
function readWords(): { file: string; dryRun: boolean } | undefined {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { "dry-run": { type: "boolean", default: false } },
    });
    const [file, ...others] = positionals;
    if (file === undefined || others.length > 0) return undefined;
    // Without the -- before FILE, npm keeps the option to itself, and says so.
    return { file, dryRun: values["dry-run"] || process.env["npm_config_dry_run"] === "true" };
  } catch {
    return undefined;
  }
}

/** A sentence where it could not be done. */
function attempt(file: string, path: string, dryRun: boolean): Restored | string {
  try {
    const result = restore(file, path, { now: Date.now(), dryRun });
    return result.refused ? wordsFor(result.refused, file) : result;
  } catch (error) {
    return `${error instanceof Error ? error.message : error}.`;
  }
}

function fail(sentence: string): number {
  console.error(sentence);
  return 1;
}

function wordsFor(refusal: RestoreRefusal, file: string): string {
  switch (refusal.why) {
    case "missing":
      return `${file} is not there.`;
    case "same_file":
      return `${file} is the database itself.`;
    case "running":
      return "Belfry is running on this database: stop it first.";
    case "in_use":
      return "Another program has the database open, such as Litestream: stop it first.";
    case "not_belfry":
      return `${file} is no database of Belfry's.`;
    case "damaged":
      return `${file} is damaged: ${refusal.problem}.`;
    case "newer":
      return `${file} was made by a newer Belfry (its schema is number ${refusal.schema}, this one knows ${refusal.known}): restore it with that one.`;
  }
}

function report(
  { takenAt, held, toCome, known, lost, replaced, unreadable }: Restored,
  { file, path, dryRun }: { file: string; path: string; dryRun: boolean },
): string {
  const when = `${new Date(takenAt).toISOString().slice(0, 16).replace("T", " ")} UTC`;
  return [
    dryRun
      ? `A dry run: nothing was changed. ${file}, of ${when}, would become ${path}.`
      : `${file}, of ${when}, is now ${path}.`,
    ...(replaced ? [`The database before it ${dryRun ? "would be" : "is"} kept as ${replaced}.`] : []),
    ...(unreadable ? [`That one could not tell what was sent since: ${unreadable}.`] : []),
    ...(known > 0
      ? [`Of ${counted(known, "delivery", "deliveries")} it knew what became of them: that counts.`]
      : []),
    ...(lost
      ? [
          `${counted(lost, "post was", "posts were")} made after the backup and will not go out, unless published already: only the database before knows.`,
        ]
      : []),
    held > 0
      ? `${counted(held, "delivery", "deliveries")} may have been sent since the backup (${toCome} of them only if somebody was early): held until an owner says. Belfry asks at its next start.`
      : "Nothing has to be held.",
    ...(dryRun ? [] : ["Start Belfry again."]),
  ].join("\n");
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
