/** What became of posts: final results, and word of what is out while the rest waits for rights, perhaps for hours. */
import type { Queue, ReleasedPost } from "../../editorial/queue.ts";
import type { Person } from "../../editorial/team.ts";
import { withTrace } from "../../trace.ts";
import { formatMoment, titleOf } from "../format.ts";
import { deliveryLines } from "../queue/delivery-lines.ts";
import { postKeyboard, resultOf } from "../queue/post-view.ts";
import type { View } from "../screen.ts";
import { html } from "../words.ts";
import type { Telling } from "./telling.ts";

/** Results told in one go; the rest follows in the next. */
const atOnce = 50;

export function createResultNotices(parts: { telling: Telling; queue: Queue }) {
  const { telling, queue } = parts;
  /** Not on the disk: whoever misses these is told the final result all the same. */
  const heldUp = new Set<number>();

  async function tellResult(post: ReleasedPost): Promise<void> {
    const cancelledBy = post.cancelledBy === null ? undefined : queue.cancellerOf(post.id);
    await telling.tellFirst(telling.audience(post.authorId), (person) =>
      resultView(post, person, { cancelledBy }),
    );
    queue.markTold(post);
  }

  return {
    /** To be called when a delivery of a post was settled. Returns whether there is something to tell of it. */
    noteSettled(postId: number): boolean {
      const post = queue.read(postId);
      if (!post || !isHeldUp(post)) return false;
      heldUp.add(postId);
      return true;
    },

    async tellHeldUp(): Promise<void> {
      for (const postId of heldUp) {
        const post = queue.read(postId);
        if (post && isHeldUp(post))
          await telling.tellFirst(telling.audience(post.authorId), (person) =>
            resultView(post, person, { result: "held_up" }),
          );
        heldUp.delete(postId);
      }
    },

    async tellResults(): Promise<void> {
      for (let posts = queue.untold(atOnce); posts.length > 0; posts = queue.untold(atOnce)) {
        for (const post of posts) await withTrace(post.trace, () => tellResult(post));
      }
    },
  };
}

/** Part of it has come to an end, and all that is left waits until the bot may post there again. */
function isHeldUp({ deliveries }: ReleasedPost): boolean {
  const open = deliveries.filter(({ status }) => status === "pending" || status === "sending");
  return (
    open.length > 0 &&
    open.length < deliveries.length &&
    open.every(({ status, destination }) => status === "pending" && destination.state === "lost")
  );
}

/** `cancelledBy`: the name of whoever cancelled it. */
function resultView(
  post: ReleasedPost,
  person: Person,
  { result = resultOf(post), cancelledBy }: { result?: string; cancelledBy?: string | undefined } = {},
): View {
  const isTold = result === "cancelled" && cancelledBy;
  const heading = html(isTold ? "result-cancelled-by" : `result-${result}`, {
    who: cancelledBy ?? "",
    title: titleOf(post.content, 60),
    time: formatMoment(post.dueAt, person.timeZone),
  });
  const advice = post.deliveries.some(({ status, leftAt }) => status === "uncertain" && leftAt === null)
    ? ["", html("result-uncertain-advice")]
    : [];
  const text = [
    heading,
    ...(post.authorId === person.userId ? [] : [html("post-author", { name: post.authorName })]),
    ...(post.cancelReason ? [html("post-cancel-reason", { reason: post.cancelReason })] : []),
    ...deliveryLines(post, person.timeZone),
    ...advice,
  ].join("\n");
  return { text, keyboard: postKeyboard(post, person) };
}
