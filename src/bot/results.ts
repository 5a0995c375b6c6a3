/** /results: what became of the posts of the last days, what needs somebody first. */
import { Composer } from "grammy";
import type { BotContext, Desk } from "./context.ts";
import { openFromList } from "./queue/open-from-list.ts";
import { resultsPageSize, resultsView } from "./results-view.ts";
import type { Screen } from "./screen.ts";

export function createResultsFeature({ queue, now }: Desk, screen: Screen): Composer<BotContext> {
  const feature = new Composer<BotContext>();
  const show = (ctx: BotContext, page: number) =>
    screen.show(ctx, resultsView(queue.results(page, resultsPageSize), ctx.person, now()));

  feature.command("results", (ctx) => show(ctx, 0));
  feature.callbackQuery(/^results:(\d+)$/, (ctx) => show(ctx, Number(ctx.match[1])));
  feature.callbackQuery(/^results:look:(\d+):(\d+)$/, async (ctx) => {
    const page = Number(ctx.match[2]);
    const back = { label: "button-to-results", data: `results:${page}` };
    if (!(await openFromList(ctx, queue.read(Number(ctx.match[1])), screen, back))) await show(ctx, page);
  });
  return feature;
}
