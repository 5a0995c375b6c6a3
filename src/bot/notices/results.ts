/** What became of posts: final results, and word of what is out while the rest waits for rights, perhaps for hours. */
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Owed, Queue, ReleasedPost } from "../../editorial/queue.ts";
import type { Person } from "../../editorial/team.ts";
import { withTrace } from "../../trace.ts";
import { formatMoment, titleOf } from "../format.ts";
import { deliveryLines } from "../queue/delivery-lines.ts";
import { postKeyboard, resultOf } from "../queue/post-view.ts";
import { awaitsWord, digestView } from "../results-view.ts";
import type { View } from "../screen.ts";
import { html } from "../words.ts";
import type { Telling } from "./telling.ts";

/** So many results are told one by one; of more there is one message. */
const mostApart = 3;
/** Posts of one such message; it counts them all and lists what fits. */
const mostInDigest = 500;
/** Posts read between two turns of others. */
const readAtOnce = 50;
/** Results are gathered for so long (ms) while more of the same author's are under way. */
const patience = 60_000;

export function createResultNotices(parts: {
  telling: Telling;
  queue: Queue;
  isPublishing: () => boolean;
  now: () => number;
}) {
  const { telling, queue, isPublishing, now } = parts;
  /** Not on the disk: whoever misses these is told the final result all the same. */
  const heldUp = new Set<number>();

  async function tellResult(post: ReleasedPost): Promise<void> {
    const cancelledBy = post.cancelledBy === null ? undefined : queue.cancellerOf(post.id);
    await telling.tellFirst(telling.audience(post.authorId), (person) =>
      resultView(post, person, { cancelledBy }),
    );
    queue.markTold([post]);
  }

  /** All in one message; those that wait for a person's word have their own with its buttons, unless they are many. */
  async function tellTogether(posts: ReleasedPost[]): Promise<void> {
    const [first] = posts;
    if (!first) return;
    const inDoubt = posts.filter(awaitsWord);
    const apart = inDoubt.length > mostApart ? [] : inDoubt;
    await telling.tellFirst(telling.audience(first.authorId), (person) => {
      const author = person.userId === first.authorId ? undefined : first.authorName;
      return digestView(posts, person, { now: now(), author });
    });
    queue.markTold(posts.filter((post) => !apart.includes(post)));
    for (const post of apart) await withTrace(post.trace, () => tellResult(post));
  }

  async function gather(authorId: number): Promise<ReleasedPost[]> {
    const posts: ReleasedPost[] = [];
    while (posts.length < mostInDigest) {
      const more = queue.untold(authorId, readAtOnce, posts.length);
      posts.push(...more);
      if (more.length < readAtOnce) break;
      await nextTurn();
    }
    return posts;
  }

  /** After an outage, or where much was due at once, an author's results come in a row: they are told together. */
  async function tellAuthor({ authorId, count, since }: Owed): Promise<boolean> {
    const underWay = isPublishing() ? queue.countUnderWay(authorId, mostApart + 1) : 0;
    if (count + underWay > mostApart && underWay > 0 && now() < since + patience) return false;
    const posts = await gather(authorId);
    if (posts.length > mostApart) await tellTogether(posts);
    else for (const post of posts) await withTrace(post.trace, () => tellResult(post));
    return posts.length > 0;
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
      for (let told = true; told; ) {
        told = false;
        for (const owed of queue.owed()) if (await tellAuthor(owed)) told = true;
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
  const advice = awaitsWord(post) ? ["", html("result-uncertain-advice")] : [];
  const text = [
    heading,
    ...(post.authorId === person.userId ? [] : [html("post-author", { name: post.authorName })]),
    ...(post.cancelReason ? [html("post-cancel-reason", { reason: post.cancelReason })] : []),
    ...deliveryLines(post, person.timeZone),
    ...advice,
  ].join("\n");
  return { text, keyboard: postKeyboard(post, person) };
}
