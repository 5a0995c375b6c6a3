/** /queue: look at what is coming, and change it. */
import { Composer, InlineKeyboard } from "grammy";
import type { ActResult } from "../../editorial/queue.ts";
import type { BotContext, Desk } from "../context.ts";
import { enter, type Flow } from "../flows.ts";
import { headingOf } from "../format.ts";
import { reasonWords } from "../reason-words.ts";
import type { Screen } from "../screen.ts";
import { html, plain, trusted } from "../words.ts";
import { postView } from "./post-view.ts";
import { pageSize, queueView } from "./queue-view.ts";

export function createQueueFeature(
  desk: Desk,
  screen: Screen,
  flows: { reschedule: Flow<[number]>; cancelPost: Flow<[number]> },
): Composer<BotContext> {
  const { queue } = desk;
  const feature = new Composer<BotContext>();

  feature.command("queue", (ctx) => screen.show(ctx, queueView(queue.page(0, pageSize), ctx.person)));
  feature.callbackQuery(/^queue:(\d+)$/, (ctx) =>
    screen.show(ctx, queueView(queue.page(Number(ctx.match[1]), pageSize), ctx.person)),
  );

  feature.callbackQuery(/^post:(\d+)$/, (ctx) => open(ctx, Number(ctx.match[1])));
  feature.callbackQuery(/^post:(\d+):reschedule$/, (ctx) =>
    enter(ctx, flows.reschedule, Number(ctx.match[1])),
  );
  feature.callbackQuery(/^post:(\d+):cancel$/, (ctx) => enter(ctx, flows.cancelPost, Number(ctx.match[1])));
  feature.callbackQuery(/^post:(\d+):now$/, (ctx) => askPublishNow(ctx, Number(ctx.match[1])));
  feature.callbackQuery(/^post:(\d+):now-yes$/, (ctx) =>
    showResult(ctx, queue.publishNow(Number(ctx.match[1]), ctx.person), "publishing-now"),
  );
  feature.callbackQuery(/^post:(\d+):retry$/, (ctx) =>
    showResult(ctx, queue.retry(Number(ctx.match[1]), ctx.person), "trying-again"),
  );
  feature.callbackQuery(/^delivery:(\d+):retry$/, (ctx) =>
    withPostOf(ctx, Number(ctx.match[1]), (postId, deliveryId) =>
      showResult(ctx, queue.retry(postId, ctx.person, deliveryId), "trying-again"),
    ),
  );
  feature.callbackQuery(/^delivery:(\d+):(appeared|again)$/, (ctx) => {
    const appeared = ctx.match[2] === "appeared";
    return withPostOf(ctx, Number(ctx.match[1]), (postId, deliveryId) =>
      showResult(
        ctx,
        queue.resolve(postId, ctx.person, deliveryId, appeared),
        appeared ? "noted-as-sent" : "trying-again",
      ),
    );
  });
  feature.callbackQuery(/^post:(\d+):preview$/, (ctx) => preview(ctx, Number(ctx.match[1])));
  feature.callbackQuery(/^post:(\d+):keep$/, async (ctx) => {
    queue.keep([Number(ctx.match[1])], ctx.person);
    await open(ctx, Number(ctx.match[1]), html("kept"));
  });

  async function open(ctx: BotContext, postId: number, note?: string): Promise<void> {
    const post = queue.read(postId);
    if (!post) return explainGone(ctx);
    await screen.show(ctx, postView(post, ctx.person, note));
  }

  async function askPublishNow(ctx: BotContext, postId: number): Promise<void> {
    const post = queue.read(postId);
    if (!post) return explainGone(ctx);
    if (post.status !== "scheduled") return open(ctx, postId, html("act-too_late"));
    const places = post.deliveries.map(({ destination }) => destination.title).join(", ");
    const keyboard = new InlineKeyboard()
      .text(plain("button-publish-now-yes"), `post:${postId}:now-yes`)
      .text(plain("button-back"), `post:${postId}`);
    await screen.show(ctx, {
      text: `${headingOf(post.content)}\n\n${html("ask-publish-now", { places })}`,
      keyboard,
    });
  }

  /** Shows the post as it is after an act, with what was done or the true reason why not. */
  async function showResult(ctx: BotContext, result: ActResult, done: string): Promise<void> {
    if (!result.ok && !result.post) return explainGone(ctx);
    const post = result.post!;
    await screen.show(
      ctx,
      postView(post, ctx.person, html(result.ok ? done : `act-${result.why}`, { name: post.authorName })),
    );
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
    const outcome = await desk.preview(ctx.person.userId, post.content);
    const failure =
      "reason" in outcome
        ? html("preview-failed", { reason: trusted(reasonWords(outcome.reason)) })
        : undefined;
    // The preview stands below the old screen: the screen moves below it.
    await screen.show(ctx, postView(post, ctx.person, failure), { moving: true });
  }

  async function explainGone(ctx: BotContext): Promise<void> {
    await ctx.answerCallbackQuery({ text: plain("post-gone"), show_alert: true });
  }

  return feature;
}
