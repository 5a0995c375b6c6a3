/** What people see and touch: the bot, what it says of itself, and how it hears of them. */
import type { Api } from "grammy";
import { createBackground } from "../bot/background.ts";
import { createBot } from "../bot/bot.ts";
import { createExports } from "../bot/exports.ts";
import { createNotices } from "../bot/notices.ts";
import { createExporter } from "../editorial/export.ts";
import type { JobControl } from "../editorial/jobs.ts";
import type { Cleanup } from "../publishing/cleanup.ts";
import { createTelegramApi } from "../telegram/client.ts";
import { type Send, sendPreview } from "../telegram/send.ts";
import type { EventWebhooks } from "../webhooks/event-webhooks.ts";
import type { Ground } from "./ground.ts";
import { holdConversations } from "./held-writes.ts";
import { createListening } from "./listening.ts";
import type { UseCases } from "./use-cases.ts";

/** Telegram takes files of 50 MB; this many bytes pass a slow line before its time-out (s). */
const largestExport = 10 * 1024 * 1024;
const uploadTimeout = 300;
/** Somebody waits for a preview, and everybody behind them: updates are taken one by one. */
const previewLimitMs = 15_000;

export function createFace(
  { config, clock, log, events, stores, watch }: Ground,
  parts: {
    api: Api;
    send: Send;
    useCases: UseCases;
    jobControl: JobControl;
    cleanup: Cleanup;
    webhooks: EventWebhooks | undefined;
    isPublishing: () => boolean;
    telegramAnswered: () => void;
  },
) {
  const { api, send, jobControl, cleanup, webhooks, isPublishing, telegramAnswered } = parts;
  const { directory, drafting, queue, restores, statistics, team, backups } = parts.useCases;
  const { posts, messageIds, trouble } = stores;
  const { botToken: token, telegramApiRoot: apiRoot } = config;
  const { now } = clock;
  const background = createBackground(log);
  const exports = createExports({
    api: createTelegramApi({ token, apiRoot, timeoutSeconds: uploadTimeout }),
    exporter: createExporter({ clock, posts, ledger: stores.ledger, mostBytes: largestExport }),
    ...{ background, now, log },
  });
  const notices = createNotices({
    ...{ api, queue, directory, team, restores, webhooks, isPublishing, telegramAnswered, now, log },
    outages: trouble,
    database: watch,
    jobs: jobControl,
  });
  const bot = createBot({
    token,
    apiRoot,
    desk: {
      ...{ drafting, queue, directory, team, statistics, backups, restores, background, now },
      expireAfterHours: config.expireAfterHours,
      preview: (chatId, content) => sendPreview(send, chatId, content, AbortSignal.timeout(previewLimitMs)),
      jobs: jobControl,
      webhooks: () => webhooks?.status() ?? [],
      planned: () => cleanup.planned(now()),
      exportPosts: exports.start,
    },
    storage: holdConversations(stores.conversations, watch),
    noticesWait: () => void notices.deliver(),
    messageIds,
    events,
    troubleIn: watch.note,
    handleLater: (update) =>
      watch.writeOrHold(`update ${update.update_id} again`, () => void listening.handle(update)),
    log,
  });
  const listening = createListening({
    ...{ bot, api, team, config, clock, log },
    received: stores.receivedUpdates,
    troubleIn: watch.note,
  });
  return { background, exports, notices, bot, listening };
}
