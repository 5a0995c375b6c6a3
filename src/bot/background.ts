/** Work that outlives the handling of an update: showing how something long has ended. */

export type Background = ReturnType<typeof createBackground>;

export function createBackground(log: { warn: (details: object, message: string) => void }) {
  const open = new Set<Promise<void>>();
  return {
    /** Begins work that nobody waits for; an error is logged. */
    begin(work: () => Promise<void>): void {
      const done = work()
        .catch((error: unknown) => log.warn({ error }, "work in the background failed"))
        .finally(() => open.delete(done));
      open.add(done);
    },

    /** Resolves when nothing is being done. */
    async whenIdle(): Promise<void> {
      while (open.size > 0) await Promise.all(open);
    },
  };
}
