/**
 * A handler that threw: logged under an id, the person gets a sentence with that id, the bot goes on. Where the database
 * took nothing, the sentence says that instead: then nothing was done, and nothing will be by itself.
 */
import { randomBytes } from "node:crypto";
import { GrammyError } from "grammy";
import type { BotContext } from "./context.ts";
import { plain } from "./words.ts";

export type ErrorReport = ReturnType<typeof createErrorReport>;

export function createErrorReport({
  log,
  troubleIn,
}: {
  log: { error: (details: object, message: string) => void };
  /** Why the database took nothing, if that is what the error says. */
  troubleIn: (error: unknown) => string | undefined;
}) {
  async function report(error: unknown, ctx: BotContext): Promise<void> {
    // Short enough to read out, and rare enough to find one line in a log.
    const id = randomBytes(3).toString("hex");
    log.error({ error, errorId: id, updateId: ctx.update.update_id }, "a handler failed");
    // Strangers get one sentence and nothing else, and groups are no place for apologies.
    if (!ctx.person || ctx.chat?.type !== "private") return;
    const sentence = sentenceFor(error, id, troubleIn(error));
    try {
      if (!(await answerTap(ctx, sentence))) await ctx.reply(sentence);
    } catch (second) {
      log.error({ error: second, errorId: id }, "the person could not be told of it");
    }
  }

  /** False where there was no tap, or it was answered before the handler threw (taps.ts). */
  async function answerTap(ctx: BotContext, text: string): Promise<boolean> {
    if (!ctx.callbackQuery) return false;
    try {
      return await ctx.answerCallbackQuery({ text, show_alert: true });
    } catch {
      return false;
    }
  }

  return {
    report,
    /** Runs work; where it throws, reports that and returns undefined. */
    async guard<T>(ctx: BotContext, work: () => Promise<T>): Promise<T | undefined> {
      try {
        return await work();
      } catch (error) {
        await report(error, ctx);
        return undefined;
      }
    },
  };
}

function sentenceFor(error: unknown, id: string, trouble: string | undefined): string {
  if (trouble !== undefined) return plain("not-saved", { kind: trouble });
  const seconds = error instanceof GrammyError ? error.parameters.retry_after : undefined;
  return seconds ? plain("error-slow-down", { count: seconds }) : plain("error-with-id", { id });
}
