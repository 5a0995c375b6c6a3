/** What people and programs do with Belfry, each thing once for both. */
import { createBackups } from "../editorial/backups.ts";
import { createDirectory } from "../editorial/directory.ts";
import { createDrafting } from "../editorial/drafting.ts";
import { createQueue } from "../editorial/queue.ts";
import { createRestores } from "../editorial/restores.ts";
import { createStatisticsReader } from "../editorial/statistics.ts";
import { createTeam } from "../editorial/team.ts";
import type { Ground } from "./ground.ts";
import { holdScreens } from "./held-writes.ts";

export type UseCases = ReturnType<typeof createUseCases>;

export function createUseCases({ config, clock, events, stores, watch }: Omit<Ground, "log">) {
  const { chats, destinations, posts } = stores;
  const { timeZone } = config;
  const common = { clock, events };
  return {
    directory: createDirectory({
      ...common,
      destinations,
      timeZone,
      followMigration: (from, to) => chats.followMigration(from, to, clock.now()),
    }),
    drafting: createDrafting({ ...common, drafts: stores.drafts, posts, destinations }),
    queue: createQueue({ ...common, posts, ledger: stores.ledger }),
    restores: createRestores({ ...common, store: stores.heldDeliveries, posts }),
    statistics: createStatisticsReader({ clock, posts, statistics: stores.statistics }),
    team: createTeam({
      clock,
      people: holdScreens(stores.people, watch),
      ownerIds: config.ownerIds,
      timeZone,
    }),
    backups: createBackups({
      ...common,
      store: stores.backups,
      databasePath: config.databasePath,
      folder: config.backupDir,
      keep: { days: config.backupKeepDaily, weeks: config.backupKeepWeekly },
      timeZone,
    }),
  };
}
