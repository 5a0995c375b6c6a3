/** The conversation of /schedule and /poll: shows the draft's step, takes the answer, saves, goes on. */
import { InlineKeyboard } from "grammy";
import type { Message } from "grammy/types";
import type { DraftRow, ScheduleProblem } from "../../editorial/drafting.ts";
import { contentOf, type DraftStep, neighbouringStep, stepsOf } from "../../posts/draft.ts";
import type { BotContext, Desk } from "../context.ts";
import type { Flow, Turn } from "../flows.ts";
import { formatMomentInZone } from "../format.ts";
import { explainLimit } from "../limit-words.ts";
import { reasonWords } from "../reason-words.ts";
import { remove, type Screen, type View } from "../screen.ts";
import { html, plain, trusted } from "../words.ts";
import type { Move, Step } from "./step.ts";
import { confirmStep, scheduleTap } from "./steps/confirm.ts";
import { contentStep, takeAlbumPart, takeEdit } from "./steps/content.ts";
import { destinationsStep } from "./steps/destinations.ts";
import { correctStep, explanationStep, optionsStep, questionStep, settingsStep } from "./steps/poll.ts";
import { timeStep } from "./steps/time.ts";

const steps: Record<DraftStep, Step> = {
  content: contentStep,
  question: questionStep,
  options: optionsStep,
  settings: settingsStep,
  correct: correctStep,
  explanation: explanationStep,
  destinations: destinationsStep,
  time: timeStep,
  confirm: confirmStep,
};

/** moving: the person wrote below the screen, so it goes below that; in place: nothing new was asked. */
type Rendering = "moving" | "in place";

export type Compose = Flow<[draftId: number]>;

/** `draft:12:tail` → the draft's id and the tail. */
export function parseDraftTap(data: string | undefined): { draftId: number; tap: string } | undefined {
  const match = data?.match(/^draft:(\d+):(.+)$/s);
  return match ? { draftId: Number(match[1]), tap: match[2] ?? "" } : undefined;
}

export function createCompose(desk: Desk, screen: Screen): Compose {
  const { drafting } = desk;

  async function show(ctx: BotContext, draftId: number): Promise<void> {
    const row = drafting.read(draftId, ctx.person);
    if (row) await render(ctx, row, {});
  }

  async function take(ctx: BotContext, draftId: number): Promise<Turn> {
    const row = drafting.read(draftId, ctx.person);
    // Scheduled or discarded meanwhile, on another screen.
    if (!row) return "done";
    const tap = parseDraftTap(ctx.callbackQuery?.data);
    if (tap?.draftId === draftId) return press(ctx, row, tap.tap);
    if (ctx.message) return receive(ctx, row, ctx.message);
    if (ctx.editedMessage) {
      const edit = takeEdit(row.draft, row.content, ctx.editedMessage);
      return edit ? apply(ctx, row, edit, { how: "in place" }) : "again";
    }
    return "pass";
  }

  async function press(ctx: BotContext, row: DraftRow, tap: string): Promise<Turn> {
    const { step } = row.draft;
    if (tap === "cancel") return leave(ctx, row);
    if (tap === "back") return apply(ctx, row, { to: neighbouringStep(row.draft, step, -1) });
    // Buttons name the step that they belong to: one of an earlier screen does nothing but show where we are.
    const [tapped, ...rest] = tap.split(":");
    const data = rest.join(":");
    if (tapped !== step) return apply(ctx, row, { toast: plain("stale-button") });
    if (step === "confirm" && data === scheduleTap) return schedule(ctx, row);
    return apply(ctx, row, steps[step].press?.({ row, person: ctx.person, desk }, data) ?? {});
  }

  async function receive(ctx: BotContext, row: DraftRow, message: Message): Promise<Turn> {
    const part = takeAlbumPart(row.draft, row.content, message);
    // The screen below the album only needs to count one more: nothing new was asked.
    if (part) return apply(ctx, row, part, { how: "in place" });
    const { step } = row.draft;
    const move = steps[step].receive?.({ row, person: ctx.person, desk }, message);
    return apply(ctx, row, move ?? { note: html("use-the-buttons") }, { how: "moving" });
  }

  /** Saves what a move changes, then shows where that leads. */
  async function apply(
    ctx: BotContext,
    row: DraftRow,
    move: Move,
    { how }: { how?: Rendering } = {},
  ): Promise<Turn> {
    const { step } = row.draft;
    const draft = { ...row.draft, ...move.save?.draft };
    draft.step = move.to === "next" ? neighbouringStep(draft, step, 1) : (move.to ?? step);
    if (step === "confirm" && draft.step !== "confirm") await takePreviewAway(ctx, row);
    if (draft.step !== "confirm") delete draft.previewMessageIds;
    const { content = row.content, dueAt = row.dueAt } = move.save ?? {};
    const timeZone = move.save?.dueAt === undefined ? row.timeZone : ctx.person.timeZone;
    drafting.save(row.id, { draft, content, dueAt, timeZone });
    if (move.toast) await ctx.answerCallbackQuery({ text: move.toast });
    await render(ctx, { ...row, draft, content, dueAt, timeZone }, move, how);
    return "again";
  }

  async function render(
    ctx: BotContext,
    row: DraftRow,
    move: Pick<Move, "note" | "meant">,
    how?: Rendering,
  ): Promise<void> {
    if (row.draft.step === "confirm") return renderConfirm(ctx, row, move.note);
    const view = viewOf(ctx, row, move);
    if (how === "in place") await screen.refresh(ctx, view);
    else await screen.show(ctx, view, { moving: how === "moving" });
  }

  /** The preview stands above the screen, so the screen moves below it. */
  async function renderConfirm(ctx: BotContext, row: DraftRow, note: string | undefined): Promise<void> {
    await takePreviewAway(ctx, row);
    const content = contentOf(row.draft, row.content);
    const outcome = content && (await desk.preview(ctx.person.userId, content));
    const previewMessageIds = outcome?.kind === "sent" ? outcome.messageIds : [];
    drafting.save(row.id, { draft: { ...row.draft, previewMessageIds } });
    const failure =
      outcome && "reason" in outcome
        ? html("preview-failed", { reason: trusted(reasonWords(outcome.reason)) })
        : undefined;
    await screen.show(ctx, viewOf(ctx, row, { note: [note, failure].filter(Boolean).join("\n\n") }), {
      moving: true,
    });
  }

  async function takePreviewAway(ctx: BotContext, row: DraftRow): Promise<void> {
    await remove(ctx, row.draft.previewMessageIds ?? []);
  }

  function viewOf(ctx: BotContext, row: DraftRow, { note, meant }: Pick<Move, "note" | "meant">): View {
    const { step } = row.draft;
    const all = stepsOf(row.draft);
    const { text, buttons } = steps[step].view({ row, person: ctx.person, desk, meant });
    const heading = html(`heading-${row.draft.kind}`, { step: all.indexOf(step) + 1, steps: all.length });
    const keyboard = new InlineKeyboard();
    buttons?.(keyboard, `draft:${row.id}:${step}`);
    if (step !== all[0]) keyboard.text(plain("button-back"), `draft:${row.id}:back`);
    keyboard.text(plain("button-cancel"), `draft:${row.id}:cancel`);
    return { text: [heading, note, text].filter(Boolean).join("\n\n"), keyboard };
  }

  async function schedule(ctx: BotContext, row: DraftRow): Promise<Turn> {
    const result = drafting.schedule(row.id, ctx.person);
    if (result.ok) {
      const time = formatMomentInZone(result.dueAt, ctx.person.timeZone);
      const keyboard = new InlineKeyboard()
        .text(plain("button-open-post"), `post:${result.postId}`)
        .text(plain("button-queue"), "queue:0");
      await screen.show(ctx, { text: html("scheduled", { time, id: String(result.postId) }), keyboard });
      return "done";
    }
    if (result.problem.code === "no_longer_a_draft") {
      await ctx.answerCallbackQuery({ text: plain("draft-gone"), show_alert: true });
      return "done";
    }
    return apply(ctx, row, { to: result.problem.step, note: explain(result.problem, ctx) });
  }

  /** Leaves the flow; the draft stays, unless there is nothing in it. */
  async function leave(ctx: BotContext, row: DraftRow): Promise<Turn> {
    await takePreviewAway(ctx, row);
    const isEmpty = !row.content && !row.draft.poll?.question;
    if (isEmpty) drafting.discard(row.id, ctx.person);
    else drafting.save(row.id, { draft: { ...row.draft, previewMessageIds: [] } });
    await screen.show(ctx, isEmpty ? { text: html("left-empty") } : leftView(row.id));
    return "done";
  }

  return { name: "compose", show, take };
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

function explain(problem: Exclude<ScheduleProblem, { code: "no_longer_a_draft" }>, ctx: BotContext): string {
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
