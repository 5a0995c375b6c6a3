/** /jobs: owners see how the recurring jobs do, run one now, pause and resume. */
import { type Api, Composer } from "grammy";
import type { FinishedRun, JobStatus } from "../../editorial/jobs.ts";
import { mayManageTeam } from "../../posts/permissions.ts";
import type { BotContext, Desk } from "../context.ts";
import type { Screen } from "../screen.ts";
import { html, plain } from "../words.ts";
import { jobsView, jobView, pausePublishingView, runsShown } from "./jobs-view.ts";

export function createJobsFeature(desk: Desk, screen: Screen): Composer<BotContext> {
  const { jobs, team, now, expireAfterHours, background } = desk;
  const feature = new Composer<BotContext>();
  // Editors may neither see nor press any of it.
  const forOwners = feature.filter((ctx) => mayManageTeam(ctx.person));
  /** By person: the message that shows a job, until it shows something else. */
  const shown = new Map<number, { messageId: number; job: string }>();

  forOwners.command("jobs", (ctx) => showAll(ctx));
  forOwners.callbackQuery("jobs", (ctx) => showAll(ctx));
  forOwners.callbackQuery(/^job:(\w+)$/, (ctx) => withJob(ctx, (job) => open(ctx, job)));
  forOwners.callbackQuery(/^job:(\w+):run:(\d+)$/, (ctx) =>
    withJob(ctx, (job) => runNow(ctx, job, Number(ctx.match[2]))),
  );
  forOwners.callbackQuery(/^job:(\w+):(pause|pause-yes)$/, (ctx) =>
    withJob(ctx, (job) => pause(ctx, job, ctx.match[2] === "pause-yes")),
  );
  forOwners.callbackQuery(/^job:(\w+):resume$/, (ctx) => withJob(ctx, (job) => resume(ctx, job)));

  feature.command("jobs", (ctx) => screen.show(ctx, { text: html("owners-only") }));
  feature.callbackQuery(/^jobs?(:|$)/, (ctx) =>
    ctx.answerCallbackQuery({ text: plain("owners-only"), show_alert: true }),
  );

  async function showAll(ctx: BotContext): Promise<void> {
    shown.delete(ctx.person.userId);
    await screen.show(ctx, jobsView(jobs.list(), viewer(ctx)));
  }

  async function withJob(
    ctx: BotContext & { match: string | RegExpMatchArray },
    work: (job: JobStatus) => Promise<void>,
  ): Promise<void> {
    const job = jobs.find(ctx.match[1] ?? "");
    if (job) return work(job);
    // A button of a version or a configuration that had it.
    await ctx.answerCallbackQuery({ text: plain("job-gone"), show_alert: true });
    await showAll(ctx);
  }

  async function open(ctx: BotContext, { name }: Pick<JobStatus, "name">, note?: string): Promise<void> {
    const view = viewOf(name, viewer(ctx), note);
    if (!view) return showAll(ctx);
    await screen.show(ctx, view);
    const { userId, screenMessageId } = ctx.person;
    if (screenMessageId !== null) shown.set(userId, { messageId: screenMessageId, job: name });
  }

  function viewOf(name: string, whose: Parameters<typeof jobView>[2], note?: string) {
    const job = jobs.find(name);
    const more = {
      runs: jobs.latest(name, runsShown),
      zone: jobs.timeZone,
      askedAt: jobs.lastAskedAt(name),
    };
    return job && jobView(job, more, whose, note);
  }

  /** `askedAt`: the last request when the button was made; a second tap on it is not a second request. */
  async function runNow(ctx: BotContext, { name, paused }: JobStatus, askedAt: number): Promise<void> {
    if (askedAt !== jobs.lastAskedAt(name)) return open(ctx, { name }, html("job-run-meanwhile"));
    const request = jobs.runNow(name, ctx.person);
    if (!request.ok) return open(ctx, { name }, html(`job-refused-${request.why}`));
    // Not waited for: a long run must not hold up what others write to the bot.
    const { api, person } = ctx;
    const opened = open(ctx, { name }, html(paused ? "job-run-begun-paused" : "job-run-begun"));
    void request.ended.then((run) =>
      background.begin(async () => {
        // Where that failed, the error has been told; the result is shown all the same if there is a screen.
        await opened.catch(() => undefined);
        await showEnd(api, person.userId, run);
      }),
    );
    await opened;
  }

  /** Only where the job is still on the screen, and its reader still an owner. */
  async function showEnd(api: Api, userId: number, run: FinishedRun): Promise<void> {
    const person = team.member(userId);
    const where = shown.get(userId);
    if (!person || !mayManageTeam(person) || where?.job !== run.job) return;
    const note = html("job-run-ended", {
      outcome: run.outcome,
      summary: run.summary ?? "",
      told: run.summary ? "yes" : "no",
    });
    const view = viewOf(run.job, { person, now: now() }, note);
    if (view) await screen.amend(api, userId, where.messageId, view);
  }

  async function pause(ctx: BotContext, job: JobStatus, isCertain: boolean): Promise<void> {
    const { name } = job;
    if (name === "publish" && !isCertain && !job.paused) {
      shown.delete(ctx.person.userId);
      return screen.show(ctx, pausePublishingView(expireAfterHours));
    }
    const result = jobs.pause(name, ctx.person);
    const done = name === "publish" ? "publishing-paused-now" : "job-paused-now";
    await open(ctx, job, html(result.ok ? done : `job-refused-${result.why}`));
  }

  async function resume(ctx: BotContext, job: JobStatus): Promise<void> {
    const result = jobs.resume(job.name, ctx.person);
    const done = job.name === "publish" ? "publishing-resumed" : "job-resumed";
    await open(ctx, job, html(result.ok ? done : `job-refused-${result.why}`));
  }

  const viewer = (ctx: BotContext) => ({ person: ctx.person, now: now() });

  return feature;
}
