/**
 * The owners hear once, at the first start after it, that a backup became the database; and whoever has posts that are
 * held by it, that an owner decides on them.
 */
import type { Restores } from "../../editorial/restores.ts";
import { restoreView } from "../restores.ts";
import { html } from "../words.ts";
import type { Telling } from "./telling.ts";

export function createRestoreNotices({ telling, restores }: { telling: Telling; restores: Restores }) {
  return async function tellRestores(): Promise<void> {
    const untold = restores.untold();
    for (const restore of untold) {
      await telling.tellEach(telling.owners(), (owner) => restoreView(restore, restores.count(), owner));
      restores.markTold(restore.id);
    }
    if (untold.length === 0) return;
    for (const { authorId, count } of restores.countPostsByAuthor()) {
      const authors = (telling.audience(authorId)[0] ?? []).filter(({ role }) => role !== "owner");
      await telling.tellEach(authors, () => ({ text: html("restored-author", { count }) }));
    }
  };
}
