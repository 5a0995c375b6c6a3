/** A new time for a post: tapped or typed. */
import { InlineKeyboard } from "grammy";
import type { BotContext, Desk } from "../context.ts";
import type { Flow, Turn } from "../flows.ts";
import { formatMomentInZone, headingOf } from "../format.ts";
import type { Screen } from "../screen.ts";
import { addTimeButtons, readTappedTime, readWrittenTime, type TimeAnswer } from "../time-question.ts";
import { html, plain } from "../words.ts";
import { postView, refusalWords } from "./post-view.ts";

export function createReschedule({ queue, now }: Desk, screen: Screen): Flow<[postId: number]> {
  async function show(ctx: BotContext, postId: number): Promise<void> {
    await ask(ctx, postId);
  }

  async function ask(
    ctx: BotContext,
    postId: number,
    { note, meant = [], moving = false }: { note?: string; meant?: number[]; moving?: boolean } = {},
  ): Promise<void> {
    const post = queue.read(postId);
    if (!post) return;
    const zone = ctx.person.timeZone;
    const keyboard = new InlineKeyboard();
    addTimeButtons(keyboard, `move:${postId}`, { now: now(), zone, meant });
    keyboard.text(plain("button-back"), `move:${postId}:back`);
    const question = html("step-reschedule", {
      time: formatMomentInZone(post.dueAt, zone),
      over: post.dueAt <= now() ? "yes" : "no",
      now: formatMomentInZone(now(), zone),
    });
    await screen.show(
      ctx,
      { text: [headingOf(post.content), note, question].filter(Boolean).join("\n\n"), keyboard },
      { moving },
    );
  }

  async function take(ctx: BotContext, postId: number): Promise<Turn> {
    const zone = ctx.person.timeZone;
    const tap = ctx.callbackQuery?.data?.match(/^move:(\d+):(.+)$/);
    if (tap && Number(tap[1]) === postId) {
      if (tap[2] === "back") return finish(ctx, postId);
      return move(ctx, postId, readTappedTime(tap[2] ?? "", now(), zone), false);
    }
    if (!ctx.message) return "pass";
    return move(ctx, postId, readWrittenTime(ctx.message.text ?? "", now(), zone), true);
  }

  async function move(ctx: BotContext, postId: number, answer: TimeAnswer, moving: boolean): Promise<Turn> {
    if (!queue.read(postId)) return finish(ctx, postId, undefined, moving);
    if (!answer.ok) {
      await ask(ctx, postId, { note: answer.problem, meant: answer.meant, moving });
      return "again";
    }
    const result = queue.reschedule(postId, ctx.person, answer.at);
    if (!result.ok && result.why === "past") {
      await ask(ctx, postId, {
        note: html("time-past", { time: formatMomentInZone(answer.at, ctx.person.timeZone) }),
        moving,
      });
      return "again";
    }
    const done = html("rescheduled", { time: formatMomentInZone(answer.at, ctx.person.timeZone) });
    const note = result.ok ? [answer.note, done].filter(Boolean).join("\n") : refusalWords(result);
    return finish(ctx, postId, note, moving);
  }

  async function finish(ctx: BotContext, postId: number, note?: string, moving = false): Promise<Turn> {
    const post = queue.read(postId);
    await screen.show(ctx, post ? postView(post, ctx.person, note) : { text: html("post-gone-screen") }, {
      moving,
    });
    return "done";
  }

  return { name: "reschedule", show, take };
}
