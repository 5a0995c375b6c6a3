/** All the wiring, in one place. */
import { GrammyError, HttpError } from "grammy";
import { allowedUpdates, createBot } from "./bot/bot.ts";
import { offerCommands } from "./bot/commands.ts";
import { createNotices } from "./bot/notices.ts";
import type { Clock } from "./clock.ts";
import type { Config } from "./config.ts";
import { createDirectory } from "./editorial/directory.ts";
import { createDrafting } from "./editorial/drafting.ts";
import { createQueue } from "./editorial/queue.ts";
import { createStatisticsReader } from "./editorial/statistics.ts";
import { createTeam } from "./editorial/team.ts";
import { createEvents } from "./events.ts";
import { readPattern } from "./jobs/pattern.ts";
import { createJobRunner } from "./jobs/runner.ts";
import { timetable } from "./jobs/timetable.ts";
import { type Log, logEvents } from "./log.ts";
import { createCleanup } from "./publishing/cleanup.ts";
import { createEngine } from "./publishing/engine.ts";
import { createLook } from "./publishing/look.ts";
import { createChatChangeStore } from "./storage/chat-changes.ts";
import { createCleanupStore } from "./storage/cleanup.ts";
import { createConversationStore } from "./storage/conversations.ts";
import { openDatabase } from "./storage/database.ts";
import { createDeliveryStore } from "./storage/deliveries.ts";
import { createDestinationStore } from "./storage/destinations.ts";
import { createDraftStore } from "./storage/drafts.ts";
import { createJobRunStore } from "./storage/job-runs.ts";
import { createLedgerStore } from "./storage/ledger.ts";
import { createMessageIdStore } from "./storage/message-ids.ts";
import { createPeopleStore } from "./storage/people.ts";
import { createPostStore } from "./storage/posts.ts";
import { createStatisticsStore } from "./storage/statistics.ts";
import { createTroubleStore } from "./storage/telegram-trouble.ts";
import { createTelegramApi } from "./telegram/client.ts";
import { createPacer, type Pace, telegramPace } from "./telegram/pacer.ts";
import { createProbe } from "./telegram/probe.ts";
import { createSender } from "./telegram/send.ts";

export type App = ReturnType<typeof createApp>;

const hour = 60 * 60 * 1000;
const day = 24 * hour;
/** A stop takes at most 5 s: sends get most of it, polling the rest. */
const sendGraceMs = 3500;
const stopLimitMs = 4500;
/**
 * Telegram keeps updates for a day: after half of that (ms) without any, messages may have come to chats unseen, and
 * nobody knows the last one any more.
 */
const updatesLast = 12 * hour;
/** Longer than Telegram ever takes to answer a send, uploads not being among them. */
const sendTimeout = 30;
/** After its time-out a send may still be written and heard of for so long (ms). */
const sendSlackMs = 5000;
/** How long (ms) polling leaves a refused token alone. */
const unauthorizedPause = 60_000;
/** Somebody waits for a preview, and everybody behind them: updates are taken one by one. */
const previewLimitMs = 15_000;

/**
 * Opens the database and makes everything; nothing happens until `start`.
 * `pace` and `sendTimeoutSeconds` are Telegram's unless somebody measures or tests without them.
 */
export function createApp(
  config: Config,
  {
    clock,
    log,
    pace = telegramPace,
    sendTimeoutSeconds = sendTimeout,
  }: {
    clock: Pick<Clock, "now" | "sleepUntil">;
    log: Log;
    pace?: Pace;
    sendTimeoutSeconds?: number;
  },
) {
  const { database, close } = openDatabase(config.databasePath);
  const events = createEvents((error, event) => log.error({ error, event: event.type }, "a listener failed"));
  logEvents(log, events);

  const chats = createChatChangeStore(database);
  const deliveries = createDeliveryStore(database);
  const destinations = createDestinationStore(database);
  const messageIds = createMessageIdStore(database);
  const posts = createPostStore(database);
  const trouble = createTroubleStore(database);
  const { timeZone } = config;

  const common = { clock, events };
  const directory = createDirectory({
    ...common,
    destinations,
    timeZone,
    followMigration: (from, to) => chats.followMigration(from, to, clock.now()),
  });
  const drafting = createDrafting({ ...common, drafts: createDraftStore(database), posts, destinations });
  const queue = createQueue({ ...common, posts, ledger: createLedgerStore(database) });
  const statistics = createStatisticsReader({ clock, posts, statistics: createStatisticsStore(database) });
  const team = createTeam({
    clock,
    people: createPeopleStore(database),
    ownerIds: config.ownerIds,
    timeZone,
  });

  const { botToken: token, telegramApiRoot: apiRoot } = config;
  const api = createTelegramApi({ token, apiRoot, timeoutSeconds: sendTimeoutSeconds });
  const send = createSender(api);
  const engine = createEngine({
    ...common,
    deliveries,
    chats,
    send,
    look: createLook({ messageIds, probe: createProbe(api, botIdIn(token)), clock }),
    noteSent: ({ destinationId }, ids) => messageIds.noteSent(destinationId, ids),
    pacer: createPacer(pace),
    trouble,
    longestSendMs: sendTimeoutSeconds * 1000 + sendSlackMs,
    expireAfterMs: config.expireAfterHours * hour,
  });
  const cleanup = createCleanup({
    clock,
    store: createCleanupStore(database),
    retentionMs: config.retentionDays * day,
    warnBeforeMs: config.warnDaysBeforeCleanup * day,
    nextCleanup: nextTimeOf(config.cleanupCron, timeZone),
  });

  const runner = createJobRunner({
    clock,
    timeZone,
    runs: createJobRunStore(database),
    onFinished: (run) => events.emit({ type: "job_finished", ...run }),
    onError: (error, job) => log.error({ error, job }, "a job failed"),
  });
  const notices = createNotices({ api, queue, directory, team, outages: trouble, now: clock.now, log });
  const bot = createBot({
    token,
    apiRoot,
    desk: {
      drafting,
      queue,
      directory,
      team,
      statistics,
      now: clock.now,
      preview: (chatId, content) => send(chatId, content, AbortSignal.timeout(previewLimitMs)),
      jobs: runner.states,
    },
    storage: createConversationStore(database),
    doomed: () => cleanup.candidatesForWarning(clock.now()),
    noticesWait: () => void notices.deliver(),
    messageIds,
    log,
  });

  events.listen((event) => {
    if (event.type === "telegram_back" && event.since < clock.now() - updatesLast) messageIds.forgetAll();
  });
  events.listen((event) => {
    const { type } = event;
    if (type === "delivery_settled") notices.noteSettled(event.postId);
    if (type === "post_changed") notices.noteChanged(event);
    if (type === "post_finished" || type === "destination_lost" || type === "telegram_back")
      void notices.deliver();
    // What becomes due before the next minute does not wait for it.
    if (type !== "post_changed" && type !== "post_scheduled") return;
    runner.wake("publish");
    engine.lookAgain();
  });

  const jobs = timetable({
    patterns: {
      publish: config.publishCron,
      expire: config.expireCron,
      warn: config.warnCron,
      cleanUp: config.cleanupCron,
    },
    publish: {
      alsoAt: engine.nextAttemptAt,
      async run() {
        const done = await engine.publishDue();
        // Not waited for: what is said to one person must not hold up the next send.
        void notices.deliver();
        return summaryOf(done);
      },
    },
    async expire() {
      const expired = engine.expireLate();
      await notices.deliver();
      return summaryOf({ expired });
    },
    async warn(scheduledFor) {
      const doomed = cleanup.candidatesForWarning(Math.max(scheduledFor, clock.now()));
      if (doomed.length === 0) return undefined;
      // Nothing is deleted that was not warned of: unless somebody was reached, nothing is marked.
      if ((await notices.warnOfCleanup(doomed)) === 0)
        throw new Error("nobody could be warned of the clean-up");
      cleanup.markWarned(doomed);
      return summaryOf({ warned: doomed.length });
    },
    cleanUp: async () => summaryOf({ deleted: cleanup.run(clock.now()) }),
  });

  let polling: Promise<void> | undefined;
  const stopping = new AbortController();

  return {
    /**
     * Starts the jobs and the bot; resolves once it listens, with its username. Rejects where Telegram refuses the token.
     * `onCrash` is called if polling ends by itself: another program uses the token.
     */
    async start(onCrash: (error: unknown) => void): Promise<string> {
      await connect();
      if (messageIds.lastAlive() < clock.now() - updatesLast) messageIds.forgetAll();
      engine.recover();
      engine.telegramAnswered();
      // What became too late while the process was down is told of at once, not at the next hour.
      engine.expireLate();
      runner.start(jobs);
      polling = poll().catch(onCrash);
      log.info({ bot: bot.botInfo.username, timeZone, database: config.databasePath }, "Belfry is running");
      return bot.botInfo.username;
    },

    /** Ends sends, jobs and polling, side by side, and then the database, within 5 s. */
    async stop(): Promise<void> {
      stopping.abort();
      const ended = Promise.all([engine.stop(sendGraceMs), runner.stop(), stopPolling()]).then(
        notices.whenIdle,
      );
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, stopLimitMs).unref())]);
      close();
      log.info("Belfry has stopped");
    },

    /** Resolves when nothing that was due is still being done: for those who travel in time. */
    async whenIdle(): Promise<void> {
      await runner.whenIdle();
      await notices.whenIdle();
    },
  };

  /** A token that is refused while Belfry runs may be taken again: until then everything is kept. */
  async function poll(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        return await bot.start({ allowed_updates: allowedUpdates });
      } catch (error) {
        // A stop ends the pause between two tries with an error.
        if (stopping.signal.aborted) return;
        if (!(error instanceof GrammyError) || error.error_code !== 401) throw error;
        log.error({ error }, "Telegram refuses the bot's token; trying again in a minute");
        await clock.sleepUntil(clock.now() + unauthorizedPause, stopping.signal);
      }
    }
  }

  /** Resolves when Telegram has answered, however long that takes; rejects where it refuses the token. */
  async function connect(): Promise<void> {
    try {
      bot.botInfo = await api.getMe();
    } catch (error) {
      if (!(error instanceof HttpError)) throw error;
      log.warn({ error }, "Telegram cannot be reached; Belfry keeps trying");
      await bot.init();
    }
    // The menus of a new version; whoever misses theirs now gets it with the next /start.
    for (const { userId, role, started } of team.all()) {
      if (!started) continue;
      await offerCommands(api, userId, role).catch((error) => log.warn({ error, userId }, "no menu for now"));
    }
  }

  async function stopPolling(): Promise<void> {
    if (!bot.isRunning()) return;
    // Confirms what was handled, where Telegram can be reached; otherwise it comes again and is dropped then.
    await bot
      .stop()
      .catch((error: unknown) => log.warn({ error }, "the last updates could not be confirmed"));
    // stop() returns while handlers still run: the database must outlive them.
    await polling;
  }
}

/** A bot's user id stands before the colon of its token. */
const botIdIn = (token: string): number => Number(token.split(":")[0]);

function nextTimeOf(pattern: string, timeZone: string): (after: number) => number {
  const times = readPattern(pattern, timeZone);
  return (after) => {
    const next = times.nextAfter(after);
    // The configuration takes no pattern that never fires.
    if (next === undefined) throw new Error(`"${pattern}" never comes again`);
    return next;
  };
}

/** { sent: 2, failed: 0 } → "2 sent"; undefined where there is nothing to tell. */
function summaryOf(counts: Record<string, number>): string | undefined {
  const parts = Object.entries(counts).filter(([, count]) => count > 0);
  return parts.length === 0 ? undefined : parts.map(([what, count]) => `${count} ${what}`).join(", ");
}
