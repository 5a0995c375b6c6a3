/** Where people stand in conversations, for @grammyjs/conversations; and which updates were handled. */
import { eq } from "drizzle-orm";
import type { Database } from "./database.ts";
import { conversations, handledUpdates } from "./schema.ts";

export function createConversationStore(database: Database) {
  return {
    read: (key: string): unknown =>
      database.select().from(conversations).where(eq(conversations.key, key)).get()?.state,

    write(key: string, state: unknown, usedAt: number): void {
      database
        .insert(conversations)
        .values({ key, state, usedAt })
        .onConflictDoUpdate({ target: conversations.key, set: { state, usedAt } })
        .run();
    },

    delete(key: string): void {
      database.delete(conversations).where(eq(conversations.key, key)).run();
    },

    wasHandled: (updateId: number): boolean =>
      database.select().from(handledUpdates).where(eq(handledUpdates.updateId, updateId)).get() !== undefined,

    markHandled(updateId: number, now: number): void {
      database.insert(handledUpdates).values({ updateId, at: now }).onConflictDoNothing().run();
    },
  };
}
