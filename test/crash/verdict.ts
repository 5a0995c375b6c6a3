/** The chats compared with the database: what appeared, what is on record, and what the author was told. */
import { isDeepStrictEqual } from "node:util";
import { wordsOf } from "./contents.ts";
import type { Setting } from "./setting.ts";

export interface Verdict {
  deliveries: number;
  sent: number;
  uncertain: number;
  /** Posts of which a message stands in its chat more than once. */
  doubles: string[];
  /** Deliveries of which nobody would ever learn that they did not go out, or that they did. */
  silent: string[];
}

/** To be asked when nothing is under way any more. */
export function judge({ telegram, withDatabase, adaId }: Setting): Verdict {
  const rows = withDatabase((database) =>
    database.query.deliveries
      .findMany()
      .sync()
      .map((delivery) => {
        const post = database.query.posts
          .findFirst({ where: (posts, { eq }) => eq(posts.id, delivery.postId) })
          .sync();
        const destination = database.query.destinations
          .findFirst({ where: (destinations, { eq }) => eq(destinations.id, delivery.destinationId) })
          .sync();
        if (!post?.content || !destination) throw new Error("this is no post of the test");
        const words = wordsOf(post.content);
        return { ...delivery, words, toldAt: post.toldAt, chatId: destination.chatId };
      }),
  );
  const notices = telegram.messages(adaId).flatMap(({ text }) => text ?? []);
  const counted = notices.reduce((sum, notice) => sum + postsIn(notice), 0);
  const chats = new Map(rows.map(({ chatId }) => [chatId, telegram.messages(chatId)]));

  const verdict: Verdict = { deliveries: rows.length, sent: 0, uncertain: 0, doubles: [], silent: [] };
  for (const { words, chatId, status, messageIds, toldAt } of rows) {
    const [text = ""] = words;
    const copies = words.map((wording) =>
      (chats.get(chatId) ?? []).filter((message) => (message.text ?? message.caption) === wording),
    );
    const isNamed = notices.some((notice) => notice.includes(text));
    // One message tells of many posts by their number: it names those that need somebody, and what else fits.
    const wasTold = toldAt !== null && (isNamed || (status === "sent" && counted >= rows.length));
    const complain = (what: string) => verdict.silent.push(`${text} ${status}: ${what}`);
    if (copies.some(({ length }) => length > 1)) verdict.doubles.push(text);
    if (!wasTold) complain("its author was not told");
    const firstMissing = copies.findIndex(({ length }) => length === 0);
    if (firstMissing >= 0 && copies.slice(firstMissing).some(({ length }) => length > 0))
      complain("a later part is there without an earlier one");
    if (status === "sent") {
      verdict.sent++;
      const ids = copies.map(([message]) => message?.message_id);
      if (firstMissing >= 0) complain(`message ${firstMissing + 1} of ${words.length} is not in the chat`);
      else if (!isDeepStrictEqual(ids, messageIds)) complain("other messages are on record");
    } else if (status === "uncertain") verdict.uncertain++;
    else complain(`it did not end; ${copies.flat().length} in the chat`);
  }
  return verdict;
}

/** How many posts a message tells of. */
function postsIn(notice: string): number {
  const together = notice.match(/What became of ([\d,]+) posts/)?.[1];
  if (together) return Number(together.replaceAll(",", ""));
  return /Published|published|Expired|Cancelled/.test(notice) ? 1 : 0;
}
