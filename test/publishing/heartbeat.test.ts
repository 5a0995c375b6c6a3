import { expect, it, onTestFinished } from "vitest";
import { createTravellingClock } from "../../src/clock.ts";
import { createEvents } from "../../src/events.ts";
import { createJobRunner } from "../../src/jobs/runner.ts";
import { timetable } from "../../src/jobs/timetable.ts";
import { createEngine } from "../../src/publishing/engine.ts";
import { createChatChangeStore } from "../../src/storage/chat-changes.ts";
import { createDeliveryStore } from "../../src/storage/deliveries.ts";
import { createJobRunStore } from "../../src/storage/job-runs.ts";
import { createJobStateStore } from "../../src/storage/job-states.ts";
import { freshDatabase } from "../support/database.ts";
import { addDestination, addPost, readDelivery, someTime } from "../support/factories.ts";
import { freshTelegram } from "../support/telegram.ts";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** The engine on its timetable, half a minute after ten. */
async function running() {
  const clock = createTravellingClock({ startAt: someTime + 30 * second, flowing: false });
  const { database } = freshDatabase();
  const telegram = await freshTelegram({ now: clock.now });
  const errors: unknown[] = [];
  const engine = createEngine({
    deliveries: createDeliveryStore(database),
    chats: createChatChangeStore(database),
    send: telegram.send,
    clock,
    events: createEvents((error) => errors.push(error)),
    expireAfterMs: 24 * hour,
  });
  const runner = createJobRunner({
    clock,
    runs: createJobRunStore(database),
    pauses: createJobStateStore(database),
    words: { interrupted: "", unexpected: "" },
    onFinished: () => undefined,
    onError: (error) => errors.push(error),
    timeZone: "UTC",
  });
  const nothing = async () => undefined;
  runner.start(
    timetable(
      {
        publishCron: "* * * * *",
        expireCron: "0 * * * *",
        warnCron: "0 23 * * *",
        cleanupCron: "0 0 * * *",
        accessCheckCron: "0 3 * * *",
        backupCron: "30 2 * * *",
      },
      {
        publish: {
          alsoAt: engine.nextAttemptAt,
          run: async () => `${(await engine.publishDue()).sent} sent`,
        },
        expire: async () => `${engine.expireLate()} expired`,
        warn: nothing,
        clean_up: nothing,
        backup: undefined,
        event_webhooks: undefined,
        access_check: undefined,
      },
    ),
  );
  onTestFinished(async () => {
    await Promise.all([engine.stop(0), runner.stop()]);
    expect(errors).toEqual([]);
  });
  const channel = addDestination(database, { chatId: telegram.addChat() });
  const travel = (to: number) => clock.travelTo(to, runner.whenIdle);
  return { ...telegram, database, channel, runner, travel };
}

it("sends every post at its own minute, however far the journey", async () => {
  const { database, channel, travel } = await running();
  const dues = [minute, 90 * minute, 26 * hour].map((after) => someTime + after);
  const posts = dues.map((dueAt) => addPost(database, [channel], { dueAt }));
  await travel(someTime + 30 * hour);
  const sent = posts.map((post) => readDelivery(database, post.deliveryIds[0]).sentAt);
  expect(sent).toEqual(dues);
});

it("tries again at the very second that Telegram named, not at the next minute", async () => {
  const { database, channel, telegram, travel } = await running();
  const post = addPost(database, [channel], { dueAt: someTime + minute });
  telegram.addFault({ kind: "too_many_requests", times: 1, retry_after: 7 });
  await travel(someTime + 2 * minute);
  const delivery = readDelivery(database, post.deliveryIds[0]);
  expect(delivery).toMatchObject({ status: "sent", sentAt: someTime + minute + 7 * second });
});

it("sends at once what is due between two minutes, when woken", async () => {
  const { database, channel, runner } = await running();
  const post = addPost(database, [channel], { dueAt: someTime + 30 * second });
  runner.wake("publish");
  await runner.whenIdle();
  expect(readDelivery(database, post.deliveryIds[0]).status).toBe("sent");
});

it("expires at the full hour what a lost destination kept from being sent", async () => {
  const { database, travel, runner } = await running();
  const lost = addDestination(database, { state: "lost" });
  const post = addPost(database, [lost], { dueAt: someTime + minute });
  await travel(someTime + 24 * hour + minute);
  expect(readDelivery(database, post.deliveryIds[0]).status).toBe("pending");
  await travel(someTime + 25 * hour);
  expect(readDelivery(database, post.deliveryIds[0]).status).toBe("expired");
  expect(runner.states()[1]?.lastRun).toMatchObject({ outcome: "ok", summary: "1 expired" });
});
