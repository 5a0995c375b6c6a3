/**
 * Small notes that the bot makes on its way, which must not keep anybody from reading while the database takes no
 * writes: where a person stands in a conversation, which message is their screen, which updates were handled. What a
 * person enters is not among them: of that nobody is told that it was saved before it was.
 */
import type { BotStorage } from "../bot/bot.ts";
import type { DatabaseWatch } from "../storage/database-watch.ts";
import type { PeopleStore } from "../storage/people.ts";

export function holdConversations(store: BotStorage, watch: Pick<DatabaseWatch, "writeOrHold">): BotStorage {
  /** What is not in the database yet, as JSON; undefined: deleted. */
  const unsaved = new Map<string, string | undefined>();
  const handled = new Set<number>();

  function save(key: string, state: string | undefined, write: () => void): void {
    unsaved.set(key, state);
    watch.writeOrHold(`conversation ${key}`, () => {
      write();
      unsaved.delete(key);
    });
  }

  return {
    read(key) {
      if (!unsaved.has(key)) return store.read(key);
      const state = unsaved.get(key);
      return state === undefined ? undefined : (JSON.parse(state) as unknown);
    },
    write: (key, state, usedAt) => save(key, JSON.stringify(state), () => store.write(key, state, usedAt)),
    delete: (key) => save(key, undefined, () => store.delete(key)),
    wasHandled: (updateId) => handled.has(updateId) || store.wasHandled(updateId),
    markHandled(updateId, now) {
      handled.add(updateId);
      watch.writeOrHold(`update ${updateId}`, () => {
        store.markHandled(updateId, now);
        handled.delete(updateId);
      });
    },
  };
}

export function holdScreens(people: PeopleStore, watch: Pick<DatabaseWatch, "writeOrHold">): PeopleStore {
  return {
    ...people,
    setScreen: (userId, messageId) =>
      watch.writeOrHold(`screen ${userId}`, () => people.setScreen(userId, messageId)),
    noteStarted: (userId, name, username) =>
      watch.writeOrHold(`name ${userId}`, () => people.noteStarted(userId, name, username)),
  };
}
