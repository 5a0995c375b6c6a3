/** What the next clean-ups will delete and what is kept: look at a post, keep one, keep all, let one go. */
import { Composer } from "grammy";
import { cleanupView, doomedPage, keptView, pageSize } from "./cleanup-view.ts";
import type { BotContext, Desk } from "./context.ts";
import { openFromList } from "./queue/open-from-list.ts";
import type { Screen } from "./screen.ts";
import { plain } from "./words.ts";

export function createCleanupFeature(
  { queue, planned, exportPosts }: Desk,
  screen: Screen,
): Composer<BotContext> {
  const feature = new Composer<BotContext>();
  const numbers = (ctx: { match: string | RegExpMatchArray }) =>
    [Number(ctx.match[1]), Number(ctx.match[2])] as const;

  feature.callbackQuery(/^cleanup:(\d+)$/, (ctx) => show(ctx, Number(ctx.match[1])));
  feature.callbackQuery(/^cleanup:look:(\d+):(\d+)$/, (ctx) => look(ctx, ...numbers(ctx), "cleanup"));
  feature.callbackQuery(/^cleanup:keep:(\d+):(\d+)$/, async (ctx) => {
    const [postId, page] = numbers(ctx);
    await keep(ctx, [postId]);
    await show(ctx, page);
  });
  feature.callbackQuery("cleanup:keep-all", async (ctx) => {
    const ids = planned().map(({ id }) => id);
    if (ids.length > 0) await keep(ctx, ids);
    await show(ctx, 0);
  });
  feature.callbackQuery("cleanup:export", async (ctx) => {
    const ids = planned().map(({ id }) => id);
    if (ids.length === 0) return show(ctx, 0);
    const begun = exportPosts(ctx.person, ids);
    await ctx.answerCallbackQuery({ text: plain(begun ? "export-begun" : "export-under-way") });
  });
  feature.callbackQuery(/^kept:(\d+)$/, (ctx) => showKept(ctx, Number(ctx.match[1])));
  feature.callbackQuery(/^kept:look:(\d+):(\d+)$/, (ctx) => look(ctx, ...numbers(ctx), "kept"));
  feature.callbackQuery(/^kept:let-go:(\d+):(\d+)$/, async (ctx) => {
    const [postId, page] = numbers(ctx);
    const result = queue.letGo(postId, ctx.person);
    await ctx.answerCallbackQuery(
      result.ok
        ? { text: plain("let-go") }
        : { text: plain(`act-${result.why}`, { name: result.post?.authorName ?? "" }), show_alert: true },
    );
    await showKept(ctx, page);
  });

  const show = (ctx: BotContext, page: number) =>
    screen.show(ctx, cleanupView(doomedPage(planned(), page, queue.read), ctx.person));
  const showKept = (ctx: BotContext, page: number) =>
    screen.show(ctx, keptView(queue.kept(page, pageSize), ctx.person));

  async function look(
    ctx: BotContext,
    postId: number,
    page: number,
    list: "cleanup" | "kept",
  ): Promise<void> {
    const back = { label: `button-to-${list}`, data: `${list}:${page}` };
    if (await openFromList(ctx, queue.read(postId), screen, back)) return;
    await (list === "cleanup" ? show(ctx, page) : showKept(ctx, page));
  }

  async function keep(ctx: BotContext, postIds: number[]): Promise<void> {
    // Of one that was kept already, by a second tap or somebody else, a person hears the same.
    const kept = plain("kept-count", { count: postIds.length });
    const some = queue.keep(postIds, ctx.person) > 0;
    const post = some ? undefined : postIds.values().map(queue.read).find(Boolean);
    await ctx.answerCallbackQuery(
      some || (post && post.keptBy !== null)
        ? { text: kept }
        : { text: plain(post ? "keep-too-early" : "post-gone"), show_alert: true },
    );
  }

  return feature;
}
