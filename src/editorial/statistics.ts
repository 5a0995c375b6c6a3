/** The numbers behind /stats. */
import type { Clock } from "../clock.ts";
import type { PostStatus } from "../posts/status.ts";
import type { PostStore } from "../storage/posts.ts";
import type { ReleasedPost } from "../storage/released-posts.ts";
import type { StatisticsStore } from "../storage/statistics.ts";

const day = 24 * 60 * 60 * 1000;

export interface Statistics {
  byStatus: Partial<Record<PostStatus, number>>;
  /** Among the failed: nobody knows whether they appeared. */
  uncertain: number;
  published: { day: number; week: number; month: number };
  /** Of the deliveries of the last 30 days that came to a known end; undefined where there were none. */
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
      const { uncertain = 0, ...known } = statistics.postsByStatus();
      const outcomes = statistics.outcomesSince(month);
      return {
        byStatus: uncertain === 0 ? known : { ...known, failed: (known.failed ?? 0) + uncertain },
        uncertain,
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
