/** After a restore: what it holds, and an owner's word on it. */
import type { Clock } from "../clock.ts";
import type { Events } from "../events.ts";
import { type Member, mayManageTeam } from "../posts/permissions.ts";
import type { HeldDeliveryStore } from "../storage/held-deliveries.ts";
import type { PostStore } from "../storage/posts.ts";
import type { ReleasedPost } from "../storage/released-posts.ts";
import { type Page, pageOf } from "./queue.ts";

export type { Restore } from "../storage/held-deliveries.ts";
export type Restores = ReturnType<typeof createRestores>;

export function createRestores(parts: {
  store: HeldDeliveryStore;
  posts: Pick<PostStore, "read">;
  clock: Pick<Clock, "now">;
  events: Pick<Events, "emit">;
}) {
  const { store, posts, clock, events } = parts;

  return {
    /** Restores that the owners have not heard of. */
    untold: store.untoldRestores,
    markTold: (id: number): void => store.markTold(id, clock.now()),

    /** How many deliveries are held, and how many of them have their time still to come. */
    count: () => store.count(clock.now()),

    countPostsByAuthor: store.countPostsByAuthor,

    /** A page of posts with a delivery that is held, the soonest due first. */
    page: (number: number, size: number): Page<ReleasedPost> =>
      pageOf(number, size, store.countPosts(), (limit, offset) =>
        store.postIds(limit, offset).flatMap((id) => posts.read(id) ?? []),
      ),

    /**
     * Everything held that is still to come goes out at its time. Returns how many posts; undefined where the person
     * is no owner.
     */
    keepScheduled(person: Member): number | undefined {
      if (!mayManageTeam(person)) return undefined;
      const kept = store.keepScheduled(person.userId, clock.now());
      for (const postId of kept)
        events.emit({ type: "post_changed", postId, change: "retried", by: person.userId });
      return kept.length;
    },
  };
}
