/** The owners hear once, at the first start after it, that a backup became the database. */
import type { Restores } from "../../editorial/restores.ts";
import { restoreView } from "../restores.ts";
import type { Telling } from "./telling.ts";

export function createRestoreNotices({ telling, restores }: { telling: Telling; restores: Restores }) {
  return async function tellRestores(): Promise<void> {
    for (const restore of restores.untold()) {
      await telling.tellEach(telling.owners(), (owner) => restoreView(restore, restores.count(), owner));
      restores.markTold(restore.id);
    }
  };
}
