/** A post that was opened from a list other than the queue. */
import type { ReleasedPost } from "../../editorial/queue.ts";
import type { BotContext } from "../context.ts";
import type { Screen } from "../screen.ts";
import { plain } from "../words.ts";
import { postView } from "./post-view.ts";

/** Shows the post with the way back to the list; where it is gone, says so and returns false. */
export async function openFromList(
  ctx: BotContext,
  post: ReleasedPost | undefined,
  screen: Screen,
  back: { label: string; data: string },
): Promise<boolean> {
  if (!post) {
    await ctx.answerCallbackQuery({ text: plain("post-gone"), show_alert: true });
    return false;
  }
  const view = postView(post, ctx.person);
  view.keyboard?.row().text(plain(back.label), back.data);
  await screen.show(ctx, view);
  return true;
}
