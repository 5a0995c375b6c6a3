/** The admins' face: every feature, and the order in which an update meets them. */
import {
  type ConversationData,
  type ConversationKeyStorage,
  conversations,
  type VersionedState,
} from "@grammyjs/conversations";
import { Bot, type Context } from "grammy";
import type { Update } from "grammy/types";
import type { Events } from "../events.ts";
import { createAccess } from "./access.ts";
import { createBackupFeature } from "./backups.ts";
import { createAddChannel } from "./channels/add-channel.ts";
import { createChannels } from "./channels/channels.ts";
import { createForeignMessages, type MessageIdNotes } from "./channels/foreign-messages.ts";
import { createMembership, followNames } from "./channels/membership.ts";
import { createCleanupFeature } from "./cleanup.ts";
import type { BotContext, Desk } from "./context.ts";
import { createDeduplication, type HandledUpdates } from "./deduplicate.ts";
import { createCompose } from "./drafting/compose.ts";
import { createDraftingFeature, createFreeMessages } from "./drafting/drafting.ts";
import { createErrorReport } from "./errors.ts";
import { installFlow } from "./flows.ts";
import { followUpdates, underTraceOf } from "./follow-updates.ts";
import { createJobsFeature } from "./jobs/jobs.ts";
import { createPatience } from "./patience.ts";
import { createCancelPost } from "./queue/cancel-post.ts";
import { createQueueFeature } from "./queue/queue.ts";
import { createReschedule } from "./queue/reschedule.ts";
import { createRestoreFeature } from "./restores.ts";
import { createResultsFeature } from "./results.ts";
import { createScreen } from "./screen.ts";
import { createStart } from "./start.ts";
import { createStats } from "./stats.ts";
import { answerTaps } from "./taps.ts";
import { createAddPerson } from "./team/add-person.ts";
import { createTeamFeature } from "./team/team.ts";
import { plain } from "./words.ts";
import { createZone } from "./zone.ts";

/** The updates that the bot asks Telegram for. */
export const allowedUpdates = [
  "message",
  "edited_message",
  "callback_query",
  "my_chat_member",
  "channel_post",
] as const;

export interface BotStorage extends HandledUpdates {
  read: (key: string) => unknown;
  write: (key: string, state: unknown, usedAt: number) => void;
  delete: (key: string) => void;
}

export function createBot({
  token,
  apiRoot,
  desk,
  storage,
  noticesWait,
  messageIds,
  events,
  troubleIn,
  handleLater,
  log,
}: {
  token: string;
  apiRoot: string;
  desk: Desk;
  storage: BotStorage;
  /** Called when something was written that people are owed word of. */
  noticesWait: () => void;
  messageIds: MessageIdNotes;
  events: Pick<Events, "emit">;
  /** Why the database took nothing, if that is what an error says. */
  troubleIn: (error: unknown) => string | undefined;
  /** Has an update that nobody can be told of handled once more when the database takes writes again. */
  handleLater: (update: Update) => void;
  log: { error: (details: object, message: string) => void };
}): Bot<BotContext> {
  const bot = new Bot<BotContext>(token, { client: { apiRoot, timeoutSeconds: 60 } });
  const report = createErrorReport({ log, troubleIn });
  const screen = createScreen(desk);
  const compose = createCompose(desk, screen);
  const flows = {
    reschedule: createReschedule(desk, screen),
    cancelPost: createCancelPost(desk, screen),
    addChannel: createAddChannel(desk, screen),
    addPerson: createAddPerson(desk, screen),
    zone: createZone(desk, screen),
  };

  bot.api.config.use(createPatience());
  bot.catch(({ error, ctx }) => underTraceOf(ctx, () => report.report(error, ctx)));
  bot.use(followUpdates(events, desk.now));
  bot.use(createDeduplication(storage, { now: desk.now, troubleIn, handleLater }));
  bot.use(createForeignMessages(messageIds));
  bot.use(answerTaps());
  bot.use(followNames(desk.directory));
  bot.use(createAccess(desk));
  bot.use(createMembership(desk, noticesWait));

  const inPrivate = bot.chatType("private");
  inPrivate.use(conversations<BotContext, Context>({ storage: conversationStorage(storage, desk.now) }));
  // A command ends any conversation first; what was entered is saved already.
  inPrivate.on("message::bot_command", async (ctx, next) => {
    if (ctx.message.text?.startsWith("/")) {
      ctx.leftFlow = Object.keys(ctx.conversation.active())[0];
      await ctx.conversation.exitAll();
    }
    await next();
  });
  inPrivate.use(installFlow(compose, report));
  inPrivate.use(installFlow(flows.reschedule, report));
  inPrivate.use(installFlow(flows.cancelPost, report));
  inPrivate.use(installFlow(flows.addChannel, report));
  inPrivate.use(installFlow(flows.addPerson, report));
  inPrivate.use(installFlow(flows.zone, report));
  inPrivate.use(createDraftingFeature(desk, screen, compose));
  inPrivate.use(createStart(desk, screen, flows));
  inPrivate.use(createQueueFeature(desk, screen, flows));
  inPrivate.use(createChannels(desk, screen, flows));
  inPrivate.use(createTeamFeature(desk, screen, flows.addPerson, (id) => storage.delete(String(id))));
  inPrivate.use(createStats(desk, screen));
  inPrivate.use(createBackupFeature(desk, screen, { report, log }));
  inPrivate.use(createResultsFeature(desk, screen));
  inPrivate.use(createRestoreFeature(desk, screen));
  inPrivate.use(createCleanupFeature(desk, screen));
  inPrivate.use(createJobsFeature(desk, screen));
  inPrivate.on("callback_query", (ctx) => ctx.answerCallbackQuery({ text: plain("stale-button") }));
  inPrivate.use(createFreeMessages(desk, screen, compose));
  return bot;
}

/** The library's storage, on the table of conversations: one row per private chat, which is the default key. */
function conversationStorage(
  storage: BotStorage,
  now: () => number,
): ConversationKeyStorage<BotContext, ConversationData> {
  return {
    type: "key",
    adapter: {
      read: (key) => storage.read(key) as VersionedState<ConversationData> | undefined,
      write: (key, state) => storage.write(key, state, now()),
      delete: storage.delete,
    },
  };
}
