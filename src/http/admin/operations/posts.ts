/** Looking at posts that were scheduled. */
import { z } from "zod";
import type { Desk } from "../desk.ts";
import { operation } from "../operation.ts";
import { createPresenter } from "../present.ts";
import { id, Post, releasedStatuses } from "../schemas.ts";

const oneStatus = `(${releasedStatuses.join("|")})`;
const StatusList = z
  .string()
  .regex(new RegExp(`^(any|${oneStatus}(,${oneStatus})*)$`))
  .default("scheduled")
  .meta({
    description: `\`any\`, or some of ${releasedStatuses.join(", ")}, comma separated.`,
    examples: ["scheduled"],
  });

export function postOperations({ queue, sentences }: Desk) {
  const present = createPresenter({ sentences, cancellerOf: queue.cancellerOf });
  const group = "Posts";

  return [
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
        if (post) return { status: 200, body: present.post(post) };
        return { problem: "not_found", detail: `There is no post ${path.post}, or not any more.` };
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
        status: StatusList,
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
        const posts = queue.list({
          statuses: status === "any" ? undefined : (status.split(",") as typeof releasedStatuses),
          destinationId: destination,
          authorId: author,
          dueFrom: from === undefined ? undefined : Date.parse(from),
          dueUntil: until === undefined ? undefined : Date.parse(until),
          after: cursor === undefined ? undefined : positionIn(cursor),
          // One more than the page, to know whether another follows.
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
}

function positionIn(cursor: string): { dueAt: number; id: number } {
  const [dueAt = 0, id = 0] = cursor.split(".").map(Number);
  return { dueAt, id };
}
