/**
 * Recording what was sent: the engine's most frequent verb. All that has come back in one turn is written by the same
 * four statements, for with thousands of deliveries a minute the statements, not the rows, are most of the work.
 */
import { and, eq, sql } from "drizzle-orm";
import type { ClaimName } from "./claims.ts";
import type { Database } from "./database.ts";
import type { Settlement } from "./deliveries.ts";
import { prepareEntries } from "./ledger.ts";
import { preparePostStatuses } from "./post-status.ts";
import { deliveries } from "./schema.ts";

export interface Sent {
  name: ClaimName;
  /** When Telegram's answer came. */
  at: number;
  messageIds: number[];
}

/** A part of the delivery store; call what it returns in a transaction. */
export function createSentRecord(database: Database) {
  const each = sql`json_each(${sql.placeholder("sent")}) as each_sent`;
  const field = (name: string) => sql`each_sent.value ->> ${sql.raw(`'${name}'`)}`;
  const settle = database
    .update(deliveries)
    .set({
      status: "sent",
      claimedAt: null,
      sentAt: field("at"),
      messageIds: field("messageIds"),
      reason: null,
      detail: null,
    })
    .from(each)
    .where(
      and(
        eq(deliveries.id, field("deliveryId")),
        eq(deliveries.status, sql`'sending'`),
        eq(deliveries.attempts, field("attempts")),
      ),
    )
    .returning({ id: deliveries.id })
    .prepare();
  const record = prepareEntries(database, {
    from: each,
    at: field("at"),
    action: "delivery_sent",
    postId: field("postId"),
    destinationId: field("destinationId"),
    details: sql`json_object('messageIds', json(${field("messageIds")}), 'attempt', ${field("attempts")})`,
  });
  const refreshAll = preparePostStatuses(database);

  /** In the order of the list; undefined, and nothing changed, for a delivery that is no longer the claim's own. */
  return function markAllSent(list: Sent[]): (Settlement | undefined)[] {
    const all = asJson(list);
    const ours = new Set(settle.all({ sent: all }).map(({ id }) => id));
    const settled = list.filter(({ name }) => ours.has(name.deliveryId));
    record.run({ sent: settled.length === list.length ? all : asJson(settled) });
    const finishing = new Map(settled.map(({ name, at }) => [name.postId, at]));
    const posts = refreshAll(finishing);
    return list.map(({ name: { deliveryId, postId } }) => {
      if (!ours.has(deliveryId)) return undefined;
      const post = posts.get(postId);
      // A post with several deliveries in the list finishes once.
      posts.delete(postId);
      return { status: "sent", ...(post?.finished && { postFinished: post.status }) };
    });
  };
}

function asJson(list: Sent[]): string {
  return JSON.stringify(
    list.map(({ name: { deliveryId, postId, destinationId, attempts }, at, messageIds }) => ({
      ...{ deliveryId, postId, destinationId, attempts, at },
      messageIds,
    })),
  );
}
