/**
 * The owners hear once, at the first start after it, that a backup became the database; and whoever has posts that are
 * held by it, that an owner decides on them.
 */
import type { Restores } from "../../editorial/restores.ts";
import { restoreView } from "../restores.ts";
import { html } from "../words.ts";
import type { Telling } from "./telling.ts";

export function createRestoreNotices({ telling, restores }: { telling: Telling; restores: Restores }) {
  /** Restores that the owners have heard of; the disk says so only once the authors have, too. */
  const heard = new Set<number>();

  return async function tellRestores(): Promise<void> {
    const untold = restores.untold();
    if (untold.length === 0) return;
    for (const restore of untold) {
      if (heard.has(restore.id)) continue;
      await telling.tellEach(telling.owners(), (owner) => restoreView(restore, restores.count(), owner));
      heard.add(restore.id);
    }
    for (const { authorId, count } of restores.countPostsByAuthor()) {
      const authors = (telling.audience(authorId)[0] ?? []).filter(({ role }) => role !== "owner");
      await telling.tellEach(authors, () => ({ text: html("restored-author", { count }) }));
    }
    for (const { id } of untold) restores.markTold(id);
  };
}
