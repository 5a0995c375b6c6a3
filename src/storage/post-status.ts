/** A post's status follows from its deliveries; both change in one transaction. */
import { eq, sql } from "drizzle-orm";
import { type DeliveryStatus, derivePostStatus, type PostStatus } from "../posts/status.ts";
import type { Database, Transaction } from "./database.ts";
import { prepareEntries } from "./ledger.ts";
import { deliveries, posts } from "./schema.ts";

export interface RefreshedPost {
  status: PostStatus;
  /** It has just reached a status in which nothing more happens by itself: its author is owed word. */
  finished: boolean;
}

/** Brings a released post's status in line with its deliveries; call it in the transaction that changed one. */
export function refreshPostStatus(transaction: Transaction, postId: number, now: number): RefreshedPost {
  const refreshed = preparePostStatuses(transaction)(new Map([[postId, now]])).get(postId);
  if (!refreshed) throw new Error(`post ${postId} has no deliveries`);
  return refreshed;
}

/**
 * The same for many posts, each with the instant at which a delivery of it changed, and with statements made once:
 * where thousands of posts change a minute, making them would be most of the work.
 */
export function preparePostStatuses(database: Database | Transaction) {
  const statuses = database
    .select({ postId: deliveries.postId, status: deliveries.status })
    .from(deliveries)
    .where(sql`${deliveries.postId} in (select value from json_each(${sql.placeholder("postIds")}))`)
    .prepare();
  const field = (name: string) => sql`each_post.value ->> ${sql.raw(`'${name}'`)}`;
  const refresh = database
    .update(posts)
    .set({
      status: field("status"),
      finishedAt: field("finishedAt"),
      toldAt: null,
      cleanupAt: null,
      updatedAt: field("at"),
    })
    .from(sql`json_each(${sql.placeholder("posts")}) as each_post`)
    .where(eq(posts.id, field("postId")))
    .prepare();

  const recordFinished = prepareEntries(database, {
    from: sql`json_each(${sql.placeholder("posts")}) as each_post where ${field("finishedAt")} is not null`,
    at: field("at"),
    action: "post_finished",
    postId: field("postId"),
    details: sql`json_object('status', ${field("status")})`,
  });

  return (changedAt: ReadonlyMap<number, number>): Map<number, RefreshedPost> => {
    const found = new Map<number, DeliveryStatus[]>();
    for (const { postId, status } of statuses.all({ postIds: JSON.stringify([...changedAt.keys()]) })) {
      const ofPost = found.get(postId);
      if (ofPost) ofPost.push(status);
      else found.set(postId, [status]);
    }
    const refreshed = new Map<number, RefreshedPost>();
    const rows = [...found].map(([postId, ofPost]) => {
      const status = derivePostStatus(ofPost);
      const finished = status !== "scheduled";
      refreshed.set(postId, { status, finished });
      const at = changedAt.get(postId);
      return { postId, status, finishedAt: finished ? at : null, at };
    });
    const asJson = JSON.stringify(rows);
    refresh.run({ posts: asJson });
    if (rows.some(({ finishedAt }) => finishedAt !== null)) recordFinished.run({ posts: asJson });
    return refreshed;
  };
}
