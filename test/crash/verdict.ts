/** The chats compared with the database: what appeared, what is on record, and what the author was told. */
import type { Setting } from "./setting.ts";

export interface Verdict {
  deliveries: number;
  sent: number;
  uncertain: number;
  /** Texts that stand in their chat more than once. */
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
        if (post?.content?.kind !== "text" || !destination) throw new Error("this is no post of the test");
        return { ...delivery, text: post.content.text, toldAt: post.toldAt, chatId: destination.chatId };
      }),
  );
  const notices = telegram.messages(adaId).flatMap(({ text }) => text ?? []);
  const chats = new Map(rows.map(({ chatId }) => [chatId, telegram.messages(chatId)]));

  const verdict: Verdict = { deliveries: rows.length, sent: 0, uncertain: 0, doubles: [], silent: [] };
  for (const { text, chatId, status, messageIds, toldAt } of rows) {
    const copies = (chats.get(chatId) ?? []).filter((message) => message.text === text);
    const wasTold = toldAt !== null && notices.some((notice) => notice.includes(text));
    const complain = (what: string) => verdict.silent.push(`${text} ${status}: ${what}`);
    if (copies.length > 1) verdict.doubles.push(text);
    if (!wasTold) complain("its author was not told");
    if (status === "sent") {
      verdict.sent++;
      if (copies.length === 0) complain("it is not in the chat");
      else if (!copies.some(({ message_id }) => message_id === messageIds?.[0]))
        complain("another message is on record");
    } else if (status === "uncertain") verdict.uncertain++;
    else complain(`it did not end; ${copies.length} in the chat`);
  }
  return verdict;
}
