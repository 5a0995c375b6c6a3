/** What happened to a post: who did what, and what came of it. */
import { InlineKeyboard } from "grammy";
import type { HistoryEntry, ReleasedPost } from "../../editorial/queue.ts";
import type { Person } from "../../editorial/team.ts";
import { formatMoment, headingOf } from "../format.ts";
import type { View } from "../screen.ts";
import { hasWords, html, plain } from "../words.ts";

/** Lines; with the longest titles they stay within Telegram's 4096 characters. */
const mostLines = 18;

export function historyView(post: ReleasedPost, history: HistoryEntry[], person: Person): View {
  // Other entries of the ledger are about chats and people, not about a post's fate.
  const told = history.filter(({ action }) => hasWords(`history-${action}`));
  const earlier = told.length - mostLines;
  const lines = [
    headingOf(post.content),
    html("history-heading"),
    "",
    ...(earlier > 0 ? [html("history-earlier", { count: earlier })] : []),
    ...told.slice(-mostLines).map((entry) => lineOf(entry, person.timeZone)),
  ];
  const keyboard = new InlineKeyboard().text(plain("button-back"), `post:${post.id}`);
  return { text: lines.join("\n"), keyboard };
}

function lineOf({ at, action, actor, destination, details }: HistoryEntry, zone: string): string {
  const due = details?.dueAt ?? details?.retryAt;
  return html(`history-${action}`, {
    time: formatMoment(at, zone),
    who: actor ?? plain("history-nobody"),
    place: destination ?? "",
    due: typeof due === "number" ? formatMoment(due, zone) : "",
  });
}
