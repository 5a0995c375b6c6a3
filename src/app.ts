/** All the wiring, in one place; its longer parts stand in wiring/. */
import { createAccessCheck } from "./bot/channels/access-check.ts";
import type { Clock } from "./clock.ts";
import type { Config } from "./config.ts";
import { createEvents } from "./events.ts";
import type { HttpServer } from "./http/server.ts";
import { type Log, logEvents } from "./log.ts";
import { openDatabase } from "./storage/database.ts";
import { createDatabaseWatch } from "./storage/database-watch.ts";
import { type Pace, telegramPace } from "./telegram/pacer.ts";
import { createFace } from "./wiring/face.ts";
import { createJobs } from "./wiring/jobs.ts";
import { createPublishing } from "./wiring/publishing.ts";
import { react } from "./wiring/reactions.ts";
import { createRunner } from "./wiring/runner.ts";
import { announce, gatherFacts, skewOf } from "./wiring/start-up.ts";
import { createStores } from "./wiring/stores.ts";
import { createUseCases } from "./wiring/use-cases.ts";
import { createWebhooks } from "./wiring/webhooks.ts";

export type App = ReturnType<typeof createApp>;

/** A stop takes at most 5 s: sends get most of it, polling the rest. */
const sendGraceMs = 3500;
const stopLimitMs = 4500;
/**
 * Telegram keeps updates for a day: after half of that (ms) without any, messages may have come to chats unseen, and
 * nobody knows the last one any more.
 */
const updatesLast = 12 * 60 * 60 * 1000;
/** Longer (s) than Telegram ever takes to answer a send, uploads not being among them. */
const sendTimeout = 30;

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
  const { messageIds } = stores;
  const ground = { config, clock, log, events, stores, watch };

  const useCases = createUseCases(ground);
  const { directory, queue, statistics, team, backups } = useCases;
  const { runner, jobControl } = createRunner(ground);
  const isPublishing = () => runner.mayWork("publish");
  const { api, send, engine, cleanup } = createPublishing(ground, {
    ...{ pace, sendTimeoutSeconds },
    mayPublish: isPublishing,
  });
  const webhooks = createWebhooks({ ...ground, wake: () => runner.wake("event_webhooks") });
  const { background, exports, notices, bot, listening } = createFace(ground, {
    ...{ api, send, useCases, jobControl, cleanup, webhooks, isPublishing },
    telegramAnswered() {
      if (!engine.hasNothingToTry()) return;
      engine.telegramAnswered();
      runner.wake("publish");
    },
  });
  react(ground, { notices, runner, jobControl, engine, updatesLast });

  const checkAccess = createAccessCheck({ api, directory, team });
  const jobs = createJobs({ config, clock, engine, cleanup, notices, backups, webhooks, checkAccess });
  let http: HttpServer | undefined;
  let httpUrl: string | undefined;
  let stopping = false;

  return {
    /**
     * Starts the jobs and the bot; resolves once it listens, or was stopped before. Rejects where Telegram refuses the
     * token, or the port for HTTP cannot be had.
     * `onCrash` is called if polling ends by itself: another program uses the token.
     */
    async start(onCrash: (error: unknown) => void): Promise<void> {
      const skew = skewOf(config, clock.now);
      // First, so that it can say why the rest does not start yet.
      if (config.httpPort !== undefined) {
        const { createHttp } = await import("./wiring/http.ts");
        http = await createHttp({
          ...{ port: config.httpPort, config, clock, log, stores },
          watching: { events, runner, apis: [api, bot.api] },
          telegramWebhook: listening.webhook,
          admin: {
            ...{ events, api, cleanup, queue, directory, team, statistics },
            jobs: jobControl,
            webhooks: () => webhooks?.status() ?? [],
          },
        });
        await http.start();
        httpUrl = http.url();
      }
      await listening.connect();
      // Telegram may have answered after the stop.
      if (stopping) return;
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
      const facts = gatherFacts({
        ...{ config, queue, directory, team, backups, httpUrl, now: clock.now() },
        ...{ bot: bot.botInfo.username, jobs: jobControl },
      });
      background.begin(async () => announce({ ...facts, clockSkew: await skew }, log, terminal));
    },

    /** Ends sends, jobs and polling, side by side, and then the database, within 5 s. */
    async stop(): Promise<void> {
      stopping = true;
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
    httpUrl: (): string | undefined => httpUrl,

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
