/** What /schedule and /poll show: a step with its heading and its way back, and how a draft ended. */
import { InlineKeyboard } from "grammy";
import type { DraftRow, ScheduleProblem } from "../../editorial/drafting.ts";
import type { ReleasedPost } from "../../editorial/queue.ts";
import { stepsOf } from "../../posts/draft.ts";
import type { BotContext, Desk } from "../context.ts";
import { formatMomentInZone, titleOf } from "../format.ts";
import { explainLimit } from "../limit-words.ts";
import { openPostKeyboard } from "../queue/post-view.ts";
import type { View } from "../screen.ts";
import { html, plain } from "../words.ts";
import type { Move, Scene } from "./step.ts";
import { steps } from "./steps/steps.ts";

/** The step on which a draft stands; `note` goes above it. */
export function stepView(
  ctx: BotContext,
  desk: Desk,
  row: DraftRow,
  {
    note,
    meant,
    page,
    withoutPreview,
  }: Pick<Move, "note" | "meant" | "page"> & Pick<Scene, "withoutPreview">,
): View {
  const { kind, step, isChanging } = row.draft;
  const all = stepsOf(row.draft);
  const { text, buttons } = steps[step].view({ row, person: ctx.person, desk, meant, page, withoutPreview });
  const heading = isChanging
    ? html(`heading-change-${kind}`)
    : html(`heading-${kind}`, { step: all.indexOf(step) + 1, steps: all.length });
  const keyboard = new InlineKeyboard();
  const prefix = `draft:${row.id}:${step}`;
  buttons?.(keyboard, prefix);
  if (step !== all[0] || isChanging) keyboard.text(plain("button-back"), `${prefix}:back`);
  keyboard.text(plain("button-cancel"), `draft:${row.id}:cancel`);
  return { text: [heading, note, text].filter(Boolean).join("\n\n"), keyboard };
}

/** The end of it: what goes out where and when. `paused`: a line that says that nothing goes out for now. */
export function scheduledView(
  ctx: BotContext,
  { id, content, dueAt, deliveries }: ReleasedPost,
  paused: string | undefined,
): View {
  const scheduled = html("scheduled", {
    title: titleOf(content, 60),
    time: formatMomentInZone(dueAt, ctx.person.timeZone),
    places: shortList(deliveries.map(({ destination }) => destination.title)),
  });
  return { text: [scheduled, ...(paused ? ["", paused] : [])].join("\n"), keyboard: openPostKeyboard(id) };
}

/** What somebody sees who left a draft: it is kept, and how to go on. */
export function leftView(draftId: number): View {
  return {
    text: html("left-draft"),
    keyboard: new InlineKeyboard()
      .text(plain("button-go-on"), `draft:${draftId}:open`)
      .text(plain("button-discard"), `draft:${draftId}:discard`),
  };
}

/** Why a draft could not be scheduled, as HTML. */
export function explain(
  problem: Exclude<ScheduleProblem, { code: "no_longer_a_draft" }>,
  ctx: BotContext,
): string {
  switch (problem.code) {
    case "incomplete":
      return html("draft-incomplete");
    case "limit":
      return explainLimit(problem.problem);
    case "destination_lost":
      return html("draft-destination-lost", { title: problem.destination.title });
    case "time_passed":
      return html("time-passed-meanwhile", { time: formatMomentInZone(problem.at, ctx.person.timeZone) });
  }
}

/** "News, Crew, Fans and 7 more": titles may be long, and a screen is not. */
function shortList(titles: string[], most = 5): string {
  const rest = titles.length - most;
  const shown = titles.slice(0, most).join(", ");
  return rest > 0 ? plain("places-and-more", { places: shown, count: rest }) : shown;
}
