/** Scheduling: one post, or many at once. */
import { z } from "zod";
import { whoIs } from "../../../posts/permissions.ts";
import type { Desk } from "../desk.ts";
import { TakenTime } from "../due.ts";
import { createPreparing, NewPostInput } from "../new-post.ts";
import { operation, type Refused } from "../operation.ts";
import { createPresenter } from "../present.ts";
import { Instant, Post } from "../schemas.ts";

export const Scheduled = z.object({ post: Post, time: TakenTime }).meta({ id: "ScheduledPost" });
type ScheduledPost = z.output<typeof Scheduled>;

const Result = z
  .union([
    z.object({ ok: z.literal(true), post: z.int(), due_at: Instant, time: TakenTime }),
    z.object({
      ok: z.literal(false),
      reason: z.string(),
      detail: z.string(),
      errors: z.array(z.object({ pointer: z.string(), detail: z.string() })),
    }),
  ])
  .meta({ id: "BatchResult", description: "What came of one post of a batch; pointers begin at that post." });

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

const mostAtOnce = 1000;

export function scheduleOperations(desk: Desk) {
  const { queue, scheduling, sentences } = desk;
  const { prepareAll, explain } = createPreparing(desk);
  const present = createPresenter({ sentences, cancellerOf: queue.cancellerOf });
  const group = "Posts";

  return [
    operation({
      id: "schedulePost",
      method: "POST",
      path: "/publishing/schedule",
      group,
      summary: "Schedule a post",
      about:
        "It is published at its minute to every destination, once, as if a person had scheduled it in the chat: it stands in /queue, and its author is told how it went. Everything is checked now, so that nothing that Telegram would refuse waits for its minute.",
      body: NewPostInput,
      bodyExamples: examples,
      answers: { 201: { about: "It waits for its minute.", schema: Scheduled } },
      headersOf: (body) => ({ location: `/publishing/schedule/${(body as ScheduledPost).post.id}` }),
      problems: ["refused"],
      carryOut({ body, program }) {
        const [prepared] = prepareAll([body]);
        if (!prepared) throw new Error("one post was given, and none was prepared");
        if ("problem" in prepared) return prepared;
        const [result] = scheduling.schedule([prepared.post], whoIs(program));
        if (!result) throw new Error("one post was given, and none was scheduled");
        if (!result.ok) return explain(result.problem, prepared.destinations);
        const post = queue.read(result.postId);
        if (!post) throw new Error(`post ${result.postId} is gone at once`);
        return {
          status: 201,
          body: { post: present.post(post), time: prepared.time },
        };
      },
    }),
    operation({
      id: "scheduleBatch",
      method: "POST",
      path: "/publishing/schedule/batch",
      group,
      summary: "Schedule many posts at once",
      about:
        "Every post of which nothing stands in the way is scheduled, all in one go; the answer says of each what came of it, in their order.",
      body: z
        .strictObject({ posts: z.array(NewPostInput).min(1).max(mostAtOnce) })
        .meta({ id: "NewPosts", description: "The body may have 1 MB in all." }),
      bodyExamples: { two: { posts: [examples.text, examples.poll] } },
      answers: {
        200: { about: "One result for each post.", schema: z.object({ results: z.array(Result) }) },
      },
      problems: [],
      carryOut({ body, program }) {
        const prepared = prepareAll(body.posts);
        const sound = prepared.flatMap((one) => ("problem" in one ? [] : [one]));
        const scheduled = scheduling.schedule(
          sound.map(({ post }) => post),
          whoIs(program),
        );
        const results = prepared.map((one) => {
          if ("problem" in one) return asResult(one);
          const result = scheduled[sound.indexOf(one)];
          if (!result?.ok) return asResult(explain(result!.problem, one.destinations));
          return { ok: true, post: result.postId, due_at: one.time.taken, time: one.time };
        });
        return { status: 200, body: { results } };
      },
    }),
  ];
}

function asResult({ reason, detail, errors = [] }: Refused) {
  return { ok: false, reason, detail, errors };
}
