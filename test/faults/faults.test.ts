/**
 * Every fault × every content kind × every type of chat: how the delivery ends, how often the post stands in the
 * chat, and what its author is told. Each cell has a post and a chat of its own; all cells of a fault run at once.
 */
import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { SharedChat } from "../../src/sandbox/telegram/world.ts";
import { openDatabase } from "../../src/storage/database.ts";
import { type Belfry, startBelfry } from "../support/belfry.ts";
import { addPost, readDelivery, textContent } from "../support/factories.ts";
import { createContents, type Kind, kinds, messagesOf } from "./contents.ts";
import { type ChatType, chatTypes, type Ending, type Fault, faults } from "./table.ts";

interface Cell {
  name: string;
  kind: Kind;
  type: ChatType;
  chatId: number;
  /** Kept here, so that its messages can be counted when Telegram knows it no more. */
  chat: SharedChat;
  destination: Parameters<typeof addPost>[1][number];
  ending: Ending;
}

describe("a post whose send meets", () => {
  test.each(faults)(
    "$name ends as the table says, whatever it holds and wherever it goes",
    async (fault) => {
      passTimeLimits();
      const belfry = await startBelfry();
      const { database, close } = openDatabase(belfry.config.databasePath);
      onTestFinished(() => void close());
      const content = await createContents(belfry);
      const cells = await openCells(belfry, database, fault);

      // A first post in every chat, so that the id of its last message is known.
      addPost(
        database,
        cells.map(({ destination }) => destination),
        { authorId: belfry.ada.id, dueAt: belfry.at("2026-11-22 11:00"), content: textContent("First") },
      );
      await belfry.travelTo("2026-11-22 11:10");
      const before = new Map(cells.map(({ name, chat }) => [name, countPosts(belfry, chat)]));
      expect(Math.min(...before.values())).toBe(1);

      const posts = cells.map(({ name, kind, type, chatId, destination }) => {
        fault.bringAbout(belfry, chatId, type);
        return addPost(database, [destination], {
          authorId: belfry.ada.id,
          dueAt: belfry.at("2026-11-22 12:00"),
          content: content(kind, name),
        });
      });
      await belfry.travelTo("2026-11-22 12:30");

      const found = cells.map((cell, index) => {
        const { status } = readDelivery(database, posts[index]?.deliveryIds[0]);
        const messages = countPosts(belfry, cell.chat) - (before.get(cell.name) ?? 0);
        return [cell.name, { status, messages, told: whatWasTold(belfry, cell) }];
      });
      expect(Object.fromEntries(found)).toEqual(
        Object.fromEntries(
          cells.map(({ name, kind, ending: { status, copies, told } }) => [
            name,
            { status, messages: copies * messagesOf(kind), told },
          ]),
        ),
      );
      expect(belfry.telegram.faults()).toEqual([]);
    },
    60_000,
  );
});

/** A chat for every cell, known to Belfry as a destination. */
async function openCells(
  belfry: Belfry,
  database: Parameters<typeof addPost>[0],
  fault: Fault,
): Promise<Cell[]> {
  const { ada, telegram } = belfry;
  const cells: Omit<Cell, "destination">[] = [];
  for (const type of chatTypes) {
    const ending = fault.endings[type];
    if (!ending) continue;
    for (const kind of kinds) {
      const name = `${kind} to a ${type}`;
      const chatId = telegram.createChat(ada.id, { type, title: `The ${type} of ${kind}` });
      if (type === "channel") await ada.makesAdministrator(chatId);
      else await ada.adds(chatId);
      const chat = telegram.world.chats.get(chatId);
      if (chat) cells.push({ name, kind, type, chatId, chat, ending });
    }
  }
  const known = database.query.destinations.findMany().sync();
  return cells.map((cell) => {
    const destination = known.find(({ chatId }) => chatId === cell.chatId);
    if (!destination) throw new Error(`Belfry does not know ${cell.name}`);
    return { ...cell, destination };
  });
}

/** The bot's own messages; of a group that has moved, with those in what it has become. */
function countPosts(belfry: Belfry, { messages, migratedTo }: SharedChat): number {
  const here = [...messages.values()].filter(({ author }) => author.is_bot).length;
  const moved = migratedTo === undefined ? undefined : belfry.telegram.world.chats.get(migratedTo);
  return here + (moved ? countPosts(belfry, moved) : 0);
}

/** The words that were expected if the author read them about this post; everything that was said of it if not. */
function whatWasTold({ ada }: Belfry, { name, ending }: Cell): string {
  const said = ada.seesAll().filter((text) => text.includes(name) && !text.includes("First"));
  return said.some((text) => text.includes(ending.told)) ? ending.told : said.join("\n");
}

/** The HTTP client's own limit on a send is real time: here it passes in a moment. */
function passTimeLimits(): void {
  const { setTimeout } = globalThis;
  const quick = (work: (...values: unknown[]) => void, after?: number, ...values: unknown[]) =>
    setTimeout(work, after === sendTimeLimit ? 300 : after, ...values);
  vi.stubGlobal("setTimeout", Object.assign(quick, setTimeout));
  onTestFinished(() => {
    vi.unstubAllGlobals();
  });
}

/** As in app.ts (ms). */
const sendTimeLimit = 30_000;
