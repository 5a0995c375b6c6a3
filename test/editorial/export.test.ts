import { beforeEach, describe, expect, it } from "vitest";
import { createExporter, type ExportPart } from "../../src/editorial/export.ts";
import type { Database } from "../../src/storage/database.ts";
import { createLedgerStore } from "../../src/storage/ledger.ts";
import { createPostStore } from "../../src/storage/posts.ts";
import { freshDatabase } from "../support/database.ts";
import { addDestination, addPerson, addPost, someTime, textContent } from "../support/factories.ts";

let database: Database;
beforeEach(() => {
  ({ database } = freshDatabase());
});

async function partsOf(postIds: number[], mostBytes = 1_000_000): Promise<ExportPart[]> {
  const exporter = createExporter({
    posts: createPostStore(database),
    ledger: createLedgerStore(database),
    clock: { now: () => someTime },
    mostBytes,
  });
  return Array.fromAsync(exporter.parts(postIds));
}
const read = ({ bytes }: ExportPart) => JSON.parse(new TextDecoder().decode(bytes));

describe("an export", () => {
  it("holds what posts said, where and how they went, and who did what to them", async () => {
    addPerson(database, { userId: 1001, name: "Ada" });
    const news = addDestination(database, { chatId: -1_001_234, title: "News", username: "the_news" });
    const posts = createPostStore(database);
    const entities = [{ type: "bold" as const, offset: 0, length: 5 }];
    const content = { kind: "text" as const, text: "Hello – ☀️", entities };
    const failed = addPost(database, [news], { content, delivery: { status: "failed", reason: "kicked" } });
    posts.cancel(failed.id, "Rain", 1001, someTime + 1000);
    const sent = addPost(database, [news], { delivery: { status: "sent", messageIds: [7] } });

    const [part, ...others] = await partsOf([failed.id, sent.id]);
    expect(others).toEqual([]);
    expect(read(part as ExportPart)).toEqual({
      format: "belfry-posts",
      version: 1,
      exportedAt: "2026-11-22T10:00:00.000Z",
      part: 1,
      isLastPart: true,
      posts: [
        {
          id: failed.id,
          author: { id: 1001, name: "Ada" },
          status: "cancelled",
          dueAt: "2026-11-22T10:00:00.000Z",
          timeZone: "UTC",
          createdAt: "2026-11-22T10:00:00.000Z",
          finishedAt: "2026-11-22T10:00:01.000Z",
          cancelReason: "Rain",
          content,
          deliveries: [
            expect.objectContaining({
              destination: { chatId: -1_001_234, type: "channel", title: "News", username: "the_news" },
              status: "cancelled",
              sentAt: null,
              messageIds: [],
              link: null,
              reason: "kicked",
            }),
          ],
          history: [
            expect.objectContaining({
              at: "2026-11-22T10:00:01.000Z",
              action: "post_cancelled",
              actor: "Ada",
            }),
            expect.objectContaining({ action: "post_finished", actor: null }),
          ],
        },
        expect.objectContaining({
          status: "published",
          deliveries: [expect.objectContaining({ messageIds: [7], link: "https://t.me/the_news/7" })],
        }),
      ],
    });
  });

  it("names the messages that are there of a post that broke off in between", async () => {
    const news = addDestination(database, { username: "the_news" });
    const delivery = { status: "failed" as const, reason: "kicked", partMessageIds: [[7, 8]] };
    const { id } = addPost(database, [news], { delivery });
    const [part] = await partsOf([id]);
    expect(read(part as ExportPart).posts[0].deliveries).toEqual([
      expect.objectContaining({ status: "failed", messageIds: [7, 8], link: "https://t.me/the_news/7" }),
    ]);
  });

  it("leaves out what is gone by now, and is nothing where all is", async () => {
    const { id } = addPost(database, [addDestination(database)]);
    const [part] = await partsOf([id + 1, id, id + 2]);
    expect(read(part as ExportPart).posts).toHaveLength(1);
    expect(await partsOf([id + 1])).toEqual([]);
  });

  it("of many posts comes in parts, each a whole document within the limit and none with a post of another", async () => {
    const news = addDestination(database);
    const ids = Array.from(
      { length: 50 },
      (_, index) => addPost(database, [news], { content: textContent(`Post ${index}`) }).id,
    );
    const parts = await partsOf(ids, 10_000);
    expect(parts.length).toBeGreaterThan(2);
    for (const [index, part] of parts.entries()) {
      expect(part.bytes.length).toBeLessThan(10_500);
      expect(read(part)).toMatchObject({ part: index + 1, isLastPart: index === parts.length - 1 });
      expect(part).toMatchObject({ number: index + 1, posts: read(part).posts.length });
    }
    expect(parts.flatMap((part) => read(part).posts.map(({ id }: { id: number }) => id))).toEqual(ids);
  });

  it("has a part of its own for a post that is longer than a part", async () => {
    const news = addDestination(database);
    const long = addPost(database, [news], { content: textContent("x".repeat(4000)) }).id;
    const short = addPost(database, [news]).id;
    expect((await partsOf([long, short], 1500)).map(({ posts }) => posts)).toEqual([1, 1]);
  });

  it("gives others their turns while it is made", async () => {
    const news = addDestination(database);
    const ids = Array.from({ length: 100 }, () => addPost(database, [news]).id);
    let turns = 0;
    const count = () => {
      turns += 1;
      counting = setImmediate(count);
    };
    let counting = setImmediate(count);
    await partsOf(ids);
    clearImmediate(counting);
    expect(turns).toBeGreaterThanOrEqual(5);
  });
});
