/** grammY's own throttler for the comparison: with its defaults, everything handed to it at once. */
import { type Api, GrammyError } from "grammy";
import { apiFor } from "./engine.ts";

type Transformer = Parameters<Api["config"]["use"]>[0];

/** Where it is not installed, there is nothing to compare with, and the rest is measured all the same. */
const packageName = "@grammyjs/transformer-throttler";

/** Returns what sends a text to each of these chats through the throttler; undefined where it is not installed. */
export async function throttled() {
  const found = await import(packageName).catch(() => undefined);
  if (!found) return undefined;
  const { apiThrottler } = found as { apiThrottler: () => Transformer };
  return async (apiRoot: string, token: string, targets: readonly number[]): Promise<void> => {
    const api = apiFor(apiRoot, token);
    api.config.use(apiThrottler());
    await Promise.all(targets.map((chatId, index) => sendUntilTaken(api, chatId, `Post ${index}`)));
  };
}

/** It does not retry by itself: whoever uses it waits as long as a 429 says, and comes again. */
async function sendUntilTaken(api: Api, chatId: number, text: string): Promise<void> {
  for (;;) {
    try {
      await api.sendMessage(chatId, text);
      return;
    } catch (error) {
      if (!(error instanceof GrammyError) || error.error_code !== 429) throw error;
      const seconds = error.parameters.retry_after ?? 1;
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    }
  }
}
