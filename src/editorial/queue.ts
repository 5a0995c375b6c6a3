/** What the team does to posts that were released: look, move, cancel, hurry, retry, keep, let go. */
import type { Clock } from "../clock.ts";
import type { Event, Events } from "../events.ts";
import { type Actor, mayChangePost, mayLetGo, whoIs } from "../posts/permissions.ts";
import type { LedgerStore } from "../storage/ledger.ts";
import type { Person } from "../storage/people.ts";
import { changeable, type Reach } from "../storage/post-acts.ts";
import type { PostStore } from "../storage/posts.ts";
import type { ReleasedPost } from "../storage/released-posts.ts";

export type { HistoryEntry } from "../storage/ledger.ts";
export type { PostDelivery, PostFilter, ReleasedPost } from "../storage/released-posts.ts";
export type { Owed } from "../storage/results.ts";
export type Queue = ReturnType<typeof createQueue>;

/** What came of a person's act: done, or the true reason why not. */
export type ActResult = { ok: true; post: ReleasedPost } | Refusal;

export type Refusal =
  /** It was cleaned up, or never there. */
  | { ok: false; why: "gone"; post?: undefined }
  /**
   * not_yours: another person's; sending: it is going out right now; too_late: nothing is left that could be
   * changed; unlisted: its destination is off the list; past: the time asked for is over.
   */
  | { ok: false; why: "not_yours" | "sending" | "too_late" | "unlisted" | "past"; post: ReleasedPost };

/** How long (ms) a result is of interest. */
const resultsLast = 7 * 24 * 60 * 60 * 1000;

/** Where the page asked for is not there any more, it is the last one. */
export interface Page<Item> {
  posts: Item[];
  page: number;
  pages: number;
  total: number;
}

export function createQueue({
  posts,
  ledger,
  clock,
  events,
}: {
  posts: PostStore;
  ledger: LedgerStore;
  clock: Pick<Clock, "now">;
  events: Events;
}) {
  function act(
    postId: number,
    actor: Actor,
    change: Extract<Event, { type: "post_changed" }>["change"],
    work: (post: ReleasedPost) => Reach,
  ): ActResult {
    const post = posts.read(postId);
    if (!post) return { ok: false, why: "gone" };
    if (!mayChangePost(actor, post)) return { ok: false, why: "not_yours", post };
    const reach = work(post);
    const after = posts.read(postId) ?? post;
    if (reach.changed === 0) return { ok: false, why: obstacle(reach), post: after };
    events.emit({ type: "post_changed", postId, change, by: whoIs(actor) });
    // Ended by somebody else than its author, who is owed word.
    if (after.finishedAt !== null && after.toldAt === null)
      events.emit({ type: "post_finished", postId, status: after.status });
    return { ok: true, post: after };
  }

  return {
    read: posts.read,
    postOfDelivery: posts.ofDelivery,
    /** What happened to a post, oldest first. */
    history: ledger.ofPost,

    /** The name of the person or program that cancelled a post last; undefined where nobody did. */
    cancellerOf: (postId: number): string | undefined =>
      ledger.ofPost(postId).findLast(({ action, actor }) => action === "post_cancelled" && actor !== null)
        ?.actor ?? undefined,

    /** Released posts, the soonest due first. */
    list: posts.list,

    /** A page of upcoming posts, soonest first. */
    page: (number: number, size: number): Page<ReleasedPost> =>
      pageOf(number, size, posts.countScheduled(), posts.scheduled),

    /** Whether a person could do this to a post now; for asking before a question is put to them. */
    couldChange(postId: number, person: Person, change: keyof typeof changeable): ActResult {
      const post = posts.read(postId);
      if (!post) return { ok: false, why: "gone" };
      if (!mayChangePost(person, post)) return { ok: false, why: "not_yours", post };
      const inReach = post.deliveries.filter(({ status }) =>
        (changeable[change] as readonly string[]).includes(status),
      );
      const listed = inReach.filter(({ destination }) => destination.state !== "removed");
      if ((change === "cancelled" ? inReach : listed).length > 0) return { ok: true, post };
      const sending = post.deliveries.filter(({ status }) => status === "sending").length;
      return { ok: false, why: obstacle({ sending, unlisted: inReach.length }), post };
    },

    /** Takes a time in epoch ms; it was typed in the actor's zone. */
    reschedule(postId: number, actor: Actor, dueAt: number): ActResult {
      const now = clock.now();
      const post = posts.read(postId);
      if (post && dueAt <= now) return { ok: false, why: "past", post };
      return act(postId, actor, "rescheduled", () =>
        posts.reschedule(postId, dueAt, actor.timeZone, whoIs(actor), now),
      );
    },

    cancel: (postId: number, actor: Actor, reason: string | null): ActResult =>
      act(postId, actor, "cancelled", () => posts.cancel(postId, reason, whoIs(actor), clock.now())),

    publishNow: (postId: number, actor: Actor): ActResult =>
      act(postId, actor, "published_now", () => posts.publishNow(postId, whoIs(actor), clock.now())),

    /** Sends what failed or expired again: all of it, or one delivery. */
    retry: (postId: number, actor: Actor, deliveryId?: number): ActResult =>
      act(postId, actor, "retried", () => posts.retry(postId, deliveryId, whoIs(actor), clock.now())),

    /** The person has looked whether a doubtful message is there. */
    resolve: (postId: number, actor: Actor, deliveryId: number, appeared: boolean): ActResult =>
      act(postId, actor, "retried", () =>
        posts.resolve(postId, deliveryId, appeared, whoIs(actor), clock.now()),
      ),

    /** Nobody will say whether a doubtful message is there: it stays uncertain, and nobody is asked again. */
    leave: (postId: number, person: Person, deliveryId: number): ActResult =>
      act(postId, person, "left", () => posts.leave(postId, deliveryId, person.userId, clock.now())),

    /** Takes posts out of the clean-up; anybody on the team may. Returns how many it was news for. */
    keep(postIds: number[], person: Person): number {
      const kept = posts.keep(postIds, person.userId, clock.now());
      for (const postId of kept)
        events.emit({ type: "post_changed", postId, change: "kept", by: person.userId });
      return kept.length;
    },

    /** Leaves a kept post to the clean-up again. One that nobody keeps any more is left to it already. */
    letGo(postId: number, person: Person): ActResult {
      const post = posts.read(postId);
      if (!post) return { ok: false, why: "gone" };
      if (!mayLetGo(person, post)) return { ok: false, why: "not_yours", post };
      if (posts.letGo(postId, person.userId, clock.now()))
        events.emit({ type: "post_changed", postId, change: "let_go", by: person.userId });
      return { ok: true, post: posts.read(postId) ?? post };
    },

    /** A page of the posts that the clean-up leaves alone, newest first. */
    kept: (number: number, size: number): Page<ReleasedPost> =>
      pageOf(number, size, posts.countKept(), (limit, offset) =>
        posts.kept(limit, offset).flatMap((id) => posts.read(id) ?? []),
      ),

    /** Everybody who is owed word of finished posts, and those posts. */
    owed: posts.owed,
    untold: posts.untold,
    /** How much of an author's is due and may come to an end in a moment; counts up to a limit. */
    countUnderWay: (authorId: number, limit: number): number =>
      posts.countUnderWay(authorId, clock.now(), limit),
    markTold(told: ReleasedPost[]): void {
      posts.markTold(
        told.flatMap(({ id, finishedAt }) => (finishedAt === null ? [] : { id, finishedAt })),
        clock.now(),
      );
      for (const { id, trace } of told)
        events.emit({ type: "post_told", postId: id, ...(trace !== null && { trace }) });
    },

    /** A page of what finished in the last days: what needs somebody first, then the newest. */
    results(number: number, size: number): Page<ReleasedPost> {
      const since = clock.now() - resultsLast;
      return pageOf(number, size, posts.countFinished(since), (limit, offset) =>
        posts.finished(since, limit, offset),
      );
    },
  };
}

function obstacle({ sending, unlisted }: Pick<Reach, "sending" | "unlisted">) {
  if (sending > 0) return "sending";
  return unlisted > 0 ? "unlisted" : "too_late";
}

/** The page of `total` items that is nearest to the number asked for, the first being 0. */
export function pageOf<Item>(
  number: number,
  size: number,
  total: number,
  read: (limit: number, offset: number) => Item[],
): Page<Item> {
  const pages = Math.max(1, Math.ceil(total / size));
  const page = Math.min(Math.max(0, number), pages - 1);
  return { posts: read(size, page * size), page, pages, total };
}
