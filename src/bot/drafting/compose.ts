/** The conversation of /schedule and /poll: shows the draft's step, takes the answer, saves, goes on. */
import type { Message } from "grammy/types";
import type { DraftRow } from "../../editorial/drafting.ts";
import { contentOf, type DraftStep, neighbouringStep } from "../../posts/draft.ts";
import type { FailureReason } from "../../posts/retry.ts";
import type { BotContext, Desk } from "../context.ts";
import type { Flow, Turn } from "../flows.ts";
import { publishingPausedLine } from "../jobs/jobs-view.ts";
import { reasonWords } from "../reason-words.ts";
import { isServiceMessage } from "../received-content.ts";
import { remove, type Screen } from "../screen.ts";
import { html, plain, trusted } from "../words.ts";
import { explain, leftView, scheduledView, stepView } from "./compose-view.ts";
import type { Move } from "./step.ts";
import { scheduleTap } from "./steps/confirm.ts";
import { takeAlbumPart } from "./steps/content.ts";
import { takeEdit } from "./steps/content-edits.ts";
import { steps } from "./steps/steps.ts";

/**
 * moving: the person wrote below the screen, so it goes below that; in place: nothing new was asked;
 * unseen: nothing that the screen shows has changed.
 */
type Rendering = "moving" | "in place" | "unseen";

/** What Telegram does not take in the preview, it would not take at its minute either. */
const refusalsOfContent: ReadonlySet<FailureReason> = new Set([
  "content_refused",
  "file_refused",
  "poll_refused",
]);

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
    if (!row) return;
    drafting.open(draftId, ctx.person);
    await render(ctx, row, {});
  }

  async function take(ctx: BotContext, draftId: number): Promise<Turn> {
    const row = drafting.read(draftId, ctx.person);
    // Scheduled or discarded meanwhile, on another screen: what came is not for this draft any more.
    if (!row) return "gone";
    const tap = parseDraftTap(ctx.callbackQuery?.data);
    if (tap?.draftId === draftId) return press(ctx, row, tap.tap);
    if (ctx.message && !isServiceMessage(ctx.message)) return receive(ctx, row, ctx.message);
    const edit = ctx.editedMessage && takeEdit(row.draft, row.content, ctx.editedMessage);
    return edit ? apply(ctx, mending(row, edit), edit, { how: "in place" }) : "pass";
  }

  async function press(ctx: BotContext, row: DraftRow, tap: string): Promise<Turn> {
    const { step } = row.draft;
    if (tap === "open") return apply(ctx, row, {});
    if (tap === "cancel") return leave(ctx, row);
    if (tap === "discard") return "gone";
    // Buttons name the step that they belong to: one of an earlier screen does nothing but show where we are.
    const [tapped, ...rest] = tap.split(":");
    const data = rest.join(":");
    if (tapped !== step) return apply(ctx, row, { toast: plain("stale-button") });
    if (data === "back") return apply(ctx, row, { to: stepBack(row) });
    if (step === "confirm" && data === scheduleTap) return schedule(ctx, row);
    return apply(ctx, row, steps[step].press?.({ row, person: ctx.person, desk }, data) ?? {});
  }

  async function receive(ctx: BotContext, row: DraftRow, message: Message): Promise<Turn> {
    const part = takeAlbumPart(row.draft, row.content, message);
    // Most screens do not show how many parts there are, and ten edits at once are more than Telegram likes.
    if (part)
      return apply(ctx, mending(row, part), part, { how: part.note || part.to ? "in place" : "unseen" });
    const album = message.media_group_id;
    if (album && album === row.draft.refusedGroupId) return "again";
    const { step } = row.draft;
    const move = steps[step].receive?.({ row, person: ctx.person, desk }, message) ?? {
      note: html("use-the-buttons"),
    };
    // The other parts of the album would only be told the same.
    const refused = album && !move.save ? { draft: { refusedGroupId: album } } : undefined;
    return apply(ctx, row, refused ? { ...move, save: refused } : move, { how: "moving" });
  }

  /** What an edit spoilt is mended where it was asked for; from the last look, that leads straight back to it. */
  function mending(row: DraftRow, { to }: Move): DraftRow {
    const isSpoilt = row.draft.step === "confirm" && to !== undefined && to !== "confirm";
    return isSpoilt ? { ...row, draft: { ...row.draft, isChanging: true } } : row;
  }

  /** Saves what a move changes, then shows where that leads. */
  async function apply(
    ctx: BotContext,
    row: DraftRow,
    move: Move,
    { how }: { how?: Rendering } = {},
  ): Promise<Turn> {
    const { step } = row.draft;
    const { content = row.content, dueAt = row.dueAt } = move.save ?? {};
    const timeZone = move.save?.dueAt === undefined ? row.timeZone : ctx.person.timeZone;
    const draft = { ...row.draft, ...move.save?.draft };
    const changed = { ...row, draft, content, dueAt, timeZone };
    const { to, note } = move.to === "next" ? nextStep(ctx, changed) : { to: move.to ?? step };
    draft.step = to;
    if (to === "confirm") draft.isChanging = false;
    if (step === "confirm" && to !== "confirm") await remove(ctx, draft.previewMessageIds ?? []);
    if (to !== "confirm") delete draft.previewMessageIds;
    // Asked for, and not written after all.
    if (to !== "following" && draft.following && !draft.following.content) delete draft.following;
    drafting.save(row.id, { draft, content, dueAt, timeZone });
    drafting.open(row.id, ctx.person);
    if (move.toast) await ctx.answerCallbackQuery({ text: move.toast });
    const notes = [move.note, note].filter(Boolean).join("\n\n");
    const isUnseen = how === "unseen" && to === step && step !== "confirm" && step !== "content";
    if (!isUnseen) await render(ctx, { ...changed, draft }, { ...move, note: notes }, how);
    return "again";
  }

  /** Where "Next" leads: on through the steps or, when one thing was changed, back to the last look. */
  function nextStep(ctx: BotContext, row: DraftRow): { to: DraftStep; note?: string } {
    const { draft } = row;
    const following = neighbouringStep(draft, draft.step, 1);
    if (!draft.isChanging) return { to: following };
    // A quiz that has just become one has a question of its own to ask.
    if (following === "explanation" && draft.poll?.explanation === undefined) return { to: following };
    const problem = drafting.problemOf(row);
    if (!problem || problem.code === "no_longer_a_draft") return { to: "confirm" };
    // What is missing, and which polls channels take, those steps say by themselves.
    const speaksForItself =
      problem.code === "incomplete" || (problem.code === "limit" && problem.step === "destinations");
    return { to: problem.step, ...(speaksForItself ? {} : { note: explain(problem, ctx) }) };
  }

  /** Where "Back" leads: to the step before or, from a change, to the last look, if that can be shown. */
  function stepBack(row: DraftRow): DraftStep {
    const { draft, content } = row;
    const isComplete = contentOf(draft, content) && draft.destinationIds.length > 0 && row.dueAt !== null;
    return draft.isChanging && isComplete ? "confirm" : neighbouringStep(draft, draft.step, -1);
  }

  async function render(
    ctx: BotContext,
    row: DraftRow,
    move: Pick<Move, "note" | "meant" | "page">,
    how?: Rendering,
  ): Promise<void> {
    if (row.draft.step === "confirm") return renderConfirm(ctx, row, move.note);
    const view = stepView(ctx, desk, row, move);
    if (how === "in place" || how === "unseen") await screen.refresh(ctx, view);
    else await screen.show(ctx, view, { moving: how === "moving" });
  }

  /** The preview stands above the screen, so the screen moves below it. */
  async function renderConfirm(ctx: BotContext, row: DraftRow, note: string | undefined): Promise<void> {
    await remove(ctx, row.draft.previewMessageIds ?? []);
    const content = contentOf(row.draft, row.content);
    const preview = content && (await desk.preview(ctx.person.userId, content));
    const { messageIds: previewMessageIds = [], failure } = preview ?? {};
    drafting.save(row.id, { draft: { ...row.draft, previewMessageIds, isOpen: true } });
    const withoutPreview = failure && (refusalsOfContent.has(failure) ? "refused" : "failed");
    const problem =
      withoutPreview && html(`preview-${withoutPreview}`, { reason: trusted(reasonWords(failure)) });
    const notes = [note, problem].filter(Boolean).join("\n\n");
    await screen.show(ctx, stepView(ctx, desk, row, { note: notes, withoutPreview }), { moving: true });
  }

  async function schedule(ctx: BotContext, row: DraftRow): Promise<Turn> {
    const result = drafting.schedule(row.id, ctx.person);
    if (result.ok) {
      await remove(ctx, row.draft.previewMessageIds ?? []);
      const post = desk.queue.read(result.postId);
      if (post) await screen.show(ctx, scheduledView(ctx, post, publishingPausedLine(desk, ctx.person)));
      return "done";
    }
    if (result.problem.code === "no_longer_a_draft") return "gone";
    return apply(ctx, row, {
      to: result.problem.step,
      save: { draft: { isChanging: true } },
      note: explain(result.problem, ctx),
    });
  }

  /** Leaves the flow; the draft stays, unless there is nothing in it. */
  async function leave(ctx: BotContext, row: DraftRow): Promise<Turn> {
    await remove(ctx, row.draft.previewMessageIds ?? []);
    const isEmpty = !row.content && !row.draft.poll?.question;
    if (isEmpty) drafting.discard(row.id, ctx.person);
    else drafting.save(row.id, { draft: { ...row.draft, previewMessageIds: [], isOpen: false } });
    await screen.show(ctx, isEmpty ? { text: html("left-empty") } : leftView(row.id));
    return "done";
  }

  return { name: "compose", show, take };
}
