import { beforeEach, expect, it } from "vitest";
import { createAccessCheck } from "../../../src/bot/channels/access-check.ts";
import { createDirectory, type Directory } from "../../../src/editorial/directory.ts";
import { createTeam } from "../../../src/editorial/team.ts";
import { createEvents } from "../../../src/events.ts";
import { createChatChangeStore } from "../../../src/storage/chat-changes.ts";
import type { Database } from "../../../src/storage/database.ts";
import { createDestinationStore } from "../../../src/storage/destinations.ts";
import { createPeopleStore } from "../../../src/storage/people.ts";
import { freshDatabase } from "../../support/database.ts";
import { addDestination, someTime } from "../../support/factories.ts";
import { freshTelegram } from "../../support/telegram.ts";

let here: Awaited<ReturnType<typeof freshTelegram>>;
let database: Database;
let directory: Directory;
/** How long the check paused, in ms, each time. */
let pauses: number[];
let stop: AbortController;

beforeEach(async () => {
  here = await freshTelegram();
  ({ database } = freshDatabase());
  const clock = { now: () => someTime };
  const chats = createChatChangeStore(database);
  directory = createDirectory({
    clock,
    destinations: createDestinationStore(database),
    followMigration: (from, to) => chats.followMigration(from, to, someTime),
    timeZone: "UTC",
    events: createEvents((error) => {
      throw error;
    }),
  });
  pauses = [];
  stop = new AbortController();
});

function check() {
  const people = createPeopleStore(database);
  const team = createTeam({ people, ownerIds: [1001], timeZone: "UTC", clock: { now: () => someTime } });
  return createAccessCheck({ api: here.api, directory, team })({
    signal: stop.signal,
    pause: async (duration) => void pauses.push(duration),
  });
}

function list(type: "channel" | "group" | "supergroup", title: string): number {
  const chatId = here.addChat(type, title);
  return addDestination(database, { chatId, type, title, canPin: false }).id;
}

it("follows a group that became a supergroup while nobody looked", async () => {
  const id = list("group", "Crew");
  const former = directory.byId(id)?.chatId ?? 0;
  const chatId = here.telegram.upgradeGroup(here.ada, former);
  expect(await check()).toMatchObject({ ended: "complete", checked: 1, lost: 0, changed: 0 });
  expect(directory.byId(id)).toMatchObject({ chatId, type: "supergroup", state: "active" });
});

it("waits as long as Telegram asks, and asks again", async () => {
  list("channel", "News");
  here.telegram.addFault({ kind: "too_many_requests", times: 1, methods: ["getChat"], retry_after: 7 });
  expect(await check()).toMatchObject({ ended: "complete", checked: 1, unanswered: 0 });
  expect(pauses).toEqual([7000, 300]);
});

it("leaves a chat as it was that Telegram says nothing of, and asks about the next", async () => {
  list("channel", "News");
  list("channel", "Sports");
  here.telegram.addFault({ kind: "internal_error", times: 3, methods: ["getChat"] });
  expect(await check()).toMatchObject({ ended: "complete", checked: 1, unanswered: 1, lost: 0 });
  expect(directory.all().map(({ state }) => state)).toEqual(["active", "active"]);
});

it("ends where Belfry stops", async () => {
  list("channel", "News");
  list("channel", "Sports");
  stop.abort();
  expect(await check()).toMatchObject({ ended: "stopped", checked: 0 });
});

it("leaves what was taken off the list off it", async () => {
  addDestination(database, { chatId: here.addChat("channel", "Gone"), state: "removed" });
  expect(await check()).toMatchObject({ ended: "complete", checked: 0, back: 0 });
});
