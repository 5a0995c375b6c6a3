/** When a bot has nothing left to do: what tests wait for instead of sleeping. */
import { isWebhookIdle } from "./webhook.ts";
import type { World } from "./world.ts";

/**
 * Resolves when every update has been confirmed by its bot and no call of the Bot API is under way.
 * An update is confirmed by the next getUpdates, which a bot sends when it has handled the update; or by the answer of
 * the webhook, which may be given before. What a webhook refused waits for the clock, and nobody for it.
 */
export function whenBotIdle(world: World): Promise<void> {
  if (isIdle(world)) return Promise.resolve();
  return new Promise((resolve) => {
    world.idleWaiters.push(resolve);
  });
}

/** To be called whenever updates have been confirmed or a call has ended. */
export function noteProgress(world: World): void {
  if (!isIdle(world)) return;
  const waiters = world.idleWaiters;
  world.idleWaiters = [];
  for (const resolve of waiters) resolve();
}

/** Counts a call of the Bot API as under way until the function that is returned is called. */
export function beginCall(world: World): () => void {
  world.callsInFlight++;
  let ended = false;
  return () => {
    if (ended) return;
    ended = true;
    world.callsInFlight--;
    noteProgress(world);
  };
}

const isIdle = (world: World) =>
  world.callsInFlight === 0 &&
  [...world.bots.values()].every((bot) =>
    bot.webhook ? isWebhookIdle(world, bot) : bot.pending.length === 0,
  );
