/** Scheduling, and looking at what was scheduled. */
import { z } from "zod";
import type { Destination as DestinationRow } from "../../../editorial/directory.ts";
import type { SchedulingProblem } from "../../../editorial/scheduling.ts";
import { whoIs } from "../../../posts/permissions.ts";
import { pointerTo, readContent } from "../content.ts";
import { ContentInput } from "../content-input.ts";
import type { Desk } from "../desk.ts";
import { Due, readDue, TakenTime } from "../due.ts";
import { type FieldError, operation, type Refused } from "../operation.ts";
import { createPresenter, instant } from "../present.ts";
import { id, Post, releasedStatuses } from "../schemas.ts";

const DestinationName = z.union([z.int(), z.string().regex(/^@\w{4,32}$/)]).meta({
  id: "DestinationName",
  description: "Its id, its chat id (negative), or its @username.",
  examples: [3, -1001234567890, "@the_news"],
});

const NewPost = z
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

export const Scheduled = z.object({ post: Post, time: TakenTime }).meta({ id: "ScheduledPost" });

const examples = {
  text: {
    content: { kind: "text", text: { text: "<b>Bells</b> at noon", parse_mode: "HTML" } },
    destinations: ["@the_news"],
    due: { local: "2026-12-24T18:00", zone: "Europe/Berlin" },
  },
  poll: {
    content: {
      kind: "poll",
      question: "Which bell?",
      options: ["The great one", "The small one"],
      quiz: { correct: [0], explanation: "It has a name." },
    },
    destinations: [1],
    due: "2026-12-24T18:00:00+01:00",
  },
  photo: {
    content: { kind: "photo", media: "6f1c2f5e-0a4b-4c58-9d1e-2b7f3a9c8d10", caption: "The tower" },
    destinations: [-1001234567890],
    due: "2026-12-24T17:00:00Z",
  },
};

export function scheduleOperations(desk: Desk) {
  const { queue, scheduling, directory, team, media, sentences } = desk;
  const present = createPresenter({ sentences, cancellerOf: queue.cancellerOf });
  const group = "Posts";
  const gone = (post: number): Refused => ({
    problem: "not_found",
    detail: `There is no post ${post}, or not any more.`,
  });

  return [
    operation({
      id: "schedulePost",
      method: "POST",
      path: "/publishing/schedule",
      group,
      summary: "Schedule a post",
      about:
        "It is published at its minute to every destination, once, as if a person had scheduled it in the chat: it stands in /queue, and its author is told how it went. Everything is checked now, so that nothing that Telegram would refuse waits for its minute.",
      body: NewPost,
      bodyExamples: examples,
      answers: { 201: { about: "It waits for its minute.", schema: Scheduled } },
      problems: ["refused"],
      carryOut({ body, program }) {
        const author = body.author === undefined ? team.firstOwner() : team.member(body.author);
        if (!author) return refuseField("unknown_author", "/author", `${body.author} is not on the team.`);
        const due = readDue(body.due, author.timeZone);
        if (!due.ok) return due.refused;
        const read = readContent(body.content, { findMedia: media.find, explainLimit: sentences.limit });
        if (!read.ok)
          return {
            problem: "refused",
            reason: "content",
            detail: "Telegram would not take this.",
            errors: read.errors,
          };
        const chosen = body.destinations.map(findDestination);
        const unknown = chosen.flatMap((one, index) =>
          one ? [] : [unknownDestination(index, body.destinations[index])],
        );
        if (unknown.length > 0)
          return {
            problem: "refused",
            reason: "unknown_destination",
            detail: "Not every destination is known.",
            errors: unknown,
          };
        const destinations = chosen.filter((one) => one !== undefined);
        const [result] = scheduling.schedule(
          [
            {
              authorId: author.userId,
              content: read.content,
              destinationIds: destinations.map((one) => one.id),
              dueAt: due.at,
              timeZone: due.timeZone,
            },
          ],
          whoIs(program),
        );
        if (!result?.ok) return explain(result?.problem, destinations);
        const post = queue.read(result.postId);
        if (!post) throw new Error(`post ${result.postId} is gone at once`);
        return {
          status: 201,
          headers: { location: `/publishing/schedule/${post.id}` },
          body: { post: present.post(post), time: due.time },
        };
      },
    }),
    operation({
      id: "getPost",
      method: "GET",
      path: "/publishing/schedule/{post}",
      group,
      summary: "See a post",
      about: "With every delivery: where it stands, its messages, and why not where it was not sent.",
      pathParameters: z.strictObject({ post: id("a post") }),
      answers: { 200: { about: "The post.", schema: Post } },
      problems: ["not_found"],
      carryOut({ path }) {
        const post = queue.read(path.post);
        return post ? { status: 200, body: present.post(post) } : gone(path.post);
      },
    }),
    operation({
      id: "listPosts",
      method: "GET",
      path: "/publishing/schedule",
      group,
      summary: "List posts",
      about:
        "The soonest due first. What is scheduled, unless `status` names others. Send `next_cursor` of an answer as `cursor` for the page after it.",
      query: z.strictObject({
        status: z
          .string()
          .regex(new RegExp(`^(any|(${releasedStatuses.join("|")})(,(${releasedStatuses.join("|")}))*)$`))
          .default("scheduled")
          .meta({
            description: `\`any\`, or some of ${releasedStatuses.join(", ")}, comma separated.`,
            examples: ["scheduled"],
          }),
        destination: id("a destination").optional(),
        author: z.coerce
          .number<string>()
          .int()
          .positive()
          .optional()
          .meta({ description: "A Telegram user id." }),
        due_from: z.iso.datetime({ offset: true }).optional(),
        due_until: z.iso.datetime({ offset: true }).optional().meta({ description: "Due before this." }),
        limit: z.coerce.number<string>().int().min(1).max(200).default(50),
        cursor: z
          .string()
          .regex(/^\d+\.\d+$/)
          .optional(),
      }),
      answers: {
        200: {
          about: "A page of posts.",
          schema: z.object({
            posts: z.array(Post),
            next_cursor: z.string().nullable().meta({ description: "null: this was the last page." }),
          }),
        },
      },
      problems: [],
      carryOut({ query }) {
        const { status, destination, author, due_from: from, due_until: until, limit, cursor } = query;
        const [dueAt, last] = cursor?.split(".").map(Number) ?? [];
        const posts = queue.list({
          statuses: status === "any" ? undefined : (status.split(",") as (typeof releasedStatuses)[number][]),
          destinationId: destination,
          authorId: author,
          dueFrom: from === undefined ? undefined : Date.parse(from),
          dueUntil: until === undefined ? undefined : Date.parse(until),
          after: dueAt === undefined || last === undefined ? undefined : { dueAt, id: last },
          limit: limit + 1,
        });
        const page = posts.slice(0, limit);
        const end = posts.length > limit ? page.at(-1) : undefined;
        return {
          status: 200,
          body: { posts: page.map(present.post), next_cursor: end ? `${end.dueAt}.${end.id}` : null },
        };
      },
    }),
  ];

  function findDestination(name: number | string): DestinationRow | undefined {
    if (typeof name === "string") {
      const username = name.slice(1).toLowerCase();
      return directory.all().find((one) => one.username?.toLowerCase() === username);
    }
    const found = name < 0 ? directory.byChatId(name) : directory.byId(name);
    return found?.state === "removed" ? undefined : found;
  }

  function explain(problem: SchedulingProblem | undefined, destinations: DestinationRow[]): Refused {
    switch (problem?.code) {
      case "time_passed":
        return refuseField(
          "time_passed",
          "/due",
          `${instant(problem.at)} is over: now it is ${instant(desk.now())}.`,
        );
      case "destination_lost": {
        const at = destinations.findIndex((one) => one.id === problem.destination?.id);
        const title = problem.destination?.title ?? "A destination";
        return refuseField(
          "destination_lost",
          `/destinations/${Math.max(at, 0)}`,
          `The bot may not post in ${title} now.`,
        );
      }
      case "misfit":
        return refuseField("content", pointerTo(problem.problem), sentences.limit(problem.problem));
      case "content":
        return refuseField("content", pointerTo(problem.problem), sentences.limit(problem.problem));
      case "unknown_author":
        return refuseField("unknown_author", "/author", "The author is not on the team.");
      default:
        // A destination and a time are there by the request's shape.
        throw new Error(`it could not be scheduled: ${problem?.code}`);
    }
  }
}

export function refuseField(reason: string, pointer: string, detail: string): Refused {
  return { problem: "refused", reason, detail, errors: [{ pointer, detail }] };
}

function unknownDestination(index: number, name: number | string | undefined): FieldError {
  const hint = "GET /publishing/destinations lists those that are.";
  return { pointer: `/destinations/${index}`, detail: `${name} is no destination. ${hint}` };
}
