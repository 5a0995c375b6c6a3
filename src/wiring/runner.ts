/** What runs the jobs, and what people may do with them. */
import { createJobControl } from "../editorial/jobs.ts";
import { createJobRunner } from "../jobs/runner.ts";
import type { Ground } from "./ground.ts";
import { wordsForRuns } from "./jobs.ts";

export function createRunner({ config, clock, log, events, stores, watch }: Ground) {
  const { timeZone } = config;
  const { jobRuns: runs, jobStates: states, people } = stores;
  const runner = createJobRunner({
    ...{ clock, timeZone, runs },
    pauses: states,
    words: wordsForRuns(),
    onFinished: (run) => events.emit({ type: "job_finished", ...run }),
    onError(error, job) {
      const isKnown = watch.current() !== undefined;
      // Every few seconds, while it lasts.
      const level = watch.note(error) && isKnown ? "debug" : "error";
      log[level]({ error, job }, "a job failed");
    },
  });
  return { runner, jobControl: createJobControl({ clock, events, runner, runs, states, people, timeZone }) };
}
