/** /queue: look at what is coming, and change it. */
import { Composer, InlineKeyboard } from "grammy";
import type { ActResult } from "../../editorial/queue.ts";
import { mayManageTeam } from "../../posts/permissions.ts";
import type { BotContext, Desk } from "../context.ts";
import { enter, type Flow } from "../flows.ts";
import { headingOf } from "../format.ts";
import { publishingPausedLine } from "../jobs/jobs-view.ts";
import { reasonWords } from "../reason-words.ts";
import type { Screen } from "../screen.ts";
import { html, plain, trusted } from "../words.ts";
import { placesOf } from "./delivery-lines.ts";
import { historyView } from "./history-view.ts";
import { openPostKeyboard, postView, refusalWords } from "./post-view.ts";
import { pageSize, queueView } from "./queue-view.ts";

export function createQueueFeature(
  desk: Desk,
  screen: Screen,
  flows: { reschedule: Flow<[number]>; cancelPost: Flow<[number]> },
): Composer<BotContext> {
  const { queue } = desk;
  const feature = new Composer<BotContext>();
  const number = (ctx: { match: string | RegExpMatchArray }) => Number(ctx.match[1]);

  feature.command("queue", (ctx) => showQueue(ctx, 0));
  feature.callbackQuery(/^queue:(\d+)$/, (ctx) => showQueue(ctx, number(ctx)));

  feature.callbackQuery(/^post:(\d+)$/, (ctx) => open(ctx, number(ctx)));
  feature.callbackQuery(/^post:(\d+):preview$/, (ctx) => preview(ctx, number(ctx)));
  feature.callbackQuery(/^post:(\d+):history$/, (ctx) => showHistory(ctx, number(ctx)));
  feature.callbackQuery(/^post:(\d+):keep$/, (ctx) => keep(ctx, number(ctx)));
  feature.callbackQuery(/^post:(\d+):let-go$/, (ctx) =>
    showResult(ctx, queue.letGo(number(ctx), ctx.person), "let-go"),
  );
  feature.callbackQuery(/^post:(\d+):reschedule$/, (ctx) =>
    ifItCould(ctx, "rescheduled", () => enter(ctx, flows.reschedule, number(ctx))),
  );
  feature.callbackQuery(/^post:(\d+):cancel$/, (ctx) =>
    ifItCould(ctx, "cancelled", () => enter(ctx, flows.cancelPost, number(ctx))),
  );
  feature.callbackQuery(/^post:(\d+):now$/, (ctx) =>
    ifItCould(ctx, "published_now", () => askPublishNow(ctx, number(ctx))),
  );
  feature.callbackQuery(/^post:(\d+):now-yes$/, (ctx) =>
    showResult(ctx, queue.publishNow(number(ctx), ctx.person), "publishing-now"),
  );
  feature.callbackQuery(/^post:(\d+):retry$/, (ctx) =>
    showResult(ctx, queue.retry(number(ctx), ctx.person), "trying-again"),
  );
  feature.callbackQuery(/^delivery:(\d+):retry$/, (ctx) =>
    withPostOf(ctx, number(ctx), (postId, deliveryId) =>
      showResult(ctx, queue.retry(postId, ctx.person, deliveryId), "trying-again"),
    ),
  );
  feature.callbackQuery(/^delivery:(\d+):(appeared|again)$/, (ctx) =>
    withPostOf(ctx, number(ctx), async (postId, deliveryId) => {
      const appeared = ctx.match[2] === "appeared";
      const result = queue.resolve(postId, ctx.person, deliveryId, appeared);
      const delivery = result.post?.deliveries.find(({ id }) => id === deliveryId);
      const noted = delivery?.status === "sent" ? "noted-as-sent" : "noted-and-going-on";
      const going = (delivery?.dueAt ?? 0) > desk.now() ? "kept-scheduled" : "trying-again";
      await showResult(ctx, result, appeared ? noted : going);
    }),
  );
  feature.callbackQuery(/^delivery:(\d+):leave$/, (ctx) =>
    withPostOf(ctx, number(ctx), (postId, deliveryId) =>
      showResult(ctx, queue.leave(postId, ctx.person, deliveryId), "left-alone"),
    ),
  );

  async function showQueue(ctx: BotContext, page: number): Promise<void> {
    const paused = publishingPausedLine(desk, ctx.person);
    await screen.show(ctx, queueView(queue.page(page, pageSize), ctx.person, paused));
  }

  async function open(ctx: BotContext, postId: number, note?: string): Promise<void> {
    const post = queue.read(postId);
    if (!post) return explainGone(ctx);
    await screen.show(ctx, postView(post, ctx.person, note));
  }

  async function showHistory(ctx: BotContext, postId: number): Promise<void> {
    const post = queue.read(postId);
    if (!post) return explainGone(ctx);
    await screen.show(ctx, historyView(post, queue.history(postId), ctx.person));
  }

  /** A button may be older than what has happened to the post since: nobody is asked what cannot be done. */
  async function ifItCould(
    ctx: BotContext & { match: string | RegExpMatchArray },
    change: Parameters<typeof queue.couldChange>[2],
    work: () => Promise<void>,
  ): Promise<void> {
    const answer = queue.couldChange(number(ctx), ctx.person, change);
    if (answer.ok) return work();
    if (answer.why === "gone") return explainGone(ctx);
    await screen.show(ctx, postView(answer.post, ctx.person, refusalWords(answer)));
  }

  async function askPublishNow(ctx: BotContext, postId: number): Promise<void> {
    const post = queue.read(postId);
    if (!post) return explainGone(ctx);
    const keyboard = new InlineKeyboard()
      .text(plain("button-publish-now-yes"), `post:${postId}:now-yes`)
      .text(plain("button-back"), `post:${postId}`);
    // Where it is out already, it does not go again.
    const deliveries = post.deliveries.filter(({ status }) => status === "pending");
    const question = html("ask-publish-now", { places: placesOf({ deliveries }) });
    await screen.show(ctx, { text: `${headingOf(post.content)}\n\n${question}`, keyboard });
  }

  /** Shows the post as it is after an act, with what was done or the true reason why not. */
  async function showResult(ctx: BotContext, result: ActResult, done: string): Promise<void> {
    if (!result.post) return explainGone(ctx);
    const { post } = result;
    const pending = post.deliveries.filter(({ status }) => status === "pending");
    const held = pending.length > 0 && pending.every(({ destination }) => destination.state === "lost");
    // Its author is told, and only its author.
    const own = post.authorId === ctx.person.userId ? "yes" : "no";
    const isPaused = pending.length > 0 && desk.jobs.publishingPause() !== undefined;
    const said = held ? "waits-for-rights" : isPaused ? "waits-for-resuming" : done;
    const note = result.ok ? html(said, { own }) : refusalWords(result);
    const view = postView(post, ctx.person, note);
    // The next message tells the result: what could be done until then would be stale at once.
    const isUnderWay = result.ok && pending.length > 0 && !held && !isPaused;
    const keyboard = isUnderWay ? openPostKeyboard(post.id) : view.keyboard;
    // Whoever goes through what a restore holds goes on to the next.
    const left = mayManageTeam(ctx.person) ? desk.restores.count().held : 0;
    if (left > 0) keyboard?.row().text(plain("button-held", { count: left }), "held:0");
    await screen.show(ctx, { ...view, ...(keyboard && { keyboard }) });
  }

  async function keep(ctx: BotContext, postId: number): Promise<void> {
    queue.keep([postId], ctx.person);
    // The button may be of a result that a new time has undone.
    const isKept = queue.read(postId)?.keptBy !== null;
    await open(ctx, postId, html(isKept ? "kept" : "keep-too-early"));
  }

  async function withPostOf(
    ctx: BotContext,
    deliveryId: number,
    work: (postId: number, deliveryId: number) => Promise<void>,
  ): Promise<void> {
    const postId = queue.postOfDelivery(deliveryId);
    if (postId === undefined) return explainGone(ctx);
    await work(postId, deliveryId);
  }

  async function preview(ctx: BotContext, postId: number): Promise<void> {
    const post = queue.read(postId);
    if (!post) return explainGone(ctx);
    const { failure } = await desk.preview(ctx.person.userId, post.content);
    const note = failure && html("preview-failed", { reason: trusted(reasonWords(failure)) });
    // The preview stands below the old screen: the screen moves below it.
    await screen.show(ctx, postView(post, ctx.person, note), { moving: true });
  }

  async function explainGone(ctx: BotContext): Promise<void> {
    await ctx.answerCallbackQuery({ text: plain("post-gone"), show_alert: true });
  }

  return feature;
}
