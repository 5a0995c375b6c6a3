/** Cancelling a post: with a reason that others can read, or without. */
import { InlineKeyboard } from "grammy";
import type { DeliveryStatus } from "../../posts/status.ts";
import type { BotContext, Desk } from "../context.ts";
import type { Flow, Turn } from "../flows.ts";
import { headingOf } from "../format.ts";
import type { Screen } from "../screen.ts";
import { html, plain } from "../words.ts";
import { isDoubtful } from "./delivery-lines.ts";
import { isHalfOut } from "./part-words.ts";
import { postView, refusalWords } from "./post-view.ts";

/** Long enough for a sentence or two, short enough for a screen. */
const longestReason = 200;

export function createCancelPost({ queue }: Desk, screen: Screen): Flow<[postId: number]> {
  async function show(ctx: BotContext, postId: number): Promise<void> {
    await ask(ctx, postId);
  }

  async function ask(ctx: BotContext, postId: number, note?: string): Promise<void> {
    const post = queue.read(postId);
    if (!post) return;
    const keyboard = new InlineKeyboard()
      .text(plain("button-cancel-without-reason"), `drop:${postId}:yes`)
      .row()
      .text(plain("button-back"), `drop:${postId}:back`);
    const text = [headingOf(post.content), note, html("ask-cancel-reason")].filter(Boolean).join("\n\n");
    await screen.show(ctx, { text, keyboard }, { moving: note !== undefined });
  }

  async function take(ctx: BotContext, postId: number): Promise<Turn> {
    const tap = ctx.callbackQuery?.data?.match(/^drop:(\d+):(yes|back)$/);
    if (tap && Number(tap[1]) === postId)
      return tap[2] === "back" ? finish(ctx, postId) : cancel(ctx, postId, null);
    if (!ctx.message) return "pass";
    if (!queue.read(postId)) return finish(ctx, postId);
    const reason = ctx.message.text?.trim();
    if (!reason || [...reason].length > longestReason) {
      await ask(ctx, postId, html("cancel-reason-problem", { limit: longestReason }));
      return "again";
    }
    return cancel(ctx, postId, reason);
  }

  async function cancel(ctx: BotContext, postId: number, reason: string | null): Promise<Turn> {
    const result = queue.cancel(postId, ctx.person, reason);
    if (!result.ok) return finish(ctx, postId, refusalWords(result));
    const count = (...statuses: DeliveryStatus[]) =>
      result.post.deliveries.filter(({ status }) => statuses.includes(status)).length;
    // What is under way cannot be called back: its result is told when it is known.
    if (count("sending") > 0) return finish(ctx, postId, html("cancelled-but-sending"));
    if (result.post.deliveries.some(isDoubtful)) return finish(ctx, postId, html("cancelled-doubtful"));
    if (result.post.deliveries.some(isHalfOut)) return finish(ctx, postId, html("cancelled-half-out"));
    const sent = count("sent");
    return finish(ctx, postId, html(sent > 0 ? "cancelled-rest" : "cancelled", { sent }));
  }

  async function finish(ctx: BotContext, postId: number, note?: string): Promise<Turn> {
    const post = queue.read(postId);
    const moving = ctx.callbackQuery === undefined;
    await screen.show(ctx, post ? postView(post, ctx.person, note) : { text: html("post-gone-screen") }, {
      moving,
    });
    return "done";
  }

  return { name: "cancel-post", show, take };
}
