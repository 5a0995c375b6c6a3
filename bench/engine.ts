/** The engine as app.ts makes it, over a database of its own; only its pace is the measurement's. */
import { createClock } from "../src/clock.ts";
import { createEvents } from "../src/events.ts";
import { createEngine } from "../src/publishing/engine.ts";
import { createChatChangeStore } from "../src/storage/chat-changes.ts";
import type { Database } from "../src/storage/database.ts";
import { createDeliveryStore } from "../src/storage/deliveries.ts";
import { createMessageIdStore } from "../src/storage/message-ids.ts";
import { createTelegramApi } from "../src/telegram/client.ts";
import { createPacer, type Pace } from "../src/telegram/pacer.ts";
import { createSender } from "../src/telegram/send.ts";

/** How many sends are under way at a time, on both sides: the engine's own number. */
export const parallel = 90;

const day = 24 * 60 * 60 * 1000;

export const apiFor = (apiRoot: string, token: string) =>
  createTelegramApi({ token, apiRoot, timeoutSeconds: 30 });

export function openEngine(
  database: Database,
  { apiRoot, token, pace }: { apiRoot: string; token: string; pace: Pace },
) {
  const events = createEvents((error) => {
    throw error;
  });
  const messageIds = createMessageIdStore(database);
  const clock = createClock();
  const engine = createEngine({
    deliveries: createDeliveryStore(database),
    chats: createChatChangeStore(database),
    send: createSender(apiFor(apiRoot, token)),
    noteSent: messageIds.noteSent,
    clock,
    events,
    pacer: createPacer(pace),
    expireAfterMs: day,
    parallel,
  });

  return {
    /** Sleeps until something is due and publishes, as the job does, until nothing waits any more. */
    async publishEverything(): Promise<void> {
      for (let next = engine.nextAttemptAt(); next !== undefined; next = engine.nextAttemptAt()) {
        await clock.sleepUntil(next);
        await engine.publishDue();
      }
    },
  };
}
