/** The jobs: how they stand, and runs between their times. */
import { z } from "zod";
import type { JobStatus } from "../../../editorial/jobs.ts";
import type { Program } from "../../../posts/permissions.ts";
import type { Desk } from "../desk.ts";
import { type Answer, operation } from "../operation.ts";
import { instant } from "../present.ts";
import { Instant } from "../schemas.ts";

const jobPath = z.strictObject({
  job: z.string().meta({ description: "The id of a job.", examples: ["publish"] }),
});

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

const Job = z
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

const Triggered = z
  .object({
    job: z.string(),
    outcome: z.enum(["ok", "failed"]),
    duration_ms: z.int(),
    summary: z.string().nullable().meta({ description: "null: there was nothing to do." }),
  })
  .meta({ id: "TriggeredRun" });

const Move = z
  .object({
    post: z.int(),
    delivery: z.int(),
    destination: z.int(),
    due_at: Instant,
    to: z.string().meta({ description: "The delivery's status then: `sending` and `expired` in a dry run." }),
  })
  .meta({ id: "Move" });

export function schedulerOperations(desk: Desk) {
  const { jobs, ticking } = desk;
  const group = "Scheduler";

  const present = (name: string): Answer => {
    const job = jobs.find(name);
    return job ? { status: 200, body: presentJob(job, desk.sentences.job) } : noSuchJob(name);
  };

  /** Whoever comes second finds it as they wanted it. */
  function change(name: string, work: "pause" | "resume", program: Program): Answer {
    jobs[work](name, program);
    return present(name);
  }

  async function trigger(name: string, program: Program): Promise<Answer> {
    const begun = jobs.runNow(name, program);
    if (!begun.ok && begun.why === "unknown" && jobs.list().length > 0) return noSuchJob(name);
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
    operation({
      id: "tick",
      method: "POST",
      path: "/publishing/scheduler/tick",
      group,
      summary: "Publish what is due, or see what would be",
      about:
        "With `dry_run=true`: what a tick now would claim for sending or expire; nothing changes. With `dry_run=false`: does it, also while publishing is paused, and says where each has come. What still waits (for the pace, a retry, a lost destination) is not among them.",
      query: z.strictObject({ dry_run: z.enum(["true", "false"]) }),
      answers: {
        200: {
          about: "What would move, or has moved; 1000 at most.",
          schema: z.object({
            dry_run: z.boolean(),
            publishing_paused: z.boolean(),
            moves: z.array(Move),
          }),
        },
      },
      problems: ["not_possible_now", "took_too_long"],
      reachesOutside: true,
      async carryOut({ query, program }) {
        const isPaused = jobs.find("publish")?.paused !== undefined;
        const answer = (dryRun: boolean, moves: ReturnType<typeof ticking.preview>): Answer => ({
          status: 200,
          body: { dry_run: dryRun, publishing_paused: isPaused, moves: moves.map(presentMove) },
        });
        if (query.dry_run === "true") return answer(true, ticking.preview());
        let refused: Answer | undefined;
        const moves = await ticking.run(async () => {
          for (const job of ["expire", "publish"]) {
            const begun = jobs.runNow(job, program);
            if (!begun.ok) {
              refused = refusedRun(begun.why);
              return;
            }
            await begun.ended;
          }
        });
        return refused ?? answer(false, moves);
      },
    }),
  ];
}

const noSuchJob = (name: string): Answer => ({
  problem: "not_found",
  detail: `There is no job "${name}". GET /admin/scheduler/status lists those that are.`,
});

function refusedRun(why: "not_allowed" | "unknown" | "running" | "stopping"): Answer {
  if (why === "running")
    return {
      problem: "not_possible_now",
      reason: "running",
      detail: "This job runs already. Ask again in a moment.",
    };
  if (why === "stopping")
    return {
      problem: "not_possible_now",
      reason: "stopped",
      detail: "Belfry is being stopped: nothing new begins.",
    };
  if (why === "unknown")
    return {
      problem: "not_possible_now",
      reason: "starting",
      detail: "Belfry is starting. Ask again in a moment.",
    };
  // A program acts as an owner.
  throw new Error(`a job could not be run: ${why}`);
}

function presentJob(job: JobStatus, nameOf: (job: string) => string) {
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

function presentMove({
  postId,
  deliveryId,
  destinationId,
  dueAt,
  to,
}: ReturnType<Desk["ticking"]["preview"]>[number]) {
  return { post: postId, delivery: deliveryId, destination: destinationId, due_at: instant(dueAt), to };
}
