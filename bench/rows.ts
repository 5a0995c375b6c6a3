/** Posts by the thousand, written past the use cases: quick, and only as far as a measurement needs them. */
import type { OpenDatabase } from "../src/storage/database.ts";

const authorId = 1001;

/** Destinations with these chat ids, and their author on the team. */
export function addChats(
  { sqlite }: OpenDatabase,
  chatIds: readonly number[],
  type: "channel" | "supergroup" = "channel",
): void {
  sqlite
    .prepare(
      "insert or ignore into people (user_id, name, role, time_zone, added_at, started) values (?, 'Ada', 'owner', 'UTC', 0, 1)",
    )
    .run(authorId);
  const insert = sqlite.prepare(
    `insert into destinations (chat_id, type, title, time_zone, state, can_post, can_pin, added_by, added_at)
     values (?, ?, ?, 'UTC', 'active', 1, 1, ?, 0)`,
  );
  sqlite.transaction(() => {
    for (const chatId of chatIds) insert.run(chatId, type, `Chat ${chatId}`, authorId);
  })();
}

/** Scheduled posts with one pending delivery each: post i goes to chatIds[i], and is due at dueAt(i). */
export function addPosts(
  { sqlite }: OpenDatabase,
  chatIds: readonly number[],
  dueAt: (index: number) => number,
): void {
  const insertPost = sqlite.prepare(
    `insert into posts (author_id, status, content, due_at, time_zone, created_at, updated_at)
     values (?, 'scheduled', ?, ?, 'UTC', 0, 0)`,
  );
  const insertDelivery = sqlite.prepare(
    `insert into deliveries (post_id, destination_id, status, due_at, next_attempt_at)
     select ?, id, 'pending', ?, ? from destinations where chat_id = ?`,
  );
  sqlite.transaction(() => {
    for (const [index, chatId] of chatIds.entries()) {
      const at = dueAt(index);
      const content = JSON.stringify({ kind: "text", text: `Post ${index}`, entities: [] });
      const { lastInsertRowid } = insertPost.run(authorId, content, at);
      insertDelivery.run(lastInsertRowid, at, at, chatId);
    }
  })();
}

/** So many chat ids of channels. */
export const chatIds = (count: number): number[] =>
  Array.from({ length: count }, (_, index) => -1_001_000_000_001 - index);
