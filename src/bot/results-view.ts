/** Results of several posts: the message that tells of them all, and the screen of /results. */
import { InlineKeyboard } from "grammy";
import type { Page, ReleasedPost } from "../editorial/queue.ts";
import type { Person } from "../editorial/team.ts";
import { messageLink } from "../posts/message-link.ts";
import { formatNearMoment, titleOf } from "./format.ts";
import { addPageButtons } from "./pages.ts";
import { placesOf } from "./queue/delivery-lines.ts";
import { resultOf } from "./queue/post-view.ts";
import type { View } from "./screen.ts";
import { html, link, plain } from "./words.ts";

/** Posts a page of the screen: each has a button. */
export const resultsPageSize = 8;
/** Posts in a digest that have a button, those first that need somebody. */
const mostButtons = 8;
/** Telegram takes 4096 characters; this leaves room for the heading. */
const mostCharacters = 3500;

/** What needs somebody, in this order, before what is well. */
const results = ["uncertain", "failed", "partly_published", "expired", "cancelled", "published"] as const;
type Result = (typeof results)[number];

/** One message for what several posts came to; `author`: whose they are, where that is somebody else. */
export function digestView(
  posts: ReleasedPost[],
  person: Person,
  { now, author }: { now: number; author: string | undefined },
): View {
  const byResult = Map.groupBy(posts, finalResult);
  const sorted = results.flatMap((result) => byResult.get(result) ?? []);
  const counts = results.flatMap((result) => {
    const count = byResult.get(result)?.length ?? 0;
    return count === 0 ? [] : html("results-count", { result, count });
  });
  const heading = [
    html("digest-heading", { count: posts.length }),
    ...(author === undefined ? [] : [html("post-author", { name: author })]),
    counts.join(" · "),
    "",
  ];
  const shown = fitting(sorted.values().map((post) => resultLine(post, person, now)));
  const rest = sorted.length - shown.length;
  const keyboard = new InlineKeyboard();
  for (const post of sorted.filter(needsSomebody).slice(0, mostButtons))
    addPostButton(keyboard, post, `post:${post.id}`);
  keyboard.text(plain("button-results"), "results:0").text(plain("button-queue"), "queue:0");
  const text = [...heading, ...shown, ...(rest > 0 ? [html("and-more", { count: rest })] : [])].join("\n");
  return { text, keyboard };
}

export function resultsView(
  { posts, page, pages, total }: Page<ReleasedPost>,
  person: Person,
  now: number,
): View {
  const keyboard = new InlineKeyboard();
  const lines = [html("results-heading", { count: total })];
  if (total > 0) lines.push("");
  for (const post of posts) {
    lines.push(resultLine(post, person, now));
    addPostButton(keyboard, post, `results:look:${post.id}:${page}`);
  }
  addPageButtons(keyboard, { page, pages }, (other) => `results:${other}`);
  keyboard.text(plain("button-refresh"), `results:${page}`).text(plain("button-queue"), "queue:0");
  return { text: [...lines, "", html("queue-zone", { zone: person.timeZone })].join("\n"), keyboard };
}

/** Whether somebody may want to do something about it. */
export const needsSomebody = (post: ReleasedPost): boolean =>
  !["published", "cancelled"].includes(finalResult(post));

/** Whether a person is to say if something appeared. */
export const awaitsWord = ({ deliveries }: ReleasedPost): boolean =>
  deliveries.some(({ status, leftAt }) => status === "uncertain" && leftAt === null);

function finalResult(post: ReleasedPost): Result {
  const result = awaitsWord(post) ? "uncertain" : resultOf(post);
  const isFinal = (results as readonly string[]).includes(result);
  return isFinal ? (result as Result) : "failed";
}

function resultLine(post: ReleasedPost, { timeZone }: Person, now: number): string {
  const sent = post.deliveries.find(({ status }) => status === "sent");
  const address = sent && messageLink(sent.destination, sent.messageIds?.[0]);
  return html("results-post", {
    result: finalResult(post),
    time: formatNearMoment(post.dueAt, now, timeZone),
    title: link(titleOf(post.content, 40), address),
    places: placesOf(post, 2),
  });
}

function addPostButton(keyboard: InlineKeyboard, post: ReleasedPost, data: string): void {
  keyboard
    .text(plain("results-button", { result: finalResult(post), title: titleOf(post.content, 28) }), data)
    .row();
}

/** As many of the lines as a message takes, counted as Telegram does: without tags. Makes none beyond them. */
function fitting(lines: Iterable<string>): string[] {
  const shown: string[] = [];
  let left = mostCharacters;
  for (const line of lines) {
    left -= line.replace(/<[^>]*>/g, "").length + 1;
    if (left < 0) break;
    shown.push(line);
  }
  return shown;
}
