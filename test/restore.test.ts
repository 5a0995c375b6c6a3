/** `npm run restore` as it is run: a process of its own beside, or instead of, the program. */
import { spawnSync } from "node:child_process";
import { copyFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { openDatabase } from "../src/storage/database.ts";
import { ledger } from "../src/storage/schema.ts";
import { addDestination, addPerson, addPost } from "./support/factories.ts";
import { rows } from "./support/posts.ts";
import { setUpProgram } from "./support/program.ts";

const script = fileURLToPath(new URL("../src/restore.ts", import.meta.url));
const patience = 30_000;

test("refuses while Belfry runs, restores once it has stopped, and Belfry starts on it", {
  timeout: patience,
}, async () => {
  const { run, folder, settings } = await setUpProgram();
  const first = run();
  await first.says("Belfry is running");
  const backup = join(folder, "belfry-2026-11-20T02-30-00Z.db");
  writeFileSync(backup, "anything");
  const restore = (...words: string[]) => runScript(folder, settings.DATABASE_PATH, words);

  expect(restore(backup)).toEqual({
    code: 1,
    said: "Belfry is running on this database: stop it first. Nothing was changed.\n",
  });
  await first.end("SIGTERM");
  copyFileSync(settings.DATABASE_PATH, backup);
  const dry = restore(backup, "--dry-run");
  expect(dry).toMatchObject({ code: 0, said: expect.stringContaining("A dry run: nothing was changed.") });
  expect(restore(backup)).toEqual({
    code: 0,
    said: `${[
      `${backup}, of 2026-11-20 02:30 UTC, is now ${settings.DATABASE_PATH}.`,
      `The database before it is kept as ${settings.DATABASE_PATH}.before-restore-1.`,
      "Nothing has to be held.",
      "Start Belfry again.",
    ].join("\n")}\n`,
  });
  const second = run();
  await second.says("Belfry is running");
  const config = { databasePath: settings.DATABASE_PATH };
  expect(rows({ config }, "select file from restores")).toEqual([{ file: "belfry-2026-11-20T02-30-00Z.db" }]);
  expect(await second.end("SIGTERM")).toBe(0);
});

test("says what is held and what is lost, in numbers that fit", { timeout: patience }, async () => {
  const { folder, settings } = await setUpProgram();
  const path = settings.DATABASE_PATH;
  const backup = join(folder, "backup.db");
  const { database, close } = openDatabase(path);
  addPerson(database);
  const news = addDestination(database);
  addPost(database, [news], { dueAt: 1 });
  addPost(database, [news], { dueAt: Date.now() + 1e9 });
  database.insert(ledger).values({ at: 1, action: "destination_added" }).run();
  close();
  copyFileSync(path, backup);
  const since = openDatabase(path);
  addPost(since.database, [news]);
  since.close();
  const known = runScript(folder, path, [backup, "--dry-run"]);
  expect(known.said).toContain("Of 2 deliveries it knew what became of them");
  expect(known.said).toContain("1 post was made after the backup and will not go out");
  rmSync(path);
  const unknown = runScript(folder, path, [backup]);
  expect(unknown).toMatchObject({ code: 0 });
  expect(unknown.said).toContain("2 deliveries may have been sent since the backup (1 of them only if");
});

test("says in a line what is wrong, and ends with code 1", { timeout: patience }, async () => {
  const { folder, settings } = await setUpProgram();
  const restore = (...words: string[]) => runScript(folder, settings.DATABASE_PATH, words);
  writeFileSync(join(folder, "text.db"), "no database");
  expect(restore()).toEqual({ code: 1, said: "Name one file: npm run restore -- FILE [--dry-run]\n" });
  expect(restore("missing.db")).toEqual({ code: 1, said: "missing.db is not there. Nothing was changed.\n" });
  expect(restore("text.db")).toEqual({
    code: 1,
    said: "text.db is no database of Belfry's. Nothing was changed.\n",
  });
});

test("restores nothing where the dry run is misspelt, or npm has kept it to itself", {
  timeout: patience,
}, async () => {
  const { folder, settings } = await setUpProgram();
  const path = settings.DATABASE_PATH;
  openDatabase(path).close();
  const backup = join(folder, "backup.db");
  copyFileSync(path, backup);
  for (const word of ["--dryrun", "--dry-run=yes", "-n"])
    expect(runScript(folder, path, [backup, word])).toEqual({
      code: 1,
      said: "Name one file: npm run restore -- FILE [--dry-run]\n",
    });
  const kept = runScript(folder, path, [backup], { npm_config_dry_run: "true" });
  expect(kept.said).toContain("A dry run: nothing was changed.");
});

/** Without a token: restoring needs none. */
function runScript(
  folder: string,
  databasePath: string,
  words: string[],
  more: Record<string, string> = {},
): { code: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...words], {
    cwd: folder,
    env: { PATH: process.env["PATH"], DATABASE_PATH: databasePath, ...more },
    encoding: "utf8",
  });
  return { code: status, said: stdout + stderr };
}
