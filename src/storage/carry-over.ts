/**
 * What a backup must learn before it becomes the database, so that nothing is sent again. docs/decisions/007 says why.
 * Works on the backup, migrated and open, with foreign keys off; the caller makes it one transaction.
 */
import type Sqlite from "better-sqlite3";
import type { FailureReason } from "../posts/retry.ts";

/** Due by the restore: probably out. Still to come: out only if somebody published it early. */
const reasons = { due: "restored", toCome: "restored_early" } as const satisfies Record<
  string,
  FailureReason
>;

/** Whoever has no knowledge of ids that were given since the backup stays clear of them by so many. */
const leap = 1_000_000;

export interface CarriedOver {
  /** How many deliveries that are open in the backup the database that is replaced knows the fate of. */
  known: number;
  /** How many posts are in that database alone. */
  lost: number;
}

/**
 * Takes over what the present database, attached as `present`, knows: it wins for every post that is in both, and for
 * the people, the chats and the machinery, which are facts of today. Undefined, and nothing done, where it is not a
 * later state of this very database: then the same id may mean another post.
 */
export function carryOver(sqlite: Sqlite.Database): CarriedOver | undefined {
  if (!isLaterState(sqlite)) return undefined;
  sqlite.exec(`
    create temp table in_both as
      select id from main.posts as backup where exists (
        select 1 from present.posts as now
        where now.id = backup.id and now.author_id = backup.author_id and now.created_at = backup.created_at)
  `);
  const count = (query: string) => sqlite.prepare(query).pluck().get() as number;
  const known = count(`select count(*) from main.deliveries
    where status in ('pending', 'sending') and post_id in (select id from in_both)`);
  for (const table of ["people", "destinations"]) take(sqlite, table);
  sqlite.exec("delete from main.deliveries where post_id in (select id from in_both)");
  take(sqlite, "posts", "id in (select id from in_both)");
  take(sqlite, "deliveries", "post_id in (select id from in_both)");
  // Entries that were made since. They keep their ids, by which programs outside know what they have heard of.
  take(sqlite, "ledger", "id > (select coalesce(max(id), 0) from main.ledger)");
  take(sqlite, "backups", "problem is null and file not in (select file from main.backups)");
  for (const table of machinery) take(sqlite, table);
  const lost = count("select count(*) from present.posts where id not in (select id from main.posts)");
  giveEverySequenceARow(sqlite);
  sqlite.exec(`
    update main.sqlite_sequence set seq = max(seq,
      coalesce((select now.seq from present.sqlite_sequence as now where now.name = sqlite_sequence.name), 0))
  `);
  return { known, lost };
}

/** Tables whose rows are as good as they are new. */
const machinery = [
  "outages",
  "telegram_waits",
  "job_runs",
  "job_states",
  "handled_updates",
  "idempotency_keys",
  "media",
  "event_webhooks",
  "restores",
];

/**
 * Holds what may have been sent since for an owner's word: every delivery that would go out by itself, of posts that
 * were not `in_both`. Returns how many, how many of them are still to come, and their posts.
 */
export function holdTheRest(
  sqlite: Sqlite.Database,
  now: number,
): { held: number; toCome: number; postIds: number[] } {
  sqlite.exec("create temp table if not exists in_both as select id from main.posts where false");
  const held = sqlite
    .prepare(
      `update main.deliveries set
        status = 'uncertain', claimed_at = null, detail = null, left_at = null, after_message_id = null,
        reason = case when due_at > :now then '${reasons.toCome}' else '${reasons.due}' end
      where status = 'sending' or (status = 'pending' and post_id not in (select id from in_both))
      returning id, post_id as postId, destination_id as destinationId, reason`,
    )
    .all({ now }) as { id: number; postId: number; destinationId: number; reason: string }[];
  const note = sqlite.prepare(
    `insert into main.ledger (at, action, post_id, destination_id, details)
      values (:now, 'delivery_held', :postId, :destinationId, json_object('reason', :reason))`,
  );
  for (const one of held) note.run({ ...one, now });
  // What the clean-up announced before has been deleted, or was restored for a reason: it is announced anew.
  sqlite.exec("update main.posts set cleanup_at = null where id not in (select id from in_both)");
  const toCome = held.filter(({ reason }) => reason === reasons.toCome).length;
  return { held: held.length, toCome, postIds: [...new Set(held.map(({ postId }) => postId))] };
}

/** What was true of a running program only: questions asked, updates on their way, the last message of each chat. */
export function forgetTheMoment(sqlite: Sqlite.Database, present: "known" | "unknown"): void {
  sqlite.exec(`
    delete from main.conversations;
    delete from main.received_updates;
    update main.destinations set last_message_id = null;
  `);
  if (present === "known") take(sqlite, "received_updates");
  else {
    giveEverySequenceARow(sqlite);
    sqlite.exec(`update main.sqlite_sequence set seq = seq + ${leap}`);
  }
}

/** SQLite keeps the last id that it gave in a table, which has a row only once it has given one. */
function giveEverySequenceARow(sqlite: Sqlite.Database): void {
  sqlite.exec(`
    insert into main.sqlite_sequence (name, seq)
      select name, 0 from main.sqlite_master
      where type = 'table' and sql like '%autoincrement%' and name not in (select name from main.sqlite_sequence)
  `);
}

/** Whether the newest entry of the backup's ledger is in the present one's. */
function isLaterState(sqlite: Sqlite.Database): boolean {
  return (
    sqlite
      .prepare(
        `select 1 from present.ledger as now
          join (select id, at, action from main.ledger order by id desc limit 1) as backup
          on now.id = backup.id and now.at = backup.at and now.action = backup.action`,
      )
      .get() !== undefined
  );
}

/** Copies the present rows of a table over those that have the same key. */
function take(sqlite: Sqlite.Database, table: string, where = "true"): void {
  const columns = sqlite
    .prepare(
      `select '"' || main.name || '"' from pragma_table_info(:table, 'main') as main
        join pragma_table_info(:table, 'present') as now on now.name = main.name`,
    )
    .pluck()
    .all({ table })
    .filter((column) => !(table === "backups" && column === '"id"'))
    .join(", ");
  if (columns === "") return;
  sqlite.exec(
    `insert or replace into main.${table} (${columns}) select ${columns} from present.${table} where ${where}`,
  );
}
