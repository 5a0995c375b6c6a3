/**
 * Conversations whose state lies in the database, not in the library's replay log.
 *
 * @grammyjs/conversations replays a function from its start at every update. Here that function is always the same
 * few lines: show where the person stands, wait, take what comes, and rewind. So the log stays tiny, a deploy
 * in the middle loses nothing, and all work runs once, on the live context (docs/decisions/001).
 */
import { type Conversation, createConversation } from "@grammyjs/conversations";
import type { Context, MiddlewareFn } from "grammy";
import type { BotContext } from "./context.ts";
import type { ErrorReport } from "./errors.ts";

/**
 * again: wait for more; done: the flow is over; pass: not meant for the flow, let other handlers have it;
 * gone: over, and other handlers have it.
 */
export type Turn = "again" | "done" | "pass" | "gone";

export interface Flow<Arguments extends unknown[]> {
  name: string;
  /** Shows where the person stands. Arguments are plain JSON. */
  show: (ctx: BotContext, ...args: Arguments) => Promise<void>;
  take: (ctx: BotContext, ...args: Arguments) => Promise<Turn>;
}

/** Begins a flow; whatever the person was in before ends there, its input saved. */
export async function enter<Arguments extends unknown[]>(
  ctx: BotContext,
  flow: Flow<Arguments>,
  ...args: Arguments
): Promise<void> {
  await ctx.conversation.exitAll();
  await ctx.conversation.enter(flow.name, "show", ...args);
}

/** Takes this update as an answer to a flow that was cut off or left, and goes on with it from there. */
export async function resume<Arguments extends unknown[]>(
  ctx: BotContext,
  flow: Flow<Arguments>,
  ...args: Arguments
): Promise<void> {
  await ctx.conversation.exitAll();
  if ((await flow.take(ctx, ...args)) === "again") await ctx.conversation.enter(flow.name, "wait", ...args);
}

export function installFlow<Arguments extends unknown[]>(
  flow: Flow<Arguments>,
  report: ErrorReport,
): MiddlewareFn<BotContext> {
  async function run(conversation: Conversation<BotContext, Context>, _ctx: Context, ...args: unknown[]) {
    const [begin, ...rest] = args;
    const known = rest as Arguments;
    if (begin === "show")
      await conversation.external((ctx) => report.guard(ctx, () => flow.show(ctx, ...known)));
    const waiting = conversation.checkpoint();
    await conversation.wait();
    const turn = await conversation.external(
      async (ctx) => (await report.guard(ctx, () => flow.take(ctx, ...known))) ?? "again",
    );
    if (turn === "pass") await conversation.skip({ next: true });
    if (turn === "gone") await conversation.halt({ next: true });
    if (turn === "again") await conversation.rewind(waiting);
  }
  return createConversation<BotContext, Context>(run, flow.name);
}
