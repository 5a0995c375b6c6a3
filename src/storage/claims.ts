/** Claiming: from pending to sending, so that what is sent was first written down. */
import { and, asc, eq, gte, isNotNull, isNull, lte, notExists, or, type SQL, sql } from "drizzle-orm";
import { alias, type SQLiteColumn } from "drizzle-orm/sqlite-core";
import { type Content, messageCount } from "../posts/content.ts";
import { nextPart } from "../posts/parts.ts";
import type { Database } from "./database.ts";
import { deliveries, destinations, posts } from "./schema.ts";

/** The right to settle a delivery: `attempts` names this claim, a later claim has a higher number. */
export interface ClaimName {
  deliveryId: number;
  postId: number;
  destinationId: number;
  attempts: number;
}

/** A claimed delivery, with what is needed to send it. */
export interface Claim extends ClaimName {
  chatId: number;
  chatType: "channel" | "group" | "supergroup";
  content: Content;
  /** The message ids of each part that is out: the next one is to be sent. Null: none is. */
  partMessageIds: number[][] | null;
  dueAt: number;
  /** What the post's way is found by in the log. */
  trace: string | null;
  /** Attempts before this one that count against the limit. */
  spentAttempts: number;
  /** 0 for one that was let go at a stop. */
  claimedAt: number;
  /** The last message id known in the chat before this was sent; null where none is. */
  afterMessageId: number | null;
}

/** Says of one load after the other whether it may go out now: telegram/pacer.ts. */
export type Admission = (load: {
  chatId: number;
  isGroup: boolean;
  messages: number;
}) => "yes" | "not_now" | "full";

/** What may be claimed: due at `notDueBefore` or later; `except…` leave out chats that are busy or must rest. */
export interface Claimable {
  notDueBefore: number;
  exceptDestinations?: number[];
  exceptChats?: number[];
}

/** A part of the delivery store. */
export function createClaims(database: Database, immediately: <T>(work: () => T) => T) {
  const isPending = ({ status, dueAt }: { status: SQLiteColumn; dueAt: SQLiteColumn }) =>
    and(eq(status, sql`'pending'`), gte(dueAt, sql.placeholder("notDueBefore")));
  const isListed = (list: string): SQL => sql`(select value from json_each(${sql.placeholder(list)}))`;
  /**
   * Nothing goes between the parts of one post. The rest of one may have been put off by a person, and holds up nobody
   * until then. By itself SQLite might read everything that waits.
   */
  const isInTurn = or(
    isNotNull(deliveries.partMessageIds),
    sql`${deliveries.destinationId} not in (
      select destination_id from deliveries indexed by deliveries_half_out
      where status = 'pending' and part_message_ids is not null
        and due_at between ${sql.placeholder("notDueBefore")} and ${sql.placeholder("now")})`,
  );
  const claimable = and(
    isPending(deliveries),
    isInTurn,
    eq(destinations.state, sql`'active'`),
    sql`${deliveries.destinationId} not in ${isListed("exceptDestinations")}`,
    sql`${destinations.chatId} not in ${isListed("exceptChats")}`,
  );
  const earlier = alias(deliveries, "earlier");
  const fields = {
    deliveryId: deliveries.id,
    postId: deliveries.postId,
    destinationId: deliveries.destinationId,
    attempts: deliveries.attempts,
    spentAttempts: deliveries.spentAttempts,
    dueAt: deliveries.dueAt,
    claimedAt: sql<number>`coalesce(${deliveries.claimedAt}, 0)`,
    chatId: destinations.chatId,
    chatType: destinations.type,
    content: sql<Content>`${posts.content}`.mapWith(posts.content),
    trace: posts.trace,
    partMessageIds: deliveries.partMessageIds,
  };
  const fieldNames = [...Object.keys(fields), "afterMessageId"];
  const [contentAt, partsAt] = [fieldNames.indexOf("content"), fieldNames.indexOf("partMessageIds")];
  /** Read in the order of an index, and only as far as the limit. A retry is never due before its delivery. */
  const firstOfEachChat = database
    .select({ ...fields, afterMessageId: destinations.lastMessageId })
    .from(deliveries)
    .innerJoin(destinations, eq(destinations.id, deliveries.destinationId))
    .innerJoin(posts, eq(posts.id, deliveries.postId))
    .where(
      and(
        claimable,
        lte(deliveries.dueAt, sql.placeholder("now")),
        lte(deliveries.nextAttemptAt, sql.placeholder("now")),
        notExists(
          database
            .select({ id: earlier.id })
            .from(earlier)
            .where(
              and(
                isPending(earlier),
                eq(earlier.destinationId, deliveries.destinationId),
                sql`(${earlier.dueAt}, ${earlier.id}) < (${deliveries.dueAt}, ${deliveries.id})`,
                lte(earlier.nextAttemptAt, sql.placeholder("now")),
                or(isNull(deliveries.partMessageIds), isNotNull(earlier.partMessageIds)),
              ),
            ),
        ),
      ),
    )
    .orderBy(asc(deliveries.dueAt), asc(deliveries.id))
    .limit(sql.placeholder("limit"))
    .prepare();
  const claim = database
    .update(deliveries)
    .set({
      status: "sending",
      attempts: sql`${deliveries.attempts} + 1`,
      claimedAt: sql`${sql.placeholder("now")}`,
      afterMessageId: sql`(select ${destinations.lastMessageId} from ${destinations}
        where ${destinations.id} = ${deliveries.destinationId})`,
    })
    .where(sql`${deliveries.id} in ${isListed("ids")}`)
    .prepare();
  const next = database
    .select({ at: deliveries.nextAttemptAt })
    .from(deliveries)
    .innerJoin(destinations, eq(destinations.id, deliveries.destinationId))
    .where(claimable)
    .orderBy(asc(deliveries.nextAttemptAt))
    .limit(1)
    .prepare();

  function nextAttemptAt(
    now: number,
    { notDueBefore, exceptDestinations = [], exceptChats = [] }: Claimable,
  ): number | undefined {
    return next.get({
      now,
      notDueBefore,
      exceptDestinations: JSON.stringify(exceptDestinations),
      exceptChats: JSON.stringify(exceptChats),
    })?.at;
  }

  /** What drizzle would make of a row, at a third of its cost: the columns stand in the order of the fields. */
  function claimIn(row: unknown[]): Claim {
    const claim: Record<string, unknown> = {};
    for (const [index, name] of fieldNames.entries()) claim[name] = row[index];
    claim.content = JSON.parse(row[contentAt] as string);
    if (row[partsAt] !== null) claim.partMessageIds = JSON.parse(row[partsAt] as string);
    return claim as unknown as Claim;
  }

  /** What may go, oldest due first. A chat that is found to have to rest makes room for the next. */
  function chosen(now: number, limit: number, admit: Admission, claimable: Claimable): Claim[] {
    const found: Claim[] = [];
    const passedOver = [...(claimable.exceptDestinations ?? [])];
    for (;;) {
      const candidates = firstOfEachChat
        .values({
          now,
          limit: limit - found.length,
          notDueBefore: claimable.notDueBefore,
          exceptDestinations: JSON.stringify(passedOver),
          exceptChats: JSON.stringify(claimable.exceptChats ?? []),
        })
        .map(claimIn);
      let passed = false;
      for (const candidate of candidates) {
        const { chatId, chatType, content, destinationId, partMessageIds } = candidate;
        const answer = admit({
          chatId,
          isGroup: chatType !== "channel",
          messages: messageCount(nextPart(content, partMessageIds).part),
        });
        if (answer === "full") return found;
        if (answer === "yes") found.push(candidate);
        else passed = true;
        passedOver.push(destinationId);
      }
      if (!passed || found.length === limit) return found;
    }
  }

  return {
    /**
     * Claims what is due and admitted: at most one delivery per destination, so that a chat's posts keep their order;
     * oldest due first, but a post of which a part is out before any other. Of several parts it is the next. What was
     * due before `notDueBefore` is left to expire. Committed when this returns, or with the transaction that it is
     * called in.
     */
    claimDue(
      now: number,
      {
        limit,
        admit = () => "yes",
        ...claimable
      }: Claimable & { limit: number; admit?: Admission | undefined },
    ): Claim[] {
      return immediately(() => {
        const claims = chosen(now, limit, admit, claimable);
        if (claims.length === 0) return claims;
        claim.run({ now, ids: JSON.stringify(claims.map(({ deliveryId }) => deliveryId)) });
        return claims.map((one) => ({ ...one, attempts: one.attempts + 1, claimedAt: now }));
      });
    },

    /** When the earliest delivery that is claimable by now is to be tried (epoch ms, perhaps past); undefined: none is. */
    nextAttemptAt,

    /** At start: what the last process had claimed and not settled. */
    interrupted: (): Claim[] =>
      database
        .select({ ...fields, afterMessageId: deliveries.afterMessageId })
        .from(deliveries)
        .innerJoin(destinations, eq(destinations.id, deliveries.destinationId))
        .innerJoin(posts, eq(posts.id, deliveries.postId))
        .where(eq(deliveries.status, "sending"))
        .orderBy(asc(deliveries.id))
        .all(),
  };
}
