/**
 * Every fault × every content kind, and each part of those in several messages × every type of chat: how the delivery ends, how often the post stands in the
 * chat, and what its author is told. Each cell has a post and a chat of its own; all cells of a fault run at once.
 */
import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { SharedChat } from "../../src/sandbox/telegram/world.ts";
import { openDatabase } from "../../src/storage/database.ts";
import { type Belfry, startBelfry } from "../support/belfry.ts";
import { addPost, readDelivery, textContent } from "../support/factories.ts";
import { createContents, type Kind, kinds, partsOf } from "./contents.ts";
import { type ChatType, chatTypes, type Ending, type Fault, faults } from "./table.ts";

interface Cell {
  name: string;
  kind: Kind;
  /** Which of the post's parts the fault hits, from 0. */
  part: number;
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

      const posts = cells.map((cell) => {
        const { name, kind, destination } = cell;
        hit(belfry, cell, fault);
        return addPost(database, [destination], {
          authorId: belfry.ada.id,
          dueAt: belfry.at("2026-11-22 12:00"),
          content: content(kind, name),
        });
      });
      await belfry.travelTo("2026-11-22 12:30");

      const told = belfry.ada.seesAll().join("\n");
      const notTold = cells.filter(({ name }) => !told.includes(name)).map(({ name }) => name);
      expect(notTold).toEqual([]);
      await belfry.ada.says("/queue");
      const found: [string, { status: string; messages: number; told: string }][] = [];
      for (const [index, cell] of cells.entries()) {
        const post = posts[index];
        const { status } = readDelivery(database, post?.deliveryIds[0]);
        const messages = countPosts(belfry, cell.chat) - (before.get(cell.name) ?? 0);
        found.push([cell.name, { status, messages, told: await whatIsTold(belfry, post?.id, cell) }]);
      }
      expect(Object.fromEntries(found)).toEqual(
        Object.fromEntries(
          cells.map((cell) => {
            const { status, told } = cell.ending;
            return [cell.name, { status, messages: messagesOf(cell), told }];
          }),
        ),
      );
      expect(belfry.telegram.faults()).toEqual([]);
    },
    60_000,
  );
});

/** Every part of every kind. */
const hits = kinds.flatMap((kind) => partsOf(kind).map((_, part) => ({ kind, part })));

/** Brings a fault about for the part that it is to hit: beforehand, or when the part before has just appeared. */
function hit(belfry: Belfry, { part, kind, chat, chatId, type }: Cell, fault: Fault): void {
  let before = partsOf(kind)
    .slice(0, part)
    .reduce((sum, messages) => sum + messages, 0);
  if (before === 0) {
    fault.bringAbout(belfry, chatId, type);
    return;
  }
  const stop = belfry.telegram.on((event) => {
    if (event.type !== "message" || event.message.chat !== chat) return;
    before--;
    if (before > 0) return;
    stop();
    // The call under way is still carried out.
    queueMicrotask(() => fault.bringAbout(belfry, chatId, type));
  });
}

/** How many messages of the post are to stand in the chat. */
function messagesOf({ kind, part, ending: { status, copies } }: Cell): number {
  const messages = partsOf(kind);
  const before = messages.slice(0, part).reduce((sum, one) => sum + one, 0);
  const hit = messages[part] ?? 0;
  // What was sent went on after the part that was hit; else that was the last.
  const after = status === "sent" ? messages.slice(part + 1).reduce((sum, one) => sum + one, 0) : 0;
  return before + copies * hit + after;
}

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
    for (const { kind, part } of hits) {
      const name = `${kind} (${part + 1}) to a ${type}`;
      const chatId = telegram.createChat(ada.id, { type, title: `The ${type} of ${kind}, ${part + 1}` });
      if (type === "channel") await ada.makesAdministrator(chatId);
      else await ada.adds(chatId);
      const chat = telegram.world.chats.get(chatId);
      if (chat) cells.push({ name, kind, part, type, chatId, chat, ending });
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

/** The words that were expected if the author reads them where the post is opened; everything that stands there if not. */
async function whatIsTold({ ada }: Belfry, postId: number | undefined, { ending }: Cell): Promise<string> {
  const screen = ada.messagesFromBot().at(-1)?.message_id ?? 0;
  await ada.press(screen, `post:${postId}`);
  const text = ada.sees();
  return text.includes(ending.told) ? ending.told : text;
}

/** The HTTP client's own limit on a send is real time: here it passes in a moment. */
function passTimeLimits(): void {
  const { setTimeout } = globalThis;
  const quick = (work: (...values: unknown[]) => void, after?: number, ...values: unknown[]) =>
    setTimeout(work, after === sendTimeLimit ? 2000 : after, ...values);
  vi.stubGlobal("setTimeout", Object.assign(quick, setTimeout));
  onTestFinished(() => {
    vi.unstubAllGlobals();
  });
}

/** As in app.ts (ms). */
const sendTimeLimit = 30_000;
