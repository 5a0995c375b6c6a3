/**
 * The tables. Instants are epoch milliseconds (UTC); what a status means stands in posts/status.ts.
 * CHECK constraints hold what must always be true, whichever code writes.
 */
import { sql } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import { check, index, integer, primaryKey, sqliteTable, text, unique } from "drizzle-orm/sqlite-core";
import type { Content } from "../posts/content.ts";
import type { Draft } from "../posts/draft.ts";
import type { DeliveryStatus, PostStatus } from "../posts/status.ts";
import { deliveryStatuses, postStatuses } from "../posts/status.ts";

/** The team: who may use the bot. Someone removed keeps the row, for the names in histories. */
export const people = sqliteTable(
  "people",
  {
    userId: integer("user_id").primaryKey(),
    name: text("name").notNull(),
    username: text("username"),
    role: text("role", { enum: ["owner", "editor"] }).notNull(),
    /** IANA zone in which this person reads and types times. */
    timeZone: text("time_zone").notNull(),
    addedBy: integer("added_by"),
    addedAt: integer("added_at").notNull(),
    removedAt: integer("removed_at"),
    /** True once the person has written to the bot, which may then write to them. */
    started: integer("started", { mode: "boolean" }).notNull().default(false),
    /** The one message that the bot edits in place in this person's chat. */
    screenMessageId: integer("screen_message_id"),
  },
  (table) => [check("people_role", sql`${table.role} in ('owner', 'editor')`)],
);

/** A channel or group where the bot may post. One that was removed keeps its row, for histories. */
export const destinations = sqliteTable(
  "destinations",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    chatId: integer("chat_id").notNull().unique(),
    type: text("type", { enum: ["channel", "group", "supergroup"] }).notNull(),
    title: text("title").notNull(),
    username: text("username"),
    timeZone: text("time_zone").notNull(),
    /** active: in use; lost: the bot cannot post there now; removed: a person took it off the list. */
    state: text("state", { enum: ["active", "lost", "removed"] }).notNull(),
    canPost: integer("can_post", { mode: "boolean" }).notNull(),
    canPin: integer("can_pin", { mode: "boolean" }).notNull(),
    addedBy: integer("added_by").notNull(),
    addedAt: integer("added_at").notNull(),
    /** Set when the rights were lost and the people waiting have not been told yet. */
    lossUntoldSince: integer("loss_untold_since"),
    /** The highest message id known in this chat; null: none, or messages may have come unseen since. */
    lastMessageId: integer("last_message_id"),
  },
  (table) => [
    check("destinations_state", sql`${table.state} in ('active', 'lost', 'removed')`),
    index("destinations_loss_untold").on(table.id).where(sql`${table.lossUntoldSince} is not null`),
  ],
);

export const posts = sqliteTable(
  "posts",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    authorId: integer("author_id")
      .notNull()
      .references(() => people.userId),
    status: text("status").$type<PostStatus>().notNull(),
    content: text("content", { mode: "json" }).$type<Content>(),
    /** What is known while the post is being written; null once it is released. */
    draft: text("draft", { mode: "json" }).$type<Draft>(),
    /** The messages in its author's chat that it was written in; null: a program's, or released before this was noted. */
    sourceMessageIds: text("source_message_ids", { mode: "json" }).$type<number[]>(),
    dueAt: integer("due_at"),
    /** The IANA zone in which the author typed the time. */
    timeZone: text("time_zone").notNull(),
    createdAt: integer("created_at").notNull(),
    updatedAt: integer("updated_at").notNull(),
    /** When it reached a status in which nothing more happens by itself; null while it is open. */
    finishedAt: integer("finished_at"),
    /** When the author was told of that. */
    toldAt: integer("told_at"),
    /** A Telegram user id; 0: a program, which the ledger names. */
    cancelledBy: integer("cancelled_by"),
    cancelReason: text("cancel_reason"),
    /** Whoever keeps a post takes it out of the nightly clean-up. */
    keptBy: integer("kept_by"),
    /** The clean-up that the team was warned will delete this post; null: not warned, not deleted. */
    cleanupAt: integer("cleanup_at"),
    /** Names in the log what released this post: an update or a request. */
    trace: text("trace"),
  },
  (table) => [
    check("posts_status", oneOf(table.status, postStatuses)),
    check(
      "posts_released_is_complete",
      sql`${table.status} = 'draft' or (${table.content} is not null and ${table.dueAt} is not null and ${table.draft} is null)`,
    ),
    check("posts_draft_has_a_draft", sql`${table.status} <> 'draft' or ${table.draft} is not null`),
    check("posts_finished", sql`(${table.status} in ('draft', 'scheduled')) = (${table.finishedAt} is null)`),
    index("posts_scheduled").on(table.dueAt).where(sql`${table.status} = 'scheduled'`),
    index("posts_drafts").on(table.authorId).where(sql`${table.status} = 'draft'`),
    index("posts_untold")
      .on(table.finishedAt)
      .where(sql`${table.finishedAt} is not null and ${table.toldAt} is null`),
    index("posts_finished_at").on(table.finishedAt).where(sql`${table.finishedAt} is not null`),
    index("posts_kept").on(table.finishedAt).where(sql`${table.keptBy} is not null`),
  ],
);

/** One post to one destination: the unit of the engine's work. */
export const deliveries = sqliteTable(
  "deliveries",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    postId: integer("post_id")
      .notNull()
      .references(() => posts.id, { onDelete: "cascade" }),
    destinationId: integer("destination_id")
      .notNull()
      .references(() => destinations.id),
    status: text("status").$type<DeliveryStatus>().notNull(),
    /** The minute it was promised for: lateness counts from here. */
    dueAt: integer("due_at").notNull(),
    /** Not tried before this: the due time, later the time of the next attempt. */
    nextAttemptAt: integer("next_attempt_at").notNull(),
    /** How often it was claimed; also names the claim, so that a stale worker cannot settle. */
    attempts: integer("attempts").notNull().default(0),
    /** How many of those attempts count against the limit (waits do not). */
    spentAttempts: integer("spent_attempts").notNull().default(0),
    claimedAt: integer("claimed_at"),
    sentAt: integer("sent_at"),
    messageIds: text("message_ids", { mode: "json" }).$type<number[]>(),
    /**
     * Of a post in several parts: the message ids of each that was out before the last one, in their order; [] for
     * one of which a person said that it had appeared. Null until a part is out and another is missing.
     */
    partMessageIds: text("part_message_ids", { mode: "json" }).$type<number[][]>(),
    /** Why it was not sent: a code of posts/retry.ts, and Telegram's own words. */
    reason: text("reason"),
    detail: text("detail"),
    /** The chat's last known message id when this was claimed last: whatever was sent then has a higher one. */
    afterMessageId: integer("after_message_id"),
    /** When a person chose to leave it uncertain: nobody is asked about it any more. */
    leftAt: integer("left_at"),
  },
  (table) => [
    check("deliveries_status", oneOf(table.status, deliveryStatuses)),
    check(
      "deliveries_sent",
      sql`${table.status} <> 'sent' or (${table.sentAt} is not null and ${table.messageIds} is not null)`,
    ),
    check("deliveries_sending", sql`(${table.status} = 'sending') = (${table.claimedAt} is not null)`),
    unique("deliveries_once_per_destination").on(table.postId, table.destinationId),
    index("deliveries_due").on(table.nextAttemptAt).where(sql`${table.status} = 'pending'`),
    // Claiming walks this in order and stops early, and asks the next one who is first in a chat.
    index("deliveries_in_order").on(table.dueAt).where(sql`${table.status} = 'pending'`),
    index("deliveries_in_order_of_chat")
      .on(table.destinationId, table.dueAt)
      .where(sql`${table.status} = 'pending'`),
    // Hardly ever more than a few, and every claim asks which chats are in the middle of a post.
    index("deliveries_half_out")
      .on(table.destinationId)
      .where(sql`${table.status} = 'pending' and ${table.partMessageIds} is not null`),
    index("deliveries_sending_now").on(table.id).where(sql`${table.status} = 'sending'`),
    index("deliveries_uncertain").on(table.leftAt).where(sql`${table.status} = 'uncertain'`),
    index("deliveries_of_destination").on(table.destinationId, table.status),
    index("deliveries_sent_at").on(table.sentAt).where(sql`${table.sentAt} is not null`),
  ],
);

/** Posts that others wrote in channels, as updates showed them: the newest of each, to tell them from our own. */
export const foreignPosts = sqliteTable(
  "foreign_posts",
  { chatId: integer("chat_id").notNull(), messageId: integer("message_id").notNull() },
  (table) => [primaryKey({ columns: [table.chatId, table.messageId] })],
);

/** How long Telegram said to wait; rows that have passed mean nothing. */
export const telegramWaits = sqliteTable("telegram_waits", {
  /** 0: the whole bot. */
  chatId: integer("chat_id").primaryKey(),
  until: integer("until").notNull(),
});

/** When nothing could be sent, because Telegram was out of reach or refused the bot's token. */
export const outages = sqliteTable(
  "outages",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    kind: text("kind", { enum: ["unreachable", "unauthorized"] }).notNull(),
    since: integer("since").notNull(),
    /** Null while it lasts. */
    until: integer("until"),
    /** When the owners were told that it began, and that it was over; the second says both. */
    beginToldAt: integer("begin_told_at"),
    endToldAt: integer("end_told_at"),
  },
  (table) => [
    check("outages_kind", sql`${table.kind} in ('unreachable', 'unauthorized')`),
    index("outages_untold").on(table.id).where(sql`${table.endToldAt} is null`),
  ],
);

/** Append-only: who did what to which post and why. Rows outlive the posts they speak of. */
export const ledger = sqliteTable(
  "ledger",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    at: integer("at").notNull(),
    /** Null: Belfry itself, or a program. */
    actorId: integer("actor_id"),
    /** The name of the admin API's token by which a program did it. */
    tokenName: text("token_name"),
    action: text("action").notNull(),
    postId: integer("post_id"),
    destinationId: integer("destination_id"),
    details: text("details", { mode: "json" }).$type<Record<string, unknown>>(),
  },
  (table) => [index("ledger_of_post").on(table.postId, table.id), index("ledger_at").on(table.at)],
);

/** One row per job and scheduled minute: "this tick ran". */
export const jobRuns = sqliteTable(
  "job_runs",
  {
    job: text("job").notNull(),
    scheduledFor: integer("scheduled_for").notNull(),
    startedAt: integer("started_at").notNull(),
    finishedAt: integer("finished_at"),
    outcome: text("outcome", { enum: ["ok", "failed"] }),
    summary: text("summary"),
    /** Who had it run between its times: a Telegram user id, or the name of a token; both null: its time had come. */
    askedBy: integer("asked_by"),
    askedByToken: text("asked_by_token"),
  },
  (table) => [
    primaryKey({ columns: [table.job, table.scheduledFor] }),
    index("job_runs_started").on(table.startedAt),
  ],
);

/** What outlives a restart of a job's state; a job of which there is nothing to say has no row. */
export const jobStates = sqliteTable(
  "job_states",
  {
    job: text("job").primaryKey(),
    /** Since when it is paused; null: it is not. By whom: a Telegram user id, or the name of a token. */
    pausedAt: integer("paused_at"),
    pausedBy: integer("paused_by"),
    pausedByToken: text("paused_by_token"),
    /** When its last pause ended: what that kept from running is not made up for. */
    resumedAt: integer("resumed_at"),
    /** How many runs in a row have failed, and since when; the owners who were told of it hear of the end as well. */
    failedInARow: integer("failed_in_a_row").notNull().default(0),
    failingSince: integer("failing_since"),
    failureToldAt: integer("failure_told_at"),
  },
  (table) => [
    check(
      "job_states_paused_by_somebody",
      sql`(${table.pausedAt} is not null) = (${table.pausedBy} is not null) + (${table.pausedByToken} is not null)`,
    ),
    check(
      "job_states_failing_since",
      sql`(${table.failingSince} is not null) = (${table.failedInARow} > 0 or ${table.failureToldAt} is not null)`,
    ),
  ],
);

/** Where each person stands in a conversation; the library's state, so a table of its own. */
export const conversations = sqliteTable("conversations", {
  key: text("key").primaryKey(),
  state: text("state", { mode: "json" }).notNull().$type<unknown>(),
  /** When the person was last in it; null: before this was noted. */
  usedAt: integer("used_at"),
});

/** Updates that were handled: Telegram may deliver one again after a restart. */
export const handledUpdates = sqliteTable(
  "handled_updates",
  { updateId: integer("update_id").primaryKey(), at: integer("at").notNull() },
  (table) => [index("handled_updates_at").on(table.at)],
);

/** Updates that Telegram brought by webhook, on the disk before it is told so; gone once they are handled. */
export const receivedUpdates = sqliteTable("received_updates", {
  updateId: integer("update_id").primaryKey(),
  update: text("update", { mode: "json" }).notNull().$type<unknown>(),
  receivedAt: integer("received_at").notNull(),
});

/** What the admin API answered to a request with an idempotency key: the same request gets the same answer. */
export const idempotencyKeys = sqliteTable(
  "idempotency_keys",
  {
    tokenName: text("token_name").notNull(),
    key: text("key").notNull(),
    /** Of method, path and body: the same key with another request is a mistake. */
    requestHash: text("request_hash").notNull(),
    /** Null while the request is being carried out. */
    status: integer("status"),
    answer: text("answer", { mode: "json" }).$type<unknown>(),
    at: integer("at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tokenName, table.key] }),
    index("idempotency_keys_at").on(table.at),
  ],
);

/** Files that were uploaded through the admin API. Telegram keeps them; a post takes the file id over. */
export const media = sqliteTable(
  "media",
  {
    id: text("id").primaryKey(),
    kind: text("kind").notNull(),
    fileId: text("file_id").notNull(),
    bytes: integer("bytes").notNull(),
    tokenName: text("token_name").notNull(),
    uploadedAt: integer("uploaded_at").notNull(),
  },
  (table) => [index("media_uploaded_at").on(table.uploadedAt)],
);

/** How far each address that is told of events has come in the ledger, and how it is doing. */
export const eventWebhooks = sqliteTable(
  "event_webhooks",
  {
    /** A hash of the address: it may hold a secret. */
    address: text("address").primaryKey(),
    /** The last entry of the ledger that it was told of, or that was given up. */
    cursor: integer("cursor").notNull(),
    /** Attempts in a row that failed, and when the next one is due. */
    attempts: integer("attempts").notNull().default(0),
    nextAttemptAt: integer("next_attempt_at").notNull().default(0),
    lastSuccessAt: integer("last_success_at"),
    failingSince: integer("failing_since"),
    lastError: text("last_error"),
    /** How many entries were given up. */
    givenUp: integer("given_up").notNull().default(0),
    failureToldAt: integer("failure_told_at"),
  },
  (table) => [
    check("event_webhooks_failing", sql`(${table.failingSince} is null) = (${table.lastError} is null)`),
    check("event_webhooks_attempts", sql`${table.attempts} = 0 or ${table.failingSince} is not null`),
  ],
);

/** Copies of the database that were made, and whether each was found whole. */
export const backups = sqliteTable(
  "backups",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    takenAt: integer("taken_at").notNull(),
    /** The file's name in the folder of backups. */
    file: text("file").notNull(),
    bytes: integer("bytes").notNull(),
    checkedAt: integer("checked_at"),
    /** What the check found wrong; null: nothing. */
    problem: text("problem"),
  },
  (table) => [index("backups_taken_at").on(table.takenAt)],
);

/** Times when a backup became the database: what may have been sent since it was taken waits for an owner's word. */
export const restores = sqliteTable("restores", {
  id: integer("id").primaryKey({ autoIncrement: true }),
  at: integer("at").notNull(),
  backupTakenAt: integer("backup_taken_at").notNull(),
  file: text("file").notNull(),
  /** Where the database that it replaced was put; null: there was none. */
  replaced: text("replaced"),
  /** How many deliveries were held, and how many the database that it replaced knew the fate of. */
  held: integer("held").notNull(),
  known: integer("known").notNull(),
  /** How many posts were made since the backup and are only in the database that it replaced; null: nobody knows. */
  lost: integer("lost"),
  toldAt: integer("told_at"),
});

function oneOf(column: SQLiteColumn, values: readonly string[]) {
  return sql`${column} in (${sql.raw(values.map((value) => `'${value}'`).join(", "))})`;
}
