/** The buttons of the 23:00 warning: keep one post, or all. */
import { Composer } from "grammy";
import type { BotContext, Desk } from "./context.ts";
import { type PlannedDeletion, warningView } from "./notices.ts";
import type { Screen } from "./screen.ts";
import { plain } from "./words.ts";

/** `doomed` are the posts that the next clean-ups will delete, as warned of. */
export function createCleanupFeature(
  { queue }: Desk,
  screen: Screen,
  doomed: () => PlannedDeletion[],
): Composer<BotContext> {
  const feature = new Composer<BotContext>();

  feature.callbackQuery(/^keep:(\d+)$/, (ctx) => keep(ctx, [Number(ctx.match[1])]));
  feature.callbackQuery("keep-all", (ctx) =>
    keep(
      ctx,
      doomed().map(({ id }) => id),
    ),
  );

  async function keep(ctx: BotContext, postIds: number[]): Promise<void> {
    const there = postIds.filter((id) => queue.read(id));
    if (there.length < postIds.length || there.length === 0) {
      await ctx.answerCallbackQuery({ text: plain("post-gone"), show_alert: true });
    } else {
      queue.keep(there, ctx.person);
      await ctx.answerCallbackQuery({ text: plain("kept-count", { count: there.length }) });
    }
    await screen.show(ctx, warningView(doomed(), ctx.person));
  }

  return feature;
}
