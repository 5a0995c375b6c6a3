/** What may be done to a post that was scheduled. */
import { z } from "zod";
import type { ActResult } from "../../../editorial/queue.ts";
import type { Desk } from "../desk.ts";
import { Due, readDue } from "../due.ts";
import { type Answer, operation, refuseField } from "../operation.ts";
import { createPresenter } from "../present.ts";
import { id, Post } from "../schemas.ts";
import { Scheduled } from "./schedule.ts";

const postPath = z.strictObject({ post: id("a post") });
const deliveryPath = z.strictObject({ post: id("a post"), delivery: id("one of its deliveries") });

export function changeOperations(desk: Desk) {
  const { queue, sentences } = desk;
  const present = createPresenter({ sentences, cancellerOf: queue.cancellerOf });
  const group = "Changes";
  const method = "POST";
  const answers = { 200: { about: "The post as it is now.", schema: Post } };
  const problems = ["not_found", "not_possible_now"] as const;

  function answer(
    result: ActResult,
    asPost: (post: ReturnType<typeof present.post>) => unknown = (post) => post,
  ): Answer {
    if (result.ok) return { status: 200, body: asPost(present.post(result.post)) };
    switch (result.why) {
      case "gone":
        return { problem: "not_found", detail: "There is no such post, or not any more." };
      case "past":
        return refuseField("time_passed", "/due", "That time is over.");
      case "sending":
      case "too_late":
      case "unlisted":
        return { problem: "not_possible_now", reason: result.why, detail: obstacles[result.why] };
      case "not_yours":
        throw new Error("a program acts as an owner");
    }
  }

  /** A post has no delivery of another's. */
  const owns = (post: number, delivery: number): boolean => queue.postOfDelivery(delivery) === post;
  const noDelivery: Answer = { problem: "not_found", detail: "This post has no such delivery." };

  return [
    operation({
      id: "reschedulePost",
      ...{ method, group, path: "/publishing/schedule/{post}/reschedule" },
      summary: "Give a post another time",
      about:
        "For every delivery that was not sent and whose fate is known; what failed or expired goes out then, too.",
      pathParameters: postPath,
      body: z.strictObject({ due: Due }).meta({ id: "NewTime" }),
      bodyExamples: { later: { due: { local: "2026-12-24T19:00", zone: "Europe/Berlin" } } },
      answers: { 200: { about: "The post with its new time.", schema: Scheduled } },
      problems: [...problems, "refused"],
      carryOut({ path, body, program }) {
        const post = queue.read(path.post);
        if (!post) return answer({ ok: false, why: "gone" });
        const due = readDue(body.due, post.timeZone);
        if (!due.ok) return due.refused;
        const result = queue.reschedule(path.post, { ...program, timeZone: due.timeZone }, due.at);
        return answer(result, (post) => ({ post, time: due.time }));
      },
    }),
    operation({
      id: "cancelPost",
      ...{ method, group, path: "/publishing/schedule/{post}/cancel" },
      summary: "Cancel a post",
      about: "Whatever of it was not sent. Its author is told, with the reason.",
      pathParameters: postPath,
      body: z
        .strictObject({ reason: z.string().trim().min(1).max(200).optional() })
        .meta({ id: "Cancellation" }),
      bodyExamples: { rain: { reason: "It rains" } },
      ...{ answers, problems: [...problems] },
      carryOut: ({ path, body, program }) => answer(queue.cancel(path.post, program, body.reason ?? null)),
    }),
    operation({
      id: "publishPostNow",
      ...{ method, group, path: "/publishing/schedule/{post}/publish-now" },
      summary: "Publish a post now",
      about: "Instead of at its time. The answer comes before it is out: `GET` the post, or read the events.",
      pathParameters: postPath,
      ...{ answers, problems: [...problems] },
      carryOut: ({ path, program }) => answer(queue.publishNow(path.post, program)),
    }),
    operation({
      id: "retryDelivery",
      ...{ method, group, path: "/publishing/schedule/{post}/deliveries/{delivery}/retry" },
      summary: "Try a delivery again",
      about: "One that failed or expired is sent again at once.",
      pathParameters: deliveryPath,
      ...{ answers, problems: [...problems] },
      carryOut: ({ path, program }) =>
        owns(path.post, path.delivery) ? answer(queue.retry(path.post, program, path.delivery)) : noDelivery,
    }),
    operation({
      id: "resolveDelivery",
      ...{ method, group, path: "/publishing/schedule/{post}/deliveries/{delivery}/resolve" },
      summary: "Say whether an uncertain message appeared",
      about:
        "Telegram's answer to an `uncertain` delivery was lost, so somebody has to look. `appeared: true` counts it as sent; `false` sends it again, and doubles it if it was there after all.",
      pathParameters: deliveryPath,
      body: z.strictObject({ appeared: z.boolean() }).meta({ id: "Resolution" }),
      bodyExamples: { there: { appeared: true } },
      ...{ answers, problems: [...problems] },
      carryOut: ({ path, body, program }) =>
        owns(path.post, path.delivery)
          ? answer(queue.resolve(path.post, program, path.delivery, body.appeared))
          : noDelivery,
    }),
  ];
}

const obstacles = {
  sending: "It is going out this moment.",
  too_late: "Nothing of it is left to which this could be done.",
  unlisted: "Its destination is not on the list any more.",
};
