/** What stands in the way of scheduling a post, whoever asks. */
import type { Content } from "../posts/content.ts";
import { checkContent, checkDestination, type LimitProblem } from "../posts/limits.ts";
import type { Destination } from "../storage/destinations.ts";

export type PostProblem =
  /** What is said is beyond Telegram's limits. */
  | { code: "content"; problem: LimitProblem }
  | { code: "no_destination" }
  /** Removed, or without the right to post: nobody should learn later that a place was left out. */
  | { code: "destination_lost"; destination: Destination | undefined }
  /** A kind of place that does not take this kind of content. */
  | { code: "misfit"; problem: LimitProblem; destination: Destination }
  | { code: "incomplete" }
  | { code: "time_passed"; at: number };

/** The first problem, in the order in which a person meets the questions; undefined if there is none. */
export function problemOfPost({
  content,
  chosen,
  dueAt,
  now,
}: {
  content: Content;
  /** Undefined for an unknown one. */
  chosen: readonly (Destination | undefined)[];
  /** Null: no time was chosen. */
  dueAt: number | null;
  now: number;
}): PostProblem | undefined {
  const [problem] = checkContent(content);
  if (problem) return { code: "content", problem };
  if (chosen.length === 0) return { code: "no_destination" };
  for (const destination of chosen) {
    if (destination?.state !== "active") return { code: "destination_lost", destination };
    const [misfit] = checkDestination(content, destination.type);
    if (misfit) return { code: "misfit", problem: misfit, destination };
  }
  if (dueAt === null) return { code: "incomplete" };
  return dueAt <= now ? { code: "time_passed", at: dueAt } : undefined;
}
