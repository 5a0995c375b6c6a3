/**
 * What is known of the message ids in a chat. Channels and supergroups count them up one by one, so the last known id
 * says where a message must be that was sent later. Basic groups share one count with all other chats: there nothing
 * is noted.
 */
import {
  and,
  asc,
  desc,
  eq,
  gt,
  gte,
  inArray,
  isNotNull,
  lte,
  max,
  ne,
  or,
  type SQL,
  sql,
} from "drizzle-orm";
import { type Content, messageCount } from "../posts/content.ts";
import { knownMessageIds, nextPart } from "../posts/parts.ts";
import type { FailureReason } from "../posts/retry.ts";
import type { ClaimName } from "./claims.ts";
import type { Database, Transaction } from "./database.ts";
import { deliveries, destinations, foreignPosts, jobRuns, posts } from "./schema.ts";

export type MessageIdStore = ReturnType<typeof createMessageIdStore>;

/** A delivery of which nobody knows whether it appeared, and what is known of its chat. */
export interface Doubt {
  chatId: number;
  type: "channel" | "group" | "supergroup";
  /** How many messages it makes: the part of it that was claimed. */
  messages: number;
  /** The last id known in the chat before it was sent; null: unknown. */
  after: number | null;
  /** The highest id known in the chat now. */
  newest: number;
  /** Ids after `after` that are known to be others' messages or other deliveries of ours. */
  known: number[];
  /** Something else of ours may have appeared in this chat after `after` too, nobody knows under which id. */
  shadowed: boolean;
}

/** Messages of ours in one chat; a chat appears once in a list of these. */
export interface SentMessages {
  destinationId: number;
  messageIds: readonly number[];
}

/** As many posts of others are remembered per channel: far more than come between a send and a look. */
const mostRemembered = 100;

export function createMessageIdStore(database: Database) {
  const immediately = <T>(work: (transaction: Transaction) => T): T =>
    database.transaction(work, { behavior: "immediate" });
  const byChatId = database
    .select({ id: destinations.id, type: destinations.type })
    .from(destinations)
    .where(eq(destinations.chatId, sql.placeholder("chatId")))
    .prepare();
  const newest = (name: string) => sql`newest.value ->> ${sql.raw(`'${name}'`)}`;
  const raiseLast = database
    .update(destinations)
    .set({ lastMessageId: newest("messageId") })
    .from(sql`json_each(${sql.placeholder("newest")}) as newest`)
    .where(
      and(
        eq(destinations.id, newest("destinationId")),
        ne(destinations.type, sql`'group'`),
        sql`coalesce(${destinations.lastMessageId}, 0) < ${newest("messageId")}`,
      ),
    )
    .prepare();

  return {
    /** Ours were sent; call it in the transaction that records them as sent. */
    noteSent(sent: readonly SentMessages[]): void {
      const newest = sent
        .filter(({ messageIds }) => messageIds.length > 0)
        .map(({ destinationId, messageIds }) => ({ destinationId, messageId: Math.max(...messageIds) }));
      if (newest.length > 0) raiseLast.run({ newest: JSON.stringify(newest) });
    },

    /** An update showed somebody else's message. Costs a look where the chat is no destination. */
    noteForeign(chatId: number, messageId: number): void {
      const chat = byChatId.get({ chatId });
      if (!chat || chat.type === "group") return;
      immediately((transaction) => {
        raiseLast.run({ newest: JSON.stringify([{ destinationId: chat.id, messageId }]) });
        // In groups Telegram itself says whose a message is.
        if (chat.type === "channel") remember(transaction, chatId, messageId);
      });
    },

    /** Messages may have come to this chat without an update: the last one is the last no more, nor for what is sent. */
    forgetLast: (chatId: number): void => forget(eq(destinations.chatId, chatId)),

    /** The same for all chats. */
    forgetAll: (): void => forget(undefined),

    /** When Belfry last began a job (epoch ms), whichever process that was; 0: never. */
    lastAlive: (): number =>
      database
        .select({ at: max(jobRuns.startedAt) })
        .from(jobRuns)
        .get()?.at ?? 0,

    /** What there is to know before looking; undefined if the delivery is no longer the claim's own. */
    doubt({ deliveryId, attempts }: Pick<ClaimName, "deliveryId" | "attempts">): Doubt | undefined {
      const row = database
        .select({
          destinationId: deliveries.destinationId,
          chatId: destinations.chatId,
          type: destinations.type,
          after: deliveries.afterMessageId,
          newest: destinations.lastMessageId,
          content: sql<Content>`${posts.content}`.mapWith(posts.content),
          partMessageIds: deliveries.partMessageIds,
        })
        .from(deliveries)
        .innerJoin(destinations, eq(destinations.id, deliveries.destinationId))
        .innerJoin(posts, eq(posts.id, deliveries.postId))
        .where(
          and(
            eq(deliveries.id, deliveryId),
            eq(deliveries.attempts, attempts),
            eq(deliveries.status, "sending"),
          ),
        )
        .get();
      if (!row) return undefined;
      const { destinationId, content, partMessageIds, ...chat } = row;
      const after = chat.after ?? 0;
      const others = othersSince(destinationId, deliveryId, after);
      const ownIds = [...others, { partMessageIds, messageIds: null }].flatMap(knownMessageIds);
      return {
        ...chat,
        newest: Math.max(chat.newest ?? 0, after),
        messages: messageCount(nextPart(content, partMessageIds).part),
        known: [...foreignSince(chat.chatId, after), ...ownIds.filter((id) => id > after)],
        shadowed: hasUnknownPart({ partMessageIds }) || others.some(mayHaveAppeared),
      };
    },
  };

  function forget(where: SQL | undefined): void {
    immediately((transaction) => {
      const chats = transaction.select({ id: destinations.id }).from(destinations).where(where);
      transaction
        .update(deliveries)
        .set({ afterMessageId: null })
        .where(and(eq(deliveries.status, "sending"), inArray(deliveries.destinationId, chats)))
        .run();
      transaction.update(destinations).set({ lastMessageId: null }).where(where).run();
    });
  }

  function foreignSince(chatId: number, after: number): number[] {
    return database
      .select({ id: foreignPosts.messageId })
      .from(foreignPosts)
      .where(and(eq(foreignPosts.chatId, chatId), gt(foreignPosts.messageId, after)))
      .orderBy(asc(foreignPosts.messageId))
      .all()
      .map(({ id }) => id);
  }

  /** Other deliveries to the destination that were claimed last when an id was known, or a later one. */
  function othersSince(destinationId: number, deliveryId: number, after: number) {
    return database
      .select({
        status: deliveries.status,
        reason: deliveries.reason,
        messageIds: deliveries.messageIds,
        partMessageIds: deliveries.partMessageIds,
      })
      .from(deliveries)
      .where(
        and(
          eq(deliveries.destinationId, destinationId),
          ne(deliveries.id, deliveryId),
          // What waits is left out, unless a part of it is out: it was not sent, or a person or a look has said that
          // it is not there.
          or(
            inArray(deliveries.status, ["sent", "sending", "uncertain", "cancelled"]),
            isNotNull(deliveries.partMessageIds),
          ),
          or(gte(deliveries.afterMessageId, after), eq(deliveries.status, "sending")),
        ),
      )
      .all();
  }
}

type Row = typeof deliveries.$inferSelect;

/** A person said that it had appeared: under which ids, nobody noted. */
const hasUnknownPart = ({ partMessageIds }: Pick<Row, "partMessageIds">): boolean =>
  partMessageIds?.some((ids) => ids.length === 0) ?? false;

/** Of unknown fate, or there under an id that nobody noted. */
function mayHaveAppeared(other: Pick<Row, "status" | "reason" | "messageIds" | "partMessageIds">): boolean {
  if (hasUnknownPart(other)) return true;
  const { status, reason, messageIds } = other;
  if (status === "sent") return messageIds?.length === 0;
  if (status === "cancelled") return doubtfulReasons.includes(reason ?? "");
  return status === "sending" || status === "uncertain";
}

/** What leaves a delivery uncertain: it keeps the reason where a person then cancels it. */
const doubtfulReasons: string[] = [
  "timed_out",
  "connection_lost",
  "server_error",
  "unreadable_answer",
  "stopped_while_sending",
  "restored",
  "restored_early",
  "other",
] satisfies FailureReason[];

function remember(transaction: Transaction, chatId: number, messageId: number): void {
  transaction.insert(foreignPosts).values({ chatId, messageId }).onConflictDoNothing().run();
  const nth = transaction
    .select({ messageId: foreignPosts.messageId })
    .from(foreignPosts)
    .where(eq(foreignPosts.chatId, chatId))
    .orderBy(desc(foreignPosts.messageId))
    .limit(1)
    .offset(mostRemembered)
    .get();
  if (nth)
    transaction
      .delete(foreignPosts)
      .where(and(eq(foreignPosts.chatId, chatId), lte(foreignPosts.messageId, nth.messageId)))
      .run();
}
