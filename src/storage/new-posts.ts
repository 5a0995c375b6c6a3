/**
 * Posts that come without a draft, perhaps very many at once: many rows to a statement, because a hundred thousand
 * statements would take most of the time.
 */
import { sql } from "drizzle-orm";
import type { Content } from "../posts/content.ts";
import type { Who } from "../posts/permissions.ts";
import { currentTrace } from "../trace.ts";
import type { Database, Transaction } from "./database.ts";
import { recordForPosts } from "./ledger.ts";

/** A post as it is to be scheduled; checked before it comes here. */
export interface NewPost {
  authorId: number;
  content: Content;
  /** At least one, none twice. */
  destinationIds: readonly number[];
  dueAt: number;
  /** The zone in which its time was chosen. */
  timeZone: string;
}

/** Enough rows for a statement's own cost to vanish, few enough for the memory. */
const atOnce = 1000;

/** A part of the post store. */
export function createNewPosts(database: Database) {
  return {
    /**
     * Adds scheduled posts, each with a pending delivery for each of its destinations: all of them, or none.
     * Returns their ids, in the order of the list.
     */
    addScheduled(list: readonly NewPost[], by: Who, now: number): number[] {
      return database.transaction(
        (transaction) => {
          const last = transaction.get<{ id: number }>(
            sql`select coalesce(max(seq), 0) as id from sqlite_sequence where name = 'posts'`,
          ).id;
          for (let start = 0; start < list.length; start += atOnce)
            add(transaction, list.slice(start, start + atOnce), last + start + 1, by, now);
          return list.map((_, index) => last + 1 + index);
        },
        { behavior: "immediate" },
      );
    },
  };
}

function add(
  transaction: Transaction,
  list: readonly NewPost[],
  firstId: number,
  by: Who,
  now: number,
): void {
  const posts = list.map(({ authorId, content, dueAt, timeZone }, index) => [
    ...[firstId + index, authorId, dueAt, timeZone],
    content,
  ]);
  transaction.run(sql`
    insert into posts (id, author_id, status, due_at, time_zone, content, created_at, updated_at, trace)
    select value ->> 0, value ->> 1, 'scheduled', value ->> 2, value ->> 3, value -> 4, ${now}, ${now},
      ${currentTrace()}
    from json_each(${JSON.stringify(posts)})`);

  const deliveries = list.flatMap(({ destinationIds, dueAt }, index) =>
    destinationIds.map((destinationId) => [firstId + index, destinationId, dueAt]),
  );
  transaction.run(sql`
    insert into deliveries (post_id, destination_id, status, due_at, next_attempt_at)
    select value ->> 0, value ->> 1, 'pending', value ->> 2, value ->> 2
    from json_each(${JSON.stringify(deliveries)})`);

  recordForPosts(
    transaction,
    { at: now, by, action: "post_scheduled" },
    list.map(({ dueAt, destinationIds }, index) => ({
      postId: firstId + index,
      details: { dueAt, destinationIds },
    })),
  );
}
