/** Authors hear of what somebody else did to their posts. */
import { InlineKeyboard } from "grammy";
import type { Queue, ReleasedPost } from "../../editorial/queue.ts";
import type { Person, Team } from "../../editorial/team.ts";
import type { Who } from "../../posts/permissions.ts";
import { formatMomentInZone, titleOf } from "../format.ts";
import type { View } from "../screen.ts";
import { html, plain } from "../words.ts";
import type { Telling } from "./telling.ts";

type Change = "rescheduled" | "published_now";

export function createChangeNotices(parts: { telling: Telling; queue: Queue; team: Team }) {
  const { telling, queue, team } = parts;
  /** Not on the disk: whoever misses these is told the final result all the same. */
  const changes: { postId: number; change: Change; by: Who }[] = [];

  const nameOf = (by: Who): string => (typeof by === "number" ? (team.known(by)?.name ?? "") : by.tokenName);

  return {
    /** Returns whether there is something to tell of it. */
    note({ postId, change, by }: { postId: number; change: string; by: Who }): boolean {
      if (change !== "rescheduled" && change !== "published_now") return false;
      if (queue.read(postId)?.authorId === by) return false;
      changes.push({ postId, change, by });
      return true;
    },

    async tell(): Promise<void> {
      for (let [next] = changes; next; [next] = changes) {
        const { postId, change, by } = next;
        const post = queue.read(postId);
        const author = post && team.member(post.authorId);
        if (post && author?.started) await telling.tell(author, changeView(post, change, nameOf(by), author));
        // Only now: where telling fails, the next call tries again.
        changes.shift();
      }
    },
  };
}

function changeView({ id, content, dueAt }: ReleasedPost, change: Change, who: string, author: Person): View {
  const text = html(`changed-${change}`, {
    who,
    title: titleOf(content, 60),
    time: formatMomentInZone(dueAt, author.timeZone),
  });
  return { text, keyboard: new InlineKeyboard().text(plain("button-open-post"), `post:${id}`) };
}
