/** The owners hear at once of a backup that was found damaged: most likely the database is. */
import { html } from "../words.ts";
import type { Telling } from "./telling.ts";

export function createBackupNotices({ telling }: { telling: Telling }) {
  /** Not on the disk: the next backup finds the same. */
  const problems: string[] = [];

  return {
    note: (problem: string): void => void problems.push(problem),

    async tell(): Promise<void> {
      for (let [problem] = problems; problem !== undefined; [problem] = problems) {
        const text = html("backup-damaged", { problem });
        await telling.tellEach(telling.owners(), () => ({ text }));
        // Only now: where telling fails, the next call tries again.
        problems.shift();
      }
    },
  };
}
