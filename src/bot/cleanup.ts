/** The buttons of the 23:00 warning: look at a post, keep one, keep all. */
import { Composer } from "grammy";
import { type PlannedDeletion, warningView } from "./cleanup-view.ts";
import type { BotContext, Desk } from "./context.ts";
import { postView } from "./queue/post-view.ts";
import type { Screen } from "./screen.ts";
import { plain } from "./words.ts";

/** `doomed` are the posts that the next clean-ups will delete, as warned of. */
export function createCleanupFeature(
  { queue }: Desk,
  screen: Screen,
  doomed: () => PlannedDeletion[],
): Composer<BotContext> {
  const feature = new Composer<BotContext>();

  feature.callbackQuery(/^cleanup:(\d+)$/, (ctx) => show(ctx, Number(ctx.match[1])));
  feature.callbackQuery(/^cleanup:look:(\d+):(\d+)$/, (ctx) =>
    look(ctx, Number(ctx.match[1]), Number(ctx.match[2])),
  );
  feature.callbackQuery(/^cleanup:keep:(\d+):(\d+)$/, async (ctx) => {
    await keep(ctx, [Number(ctx.match[1])]);
    await show(ctx, Number(ctx.match[2]));
  });
  feature.callbackQuery("cleanup:keep-all", async (ctx) => {
    const ids = doomed().map(({ id }) => id);
    if (ids.length > 0) await keep(ctx, ids);
    await show(ctx, 0);
  });

  const show = (ctx: BotContext, page: number) => screen.show(ctx, warningView(doomed(), ctx.person, page));

  /** The post, with the way back to the list. */
  async function look(ctx: BotContext, postId: number, page: number): Promise<void> {
    const post = queue.read(postId);
    if (!post) {
      await ctx.answerCallbackQuery({ text: plain("post-gone"), show_alert: true });
      return show(ctx, page);
    }
    const view = postView(post, ctx.person);
    view.keyboard?.row().text(plain("button-to-cleanup"), `cleanup:${page}`);
    await screen.show(ctx, view);
  }

  async function keep(ctx: BotContext, postIds: number[]): Promise<void> {
    const there = postIds.filter((id) => queue.read(id));
    if (there.length === 0)
      return void (await ctx.answerCallbackQuery({ text: plain("post-gone"), show_alert: true }));
    queue.keep(there, ctx.person);
    await ctx.answerCallbackQuery({ text: plain("kept-count", { count: there.length }) });
  }

  return feature;
}
