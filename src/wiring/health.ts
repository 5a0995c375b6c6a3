/** What has to be well for Belfry to do its work, each with the sentence that says what is not. */
import type { Checks } from "../http/health.ts";
import type { createJobRunner } from "../jobs/runner.ts";
import type { Readings } from "../storage/readings.ts";
import type { TroubleStore } from "../storage/telegram-trouble.ts";
import type { Reach } from "../telegram/reach.ts";

/** Three minutes (ms) forgive a run of the heartbeat that was long and one that was missed. */
const patience = 3 * 60_000;
/** Asked more often than this (ms), the disk is not written to again. */
const writeEvery = 5000;

export function createChecks(parts: {
  readings: Readings;
  trouble: TroubleStore;
  reach: Reach;
  runner: Pick<ReturnType<typeof createJobRunner>, "late" | "states">;
  now: () => number;
}): Checks {
  const { readings, trouble, reach, runner, now } = parts;
  let written: { at: number; complaint: string | undefined } | undefined;

  function tryWriting(): string | undefined {
    try {
      readings.tryWriting();
      return undefined;
    } catch (error) {
      return `The database cannot be written to: ${codeOf(error)}.`;
    }
  }

  return {
    database() {
      if (!written || Math.abs(now() - written.at) >= writeEvery)
        written = { at: now(), complaint: tryWriting() };
      return written.complaint;
    },

    telegram() {
      const kinds = trouble.ongoing().map(({ kind }) => kind);
      const state = reach.state();
      if (state === "refused" || kinds.includes("unauthorized")) return "Telegram refuses the bot's token.";
      if (state === "silent" || kinds.includes("unreachable")) return "Telegram cannot be reached.";
      return state === "unknown" ? "Telegram has not answered yet." : undefined;
    },

    jobs() {
      if (runner.states().length === 0) return "The jobs have not been started yet.";
      const late = runner.late(patience);
      return late.length === 0 ? undefined : `Behind their times: ${late.join(", ")}.`;
    },
  };
}

/** SQLite's code alone: its sentence may hold the path. The store's library wraps it. */
function codeOf(error: unknown): string {
  const { code, cause } = error as { code?: string; cause?: { code?: string } };
  return code ?? cause?.code ?? "nobody knows why";
}
