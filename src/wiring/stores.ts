/** Every store, on one database. */
import { createBackupStore } from "../storage/backups.ts";
import { createChatChangeStore } from "../storage/chat-changes.ts";
import { createCleanupStore } from "../storage/cleanup.ts";
import { createCompaction } from "../storage/compaction.ts";
import { createConversationStore } from "../storage/conversations.ts";
import type { Database } from "../storage/database.ts";
import { createDeliveryStore } from "../storage/deliveries.ts";
import { createDestinationStore } from "../storage/destinations.ts";
import { createDraftStore } from "../storage/drafts.ts";
import { createDueNow } from "../storage/due-now.ts";
import { createEventWebhookStore } from "../storage/event-webhooks.ts";
import { createHeldDeliveryStore } from "../storage/held-deliveries.ts";
import { createIdempotencyKeyStore } from "../storage/idempotency-keys.ts";
import { createJobRunStore } from "../storage/job-runs.ts";
import { createJobStateStore } from "../storage/job-states.ts";
import { createLedgerStore } from "../storage/ledger.ts";
import { createMediaStore } from "../storage/media.ts";
import { createMessageIdStore } from "../storage/message-ids.ts";
import { createOldRecords } from "../storage/old-records.ts";
import { createPeopleStore } from "../storage/people.ts";
import { createPostStore } from "../storage/posts.ts";
import { createReadings } from "../storage/readings.ts";
import { createReceivedUpdateStore } from "../storage/received-updates.ts";
import { createStatisticsStore } from "../storage/statistics.ts";
import { createTroubleStore } from "../storage/telegram-trouble.ts";

export type Stores = ReturnType<typeof createStores>;

export function createStores(database: Database) {
  return {
    backups: createBackupStore(database),
    chats: createChatChangeStore(database),
    cleanup: createCleanupStore(database),
    compaction: createCompaction(database),
    conversations: createConversationStore(database),
    deliveries: createDeliveryStore(database),
    destinations: createDestinationStore(database),
    drafts: createDraftStore(database),
    dueNow: createDueNow(database),
    idempotencyKeys: createIdempotencyKeyStore(database),
    eventWebhooks: createEventWebhookStore(database),
    heldDeliveries: createHeldDeliveryStore(database),
    jobRuns: createJobRunStore(database),
    jobStates: createJobStateStore(database),
    ledger: createLedgerStore(database),
    oldRecords: createOldRecords(database),
    media: createMediaStore(database),
    messageIds: createMessageIdStore(database),
    people: createPeopleStore(database),
    posts: createPostStore(database),
    readings: createReadings(database),
    receivedUpdates: createReceivedUpdateStore(database),
    statistics: createStatisticsStore(database),
    trouble: createTroubleStore(database),
  };
}
