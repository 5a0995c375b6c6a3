/** After a restore: the owners go through what it holds. */
import { Composer, InlineKeyboard } from "grammy";
import type { Page, ReleasedPost } from "../editorial/queue.ts";
import type { Restore, Restores } from "../editorial/restores.ts";
import type { Person } from "../editorial/team.ts";
import { mayManageTeam } from "../posts/permissions.ts";
import type { BotContext, Desk } from "./context.ts";
import { formatMoment, titleOf } from "./format.ts";
import { addPageButtons } from "./pages.ts";
import { placesOf } from "./queue/delivery-lines.ts";
import { openFromList } from "./queue/open-from-list.ts";
import type { Screen, View } from "./screen.ts";
import { html, plain } from "./words.ts";

/** Posts a page: with their buttons they fill a phone's screen and no more. */
const pageSize = 6;

export function createRestoreFeature(desk: Desk, screen: Screen): Composer<BotContext> {
  const { queue, restores } = desk;
  const feature = new Composer<BotContext>();
  const forOwners = feature.filter((ctx) => mayManageTeam(ctx.person));

  forOwners.callbackQuery(/^held:(\d+)$/, (ctx) => show(ctx, Number(ctx.match[1])));
  forOwners.callbackQuery(/^held:look:(\d+):(\d+)$/, async (ctx) => {
    const page = Number(ctx.match[2]);
    const back = { label: "button-to-held", data: `held:${page}` };
    if (!(await openFromList(ctx, queue.read(Number(ctx.match[1])), screen, back))) await show(ctx, page);
  });
  forOwners.callbackQuery("held:keep-all", async (ctx) => {
    const kept = restores.keepScheduled(ctx.person) ?? 0;
    await ctx.answerCallbackQuery({ text: plain("held-kept", { count: kept }) });
    await show(ctx, 0);
  });
  feature.callbackQuery(/^held:/, (ctx) =>
    ctx.answerCallbackQuery({ text: plain("owners-only"), show_alert: true }),
  );

  const show = (ctx: BotContext, page: number) =>
    screen.show(ctx, heldView(restores.page(page, pageSize), restores.count(), ctx.person));

  return feature;
}

/** What the owners are told at the first start after a restore. */
export function restoreView(
  restore: Restore,
  count: ReturnType<Restores["count"]>,
  { timeZone }: Person,
): View {
  const { at, backupTakenAt, file, replaced, held, known, lost } = restore;
  const text = [
    html("restored-heading", {
      file,
      at: formatMoment(at, timeZone),
      taken: formatMoment(backupTakenAt, timeZone),
    }),
    ...(replaced === null ? [] : [html("restored-replaced", { file: replaced })]),
    ...(known > 0 ? [html("restored-known", { count: known })] : []),
    ...(lost === null || lost === 0 ? [] : [html("restored-lost", { count: lost })]),
    "",
    html("restored-held", { count: held }),
  ].join("\n");
  return count.held === 0 ? { text } : { text, keyboard: heldKeyboard(count) };
}

/** The way to what is held, and past it. */
function heldKeyboard({ held, toCome }: ReturnType<Restores["count"]>): InlineKeyboard {
  const keyboard = new InlineKeyboard().text(plain("button-held", { count: held }), "held:0").row();
  return toCome === 0
    ? keyboard
    : keyboard.text(plain("button-keep-scheduled", { count: toCome }), "held:keep-all");
}

function heldView(
  { posts, page, pages, total }: Page<ReleasedPost>,
  { toCome }: ReturnType<Restores["count"]>,
  { timeZone }: Person,
): View {
  const keyboard = new InlineKeyboard();
  if (total === 0)
    return { text: html("held-nothing-left"), keyboard: keyboard.text(plain("button-to-queue"), "queue:0") };
  const lines = posts.map((post) => {
    keyboard
      .text(plain("button-look-at", { title: titleOf(post.content, 24) }), `held:look:${post.id}:${page}`)
      .row();
    const time = formatMoment(post.dueAt, timeZone);
    return html("held-post", { time, title: titleOf(post.content, 40), places: placesOf(post) });
  });
  addPageButtons(keyboard, { page, pages }, (other) => `held:${other}`);
  if (toCome > 0) keyboard.text(plain("button-keep-scheduled", { count: toCome }), "held:keep-all").row();
  keyboard.text(plain("button-to-queue"), "queue:0");
  return { text: [html("held-heading", { count: total }), "", ...lines].join("\n"), keyboard };
}
