/** What the next clean-ups will delete, by night, a page at a time: the warning of 23:00 and its screen. And what is kept. */
import { InlineKeyboard } from "grammy";
import type { Page, Queue, ReleasedPost } from "../editorial/queue.ts";
import { pageOf } from "../editorial/queue.ts";
import type { Person } from "../editorial/team.ts";
import { mayLetGo } from "../posts/permissions.ts";
import type { PlannedDeletion } from "../posts/retention.ts";
import { formatDay, formatMoment, titleOf } from "./format.ts";
import { addPageButtons } from "./pages.ts";
import type { View } from "./screen.ts";
import { html, plain } from "./words.ts";

/** Posts a page: each has a row of buttons. */
export const pageSize = 8;

/** A page of what is planned, with the posts themselves; those that are gone by now are left out. */
export function doomedPage(
  planned: PlannedDeletion[],
  wanted: number,
  read: Queue["read"],
): Page<DoomedPost> {
  return pageOf(wanted, pageSize, planned.length, (limit, offset) =>
    planned.slice(offset, offset + limit).flatMap(({ id, cleanupAt }) => {
      const post = read(id);
      return post ? { ...post, cleanupAt } : [];
    }),
  );
}

type DoomedPost = ReleasedPost & { cleanupAt: number };

export function cleanupView({ posts, page, pages, total }: Page<DoomedPost>, person: Person): View {
  const keyboard = new InlineKeyboard();
  const lines = [total === 0 ? html("warning-nothing-left") : html("warning-heading", { count: total })];
  let night = "";
  for (const { id, content, finishedAt, cleanupAt } of posts) {
    const itsNight = formatMoment(cleanupAt, person.timeZone);
    if (itsNight !== night) lines.push("", html("warning-night", { time: itsNight }));
    night = itsNight;
    lines.push(html("warning-post", { title: titleOf(content), day: dayOf(finishedAt, person) }));
    keyboard
      .text(plain("button-look-at", { title: titleOf(content, 20) }), `cleanup:look:${id}:${page}`)
      .text(plain("button-keep-one"), `cleanup:keep:${id}:${page}`)
      .row();
  }
  const more = total - page * pageSize - posts.length;
  if (more > 0) lines.push("", html("and-more", { count: more }));
  addPageButtons(keyboard, { page, pages }, (other) => `cleanup:${other}`);
  if (total > 1) keyboard.text(plain("button-keep-all"), "cleanup:keep-all");
  if (total > 0) keyboard.text(plain("button-export"), "cleanup:export");
  keyboard.row();
  keyboard.text(plain("button-kept"), "kept:0").text(plain("button-to-stats"), "stats");
  return { text: lines.join("\n"), keyboard };
}

export function keptView({ posts, page, pages, total }: Page<ReleasedPost>, person: Person): View {
  const keyboard = new InlineKeyboard();
  const lines = [html("kept-heading", { count: total })];
  if (total > 0) lines.push("");
  for (const post of posts) {
    const { id, content, finishedAt } = post;
    lines.push(html("warning-post", { title: titleOf(content), day: dayOf(finishedAt, person) }));
    keyboard.text(plain("button-look-at", { title: titleOf(content, 20) }), `kept:look:${id}:${page}`);
    if (mayLetGo(person, post)) keyboard.text(plain("button-let-go"), `kept:let-go:${id}:${page}`);
    keyboard.row();
  }
  addPageButtons(keyboard, { page, pages }, (other) => `kept:${other}`);
  keyboard.text(plain("button-to-cleanup"), "cleanup:0");
  return { text: lines.join("\n"), keyboard };
}

/** The CHECK constraint holds that a finished post has its instant. */
const dayOf = (finishedAt: number | null, { timeZone }: Person): string =>
  formatDay(finishedAt ?? 0, timeZone);
