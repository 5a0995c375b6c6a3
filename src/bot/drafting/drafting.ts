/** /schedule, /poll, /drafts and /cancel: where drafts begin, wait and end. */
import { Composer, InlineKeyboard } from "grammy";
import type { DraftRow } from "../../editorial/drafting.ts";
import type { ReleasedPost } from "../../editorial/queue.ts";
import { contentOf, type DraftKind } from "../../posts/draft.ts";
import type { BotContext, Desk } from "../context.ts";
import { enter, resume } from "../flows.ts";
import { formatMoment, titleOf } from "../format.ts";
import { publishingPausedLine } from "../jobs/jobs-view.ts";
import { addPageButtons, pageOfList } from "../pages.ts";
import { isServiceMessage } from "../received-content.ts";
import { remove, type Screen, type View } from "../screen.ts";
import { readWrittenTime } from "../time-question.ts";
import { html, plain } from "../words.ts";
import { type Compose, parseDraftTap } from "./compose.ts";
import { leftView, scheduledView } from "./compose-view.ts";
import { takeContent } from "./steps/content.ts";
import { takeEdit } from "./steps/content-edits.ts";

/** Drafts a page: each has a row of buttons. */
const draftsPageSize = 10;

export function createDraftingFeature(desk: Desk, screen: Screen, compose: Compose): Composer<BotContext> {
  const { drafting } = desk;
  const feature = new Composer<BotContext>();

  feature.command("cancel", async (ctx) => {
    const left = drafting.opened(ctx.person);
    await showInsteadOf(ctx, left, cancelView(ctx, left));
  });
  feature.command("schedule", (ctx) => begin(ctx, "message", drafting.opened(ctx.person)));
  feature.command("poll", (ctx) => begin(ctx, "poll", drafting.opened(ctx.person)));
  feature.command("drafts", (ctx) => showInsteadOf(ctx, drafting.opened(ctx.person), draftsView(ctx)));
  // Any other command looks elsewhere for a while: the draft's screen stays, and its buttons go on working.
  feature.on("message:text", async (ctx, next) => {
    if (ctx.message.text.startsWith("/")) drafting.close(ctx.person);
    await next();
  });
  feature.callbackQuery("drafts", (ctx) => screen.show(ctx, draftsView(ctx)));
  feature.callbackQuery(/^drafts:(\d+)$/, (ctx) => screen.show(ctx, draftsView(ctx, Number(ctx.match[1]))));
  feature.callbackQuery(/^new:(message|poll)$/, (ctx) => begin(ctx, ctx.match[1] as DraftKind));
  feature.callbackQuery(/^afresh:(message|poll)$/, (ctx) => start(ctx, ctx.match[1] as DraftKind));
  // Outside the conversation, or with another draft than the one that is open: open it where it stands.
  feature.callbackQuery(/^draft:\d+:/, async (ctx) => {
    const tapped = parseDraftTap(ctx.callbackQuery.data);
    const row = tapped && drafting.read(tapped.draftId, ctx.person);
    if (!row) return explainGone(ctx, tapped?.draftId);
    if (tapped?.tap === "discard") return discard(ctx, row);
    return resume(ctx, compose, row.id);
  });
  feature.on("edited_message", takeEditOfAnother);

  /** Something unfinished of the same kind is offered first. `left`: the draft that this takes the person from. */
  async function begin(ctx: BotContext, kind: DraftKind, left?: DraftRow): Promise<void> {
    const latest = drafting.unfinished(ctx.person).find((row) => row.draft.kind === kind && !isEmpty(row));
    if (!latest) {
      await tidyUp(ctx, left, { screenToo: true });
      return start(ctx, kind);
    }
    const time = formatMoment(latest.updatedAt, ctx.person.timeZone);
    const keyboard = new InlineKeyboard()
      .text(plain("button-go-on"), `draft:${latest.id}:open`)
      .row()
      .text(plain("button-start-afresh"), `afresh:${kind}`);
    const text = html("unfinished-draft", { title: draftTitle(latest), time });
    await showInsteadOf(ctx, left, { text, keyboard });
  }

  /** A second tap on “Schedule it”, perhaps because the first seemed to fail, or a screen that was left standing. */
  async function explainGone(ctx: BotContext, draftId: number | undefined): Promise<void> {
    await ctx.answerCallbackQuery({ text: plain("draft-gone") });
    const post = draftId === undefined ? undefined : desk.queue.read(draftId);
    if (post?.status === "scheduled" && post.authorId === ctx.person.userId)
      await screen.show(ctx, scheduledView(ctx, post, publishingPausedLine(desk, ctx.person)));
  }

  /** Begins with a new draft, or with one that was left before anything was in it. */
  async function start(ctx: BotContext, kind: DraftKind): Promise<void> {
    const empty = drafting.unfinished(ctx.person).find((row) => row.draft.kind === kind && isEmpty(row));
    await enter(ctx, compose, (empty ?? drafting.start(ctx.person, kind)).id);
  }

  /** Shows a view in the place of a draft's step, whose preview and screen would be in the way. */
  async function showInsteadOf(ctx: BotContext, left: DraftRow | undefined, view: View): Promise<void> {
    await tidyUp(ctx, left, { screenToo: false });
    await screen.show(ctx, view, { moving: left !== undefined && ctx.callbackQuery === undefined });
  }

  async function tidyUp(ctx: BotContext, left: DraftRow | undefined, { screenToo }: { screenToo: boolean }) {
    if (!left) return;
    drafting.close(ctx.person);
    const { screenMessageId } = ctx.person;
    const ofScreen = screenToo && screenMessageId !== null ? [screenMessageId] : [];
    await remove(ctx, [...(left.draft.previewMessageIds ?? []), ...ofScreen]);
  }

  /**
   * An edit of what an unfinished draft came from changes it, also when it is not the one at hand; an edit of what was
   * released changes nothing, and says so.
   */
  async function takeEditOfAnother(ctx: BotContext): Promise<void> {
    if (!ctx.editedMessage) return;
    const post = drafting.releasedFrom(ctx.editedMessage.message_id, ctx.person);
    if (post) return screen.show(ctx, editTooLateView(post));
    for (const row of drafting.unfinished(ctx.person)) {
      const edit = takeEdit(row.draft, row.content, ctx.editedMessage);
      if (!edit) continue;
      const step = edit.to === "next" ? "destinations" : (edit.to ?? row.draft.step);
      drafting.save(row.id, { ...edit.save, draft: { ...row.draft, ...edit.save?.draft, step } });
    }
  }

  async function discard(ctx: BotContext, row: DraftRow): Promise<void> {
    drafting.discard(row.id, ctx.person);
    await ctx.answerCallbackQuery({ text: plain("draft-discarded") });
    await screen.show(ctx, draftsView(ctx));
  }

  function cancelView(ctx: BotContext, left: DraftRow | undefined): View {
    const hasLeftOther = ctx.leftFlow !== undefined && ctx.leftFlow !== compose.name;
    if (hasLeftOther) return { text: html("left-question") };
    if (!left) return { text: html("nothing-to-cancel") };
    if (!isEmpty(left)) return leftView(left.id);
    drafting.discard(left.id, ctx.person);
    return { text: html("left-empty") };
  }

  function draftsView(ctx: BotContext, wanted = 0): View {
    const rows = drafting.unfinished(ctx.person).filter((row) => !isEmpty(row));
    const keyboard = new InlineKeyboard();
    const { shown, page, pages } = pageOfList(rows, wanted, draftsPageSize);
    for (const row of shown) {
      keyboard
        .text(draftTitle(row), `draft:${row.id}:open`)
        .text(plain("button-discard-one"), `draft:${row.id}:discard`)
        .row();
    }
    addPageButtons(keyboard, { page, pages }, (other) => `drafts:${other}`);
    keyboard.text(plain("button-new-post"), "new:message").text(plain("button-new-poll"), "new:poll");
    return { text: html("drafts", { count: rows.length }), keyboard };
  }

  return feature;
}

/**
 * What is sent outside any conversation. A draft that its author is still at takes it (a deploy may have cut the
 * conversation off), and so does one that waits for the time that was typed. All else becomes a draft of its own,
 * so that nothing sent is ever lost.
 */
export function createFreeMessages(desk: Desk, screen: Screen, compose: Compose): Composer<BotContext> {
  const { drafting } = desk;
  const feature = new Composer<BotContext>();
  feature.on("message", async (ctx) => {
    if (isServiceMessage(ctx.message)) return;
    if (ctx.message.text?.startsWith("/"))
      return screen.show(ctx, {
        text: html("unknown-command", { command: ctx.message.text.split(/\s/)[0] ?? "" }),
      });
    const unfinished = drafting.unfinished(ctx.person);
    const waiting =
      drafting.opened(ctx.person) ??
      unfinished.find((row) => row.draft.kind === "message" && isEmpty(row)) ??
      unfinished.find((row) => row.draft.step === "time" && isTime(ctx));
    if (waiting) return resume(ctx, compose, waiting.id);
    const { save, note } = takeContent(ctx.message);
    if (!save?.content) return screen.show(ctx, { text: note ?? html("content-unsupported") });
    await resume(ctx, compose, drafting.start(ctx.person, "message").id);
  });

  function isTime(ctx: BotContext): boolean {
    const { text } = ctx.message ?? {};
    return text !== undefined && readWrittenTime(text, desk.now(), ctx.person.timeZone).ok;
  }

  return feature;
}

function editTooLateView({ id, content, status }: ReleasedPost): View {
  const state = status === "scheduled" ? "scheduled" : "over";
  const keyboard = new InlineKeyboard().text(plain("button-open-post"), `post:${id}`);
  return { text: html("edit-too-late", { title: titleOf(content), state }), keyboard };
}

const isEmpty = (row: DraftRow): boolean => !row.content && !row.draft.poll?.question;

function draftTitle(row: DraftRow): string {
  const content = contentOf(row.draft, row.content);
  if (content) return titleOf(content);
  // A poll without options amounts to nothing yet, but its question tells it from others.
  const question = row.draft.poll?.question ?? { text: "", entities: [] };
  return titleOf({ kind: "poll", question, options: [], anonymous: true, multiple: false });
}
