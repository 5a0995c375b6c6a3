/** The program as `npm start` runs it, in a process of its own. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { benchToken } from "./telegram-process.ts";

export type Program = ReturnType<typeof startProgram>;

const root = new URL("..", import.meta.url);

export function startProgram({ databasePath, apiRoot }: { databasePath: string; apiRoot: string }) {
  const startedAt = Date.now();
  const child = spawn(process.execPath, [...flagsOfStart(), fileURLToPath(new URL("src/main.ts", root))], {
    // No .env file of a developer's is to be found there.
    cwd: tmpdir(),
    env: {
      BOT_TOKEN: benchToken,
      OWNER_IDS: "1001",
      DATABASE_PATH: databasePath,
      BACKUP_DIR: "off",
      TELEGRAM_API_ROOT: apiRoot,
      LOG_LEVEL: "warn",
    },
    stdio: ["ignore", "inherit", "inherit"],
  });
  // A measurement that fails must not leave it running.
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  const ended = new Promise<void>((resolve) => {
    child.once("exit", () => {
      process.off("exit", kill);
      resolve();
    });
  });

  return {
    startedAt,

    /** Resident memory in MB (of 1,048,576 bytes), as Linux counts it. */
    memory(): number {
      const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
      return Number(status.match(/^VmRSS:\s+(\d+) kB/m)?.[1]) / 1024;
    },

    async stop(): Promise<void> {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

/** What the start script gives to Node; its paths are from the root of the project. */
function flagsOfStart(): string[] {
  const { scripts } = JSON.parse(readFileSync(new URL("package.json", root), "utf8")) as {
    scripts: { start: string };
  };
  return scripts.start
    .split(" ")
    .filter((word) => word.startsWith("--"))
    .map((word) => word.replace("=./", `=${fileURLToPath(root)}`));
}

/** Resolves when something holds; asks every few milliseconds. Rejects after `patience` ms. */
export async function until(holds: () => Promise<boolean>, patience = 60_000): Promise<void> {
  const end = Date.now() + patience;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error("it never came true");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
