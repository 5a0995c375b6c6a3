/** Released posts: put together of its parts. What the engine does to them is in deliveries.ts. */
import type { Database } from "./database.ts";
import { createKeeping } from "./keeping.ts";
import { createNewPosts } from "./new-posts.ts";
import { createActs } from "./post-acts.ts";
import { createReading } from "./released-posts.ts";
import { createResults } from "./results.ts";

export type PostStore = ReturnType<typeof createPostStore>;

export function createPostStore(database: Database) {
  const reading = createReading(database);
  return {
    ...reading,
    ...createNewPosts(database),
    ...createActs(database),
    ...createKeeping(database),
    ...createResults(database, reading.read),
  };
}
