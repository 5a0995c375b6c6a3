/** From a request to schedule a post to what the use case takes, or everything that is wrong with it. */
import { z } from "zod";
import type { Destination } from "../../editorial/directory.ts";
import type { NewPost, SchedulingProblem } from "../../editorial/scheduling.ts";
import { pointerTo, readContent } from "./content.ts";
import { ContentInput } from "./content-input.ts";
import type { Desk } from "./desk.ts";
import { Due, type ReadDue, readDue } from "./due.ts";
import { type FieldError, type Refused, refuseField } from "./operation.ts";
import { instant } from "./present.ts";

const DestinationName = z.union([z.int(), z.string().regex(/^@\w{4,32}$/)]).meta({
  id: "DestinationName",
  description: "Its id, its chat id (negative), or its @username.",
  examples: [3, -1001234567890, "@the_news"],
});

export const NewPostInput = z
  .strictObject({
    content: ContentInput,
    destinations: z.array(DestinationName).min(1).max(1000),
    due: Due,
    author: z.int().positive().optional().meta({
      description:
        "The Telegram user id of a member of the team, who is told how it went; the first owner where it is left out.",
    }),
  })
  .meta({ id: "NewPost" });
type NewPostInput = z.output<typeof NewPostInput>;

export interface Prepared {
  post: NewPost;
  destinations: Destination[];
  time: Extract<ReadDue, { ok: true }>["time"];
}

export function createPreparing({ directory, team, media, sentences, now }: Desk) {
  /** By each of their names. Read once for a request: one of 1 MB may hold a hundred thousand names. */
  function destinationsByName(): ReadonlyMap<number | string, Destination> {
    const byName = new Map<number | string, Destination>();
    for (const one of directory.all()) {
      byName.set(one.id, one).set(one.chatId, one);
      if (one.username !== null) byName.set(`@${one.username.toLowerCase()}`, one);
    }
    return byName;
  }

  function prepare(
    input: NewPostInput,
    byName: ReadonlyMap<number | string, Destination>,
  ): Prepared | Refused {
    const author = input.author === undefined ? team.firstOwner() : team.member(input.author);
    if (!author) return refuseField("unknown_author", "/author", `${input.author} is not on the team.`);
    const due = readDue(input.due, author.timeZone);
    if (!due.ok) return due.refused;
    const read = readContent(input.content, { findMedia: media.find, explainLimit: sentences.limit });
    if (!read.ok) {
      const { errors } = read;
      return { problem: "refused", reason: "content", detail: "Telegram would not take this.", errors };
    }
    const chosen = input.destinations.map((name) => ({
      name,
      destination: byName.get(typeof name === "string" ? name.toLowerCase() : name),
    }));
    const errors = chosen.flatMap(({ name, destination }, index) =>
      destination ? [] : unknownDestination(name, index),
    );
    if (errors.length > 0) {
      const detail = "Not every destination is known.";
      return { problem: "refused", reason: "unknown_destination", detail, errors };
    }
    const destinations = chosen.flatMap(({ destination }) => destination ?? []);
    const post = {
      authorId: author.userId,
      content: read.content,
      destinationIds: destinations.map(({ id }) => id),
      dueAt: due.at,
      timeZone: due.timeZone,
    };
    return { post, destinations, time: due.time };
  }

  return {
    /** One result for each, in their order. */
    prepareAll(inputs: readonly NewPostInput[]): (Prepared | Refused)[] {
      const byName = destinationsByName();
      return inputs.map((input) => prepare(input, byName));
    },

    explain(problem: SchedulingProblem, destinations: Destination[]): Refused {
      switch (problem.code) {
        case "time_passed": {
          const detail = `${instant(problem.at)} is over: now it is ${instant(now())}.`;
          return refuseField("time_passed", "/due", detail);
        }
        case "destination_lost": {
          const place = Math.max(
            0,
            destinations.findIndex(({ id }) => id === problem.destination?.id),
          );
          const title = problem.destination?.title ?? "this destination";
          return refuseField(
            "destination_lost",
            `/destinations/${place}`,
            `The bot may not post in ${title} now.`,
          );
        }
        case "misfit":
        case "content":
          return refuseField("content", pointerTo(problem.problem), sentences.limit(problem.problem));
        case "unknown_author":
          return refuseField("unknown_author", "/author", "The author is not on the team.");
        // The shape of a request sees to it that these are there.
        case "no_destination":
        case "incomplete":
          throw new Error(`a request came without what it must have: ${problem.code}`);
      }
    },
  };
}

function unknownDestination(name: number | string, index: number): FieldError {
  const detail = `${name} is no destination. GET /publishing/destinations lists those that are.`;
  return { pointer: `/destinations/${index}`, detail };
}
