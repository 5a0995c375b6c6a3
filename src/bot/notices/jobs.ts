/** The owners hear of a job that keeps failing, once, and that it works again. */
import { InlineKeyboard } from "grammy";
import type { JobControl, JobTrouble } from "../../editorial/jobs.ts";
import type { Person } from "../../editorial/team.ts";
import { formatMoment } from "../format.ts";
import type { View } from "../screen.ts";
import { html, plain } from "../words.ts";
import type { Telling } from "./telling.ts";

export function createJobNotices({ telling, jobs }: { telling: Telling; jobs: JobControl }) {
  return async function tellJobTroubles(): Promise<void> {
    for (const trouble of jobs.untoldTroubles()) {
      const reason = jobs.find(trouble.job)?.lastRun?.summary ?? undefined;
      await telling.tellEach(telling.owners(), (owner) => troubleView(trouble, reason, owner));
      jobs.markTroubleTold(trouble);
    }
  };
}

function troubleView(trouble: JobTrouble, reason: string | undefined, { timeZone }: Person): View {
  const job = plain(`job-${trouble.job}`);
  const since = formatMoment(trouble.since, timeZone);
  const keyboard = new InlineKeyboard().text(plain("button-open-job"), `job:${trouble.job}`);
  if (trouble.kind === "over") return { text: html("job-works-again", { job, since }), keyboard };
  const lines = [
    html("job-failing", { job, count: trouble.failedInARow, since }),
    ...(reason ? [html("job-failing-reason", { reason })] : []),
    html("job-failing-meaning", { name: trouble.job }),
    html("job-failing-advice"),
  ];
  return { text: lines.join("\n"), keyboard };
}
