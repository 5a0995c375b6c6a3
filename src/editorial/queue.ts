/** What the team does to posts that were released: look, move, cancel, hurry, retry, keep. */
import type { Clock } from "../clock.ts";
import type { Event, Events } from "../events.ts";
import { mayChangePost } from "../posts/permissions.ts";
import type { Person } from "../storage/people.ts";
import type { PostStore, Reach, ReleasedPost } from "../storage/posts.ts";

export type { PostDelivery, ReleasedPost } from "../storage/posts.ts";
export type Queue = ReturnType<typeof createQueue>;

/** What came of a person's act: done, or the true reason why not. */
export type ActResult =
  | { ok: true; post: ReleasedPost }
  | {
      ok: false;
      /** gone: cleaned up or never there; not_yours: another person's; sending: it is going out right now; too_late: nothing is left that could be changed. */
      why: "gone" | "not_yours" | "sending" | "too_late" | "past";
      post?: ReleasedPost;
    };

export function createQueue({
  posts,
  clock,
  events,
}: {
  posts: PostStore;
  clock: Pick<Clock, "now">;
  events: Events;
}) {
  function act(
    postId: number,
    person: Person,
    change: Extract<Event, { type: "post_changed" }>["change"],
    work: (post: ReleasedPost) => Reach,
  ): ActResult {
    const post = posts.read(postId);
    if (!post) return { ok: false, why: "gone" };
    if (!mayChangePost(person, post)) return { ok: false, why: "not_yours", post };
    const reach = work(post);
    const after = posts.read(postId) ?? post;
    if (reach.changed === 0)
      return { ok: false, why: reach.sending > 0 ? "sending" : "too_late", post: after };
    events.emit({ type: "post_changed", postId, change, by: person.userId });
    return { ok: true, post: after };
  }

  return {
    read: posts.read,
    postOfDelivery: posts.ofDelivery,

    /** A page of upcoming posts, soonest first. */
    page(
      number: number,
      size: number,
    ): { posts: ReleasedPost[]; page: number; pages: number; total: number } {
      const total = posts.countScheduled();
      const pages = Math.max(1, Math.ceil(total / size));
      const page = Math.min(Math.max(0, number), pages - 1);
      return { posts: posts.scheduled(size, page * size), page, pages, total };
    },

    /** Takes a time in epoch ms, and the zone it was typed in. */
    reschedule(postId: number, person: Person, dueAt: number): ActResult {
      const now = clock.now();
      if (dueAt <= now) return { ok: false, why: "past" };
      return act(postId, person, "rescheduled", () =>
        posts.reschedule(postId, dueAt, person.timeZone, person.userId, now),
      );
    },

    cancel: (postId: number, person: Person, reason: string | null): ActResult =>
      act(postId, person, "cancelled", () => posts.cancel(postId, reason, person.userId, clock.now())),

    publishNow: (postId: number, person: Person): ActResult =>
      act(postId, person, "published_now", () => posts.publishNow(postId, person.userId, clock.now())),

    /** Sends what failed or expired again: all of it, or one delivery. */
    retry: (postId: number, person: Person, deliveryId?: number): ActResult =>
      act(postId, person, "retried", () => posts.retry(postId, deliveryId, person.userId, clock.now())),

    /** The person has looked whether a doubtful message is there. */
    resolve: (postId: number, person: Person, deliveryId: number, appeared: boolean): ActResult =>
      act(postId, person, "retried", () =>
        posts.resolve(postId, deliveryId, appeared, person.userId, clock.now()),
      ),

    /** Takes posts out of the clean-up; anybody on the team may. Returns how many it was news for. */
    keep(postIds: number[], person: Person): number {
      const kept = posts.keep(postIds, person.userId, clock.now());
      for (const postId of postIds)
        events.emit({ type: "post_changed", postId, change: "kept", by: person.userId });
      return kept;
    },

    /** Finished posts whose authors are owed word. */
    untold: posts.untold,
    markTold: (post: ReleasedPost): void => {
      if (post.finishedAt !== null) posts.markTold(post.id, post.finishedAt, clock.now());
    },
  };
}
