/** The one message per person that the bot edits in place, instead of a flood of messages. */
import { type Api, GrammyError, HttpError, type InlineKeyboard } from "grammy";
import type { BotContext, Desk } from "./context.ts";

/** What a screen shows: HTML, and the buttons below it. */
export interface View {
  text: string;
  keyboard?: InlineKeyboard;
}

export type Screen = ReturnType<typeof createScreen>;

export function createScreen({ team }: Pick<Desk, "team">) {
  /**
   * Shows a view: a tap edits the message that was tapped, anything else gets a new message below.
   * `moving` takes the former screen away: the person has written below it, or a preview stands there.
   */
  async function show(ctx: BotContext, view: View, { moving = false } = {}): Promise<void> {
    const tapped = ctx.callbackQuery?.message?.message_id;
    if (tapped !== undefined && !moving && (await edit(ctx, tapped, view))) return remember(ctx, tapped);
    const former = tapped ?? ctx.person.screenMessageId;
    const sent = await ctx.api.sendMessage(ctx.person.userId, view.text, sendOptions(view));
    remember(ctx, sent.message_id);
    // Only now: where sending fails, the person still has the former one.
    if (moving && former) await remove(ctx, [former]);
  }

  /** Changes the screen in place although no button was tapped; sends it anew where it is gone. */
  async function refresh(ctx: BotContext, view: View): Promise<void> {
    const current = ctx.person.screenMessageId;
    if (current === null || !(await edit(ctx, current, view))) await show(ctx, view);
  }

  /** Changes a person's message later, while no update is handled; it stays as it is where that fails. */
  async function amend(api: Api, userId: number, messageId: number, view: View): Promise<void> {
    const change = api.editMessageText(userId, messageId, view.text, sendOptions(view));
    await change.catch(unlessTelegramFailed);
  }

  function remember(ctx: BotContext, messageId: number): void {
    if (ctx.person.screenMessageId === messageId) return;
    ctx.person.screenMessageId = messageId;
    team.setScreen(ctx.person.userId, messageId);
  }

  return { show, refresh, amend };
}

/** Deletes messages of the bot's own; those that are gone or too old stay as they are, and so do all if it fails. */
export async function remove(ctx: BotContext, messageIds: number[]): Promise<void> {
  if (messageIds.length === 0) return;
  await ctx.api.deleteMessages(ctx.person.userId, messageIds).catch(unlessTelegramFailed);
}

/** False where the message cannot be edited any more and must be sent anew. */
async function edit(ctx: BotContext, messageId: number, view: View): Promise<boolean> {
  try {
    await ctx.api.editMessageText(ctx.person.userId, messageId, view.text, sendOptions(view));
    return true;
  } catch (error) {
    if (!(error instanceof GrammyError) || error.error_code !== 400) throw error;
    // A second tap on the same button: the screen shows it already.
    return error.description.includes("message is not modified");
  }
}

/** How a view is sent or edited: HTML, without link previews. */
export function sendOptions(view: View) {
  return {
    parse_mode: "HTML" as const,
    link_preview_options: { is_disabled: true },
    ...(view.keyboard ? { reply_markup: view.keyboard } : {}),
  };
}

/** Tidying up is never worth an apology: refused or not reached, a message too many stays. */
function unlessTelegramFailed(error: unknown): void {
  if (!(error instanceof GrammyError || error instanceof HttpError)) throw error;
}
