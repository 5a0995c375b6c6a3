/** The jobs: how they stand, and runs between their times. */
import { z } from "zod";
import type { Program } from "../../../posts/permissions.ts";
import type { Desk } from "../desk.ts";
import { Job, noSuchJob, presentJob, refusedRun, Triggered } from "../job-shapes.ts";
import { type Answer, operation } from "../operation.ts";
import { instant } from "../present.ts";
import { Instant } from "../schemas.ts";
import { tickOperation } from "./tick.ts";

const jobPath = z.strictObject({
  job: z.string().meta({ description: "The id of a job.", examples: ["publish"] }),
});

export function schedulerOperations(desk: Desk) {
  const { jobs } = desk;
  const group = "Scheduler";

  const present = (name: string): Answer => {
    const job = jobs.find(name);
    return job ? { status: 200, body: presentJob(job, desk.sentences.job) } : noSuchJob;
  };

  /** Whoever comes second finds it as they wanted it. */
  function change(name: string, work: "pause" | "resume", program: Program): Answer {
    jobs[work](name, program);
    return present(name);
  }

  async function trigger(name: string, program: Program): Promise<Answer> {
    const begun = jobs.runNow(name, program);
    if (!begun.ok && begun.why === "unknown" && jobs.list().length > 0) return noSuchJob;
    if (!begun.ok) return refusedRun(begun.why);
    const { outcome, durationMs, summary = null } = await begun.ended;
    return { status: 200, body: { job: name, outcome, duration_ms: durationMs, summary } };
  }

  const triggered = (id: string, path: string, job: string, summary: string, about: string) =>
    operation({
      ...{ id, method: "POST", path, group, summary, about },
      answers: { 200: { about: "The run is over.", schema: Triggered } },
      problems: ["not_possible_now", "took_too_long"],
      reachesOutside: true,
      carryOut: ({ program }) => trigger(job, program),
    });

  return [
    operation({
      id: "getSchedulerStatus",
      method: "GET",
      path: "/admin/scheduler/status",
      group,
      summary: "See every job",
      about: "Every recurring job with its pattern, its next run and what came of the last one.",
      answers: {
        200: {
          about: "The jobs, in the order of the timetable.",
          schema: z.object({ running: z.boolean(), now: Instant, time_zone: z.string(), jobs: z.array(Job) }),
        },
      },
      problems: [],
      carryOut: () => ({
        status: 200,
        body: {
          // Without its jobs there would be nobody to answer.
          running: jobs.list().length > 0,
          now: instant(desk.now()),
          time_zone: jobs.timeZone,
          jobs: jobs.list().map((job) => presentJob(job, desk.sentences.job)),
        },
      }),
    }),
    operation({
      id: "runJob",
      method: "POST",
      path: "/admin/scheduler/jobs/{job}/run",
      group,
      summary: "Run a job now",
      about: "Between its times, also while it is paused; never over itself.",
      pathParameters: jobPath,
      answers: { 200: { about: "The run is over.", schema: Triggered } },
      problems: ["not_found", "not_possible_now", "took_too_long"],
      reachesOutside: true,
      carryOut: ({ path, program }) => trigger(path.job, program),
    }),
    operation({
      id: "pauseJob",
      method: "POST",
      path: "/admin/scheduler/jobs/{job}/pause",
      group,
      summary: "Pause a job",
      about: "It does not run at its times until it is resumed. A paused `publish` holds every post.",
      pathParameters: jobPath,
      answers: { 200: { about: "The job as it is now.", schema: Job } },
      problems: ["not_found"],
      carryOut: ({ path, program }) => change(path.job, "pause", program),
    }),
    operation({
      id: "resumeJob",
      method: "POST",
      path: "/admin/scheduler/jobs/{job}/resume",
      group,
      summary: "Resume a job",
      about: "It runs at its times again. `publish` sends at once what waited and is in time.",
      pathParameters: jobPath,
      answers: { 200: { about: "The job as it is now.", schema: Job } },
      problems: ["not_found"],
      carryOut: ({ path, program }) => change(path.job, "resume", program),
    }),
    triggered(
      "triggerCleanup",
      "/admin/scheduler/cleanup/trigger",
      "clean_up",
      "Run the clean-up now",
      "Deletes what was announced and nobody kept, as the nightly run does. `GET /admin/data/preview` says what that is: nothing is deleted of which the team was not warned.",
    ),
    triggered(
      "triggerNotifications",
      "/admin/notifications/trigger",
      "warn",
      "Send the warning now",
      "Tells the team in the chat what the next clean-ups will delete, as the nightly warning does.",
    ),
    tickOperation(desk),
  ];
}
