/**
 * Updates that Telegram brings by itself. Each is on the disk before Telegram is told that it has arrived, and is
 * handled after that, one at a time as with polling: Telegram waits for no handler, and a crash loses nothing.
 * Where the disk takes nothing, it is handled first: people are answered then too, and what was in vain is not done
 * hours later.
 */
import type { Update } from "grammy/types";

export interface ReceivedUpdates {
  /** Does nothing with an update that is kept already or was handled before: Telegram may bring one twice. */
  keep: (updateId: number, update: unknown, now: number) => void;
  first: () => { updateId: number; update: unknown } | undefined;
  forget: (updateId: number) => void;
}

export type Inbox = ReturnType<typeof createInbox>;

/** When the database failed, it is asked again after this (ms). */
const restAfterError = 5000;

export function createInbox({
  received,
  handle,
  clock,
  isTrouble,
  onError,
}: {
  received: ReceivedUpdates;
  /** Drops an update that was handled before: a crash may come between that and forgetting it. */
  handle: (update: Update) => Promise<void>;
  clock: { now: () => number; sleepUntil: (at: number, signal?: AbortSignal) => Promise<void> };
  /** Whether an error says that the disk takes nothing now. */
  isTrouble: (error: unknown) => boolean;
  onError: (error: unknown) => void;
}) {
  const stopping = new AbortController();
  let started = false;
  /** Handled last: where it could not be forgotten, it is not handled again for that. */
  let handled: number | undefined;
  let isWorking = false;
  let working = Promise.resolve();

  function work(): void {
    if (started && !isWorking && !stopping.signal.aborted) working = handleAll();
  }

  async function handleAll(): Promise<void> {
    isWorking = true;
    try {
      for (let next = received.first(); next && !stopping.signal.aborted; next = received.first()) {
        if (next.updateId !== handled) await handle(next.update as Update);
        handled = next.updateId;
        received.forget(next.updateId);
      }
    } catch (error) {
      onError(error);
      void clock.sleepUntil(clock.now() + restAfterError, stopping.signal).then(work);
    } finally {
      isWorking = false;
    }
  }

  /** Handles in its turn what is nowhere but here and at Telegram, which brings it again where this rejects. */
  async function handleOffDisk(update: Update): Promise<void> {
    while (isWorking) await working;
    stopping.signal.throwIfAborted();
    isWorking = true;
    const turn = handle(update).finally(() => {
      isWorking = false;
    });
    working = turn.catch(() => undefined);
    await turn;
    work();
  }

  return {
    /**
     * The update is safe when this returns, or when what it returns resolves: on the disk, or handled where the disk
     * takes nothing. Throws, or rejects, where it is neither.
     */
    take(update: { update_id: number }): Promise<void> | undefined {
      try {
        received.keep(update.update_id, update, clock.now());
      } catch (error) {
        if (!started || !isTrouble(error)) throw error;
        return handleOffDisk(update as Update);
      }
      work();
      return undefined;
    },

    /** Begins to handle, with what an earlier process left. */
    start(): void {
      started = true;
      work();
    },

    /** Resolves when nothing is being handled. */
    whenIdle: (): Promise<void> => working,

    /** Resolves when the update in hand is handled; the next process handles the rest. */
    async stop(): Promise<void> {
      stopping.abort();
      await working;
    },
  };
}
