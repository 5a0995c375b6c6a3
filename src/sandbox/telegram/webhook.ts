/** What is known of a bot's webhook. */
import type { Bot, World } from "./world.ts";

export interface Webhook {
  url: string;
  /** Sent along, so that the receiver knows who posts; empty where the bot gave none. */
  secretToken: string;
  maxConnections: number;
  /** An update is under way. */
  delivering: boolean;
  /** Tries of the first pending update that failed, and when (ms) the next is due. */
  failures: number;
  nextTryAt: number;
  /** `date` in Unix seconds. */
  lastError: { date: number; message: string } | undefined;
  /** Aborted when the webhook is taken away. */
  end: AbortController;
}

/** Nothing is under way to the webhook, and nothing will be before the clock moves on. */
export const isWebhookIdle = (world: World, bot: Bot): boolean =>
  bot.webhook === undefined || !(bot.webhook.delivering || hasWork(world, bot));

/** Something could be posted now. */
export function hasWork(world: World, { webhook, pending }: Bot): boolean {
  return (
    webhook !== undefined && pending.length > 0 && isNear(webhook.url) && webhook.nextTryAt <= world.now()
  );
}

/** The sandbox has no network: a webhook elsewhere is kept and shown, and never called. */
export const isNear = (url: string): boolean =>
  URL.canParse(url) && /^(?:localhost|127\.0\.0\.1|\[::1\])$/.test(new URL(url).hostname);
