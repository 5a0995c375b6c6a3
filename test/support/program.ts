/** The program as it is run: src/main.ts in a process of its own, against the sandbox. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { startSandbox } from "../../src/sandbox/server.ts";

const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
export const token = "123456:sandbox-token-for-the-tests-0000000";
export const botId = 123456;
export const owner = 1001;

/** A Telegram with the bot and Ada, its owner, and an empty folder to run in. */
export async function setUpProgram() {
  const sandbox = await startSandbox({ now: Date.now, timeZone: "UTC" });
  const folder = mkdtempSync(join(tmpdir(), "belfry-process-"));
  const { telegram } = sandbox;
  telegram.addBot({ token, username: "belfry_bot", firstName: "Belfry" });
  telegram.addUser({ id: owner, firstName: "Ada" });
  const running = new Set<ChildProcess>();
  onTestFinished(async () => {
    for (const child of running) child.kill("SIGKILL");
    await sandbox.close();
    rmSync(folder, { recursive: true });
  });
  const settings = {
    BOT_TOKEN: token,
    OWNER_IDS: String(owner),
    DATABASE_PATH: join(folder, "belfry.db"),
    BACKUP_DIR: join(folder, "backups"),
    TELEGRAM_API_ROOT: sandbox.url,
    TIMEZONE: "UTC",
  };

  /** Runs the program in a folder without a .env file, on these settings only. */
  function run(changes: Record<string, string> = {}) {
    const child = spawn(process.execPath, [main], {
      cwd: folder,
      env: { PATH: process.env.PATH, ...settings, ...changes },
      stdio: ["ignore", "pipe", "pipe"],
    });
    running.add(child);
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
    const ended = once(child, "close").then(([code]) => code as number | null);
    return {
      ended,
      output: () => output,
      says: (words: string) =>
        new Promise<void>((resolve) => {
          child.stdout.on("data", () => output.includes(words) && resolve());
        }),
      end(signal: NodeJS.Signals) {
        child.kill(signal);
        return ended;
      },
    };
  }
  /** Looks whenever something happens in Telegram. */
  function until(holds: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!holds()) return;
        stopLooking();
        resolve();
      };
      const stopLooking = telegram.on(look);
      look();
    });
  }
  return { telegram, folder, settings, run, until };
}
