/** All the wiring, in one place; its longer parts stand in wiring/. */
import { createBackground } from "./bot/background.ts";
import { createBot } from "./bot/bot.ts";
import { createAccessCheck } from "./bot/channels/access-check.ts";
import { createExports } from "./bot/exports.ts";
import { createNotices } from "./bot/notices.ts";
import type { Clock } from "./clock.ts";
import type { Config } from "./config.ts";
import { createBackups } from "./editorial/backups.ts";
import { createDirectory } from "./editorial/directory.ts";
import { createDrafting } from "./editorial/drafting.ts";
import { createExporter } from "./editorial/export.ts";
import { createJobControl } from "./editorial/jobs.ts";
import { createQueue } from "./editorial/queue.ts";
import { createRestores } from "./editorial/restores.ts";
import { createStatisticsReader } from "./editorial/statistics.ts";
import { createTeam } from "./editorial/team.ts";
import { createEvents } from "./events.ts";
import type { HttpServer } from "./http/server.ts";
import { readPattern } from "./jobs/pattern.ts";
import { createJobRunner } from "./jobs/runner.ts";
import { type Log, logEvents } from "./log.ts";
import { createCleanup } from "./publishing/cleanup.ts";
import { createEngine } from "./publishing/engine.ts";
import { createLook } from "./publishing/look.ts";
import { openDatabase } from "./storage/database.ts";
import { createDatabaseWatch } from "./storage/database-watch.ts";
import { createTelegramApi } from "./telegram/client.ts";
import { createPacer, type Pace, telegramPace } from "./telegram/pacer.ts";
import { createProbe } from "./telegram/probe.ts";
import { createSender, sendPreview } from "./telegram/send.ts";
import { holdConversations, holdScreens } from "./wiring/held-writes.ts";
import { createJobs, wordsForRuns } from "./wiring/jobs.ts";
import { createListening } from "./wiring/listening.ts";
import { announce, gatherFacts, skewOf } from "./wiring/start-up.ts";
import { createStores } from "./wiring/stores.ts";
import { createWebhooks } from "./wiring/webhooks.ts";

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
/** While the database takes nothing, chats are not looked into; it is asked again after so long (ms). */
const lookAfterTrouble = 5000;
/** Longer than Telegram ever takes to answer a send, uploads not being among them. */
const sendTimeout = 30;
/** After its time-out a send may still be written and heard of for so long (ms). */
const sendSlackMs = 5000;
/** Telegram takes files of 50 MB; this many bytes pass a slow line before its time-out (s). */
const largestExport = 10 * 1024 * 1024;
const uploadTimeout = 300;
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
    terminal,
    sendTimeoutSeconds = sendTimeout,
  }: {
    clock: Pick<Clock, "now" | "sleepUntil">;
    log: Log;
    pace?: Pace;
    /** Shows what whoever started it should know; without one the log says it. */
    terminal?: { write(text: string): unknown };
    sendTimeoutSeconds?: number;
  },
) {
  const { database, sqlite, close } = openDatabase(config.databasePath);
  const events = createEvents((error, event) => log.error({ error, event: event.type }, "a listener failed"));
  logEvents(log, events);

  const watch = createDatabaseWatch({
    ...{ sqlite, clock, path: config.databasePath },
    onBegin: (begun) => events.emit({ type: "database_trouble", ...begun }),
    onEnd: ({ kind, since }) => events.emit({ type: "database_well", after: kind, since }),
    onLook: () => void notices.deliver(),
  });
  const stores = createStores(database);
  const { chats, deliveries, destinations, messageIds, posts, trouble } = stores;
  const { timeZone } = config;

  const common = { clock, events };
  const directory = createDirectory({
    ...common,
    destinations,
    timeZone,
    followMigration: (from, to) => chats.followMigration(from, to, clock.now()),
  });
  const drafting = createDrafting({ ...common, drafts: stores.drafts, posts, destinations });
  const queue = createQueue({ ...common, posts, ledger: stores.ledger });
  const restores = createRestores({ ...common, store: stores.heldDeliveries, posts });
  const statistics = createStatisticsReader({ clock, posts, statistics: stores.statistics });
  const people = holdScreens(stores.people, watch);
  const team = createTeam({ clock, people, ownerIds: config.ownerIds, timeZone });

  const backups = createBackups({
    ...common,
    store: stores.backups,
    databasePath: config.databasePath,
    folder: config.backupDir,
    keep: { days: config.backupKeepDaily, weeks: config.backupKeepWeekly },
    timeZone,
  });

  const { botToken: token, telegramApiRoot: apiRoot } = config;
  const api = createTelegramApi({ token, apiRoot, timeoutSeconds: sendTimeoutSeconds });
  const send = createSender(api);
  const look = createLook({ messageIds, probe: createProbe(api, botIdIn(token)), clock });
  const engine = createEngine({
    ...common,
    deliveries,
    chats,
    send,
    // What others write meanwhile is noted afterwards: until then it might be taken for ours.
    look: async (...claim) =>
      watch.current() ? { lookAgainAt: clock.now() + lookAfterTrouble } : look(...claim),
    noteSent: messageIds.noteSent,
    pacer: createPacer(pace),
    trouble,
    mayPublish: () => runner.mayWork("publish"),
    longestSendMs: sendTimeoutSeconds * 1000 + sendSlackMs,
    expireAfterMs: config.expireAfterHours * hour,
  });
  const cleanup = createCleanup({
    clock,
    log,
    store: stores.cleanup,
    records: stores.oldRecords,
    compaction: stores.compaction,
    retentionMs: config.retentionDays * day,
    ledgerRetentionMs: config.ledgerRetentionDays * day,
    jobRunRetentionMs: config.jobRunRetentionDays * day,
    warnBeforeMs: config.warnDaysBeforeCleanup * day,
    nextCleanup: nextTimeOf(config.cleanupCron, timeZone),
    nextDueAt: engine.nextAttemptAt,
  });

  const runner = createJobRunner({
    clock,
    timeZone,
    runs: stores.jobRuns,
    pauses: stores.jobStates,
    words: wordsForRuns(),
    onFinished: (run) => events.emit({ type: "job_finished", ...run }),
    onError(error, job) {
      const isKnown = watch.current() !== undefined;
      // Every few seconds, while it lasts.
      const level = watch.note(error) && isKnown ? "debug" : "error";
      log[level]({ error, job }, "a job failed");
    },
  });
  const jobControl = createJobControl({
    ...common,
    runner,
    runs: stores.jobRuns,
    states: stores.jobStates,
    people: stores.people,
    timeZone,
  });
  const background = createBackground(log);
  const exports = createExports({
    api: createTelegramApi({ token, apiRoot, timeoutSeconds: uploadTimeout }),
    background,
    exporter: createExporter({ clock, posts, ledger: stores.ledger, mostBytes: largestExport }),
    now: clock.now,
    log,
  });
  const webhooks = createWebhooks({
    ...{ config, stores, events, clock, log },
    wake: () => runner.wake("event_webhooks"),
  });
  const webhookStatus = () => webhooks?.status() ?? [];
  const notices = createNotices({
    ...{ api, queue, directory, team, restores, webhooks, log },
    outages: trouble,
    database: watch,
    jobs: jobControl,
    isPublishing: () => runner.mayWork("publish"),
    now: clock.now,
  });
  const bot = createBot({
    token,
    apiRoot,
    desk: {
      drafting,
      queue,
      directory,
      team,
      statistics,
      backups,
      expireAfterHours: config.expireAfterHours,
      background,
      restores,
      now: clock.now,
      preview: (chatId, content) => sendPreview(send, chatId, content, AbortSignal.timeout(previewLimitMs)),
      jobs: jobControl,
      webhooks: webhookStatus,
      planned: () => cleanup.planned(clock.now()),
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
  });

  events.listen((event) => {
    if (event.type === "telegram_back" && event.since < clock.now() - updatesLast) messageIds.forgetAll();
  });
  events.listen((event) => {
    const { type } = event;
    if (type === "delivery_settled") notices.noteSettled(event.postId);
    if (type === "backup_damaged") notices.noteDamagedBackup(event.problem);
    if (type === "post_changed") notices.noteChanged(event);
    if (type === "post_finished" || type === "destination_lost" || type === "telegram_back")
      void notices.deliver();
    if (type === "database_well") {
      void notices.deliver();
      runner.wake("publish");
    }
    if (type === "job_finished" && jobControl.untoldTroubles().length > 0) void notices.deliver();
    if (type === "job_resumed" && event.job === "publish") {
      // What has become too late meanwhile is told of at once.
      engine.expireLate();
      engine.lookAgain();
    }
    // What becomes due before the next minute does not wait for it.
    if (type !== "post_changed" && type !== "post_scheduled") return;
    runner.wake("publish");
    engine.lookAgain();
  });

  const checkAccess = createAccessCheck({ api, directory, team });
  const jobs = createJobs({ config, clock, engine, cleanup, notices, backups, webhooks, checkAccess });
  let http: HttpServer | undefined;

  return {
    /**
     * Starts the jobs and the bot; resolves once it listens, with its username. Rejects where Telegram refuses the token,
     * or the port for HTTP cannot be had.
     * `onCrash` is called if polling ends by itself: another program uses the token.
     */
    async start(onCrash: (error: unknown) => void): Promise<string> {
      const skew = skewOf(config, clock.now);
      // First, so that it can say why the rest does not start yet.
      if (config.httpPort !== undefined) {
        const { createHttp } = await import("./wiring/http.ts");
        http = await createHttp({
          ...{ port: config.httpPort, config, clock, log, stores },
          watching: { events, runner, apis: [api, bot.api] },
          telegramWebhook: listening.webhook,
          admin: {
            ...{ events, api, cleanup },
            ...{ queue, directory, team, statistics, jobs: jobControl, webhooks: webhookStatus },
          },
        });
        await http.start();
      }
      await listening.connect();
      if (messageIds.lastAlive() < clock.now() - updatesLast) messageIds.forgetAll();
      engine.recover();
      engine.telegramAnswered();
      runner.start(jobs);
      // What became too late while the process was down is told of at once, not at the next hour.
      if (runner.mayWork("expire")) engine.expireLate();
      void notices.deliver();
      listening.start(onCrash);
      // A call for each of the team: what is due does not wait for them.
      background.begin(listening.offerMenus);
      const { username } = bot.botInfo;
      const facts = gatherFacts({
        ...{ config, queue, directory, team, backups, bot: username, httpUrl: http?.url(), now: clock.now() },
        jobs: jobControl,
      });
      background.begin(async () => announce({ ...facts, clockSkew: await skew }, log, terminal));
      return username;
    },

    /** Ends sends, jobs and polling, side by side, and then the database, within 5 s. */
    async stop(): Promise<void> {
      backups.stop();
      exports.stop();
      const ended = Promise.all([
        http?.stop(),
        listening.stop(),
        engine.stop(sendGraceMs),
        webhooks?.stop(),
        runner.stop(),
      ])
        .then(notices.whenIdle)
        .then(background.whenIdle)
        .then(watch.stop);
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, stopLimitMs).unref())]);
      close();
      log.info("Belfry has stopped");
    },

    /** Where HTTP is served; undefined where it is off. */
    httpUrl: (): string | undefined => http?.url(),

    /** Resolves when nothing that was due is still being done: for those who travel in time. */
    async whenIdle(): Promise<void> {
      await listening.whenIdle();
      await runner.whenIdle();
      await webhooks?.whenIdle();
      await runner.whenIdle();
      await background.whenIdle();
      // Last, because each of these may leave something to tell.
      await notices.whenIdle();
    },
  };
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
