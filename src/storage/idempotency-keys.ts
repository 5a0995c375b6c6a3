/** What the admin API answered to requests with an idempotency key. */
import { and, eq } from "drizzle-orm";
import type { Database } from "./database.ts";
import { idempotencyKeys } from "./schema.ts";

export type IdempotencyKey = typeof idempotencyKeys.$inferSelect;
export type IdempotencyKeyStore = ReturnType<typeof createIdempotencyKeyStore>;

/** A key is a token's own: two programs may choose the same. */
type KeyName = Pick<IdempotencyKey, "tokenName" | "key">;

export function createIdempotencyKeyStore(database: Database) {
  const isKey = ({ tokenName, key }: KeyName) =>
    and(eq(idempotencyKeys.tokenName, tokenName), eq(idempotencyKeys.key, key));

  return {
    find: (name: KeyName): IdempotencyKey | undefined =>
      database.select().from(idempotencyKeys).where(isKey(name)).get(),

    begin: ({ tokenName, key }: KeyName, requestHash: string, at: number): void =>
      void database.insert(idempotencyKeys).values({ tokenName, key, requestHash, at }).run(),

    complete: (name: KeyName, { status, answer }: { status: number; answer: unknown }): void =>
      void database.update(idempotencyKeys).set({ status, answer }).where(isKey(name)).run(),

    /** Makes the key free again. */
    forget: (name: KeyName): void => void database.delete(idempotencyKeys).where(isKey(name)).run(),

    /** Has the work, whatever it writes, share one commit: all of it happens, or nothing. */
    together: <T>(work: () => T): T => database.transaction(work, { behavior: "immediate" }),
  };
}
