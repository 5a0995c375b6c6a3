/** Channels and groups, as rows. */
import { and, asc, eq, inArray, isNotNull, ne, sql } from "drizzle-orm";
import type { PostStatus } from "../posts/status.ts";
import type { Database } from "./database.ts";
import { recordInLedger } from "./ledger.ts";
import { preparePostStatuses } from "./post-status.ts";
import { deliveries, destinations, posts } from "./schema.ts";

export type Destination = typeof destinations.$inferSelect;
/** What Telegram says of a chat and of the bot's rights in it. */
export type ChatFacts = Pick<Destination, "chatId" | "type" | "title" | "username" | "canPost" | "canPin">;
export type DestinationStore = ReturnType<typeof createDestinationStore>;

export function createDestinationStore(database: Database) {
  const byChatId = database
    .select()
    .from(destinations)
    .where(eq(destinations.chatId, sql.placeholder("chatId")))
    .prepare();

  return {
    /** Every destination that nobody took off the list, by title. */
    all: (): Destination[] =>
      database
        .select()
        .from(destinations)
        .where(ne(destinations.state, "removed"))
        .orderBy(asc(destinations.title))
        .all(),

    byId: (id: number): Destination | undefined =>
      database.select().from(destinations).where(eq(destinations.id, id)).get(),

    byIds: (ids: number[]): Destination[] =>
      database
        .select()
        .from(destinations)
        .where(inArray(destinations.id, ids))
        .orderBy(asc(destinations.title))
        .all(),

    byChatId: (chatId: number): Destination | undefined => byChatId.get({ chatId }),

    /** Adds a chat, or takes back one that was removed or lost; its zone and history stay. Returns the row. */
    register(
      facts: ChatFacts,
      { timeZone, by, now }: { timeZone: string; by: number; now: number },
    ): Destination {
      return database.transaction(
        (transaction) => {
          const state = facts.canPost ? ("active" as const) : ("lost" as const);
          const row = transaction
            .insert(destinations)
            .values({ ...facts, state, timeZone, addedBy: by, addedAt: now })
            .onConflictDoUpdate({
              target: destinations.chatId,
              set: { ...facts, state, addedBy: by, lossUntoldSince: null },
            })
            .returning()
            .get();
          recordInLedger(transaction, {
            at: now,
            by,
            action: "destination_added",
            destinationId: row.id,
          });
          return row;
        },
        { behavior: "immediate" },
      );
    },

    /** Takes in what Telegram says now of a known chat; a loss of the right to post waits to be told. */
    update(
      id: number,
      facts: Omit<ChatFacts, "chatId">,
      { by, now }: { by?: number | undefined; now: number },
    ): void {
      database.transaction(
        (transaction) => {
          const before = transaction.select().from(destinations).where(eq(destinations.id, id)).get();
          if (!before || before.state === "removed") return;
          const lost = before.state === "active" && !facts.canPost;
          const state = facts.canPost ? ("active" as const) : ("lost" as const);
          const lossUntoldSince = facts.canPost ? null : lost ? now : before.lossUntoldSince;
          transaction
            .update(destinations)
            .set({ ...facts, state, lossUntoldSince })
            .where(eq(destinations.id, id))
            .run();
          const action = lost ? "destination_lost" : "destination_changed";
          recordInLedger(transaction, {
            at: now,
            by,
            action,
            destinationId: id,
            details: { ...facts },
          });
        },
        { behavior: "immediate" },
      );
    },

    rename(id: number, title: string, username: string | null): void {
      database.update(destinations).set({ title, username }).where(eq(destinations.id, id)).run();
    },

    setTimeZone(id: number, timeZone: string, by: number, now: number): void {
      database.transaction(
        (transaction) => {
          transaction.update(destinations).set({ timeZone }).where(eq(destinations.id, id)).run();
          recordInLedger(transaction, {
            at: now,
            by,
            action: "destination_changed",
            destinationId: id,
            details: { timeZone },
          });
        },
        { behavior: "immediate" },
      );
    },

    /**
     * Takes a chat off the list; what still waited for it fails, so that its authors are told.
     * Returns the posts that finished by this.
     */
    remove(id: number, by: number, now: number): { postId: number; status: PostStatus }[] {
      return database.transaction(
        (transaction) => {
          transaction
            .update(destinations)
            .set({ state: "removed", lossUntoldSince: null })
            .where(eq(destinations.id, id))
            .run();
          const failed = transaction
            .update(deliveries)
            .set({ status: "failed", reason: "destination_removed" })
            .where(and(eq(deliveries.destinationId, id), eq(deliveries.status, "pending")))
            .returning({ postId: deliveries.postId })
            .all();
          recordInLedger(transaction, {
            at: now,
            by,
            action: "destination_removed",
            destinationId: id,
          });
          const refreshed = preparePostStatuses(transaction)(
            new Map(failed.map(({ postId }) => [postId, now])),
          );
          return [...refreshed].flatMap(([postId, { status, finished }]) =>
            finished ? [{ postId, status }] : [],
          );
        },
        { behavior: "immediate" },
      );
    },

    /** Posts that still wait for this destination, soonest first. */
    waiting: (id: number) =>
      database
        .select({
          postId: posts.id,
          authorId: posts.authorId,
          content: posts.content,
          dueAt: deliveries.dueAt,
        })
        .from(deliveries)
        .innerJoin(posts, eq(posts.id, deliveries.postId))
        .where(and(eq(deliveries.destinationId, id), eq(deliveries.status, "pending")))
        .orderBy(asc(deliveries.dueAt))
        .all(),

    /** Destinations whose loss the people concerned have not been told of. */
    untoldLosses: (): Destination[] =>
      database.select().from(destinations).where(isNotNull(destinations.lossUntoldSince)).all(),

    markLossTold(id: number): void {
      database.update(destinations).set({ lossUntoldSince: null }).where(eq(destinations.id, id)).run();
    },
  };
}
