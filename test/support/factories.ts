/** Rows that fit together. Everything has a plain default; a test names only what it is about. */
import type { Content, TextContent } from "../../src/posts/content.ts";
import { derivePostStatus } from "../../src/posts/status.ts";
import type { Database } from "../../src/storage/database.ts";
import { deliveries, destinations, people, posts } from "../../src/storage/schema.ts";

type Person = typeof people.$inferSelect;
type Destination = typeof destinations.$inferSelect;
type Post = typeof posts.$inferSelect;
type Delivery = typeof deliveries.$inferSelect;

/** An instant to start from: Sunday, 22 November 2026, 10:00 UTC. */
export const someTime = Date.UTC(2026, 10, 22, 10);

export function textContent(text = "Hello"): TextContent {
  return { kind: "text", text, entities: [] };
}

export function addPerson(database: Database, person: Partial<Person> = {}): Person {
  const userId = person.userId ?? 1001;
  const row = { name: "Ada", role: "owner" as const, timeZone: "UTC", addedAt: someTime, ...person, userId };
  return database
    .insert(people)
    .values(row)
    .onConflictDoUpdate({ target: people.userId, set: row })
    .returning()
    .get();
}

let lastChatId = -1_001_000_000_000;

export function addDestination(database: Database, destination: Partial<Destination> = {}): Destination {
  const chatId = destination.chatId ?? --lastChatId;
  return database
    .insert(destinations)
    .values({
      chatId,
      type: "channel",
      title: `Channel ${chatId}`,
      timeZone: "UTC",
      state: "active",
      canPost: true,
      canPin: true,
      addedBy: 1001,
      addedAt: someTime,
      ...destination,
    })
    .returning()
    .get();
}

/**
 * A released post with one delivery per destination: all pending and due at `dueAt` unless `delivery` says otherwise.
 * The post's status and the instant when it finished follow from that.
 */
export function addPost(
  database: Database,
  to: Destination[],
  {
    delivery = {},
    ...post
  }: Partial<Omit<Post, "content">> & { content?: Content; delivery?: Partial<Delivery> } = {},
): Post & { deliveryIds: number[] } {
  const dueAt = post.dueAt ?? someTime;
  const deliveryStatus = delivery.status ?? "pending";
  const status = post.status ?? derivePostStatus([deliveryStatus]);
  const author = post.authorId === undefined ? addPerson(database).userId : post.authorId;
  const row = database
    .insert(posts)
    .values({
      content: textContent(),
      timeZone: "UTC",
      createdAt: dueAt,
      updatedAt: dueAt,
      finishedAt: status === "scheduled" ? null : dueAt,
      ...post,
      authorId: author,
      status,
      dueAt,
    })
    .returning()
    .get();
  const sent = { sentAt: dueAt, messageIds: [1] };
  const added = database
    .insert(deliveries)
    .values(
      to.map(({ id }) => ({
        nextAttemptAt: dueAt,
        ...(deliveryStatus === "sent" && sent),
        ...(deliveryStatus === "sending" && { claimedAt: dueAt, attempts: 1 }),
        ...delivery,
        postId: row.id,
        destinationId: id,
        status: deliveryStatus,
        dueAt,
      })),
    )
    .returning({ id: deliveries.id })
    .all();
  return { ...row, deliveryIds: added.map(({ id }) => id) };
}

export function readDelivery(database: Database, id: number | undefined): Delivery {
  const row = database.query.deliveries.findFirst({ where: (table, { eq }) => eq(table.id, id ?? 0) }).sync();
  if (!row) throw new Error(`no delivery ${id}`);
  return row;
}

export function readPost(database: Database, id: number): Post {
  const row = database.query.posts.findFirst({ where: (table, { eq }) => eq(table.id, id) }).sync();
  if (!row) throw new Error(`no post ${id}`);
  return row;
}
