/** /jobs: every job as it stands, one of them, and the question before publishing is paused. */
import { InlineKeyboard } from "grammy";
import type { JobStatus, PastRun, Pause } from "../../editorial/jobs.ts";
import type { Person } from "../../editorial/team.ts";
import type { Desk } from "../context.ts";
import { formatDuration, formatMoment, formatNearMoment } from "../format.ts";
import type { View } from "../screen.ts";
import { html, plain, trusted } from "../words.ts";
import { patternWords } from "./pattern-words.ts";

/** Runs on a job's screen. */
export const runsShown = 6;
const second = 1000;

/** Whose screen it is, and what time it is. */
export interface Viewer {
  person: Person;
  now: number;
}

export function jobsView(jobs: JobStatus[], { person: { timeZone }, now }: Viewer): View {
  const keyboard = new InlineKeyboard();
  for (const [index, { name }] of jobs.entries()) {
    keyboard.text(jobName(name), `job:${name}`);
    if (index % 2 === 1) keyboard.row();
  }
  keyboard.row().text(plain("button-refresh"), "jobs").text(plain("button-statistics"), "stats");
  const lines = jobs.flatMap((job) => ["", ...jobLines(job, timeZone, now)]);
  return {
    text: [html("jobs-heading"), ...lines, "", html("queue-zone", { zone: timeZone })].join("\n"),
    keyboard,
  };
}

/**
 * One job with its latest runs, the newest first. `askedAt`: when somebody last asked for a run; a button that
 * names another is of before, and a double tap asks for nothing twice.
 */
export function jobView(
  job: JobStatus,
  { runs, zone, askedAt }: { runs: PastRun[]; zone: string; askedAt: number },
  { person: { timeZone }, now }: Viewer,
  note?: string,
): View {
  const { name, pattern, running, paused, nextRun } = job;
  const words = patternWords(pattern);
  const next = nextRun === undefined ? plain("job-no-next") : formatMoment(nextRun, timeZone);
  const sections = [
    ...(note ? [[note]] : []),
    [
      html("job-heading", { job: jobName(name) }),
      words
        ? html("job-pattern-in-words", { words: trusted(words), zone, pattern })
        : html("job-pattern", { zone, pattern }),
      ...(paused ? [html("job-paused", pausedBy(paused, timeZone, now))] : [html("job-next", { next })]),
      ...(running ? [html("job-running")] : []),
    ],
    runs.length === 0
      ? [html("job-never-ran")]
      : [html("job-runs"), ...runs.map((run) => runLine(run, timeZone, now))],
  ];
  const keyboard = new InlineKeyboard()
    .text(plain("button-run-now"), `job:${name}:run:${askedAt}`)
    .text(
      plain(paused ? "button-resume-job" : "button-pause-job"),
      `job:${name}:${paused ? "resume" : "pause"}`,
    )
    .row()
    .text(plain("button-refresh"), `job:${name}`)
    .text(plain("button-back"), "jobs");
  return { text: sections.map((lines) => lines.join("\n")).join("\n\n"), keyboard };
}

/** Nothing goes out any more after this, so it takes a second tap. */
export function pausePublishingView(hours: number): View {
  const keyboard = new InlineKeyboard()
    .text(plain("button-pause-publishing-yes"), "job:publish:pause-yes")
    .text(plain("button-back"), "job:publish");
  return { text: html("ask-pause-publishing", { hours }), keyboard };
}

/** For other screens: that nothing goes out, while somebody has paused publishing. */
export function publishingPausedLine({ jobs, now }: Pick<Desk, "jobs" | "now">, { timeZone }: Person) {
  const paused = jobs.publishingPause();
  return paused && html("publishing-paused", pausedBy(paused, timeZone, now()));
}

export const jobName = (name: string): string => plain(`job-${name}`);

function jobLines(job: JobStatus, zone: string, now: number): string[] {
  const { name, lastRun, nextRun, paused, running } = job;
  const next = nextRun === undefined ? plain("job-no-next") : formatNearMoment(nextRun, now, zone);
  return [
    html("jobs-job", { state: stateOf(job), job: jobName(name) }),
    running || !lastRun
      ? html(running ? "job-running" : "job-never-ran")
      : html("jobs-last", { last: trusted(runLine(lastRun, zone, now)) }),
    paused ? html("job-paused", pausedBy(paused, zone, now)) : html("job-next", { next }),
  ];
}

function stateOf({ lastRun, paused, running }: JobStatus): string {
  if (paused) return "paused";
  return running ? "running" : (lastRun?.outcome ?? "never");
}

function runLine(run: PastRun, zone: string, now: number): string {
  const { startedAt, finishedAt, outcome, summary, askedByName } = run;
  const line = html("job-run", {
    outcome: outcome ?? "running",
    at: formatNearMoment(startedAt, now, zone),
    took: tookWords((finishedAt ?? now) - startedAt),
  });
  return [
    line,
    ...(summary ? [html("job-run-summary", { summary })] : []),
    ...(askedByName ? [html("job-run-asked", { who: askedByName })] : []),
  ].join(" · ");
}

/** Most runs are over at once. */
function tookWords(duration: number): string {
  return duration < second ? plain("job-run-at-once") : formatDuration(duration);
}

function pausedBy({ at, name }: Pause, zone: string, now: number) {
  return { who: name, since: formatNearMoment(at, now, zone) };
}
