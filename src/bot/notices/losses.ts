/** The bot may not post somewhere any more: each person hears it once, however many posts of theirs wait there. */
import { InlineKeyboard } from "grammy";
import type { Destination, Directory, WaitingPost } from "../../editorial/directory.ts";
import type { Person } from "../../editorial/team.ts";
import { formatMoment, titleOf } from "../format.ts";
import type { View } from "../screen.ts";
import { html, plain } from "../words.ts";
import type { Telling } from "./telling.ts";

/** Lines of a notice; the message must stay within Telegram's 4096 characters. */
const mostListed = 20;

export function createLossNotices({ telling, directory }: { telling: Telling; directory: Directory }) {
  /** Whoever has posts waiting there, and whoever added it; with the authors whom each hears it for. */
  function concerned(destination: Destination, waiting: WaitingPost[]) {
    const concerns = new Map<number, { person: Person; authors: Set<number> }>();
    for (const author of new Set([destination.addedBy, ...waiting.map(({ authorId }) => authorId)]))
      for (const person of telling.audience(author)[0] ?? []) {
        const concern = concerns.get(person.userId) ?? { person, authors: new Set() };
        concerns.set(person.userId, { person, authors: concern.authors.add(author) });
      }
    return concerns.values();
  }

  return async function tellLosses(): Promise<void> {
    for (const destination of directory.untoldLosses()) {
      const waiting = directory.waiting(destination.id);
      for (const { person, authors } of concerned(destination, waiting)) {
        const theirs = waiting.filter(({ authorId }) => authors.has(authorId));
        await telling.tell(person, lossView(destination, theirs, person));
      }
      directory.markLossTold(destination.id);
    }
  };
}

function lossView({ id, title, type }: Destination, waiting: WaitingPost[], { timeZone }: Person): View {
  const lines = waiting.slice(0, mostListed).map(({ content, dueAt }) =>
    html("loss-post", {
      time: formatMoment(dueAt, timeZone),
      title: content ? titleOf(content) : "",
    }),
  );
  const rest = waiting.length - lines.length;
  const text = [
    html("channel-lost", { title, type, count: waiting.length }),
    ...lines,
    ...(rest > 0 ? [html("and-more", { count: rest })] : []),
  ].join("\n");
  return { text, keyboard: new InlineKeyboard().text(plain("button-open-channel"), `channel:${id}`) };
}
