/** /schedule, /poll, /drafts and /cancel: where drafts begin, wait and end. */
import { Composer, InlineKeyboard } from "grammy";
import type { DraftRow } from "../../editorial/drafting.ts";
import { contentOf, type DraftKind } from "../../posts/draft.ts";
import type { BotContext, Desk } from "../context.ts";
import { enter } from "../flows.ts";
import { formatMoment, titleOf } from "../format.ts";
import type { Screen, View } from "../screen.ts";
import { html, plain } from "../words.ts";
import { type Compose, leftView, parseDraftTap } from "./compose.ts";
import { takeContent } from "./steps/content.ts";

export function createDraftingFeature(desk: Desk, screen: Screen, compose: Compose): Composer<BotContext> {
  const { drafting } = desk;
  const feature = new Composer<BotContext>();

  feature.command("schedule", (ctx) => begin(ctx, "message"));
  feature.command("poll", (ctx) => begin(ctx, "poll"));
  feature.command("drafts", (ctx) => screen.show(ctx, draftsView(ctx)));
  // The conversation has been ended before this (bot.ts); what was entered is kept.
  feature.command("cancel", (ctx) => screen.show(ctx, cancelView(ctx)));
  feature.callbackQuery("drafts", (ctx) => screen.show(ctx, draftsView(ctx)));
  feature.callbackQuery(/^new:(message|poll)$/, (ctx) => begin(ctx, ctx.match[1] as DraftKind));
  feature.callbackQuery(/^afresh:(message|poll)$/, (ctx) => start(ctx, ctx.match[1] as DraftKind));
  // Outside the conversation, or with another draft than the one that is open: open it where it stands.
  feature.callbackQuery(/^draft:\d+:/, async (ctx) => {
    const tapped = parseDraftTap(ctx.callbackQuery.data);
    const row = tapped && drafting.read(tapped.draftId, ctx.person);
    if (!row) return ctx.answerCallbackQuery({ text: plain("draft-gone"), show_alert: true });
    if (tapped?.tap === "discard") return discard(ctx, row);
    return enter(ctx, compose, row.id);
  });

  /** Something unfinished of the same kind is offered first. */
  async function begin(ctx: BotContext, kind: DraftKind): Promise<void> {
    const unfinished = drafting.unfinished(ctx.person).filter((row) => row.draft.kind === kind);
    const [latest] = unfinished;
    if (!latest) return start(ctx, kind);
    // Left before anything was entered: nothing to ask about.
    if (isEmpty(latest)) return enter(ctx, compose, latest.id);
    const time = formatMoment(latest.updatedAt, ctx.person.timeZone);
    const keyboard = new InlineKeyboard()
      .text(plain("button-go-on"), `draft:${latest.id}:open`)
      .row()
      .text(plain("button-start-afresh"), `afresh:${kind}`);
    await screen.show(ctx, { text: html("unfinished-draft", { title: draftTitle(latest), time }), keyboard });
  }

  async function start(ctx: BotContext, kind: DraftKind): Promise<void> {
    await enter(ctx, compose, drafting.start(ctx.person, kind).id);
  }

  async function discard(ctx: BotContext, row: DraftRow): Promise<void> {
    drafting.discard(row.id, ctx.person);
    await ctx.answerCallbackQuery({ text: plain("draft-discarded") });
    await screen.show(ctx, draftsView(ctx));
  }

  function cancelView(ctx: BotContext): View {
    if (ctx.leftFlow === undefined) return { text: html("nothing-to-cancel") };
    const [latest] = drafting.unfinished(ctx.person);
    if (ctx.leftFlow !== compose.name || !latest) return { text: html("left-question") };
    if (!isEmpty(latest)) return leftView(latest.id);
    drafting.discard(latest.id, ctx.person);
    return { text: html("left-empty") };
  }

  function draftsView(ctx: BotContext): View {
    const rows = drafting.unfinished(ctx.person).filter((row) => !isEmpty(row));
    const keyboard = new InlineKeyboard();
    for (const row of rows.slice(0, 20)) {
      keyboard
        .text(draftTitle(row), `draft:${row.id}:open`)
        .text(plain("button-discard-one"), `draft:${row.id}:discard`)
        .row();
    }
    keyboard.text(plain("button-new-post"), "new:message").text(plain("button-new-poll"), "new:poll");
    return { text: html("drafts", { count: rows.length }), keyboard };
  }

  return feature;
}

/**
 * Content sent outside any conversation: it becomes a draft, so that nothing sent is ever lost,
 * and the open draft that was waiting for it takes it (a deploy may have cut the conversation off).
 */
export function createFreeMessages(desk: Desk, screen: Screen, compose: Compose): Composer<BotContext> {
  const { drafting } = desk;
  const feature = new Composer<BotContext>();
  feature.on("message", async (ctx) => {
    if (ctx.message.text?.startsWith("/"))
      return screen.show(ctx, {
        text: html("unknown-command", { command: ctx.message.text.split(/\s/)[0] ?? "" }),
      });
    const move = takeContent(ctx.message);
    if (!move.save?.content) return screen.show(ctx, { text: move.note ?? html("content-unsupported") });
    const waiting = drafting
      .unfinished(ctx.person)
      .find((row) => row.draft.kind === "message" && isEmpty(row));
    const row = waiting ?? drafting.start(ctx.person, "message");
    drafting.save(row.id, {
      content: move.save.content,
      draft: { ...row.draft, ...move.save.draft, step: "destinations" },
    });
    await enter(ctx, compose, row.id);
  });
  return feature;
}

const isEmpty = (row: DraftRow): boolean => !row.content && !row.draft.poll?.question;

function draftTitle(row: DraftRow): string {
  const content = contentOf(row.draft, row.content);
  if (content) return titleOf(content);
  return plain("draft-untitled-poll", { question: row.draft.poll?.question?.text ?? "" });
}
