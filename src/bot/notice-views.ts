/** What notices look like: results, losses, changes by others, the warning before a clean-up. */
import { InlineKeyboard } from "grammy";
import type { Destination, WaitingPost } from "../editorial/directory.ts";
import type { ReleasedPost } from "../editorial/queue.ts";
import type { Person } from "../editorial/team.ts";
import type { Content } from "../posts/content.ts";
import { formatDay, formatMoment, formatMomentInZone, titleOf } from "./format.ts";
import { deliveryLines } from "./queue/delivery-lines.ts";
import { postKeyboard, resultOf } from "./queue/post-view.ts";
import type { View } from "./screen.ts";
import { html, plain } from "./words.ts";

/** Lines of a notice; the message must stay within Telegram's 4096 characters. */
const mostListed = 20;
/** Posts a page of the warning: each has a row of buttons. */
const warningPage = 8;

/** A post that the clean-up at `cleanupAt` (epoch ms) deletes unless somebody keeps it. */
export interface PlannedDeletion {
  id: number;
  content: Content;
  finishedAt: number;
  cleanupAt: number;
}

/** A time (epoch ms) in which nothing could be sent; `until` is null while it lasts. */
export interface Outage {
  id: number;
  kind: "unreachable" | "unauthorized";
  since: number;
  until: number | null;
  beginToldAt: number | null;
}

export function outageView({ kind, since, until }: Outage, { timeZone }: Person): View {
  const from = formatMoment(since, timeZone);
  if (until === null) return { text: html("outage-begun", { kind, from }) };
  return { text: html("outage-over", { kind, from, until: formatMoment(until, timeZone) }) };
}

/** What somebody else did to an author's post. */
export function changeView(
  { id, content, dueAt }: ReleasedPost,
  change: "rescheduled" | "published_now",
  who: string,
  author: Person,
): View {
  const text = html(`changed-${change}`, {
    who,
    title: titleOf(content, 60),
    time: formatMomentInZone(dueAt, author.timeZone),
  });
  return { text, keyboard: new InlineKeyboard().text(plain("button-open-post"), `post:${id}`) };
}

/** Part of it has come to an end, and all that is left waits until the bot may post there again. */
export function isHeldUp({ deliveries }: ReleasedPost): boolean {
  const open = deliveries.filter(({ status }) => status === "pending" || status === "sending");
  return (
    open.length > 0 &&
    open.length < deliveries.length &&
    open.every(({ status, destination }) => status === "pending" && destination.state === "lost")
  );
}

/** `cancelledBy`: the name of whoever cancelled it. */
export function resultView(
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

export function lossView(
  { id, title, type }: Destination,
  waiting: WaitingPost[],
  { timeZone }: Person,
): View {
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
    ...(rest > 0 ? [html("loss-more", { count: rest })] : []),
  ].join("\n");
  return { text, keyboard: new InlineKeyboard().text(plain("button-open-channel"), `channel:${id}`) };
}

/** What will go, by night, a page at a time; also the view after single posts were kept (cleanup.ts). */
export function warningView(candidates: PlannedDeletion[], person: Person, wanted: number): View {
  const keyboard = new InlineKeyboard();
  if (candidates.length === 0) return { text: html("warning-nothing-left") };
  const pages = Math.ceil(candidates.length / warningPage);
  const page = Math.min(wanted, pages - 1);
  const lines = [html("warning-heading", { count: candidates.length })];
  let night = "";
  const start = page * warningPage;
  for (const { id, content, finishedAt, cleanupAt } of candidates.slice(start, start + warningPage)) {
    const itsNight = formatMoment(cleanupAt, person.timeZone);
    if (itsNight !== night) lines.push("", html("warning-night", { time: itsNight }));
    night = itsNight;
    const title = titleOf(content);
    lines.push(html("warning-post", { title, day: formatDay(finishedAt, person.timeZone) }));
    keyboard
      .text(plain("button-look-at", { title: titleOf(content, 20) }), `cleanup:look:${id}:${page}`)
      .text(plain("button-keep-one"), `cleanup:keep:${id}:${page}`)
      .row();
  }
  if (page > 0) keyboard.text(plain("button-earlier"), `cleanup:${page - 1}`);
  if (page < pages - 1) {
    lines.push("", html("warning-more", { count: candidates.length - start - warningPage }));
    keyboard.text(plain("button-later"), `cleanup:${page + 1}`);
  }
  if (candidates.length > 1) keyboard.row().text(plain("button-keep-all"), "cleanup:keep-all");
  return { text: lines.join("\n"), keyboard };
}
