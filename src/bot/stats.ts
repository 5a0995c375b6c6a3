/** /stats: what was published, how well, and how the jobs are doing. */
import { Composer, InlineKeyboard } from "grammy";
import type { JobStatus } from "../editorial/jobs.ts";
import { mayManageTeam } from "../posts/permissions.ts";
import { postStatuses } from "../posts/status.ts";
import type { BotContext, Desk } from "./context.ts";
import { formatDuration, formatMoment, formatNearMoment, titleOf } from "./format.ts";
import { jobName, publishingPausedLine, type Viewer } from "./jobs/jobs-view.ts";
import type { Screen, View } from "./screen.ts";
import { webhookLines } from "./webhook-lines.ts";
import { html, plain, trusted } from "./words.ts";

export function createStats(desk: Desk, screen: Screen): Composer<BotContext> {
  const feature = new Composer<BotContext>();
  const view = (ctx: BotContext) => statsView(desk, { person: ctx.person, now: desk.now() });
  feature.command("stats", (ctx) => screen.show(ctx, view(ctx)));
  feature.callbackQuery("stats", (ctx) => screen.show(ctx, view(ctx)));
  return feature;
}

function statsView(desk: Desk, viewer: Viewer): View {
  const { person, now } = viewer;
  const { timeZone } = person;
  const jobs = desk.jobs.list();
  const { byStatus, uncertain, published, successRate, lateness, next } = desk.statistics.read();
  const troubled = webhookLines(desk.webhooks(), now, timeZone);
  const apart = { ...byStatus, failed: (byStatus.failed ?? 0) - uncertain, uncertain };
  const counts = [...postStatuses, "uncertain" as const]
    .filter((status) => apart[status])
    .map((status) =>
      html("stats-count", { status: trusted(plain(`status-${status}`)), count: apart[status] ?? 0 }),
    );
  const paused = publishingPausedLine(desk, person);
  const sections = [
    [html("stats-heading")],
    ...(paused ? [[paused]] : []),
    counts.length > 0 ? counts : [html("stats-nothing")],
    [
      html("stats-published", { ...published }),
      ...(successRate === undefined ? [] : [html("stats-success", { percent: percent(successRate) })]),
      ...(lateness
        ? [
            html("stats-lateness", {
              typical: formatDuration(lateness.typical),
              worst: formatDuration(lateness.worst),
            }),
          ]
        : []),
    ],
    next.length === 0
      ? [html("stats-nothing-next")]
      : [
          html("stats-next"),
          ...next.map((post) =>
            html("stats-next-post", {
              time: formatMoment(post.dueAt, timeZone),
              title: titleOf(post.content),
            }),
          ),
        ],
    [html("stats-jobs"), ...jobs.map((job) => jobLine(job, timeZone, now))],
    ...(troubled.length > 0 ? [[html("stats-webhooks"), ...troubled]] : []),
    [html("queue-zone", { zone: timeZone })],
  ];
  const keyboard = new InlineKeyboard()
    .text(plain("button-refresh"), "stats")
    .text(plain("button-queue"), "queue:0")
    .row()
    .text(plain("button-results"), "results:0")
    .text(plain("button-cleanup"), "cleanup:0");
  if (mayManageTeam(person)) keyboard.text(plain("button-jobs"), "jobs");
  return { text: sections.map((lines) => lines.join("\n")).join("\n\n"), keyboard };
}

function jobLine({ name, lastRun, nextRun, paused }: JobStatus, zone: string, now: number): string {
  return html("stats-job", {
    job: jobName(name),
    outcome: paused ? "paused" : lastRun ? (lastRun.outcome ?? "running") : "never",
    last: lastRun ? formatNearMoment(lastRun.startedAt, now, zone) : "",
    since: paused ? formatNearMoment(paused.at, now, zone) : "",
    next: nextRun === undefined ? plain("job-no-next") : formatNearMoment(nextRun, now, zone),
  });
}

/** 0.9987 → "99.8": rounded down, so that one failure in a thousand never reads as 100. */
function percent(rate: number): string {
  return String(Math.floor(rate * 1000) / 10);
}
