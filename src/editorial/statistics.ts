/** The numbers behind /stats. */
import type { Clock } from "../clock.ts";
import type { PostStatus } from "../posts/status.ts";
import type { PostStore, ReleasedPost } from "../storage/posts.ts";
import type { StatisticsStore } from "../storage/statistics.ts";

const day = 24 * 60 * 60 * 1000;

export interface Statistics {
  byStatus: Partial<Record<PostStatus, number>>;
  published: { day: number; week: number; month: number };
  /** Of the deliveries of the last 30 days that came to an end; undefined where there were none. */
  successRate: number | undefined;
  /** Milliseconds behind the due time, over 30 days. */
  lateness: { typical: number; worst: number } | undefined;
  next: ReleasedPost[];
}

export type StatisticsReader = ReturnType<typeof createStatisticsReader>;

export function createStatisticsReader({
  statistics,
  posts,
  clock,
}: {
  statistics: StatisticsStore;
  posts: PostStore;
  clock: Pick<Clock, "now">;
}) {
  return {
    read(): Statistics {
      const now = clock.now();
      const month = now - 30 * day;
      const outcomes = statistics.outcomesSince(month);
      return {
        byStatus: statistics.postsByStatus(),
        published: {
          day: statistics.publishedSince(now - day),
          week: statistics.publishedSince(now - 7 * day),
          month: statistics.publishedSince(month),
        },
        successRate: outcomes.finished === 0 ? undefined : outcomes.sent / outcomes.finished,
        lateness: statistics.latenessSince(month),
        next: posts.scheduled(3, 0),
      };
    },
  };
}
