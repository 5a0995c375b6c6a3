/** Records that are kept for a while beside the posts: which of them are old, and their deletion in small portions. */
import { type SQL, sql } from "drizzle-orm";
import type { Database } from "./database.ts";

export type RecordKind = keyof typeof old;
export type OldRecords = ReturnType<typeof createOldRecords>;

/** Posts whose files are read at a time. */
const postsAtOnce = 500;

/** Of each kind: its table, and what makes a row of it old where nothing is needed from before an instant. */
const old = {
  /** What posts went through is kept as long as they are, and until every address has been told of it. */
  history: {
    table: "ledger",
    isOld: (before: number) => sql`at < ${before}
      and (post_id is null or not exists (select 1 from posts where posts.id = ledger.post_id))
      and id <= coalesce((select min(cursor) from event_webhooks), id)`,
  },
  /** The last run of each job says what was missed. */
  job_runs: {
    table: "job_runs",
    isOld: (before: number) => sql`started_at < ${before} and scheduled_for <
      (select max(scheduled_for) from job_runs as later where later.job = job_runs.job)`,
  },
  /** A draft is in the posts, not here: whoever comes back is asked a question again at most. */
  conversations: {
    table: "conversations",
    isOld: (before: number) => sql`used_at < ${before}
      or key not in (select user_id || '' from people where removed_at is null)`,
  },
  handled_updates: { table: "handled_updates", isOld: (before: number) => sql`at < ${before}` },
  received_updates: { table: "received_updates", isOld: (before: number) => sql`received_at < ${before}` },
  answers: { table: "idempotency_keys", isOld: (before: number) => sql`at < ${before}` },
  waits: { table: "telegram_waits", isOld: (before: number) => sql`until < ${before}` },
  outages: {
    table: "outages",
    isOld: (before: number) => sql`until < ${before} and end_told_at is not null`,
  },
  restores: { table: "restores", isOld: (before: number) => sql`at < ${before} and told_at is not null` },
} satisfies Record<string, { table: string; isOld: (before: number) => SQL }>;

export const recordKinds = Object.keys(old) as RecordKind[];

export function createOldRecords(database: Database) {
  return {
    /** How many records of a kind are older than an instant (epoch ms) and free to go. */
    count(kind: RecordKind, before: number): number {
      const { table, isOld } = old[kind];
      const row = database.get<{ count: number }>(
        sql`select count(*) as count from ${sql.identifier(table)} where ${isOld(before)}`,
      );
      return row.count;
    },

    /** Deletes at most `limit` of them. Returns how many. */
    delete(kind: RecordKind, before: number, limit: number): number {
      const { isOld } = old[kind];
      const table = sql.identifier(old[kind].table);
      return database.run(
        sql`delete from ${table} where rowid in (select rowid from ${table} where ${isOld(before)} limit ${limit})`,
      ).changes;
    },

    /** The files that were uploaded before an instant. */
    uploads: (before: number): string[] =>
      database
        .all<{ fileId: string }>(
          sql`select distinct file_id as fileId from media where uploaded_at < ${before}`,
        )
        .map(({ fileId }) => fileId),

    /** The files of the next posts and drafts after one, by id; undefined where there are no more. */
    filesOfPosts(afterId: number): { fileIds: string[]; lastId: number } | undefined {
      const page = sql`select id, coalesce(content, draft) as said from posts where id > ${afterId}
        order by id limit ${postsAtOnce}`;
      const { lastId } = database.get<{ lastId: number | null }>(
        sql`select max(id) as lastId from (${page})`,
      );
      if (lastId === null) return undefined;
      const files = database.all<{ fileId: string }>(
        sql`select part.value as fileId from (${page}) as page, json_tree(page.said) as part
          where part.key = 'fileId'`,
      );
      return { fileIds: files.map(({ fileId }) => fileId), lastId };
    },

    /** Forgets these files, where they were uploaded before an instant. Returns how many uploads that were. */
    forgetUploads: (fileIds: string[], before: number): number =>
      database.run(sql`delete from media where uploaded_at < ${before}
        and file_id in (select value from json_each(${JSON.stringify(fileIds)}))`).changes,
  };
}
