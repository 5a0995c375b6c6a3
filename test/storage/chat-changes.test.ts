import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { type ChatChangeStore, createChatChangeStore } from "../../src/storage/chat-changes.ts";
import type { Database } from "../../src/storage/database.ts";
import { deliveries, destinations, ledger } from "../../src/storage/schema.ts";
import { freshDatabase } from "../support/database.ts";
import { addDestination, addPost, readDelivery, readPost, someTime } from "../support/factories.ts";

const [oldId, newId] = [-4001, -1_002_000_000_001];
let database: Database;
let chats: ChatChangeStore;
beforeEach(() => {
  ({ database } = freshDatabase());
  chats = createChatChangeStore(database);
});

const destination = (id: number) => database.select().from(destinations).where(eq(destinations.id, id)).get();
const actions = () =>
  database
    .select()
    .from(ledger)
    .all()
    .map((entry) => entry.action);

describe("a migration", () => {
  it("gives the destination its new id and type; zone and posts stay", () => {
    const group = addDestination(database, { chatId: oldId, type: "group", timeZone: "Asia/Tokyo" });
    expect(chats.followMigration(oldId, newId, someTime)).toBe(group.id);
    expect(destination(group.id)).toEqual({ ...group, chatId: newId, type: "supergroup" });
    expect(actions()).toEqual(["destination_moved"]);
  });

  it("of a chat that nobody knows changes nothing", () => {
    expect(chats.followMigration(oldId, newId, someTime)).toBeUndefined();
    expect(actions()).toEqual([]);
  });

  it("is followed once, however often it is told", () => {
    const group = addDestination(database, { chatId: oldId, type: "group" });
    chats.followMigration(oldId, newId, someTime);
    expect(chats.followMigration(oldId, newId, someTime)).toBe(group.id);
    expect(actions()).toEqual(["destination_moved"]);
  });

  it("to a chat that registered itself first keeps the older row, with the posts of both", () => {
    const group = addDestination(database, { chatId: oldId, type: "group", state: "lost", canPost: false });
    const doubled = addDestination(database, { chatId: newId, type: "supergroup", title: "New title" });
    const toBoth = addPost(database, [group, doubled]);
    const toDoubled = addPost(database, [doubled]);
    const sentThere = addPost(database, [doubled], { delivery: { status: "sent" } });

    expect(chats.followMigration(oldId, newId, someTime)).toBe(group.id);
    expect(destination(group.id)).toMatchObject({
      chatId: newId,
      type: "supergroup",
      title: "New title",
      state: "active",
      canPost: true,
    });
    expect(destination(doubled.id)).toMatchObject({ chatId: oldId, state: "removed" });
    expect(toBoth.deliveryIds.map((id) => readDelivery(database, id).status)).toEqual([
      "pending",
      "cancelled",
    ]);
    expect(readPost(database, toBoth.id).status).toBe("scheduled");
    expect(readDelivery(database, toDoubled.deliveryIds[0])).toMatchObject({ destinationId: group.id });
    expect(readDelivery(database, sentThere.deliveryIds[0])).toMatchObject({ destinationId: doubled.id });
    expect(chats.followMigration(oldId, newId, someTime)).toBe(group.id);
    expect(database.select().from(deliveries).all()).toHaveLength(4);
  });
});

describe("losing a destination", () => {
  it("takes it out of use, notes that people are to be told, and is told once", () => {
    const channel = addDestination(database);
    expect(chats.loseDestination(channel.id, someTime, "kicked")).toBe(true);
    expect(destination(channel.id)).toMatchObject({
      state: "lost",
      canPost: false,
      lossUntoldSince: someTime,
    });
    expect(chats.loseDestination(channel.id, someTime + 1, "kicked")).toBe(false);
    expect(destination(channel.id)?.lossUntoldSince).toBe(someTime);
    expect(actions()).toEqual(["destination_lost"]);
  });

  it("leaves alone one that a person took off the list", () => {
    const channel = addDestination(database, { state: "removed" });
    expect(chats.loseDestination(channel.id, someTime, "kicked")).toBe(false);
    expect(destination(channel.id)?.state).toBe("removed");
  });
});
