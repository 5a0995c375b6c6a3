/** Scheduling without a draft: what programs do, one post or a hundred thousand. */
import type { Clock } from "../clock.ts";
import type { Events } from "../events.ts";
import type { Who } from "../posts/permissions.ts";
import type { Destination, DestinationStore } from "../storage/destinations.ts";
import type { NewPost } from "../storage/new-posts.ts";
import type { PeopleStore } from "../storage/people.ts";
import type { PostStore } from "../storage/posts.ts";
import { type PostProblem, problemOfPost } from "./post-problems.ts";

export type { NewPost } from "../storage/new-posts.ts";
export type Scheduling = ReturnType<typeof createScheduling>;

/** unknown_author: not on the team (any more). */
export type SchedulingProblem = PostProblem | { code: "unknown_author" };
export type SchedulingResult =
  | { ok: true; postId: number; dueAt: number }
  | { ok: false; problem: SchedulingProblem };

export function createScheduling({
  posts,
  people,
  destinations,
  clock,
  events,
}: {
  posts: PostStore;
  people: PeopleStore;
  destinations: DestinationStore;
  clock: Pick<Clock, "now">;
  events: Pick<Events, "emit">;
}) {
  return {
    /**
     * Schedules every post of which nothing stands in the way, in one transaction, and says of each what came of it,
     * in the order of the list. Whoever may call this is decided before.
     */
    schedule(list: readonly NewPost[], by: Who): SchedulingResult[] {
      const now = clock.now();
      const known = new Map<number, Destination>(destinations.all().map((one) => [one.id, one]));
      const authors = new Map<number, boolean>();
      const isOnTeam = (userId: number): boolean => {
        const isMember = authors.get(userId) ?? people.member(userId) !== undefined;
        authors.set(userId, isMember);
        return isMember;
      };
      const wanted = list.map((post) => ({ ...post, destinationIds: [...new Set(post.destinationIds)] }));
      const problems = wanted.map(
        ({ authorId, content, destinationIds, dueAt }): SchedulingProblem | undefined => {
          if (!isOnTeam(authorId)) return { code: "unknown_author" };
          const chosen = destinationIds.map((id) => known.get(id));
          return problemOfPost({ content, chosen, dueAt, now });
        },
      );
      const sound = wanted.filter((_, index) => problems[index] === undefined);
      const ids = posts.addScheduled(sound, by, now).values();
      return list.map(({ dueAt }, index) => {
        const problem = problems[index];
        if (problem) return { ok: false, problem };
        const postId = ids.next().value as number;
        events.emit({ type: "post_scheduled", postId, dueAt, by });
        return { ok: true, postId, dueAt };
      });
    },
  };
}
