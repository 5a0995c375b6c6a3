import { expect, test } from "vitest";
import { createScheduling, type NewPost } from "../../src/editorial/scheduling.ts";
import { createEvents, type Event } from "../../src/events.ts";
import { createDestinationStore } from "../../src/storage/destinations.ts";
import { createLedgerStore } from "../../src/storage/ledger.ts";
import { createPeopleStore } from "../../src/storage/people.ts";
import { createPostStore } from "../../src/storage/posts.ts";
import { freshDatabase } from "../support/database.ts";
import { addDestination, addPerson, addPost, someTime, textContent } from "../support/factories.ts";

const hour = 60 * 60 * 1000;

function setUp() {
  const { database, sqlite } = freshDatabase();
  const events = createEvents((error) => {
    throw error;
  });
  const emitted: Event[] = [];
  events.listen((event) => emitted.push(event));
  const posts = createPostStore(database);
  const scheduling = createScheduling({
    posts,
    people: createPeopleStore(database),
    destinations: createDestinationStore(database),
    clock: { now: () => someTime },
    events,
  });
  const [news, crew] = [addDestination(database), addDestination(database, { type: "supergroup" })];
  addPerson(database);
  const post = (changes: Partial<NewPost> = {}): NewPost => ({
    authorId: 1001,
    content: textContent(),
    destinationIds: [news.id],
    dueAt: someTime + hour,
    timeZone: "Europe/Berlin",
    ...changes,
  });
  return { database, sqlite, posts, scheduling, emitted, news, crew, post };
}

test("posts are scheduled as they are, each to its places, in the history of whoever did it", () => {
  const { database, posts, scheduling, emitted, news, crew, post } = setUp();
  const entities = [{ type: "bold" as const, offset: 0, length: 2 }];
  const content = { kind: "text" as const, text: 'Ä "word" \\ 👋', entities };
  const results = scheduling.schedule(
    [post({ content, destinationIds: [news.id, crew.id, news.id] }), post({ dueAt: someTime + 2 * hour })],
    { tokenName: "website" },
  );
  const ids = results.map((result) => (result.ok ? result.postId : undefined));
  expect(posts.read(ids[0] ?? 0)).toMatchObject({
    status: "scheduled",
    content,
    timeZone: "Europe/Berlin",
    dueAt: someTime + hour,
    deliveries: [
      { destinationId: news.id, status: "pending", dueAt: someTime + hour, nextAttemptAt: someTime + hour },
      { destinationId: crew.id, status: "pending" },
    ],
  });
  expect(posts.read(ids[1] ?? 0)).toMatchObject({ dueAt: someTime + 2 * hour });
  expect(createLedgerStore(database).ofPost(ids[0] ?? 0)).toMatchObject([
    {
      action: "post_scheduled",
      details: { dueAt: someTime + hour, destinationIds: [news.id, crew.id] },
    },
  ]);
  expect(emitted).toEqual([
    { type: "post_scheduled", postId: ids[0], dueAt: someTime + hour, by: { tokenName: "website" } },
    { type: "post_scheduled", postId: ids[1], dueAt: someTime + 2 * hour, by: { tokenName: "website" } },
  ]);
});

test("what cannot be published is refused with the reason, and holds up nothing else", () => {
  const { database, scheduling, crew, post } = setUp();
  const lost = addDestination(database, { state: "lost" });
  const quiz = {
    kind: "poll" as const,
    question: { text: "Why?", entities: [] },
    options: [{ text: "So", entities: [] }],
    anonymous: false,
    multiple: false,
  };
  const results = scheduling.schedule(
    [
      post({ authorId: 7 }),
      post({ content: textContent("x".repeat(4097)) }),
      post({ destinationIds: [] }),
      post({ destinationIds: [crew.id, lost.id] }),
      post({ destinationIds: [999] }),
      post({ content: quiz }),
      post({ dueAt: someTime }),
      post(),
    ],
    1001,
  );
  expect(results.map((result) => (result.ok ? "ok" : result.problem.code))).toEqual([
    "unknown_author",
    "content",
    "no_destination",
    "destination_lost",
    "destination_lost",
    "misfit",
    "time_passed",
    "ok",
  ]);
});

test("ids go on after those of posts that are gone, and thousands keep their order", () => {
  const { database, sqlite, posts, scheduling, news, post } = setUp();
  const gone = addPost(database, [news]);
  sqlite.prepare("delete from posts").run();
  const list = Array.from({ length: 2500 }, (_, index) =>
    post({ content: textContent(`Post ${index}`), dueAt: someTime + index + 1 }),
  );
  const ids = scheduling.schedule(list, 1001).map((result) => (result.ok ? result.postId : 0));
  expect(ids[0]).toBe(gone.id + 1);
  for (const index of [0, 999, 1000, 2499])
    expect(posts.read(ids[index] ?? 0)).toMatchObject({
      dueAt: someTime + index + 1,
      content: { text: `Post ${index}` },
      deliveries: [{ dueAt: someTime + index + 1 }],
    });
  expect(posts.countScheduled()).toBe(2500);
  // The next post, by whichever way, does not meet them.
  expect(addPost(database, [news]).id).toBe((ids.at(-1) ?? 0) + 1);
});
