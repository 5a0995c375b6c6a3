/** Jobs and their runs, as the admin API answers with them. */
import { z } from "zod";
import type { JobRefusal, JobStatus } from "../../editorial/jobs.ts";
import type { Refused } from "./operation.ts";
import { instant } from "./present.ts";
import { Instant } from "./schemas.ts";

const Run = z
  .object({
    scheduled_for: Instant,
    started_at: Instant,
    finished_at: Instant.nullable(),
    outcome: z.enum(["ok", "failed"]).nullable().meta({ description: "null while it runs." }),
    summary: z
      .string()
      .nullable()
      .meta({ examples: ["3 sent"] }),
    asked_by: z
      .string()
      .nullable()
      .meta({ description: "Who had it run between its times: a person's name, or a token's." }),
  })
  .meta({ id: "JobRun" });

export const Job = z
  .object({
    id: z.string().meta({ examples: ["publish"] }),
    name: z.string(),
    pattern: z.string().meta({ description: "Cron, on the wall clock of `time_zone`." }),
    next_run: Instant.nullable().meta({ description: "null while it is paused." }),
    running: z.boolean(),
    paused: z.object({ since: Instant, by: z.string() }).nullable(),
    failed_in_a_row: z.int(),
    last_run: Run.nullable(),
  })
  .meta({ id: "Job" });

export const Triggered = z
  .object({
    job: z.string(),
    outcome: z.enum(["ok", "failed"]),
    duration_ms: z.int(),
    summary: z.string().nullable().meta({ description: "null: there was nothing to do." }),
  })
  .meta({ id: "TriggeredRun" });

export function presentJob(job: JobStatus, nameOf: (job: string) => string) {
  const { name, pattern, nextRun, running, paused, failedInARow, lastRun } = job;
  return {
    id: name,
    name: nameOf(name),
    pattern,
    next_run: nextRun === undefined ? null : instant(nextRun),
    running,
    paused: paused ? { since: instant(paused.at), by: paused.name } : null,
    failed_in_a_row: failedInARow,
    last_run: lastRun
      ? {
          scheduled_for: instant(lastRun.scheduledFor),
          started_at: instant(lastRun.startedAt),
          finished_at: lastRun.finishedAt === null ? null : instant(lastRun.finishedAt),
          outcome: lastRun.outcome,
          summary: lastRun.summary,
          asked_by: lastRun.askedByName ?? null,
        }
      : null,
  };
}

export const noSuchJob: Refused = {
  problem: "not_found",
  detail: "There is no such job. GET /admin/scheduler/status lists those that are.",
};

export function refusedRun(why: JobRefusal["why"]): Refused {
  switch (why) {
    case "running":
      return impossible("running", "This job runs already. Ask again in a moment.");
    case "stopping":
      return impossible("stopped", "Belfry is being stopped: nothing new begins.");
    case "unknown":
      return impossible("starting", "Belfry is starting. Ask again in a moment.");
    case "not_allowed":
      throw new Error("a program acts as an owner");
  }
}

function impossible(reason: string, detail: string): Refused {
  return { problem: "not_possible_now", reason, detail };
}
