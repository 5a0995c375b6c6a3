/** What the next clean-ups will delete, by night, a page at a time: the warning of 23:00 and the screen that it becomes. */
import { InlineKeyboard } from "grammy";
import type { Person } from "../editorial/team.ts";
import type { Content } from "../posts/content.ts";
import { formatDay, formatMoment, titleOf } from "./format.ts";
import type { View } from "./screen.ts";
import { html, plain } from "./words.ts";

/** A post that the clean-up at `cleanupAt` (epoch ms) deletes unless somebody keeps it. */
export interface PlannedDeletion {
  id: number;
  content: Content;
  finishedAt: number;
  cleanupAt: number;
}

/** Posts a page: each has a row of buttons. */
const pageSize = 8;

/** Takes the page that is wanted; where it is not there any more, the last is shown. */
export function warningView(candidates: PlannedDeletion[], person: Person, wanted: number): View {
  const keyboard = new InlineKeyboard();
  if (candidates.length === 0) return { text: html("warning-nothing-left") };
  const pages = Math.ceil(candidates.length / pageSize);
  const page = Math.min(wanted, pages - 1);
  const lines = [html("warning-heading", { count: candidates.length })];
  let night = "";
  const start = page * pageSize;
  for (const { id, content, finishedAt, cleanupAt } of candidates.slice(start, start + pageSize)) {
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
    lines.push("", html("warning-more", { count: candidates.length - start - pageSize }));
    keyboard.text(plain("button-later"), `cleanup:${page + 1}`);
  }
  if (candidates.length > 1) keyboard.row().text(plain("button-keep-all"), "cleanup:keep-all");
  return { text: lines.join("\n"), keyboard };
}
