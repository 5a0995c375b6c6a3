/** Writing a post: drafts, and their release into the queue. */
import type { Clock } from "../clock.ts";
import type { Events } from "../events.ts";
import type { Content } from "../posts/content.ts";
import {
  contentOf,
  type Draft,
  type DraftKind,
  type DraftStep,
  emptyPoll,
  sourceMessagesOf,
} from "../posts/draft.ts";
import type { LimitProblem } from "../posts/limits.ts";
import type { Destination, DestinationStore } from "../storage/destinations.ts";
import type { DraftRow, DraftStore } from "../storage/drafts.ts";
import type { Person } from "../storage/people.ts";
import type { PostStore } from "../storage/posts.ts";
import { type PostProblem, problemOfPost } from "./post-problems.ts";

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

/** Telegram lets people edit a message for so long (ms). */
const editsLast = 48 * 60 * 60 * 1000;

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
    if (!content) return { code: "incomplete", step: missingStep(row.draft) };
    const chosen = destinations.byIds(row.draft.destinationIds);
    const problem = problemOfPost({ content, chosen, dueAt: row.dueAt, now: clock.now() });
    return problem && withStep(problem, row.draft);
  }

  return {
    read,
    problemOf,

    start(person: Person, kind: DraftKind): DraftRow {
      const step = kind === "poll" ? "question" : "content";
      const usable = destinations.all().filter((destination) => destination.state === "active");
      // Where there is just one place to publish, nobody wants to be asked.
      const destinationIds = usable.length === 1 ? usable.map((destination) => destination.id) : [];
      const draft: Draft = { kind, step, destinationIds, ...(kind === "poll" ? { poll: emptyPoll } : {}) };
      return drafts.start(person.userId, draft, person.timeZone, clock.now());
    },

    /** A person's unfinished drafts, the one touched last first. */
    unfinished: (person: Person): DraftRow[] => drafts.ofAuthor(person.userId),

    /** Notes that a person is at this draft now, and at no other. */
    open(id: number, person: Person): void {
      for (const row of drafts.ofAuthor(person.userId))
        if ((row.draft.isOpen ?? false) !== (row.id === id)) drafts.setOpen(row, row.id === id);
    },

    /** Notes that a person is at no draft any more. */
    close(person: Person): void {
      for (const row of drafts.ofAuthor(person.userId)) if (row.draft.isOpen) drafts.setOpen(row, false);
    },

    /** The draft that a person is at; undefined if none. */
    opened: (person: Person): DraftRow | undefined =>
      drafts.ofAuthor(person.userId).find((row) => row.draft.isOpen),

    save: (id: number, changes: Partial<Pick<DraftRow, "content" | "draft" | "dueAt" | "timeZone">>): void =>
      drafts.save(id, changes, clock.now()),

    discard: (id: number, person: Person): void => {
      if (read(id, person)) drafts.discard(id, person.userId, clock.now());
    },

    /** The person's post that was written in a message, where it was released while that could still be edited. */
    releasedFrom: (messageId: number, person: Person) =>
      posts.writtenIn(messageId, person.userId, clock.now() - editsLast),

    /** Releases a draft into the queue, if everything is in order at this moment. */
    schedule(id: number, person: Person): ScheduleResult {
      const row = read(id, person);
      if (!row) return { ok: false, problem: { code: "no_longer_a_draft" } };
      const problem = problemOf(row);
      if (problem) return { ok: false, problem };
      // problemOf() has just seen to it that these are there.
      const content = contentOf(row.draft, row.content) as Content;
      const dueAt = row.dueAt as number;
      const released = posts.release(id, {
        content,
        sourceMessageIds: sourceMessagesOf(row.draft),
        dueAt,
        destinationIds: row.draft.destinationIds,
        by: person.userId,
        now: clock.now(),
      });
      if (!released) return { ok: false, problem: { code: "no_longer_a_draft" } };
      events.emit({ type: "post_scheduled", postId: id, dueAt, by: person.userId });
      return { ok: true, postId: id, dueAt };
    },
  };
}

/** The same problem, with the step on which the person can mend it. */
function withStep(problem: PostProblem, draft: Draft): ScheduleProblem {
  switch (problem.code) {
    case "content": {
      const step =
        draft.kind === "poll" ? stepOfPollProblem(problem.problem) : stepOfProblem(problem.problem);
      return { code: "limit", step, problem: problem.problem };
    }
    case "no_destination":
      return { code: "incomplete", step: "destinations" };
    case "destination_lost": {
      const { destination } = problem;
      if (!destination) return { code: "incomplete", step: "destinations" };
      return { code: "destination_lost", step: "destinations", destination };
    }
    case "misfit":
      return { code: "limit", step: "destinations", problem: problem.problem };
    case "incomplete":
      return { code: "incomplete", step: "time" };
    case "time_passed":
      return { code: "time_passed", step: "time", at: problem.at };
  }
}

/** The step whose answer a draft lacks to amount to a post. */
function missingStep({ kind, poll }: Draft): DraftStep {
  if (kind === "message") return "content";
  if (!poll?.question) return "question";
  return poll.options.length === 0 ? "options" : "correct";
}

function stepOfProblem(problem: LimitProblem): DraftStep {
  return problem.code.startsWith("following") ? "following" : "content";
}

function stepOfPollProblem(problem: LimitProblem): DraftStep {
  if (problem.code.startsWith("question")) return "question";
  if (problem.code.startsWith("explanation")) return "explanation";
  if (problem.code.startsWith("correct") || problem.code.startsWith("quiz")) return "correct";
  return "options";
}
