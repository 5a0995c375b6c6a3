/**
 * The name of what set work off: `u-…` for an update, `r-…` for a request. It stands in every line of the log that the
 * work writes, and with the post that it releases, so that one search finds the whole way of a post.
 */
import { AsyncLocalStorage } from "node:async_hooks";

const storage = new AsyncLocalStorage<string | null>();

/** Does work under a name, or under none; whatever it awaits keeps the name. */
export function withTrace<T>(trace: string | null, work: () => T): T {
  return storage.run(trace, work);
}

/** The name that the present work goes under; null for what the clock set off. */
export function currentTrace(): string | null {
  return storage.getStore() ?? null;
}
