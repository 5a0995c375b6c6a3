/** Writing a post: drafts, and their release into the queue. */
import type { Clock } from "../clock.ts";
import type { Events } from "../events.ts";
import type { Content } from "../posts/content.ts";
import { contentOf, type Draft, type DraftKind, type DraftStep, emptyPoll } from "../posts/draft.ts";
import { checkContent, checkDestination, type LimitProblem } from "../posts/limits.ts";
import type { Destination, DestinationStore } from "../storage/destinations.ts";
import type { DraftRow, DraftStore } from "../storage/drafts.ts";
import type { Person } from "../storage/people.ts";
import type { PostStore } from "../storage/posts.ts";

export type { DraftRow } from "../storage/drafts.ts";
export type Drafting = ReturnType<typeof createDrafting>;

/** Why a draft could not be scheduled, and the step on which the person can mend it. */
export type ScheduleProblem =
  | { code: "no_longer_a_draft" }
  | { code: "incomplete"; step: DraftStep }
  | { code: "limit"; step: DraftStep; problem: LimitProblem }
  | { code: "destination_lost"; step: DraftStep; destination: Destination }
  | { code: "time_passed"; step: DraftStep; at: number };

export type ScheduleResult =
  | { ok: true; postId: number; dueAt: number }
  | { ok: false; problem: ScheduleProblem };

export function createDrafting({
  drafts,
  posts,
  destinations,
  clock,
  events,
}: {
  drafts: DraftStore;
  posts: PostStore;
  destinations: DestinationStore;
  clock: Pick<Clock, "now">;
  events: Events;
}) {
  /** A person's own draft; undefined if it was released, discarded or is somebody else's. */
  function read(id: number, person: Person): DraftRow | undefined {
    const row = drafts.read(id);
    return row?.authorId === person.userId ? row : undefined;
  }

  /** The first thing that stands in the way of scheduling a draft; undefined if nothing does. */
  function problemOf(row: DraftRow): ScheduleProblem | undefined {
    const content = contentOf(row.draft, row.content);
    const first = row.draft.kind === "poll" ? "question" : "content";
    if (!content) return { code: "incomplete", step: first };
    const [problem] = checkContent(content);
    if (problem)
      return { code: "limit", step: row.draft.kind === "poll" ? stepOfPollProblem(problem) : first, problem };
    const chosen = destinations.byIds(row.draft.destinationIds);
    const usable = chosen.filter((destination) => destination.state !== "removed");
    if (usable.length === 0) return { code: "incomplete", step: "destinations" };
    for (const destination of usable) {
      if (destination.state === "lost")
        return { code: "destination_lost", step: "destinations", destination };
      const [misfit] = checkDestination(content, destination.type);
      if (misfit) return { code: "limit", step: "destinations", problem: misfit };
    }
    if (row.dueAt === null) return { code: "incomplete", step: "time" };
    if (row.dueAt <= clock.now()) return { code: "time_passed", step: "time", at: row.dueAt };
    return undefined;
  }

  return {
    read,
    problemOf,

    start(person: Person, kind: DraftKind, content: Content | null = null): DraftRow {
      const step = content ? "destinations" : kind === "poll" ? "question" : "content";
      const usable = destinations.all().filter((destination) => destination.state === "active");
      // Where there is just one place to publish, nobody wants to be asked.
      const destinationIds = usable.length === 1 ? usable.map((destination) => destination.id) : [];
      const draft: Draft = { kind, step, destinationIds, ...(kind === "poll" ? { poll: emptyPoll } : {}) };
      const row = drafts.start(person.userId, draft, person.timeZone, clock.now());
      if (content) drafts.save(row.id, { content }, clock.now());
      return { ...row, content };
    },

    /** A person's unfinished drafts, the one touched last first. */
    unfinished: (person: Person): DraftRow[] => drafts.ofAuthor(person.userId),

    save: (id: number, changes: Partial<Pick<DraftRow, "content" | "draft" | "dueAt" | "timeZone">>): void =>
      drafts.save(id, changes, clock.now()),

    discard: (id: number, person: Person): void => {
      if (read(id, person)) drafts.discard(id, person.userId, clock.now());
    },

    /** Releases a draft into the queue, if everything is in order at this moment. */
    schedule(id: number, person: Person): ScheduleResult {
      const row = read(id, person);
      if (!row) return { ok: false, problem: { code: "no_longer_a_draft" } };
      const problem = problemOf(row);
      if (problem) return { ok: false, problem };
      // problemOf() has just seen to it that these are there.
      const content = contentOf(row.draft, row.content) as Content;
      const dueAt = row.dueAt as number;
      const destinationIds = destinations
        .byIds(row.draft.destinationIds)
        .filter((destination) => destination.state === "active")
        .map((destination) => destination.id);
      const released = posts.release(id, {
        content,
        dueAt,
        destinationIds,
        by: person.userId,
        now: clock.now(),
      });
      if (!released) return { ok: false, problem: { code: "no_longer_a_draft" } };
      events.emit({ type: "post_scheduled", postId: id, dueAt, by: person.userId });
      return { ok: true, postId: id, dueAt };
    },
  };
}

function stepOfPollProblem(problem: LimitProblem): DraftStep {
  if (problem.code.startsWith("question")) return "question";
  if (problem.code.startsWith("explanation")) return "explanation";
  if (problem.code.startsWith("correct") || problem.code.startsWith("quiz")) return "correct";
  return "options";
}
