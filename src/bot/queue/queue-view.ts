/** Upcoming posts by day, a page at a time. */
import { InlineKeyboard } from "grammy";
import type { Page, ReleasedPost } from "../../editorial/queue.ts";
import type { Person } from "../../editorial/team.ts";
import { formatDay, formatHour, titleOf } from "../format.ts";
import { addPageButtons } from "../pages.ts";
import type { View } from "../screen.ts";
import { html, plain } from "../words.ts";
import { placesOf } from "./delivery-lines.ts";

/** Posts a page: with their buttons they fill a phone's screen and no more. */
export const pageSize = 6;

/** `paused`: a line that says that nothing goes out. */
export function queueView(
  { posts, page, pages, total }: Page<ReleasedPost>,
  person: Person,
  paused?: string | undefined,
): View {
  const keyboard = new InlineKeyboard();
  const warning = paused ? [paused, ""] : [];
  if (total === 0) {
    keyboard.text(plain("button-new-post"), "new:message").text(plain("button-new-poll"), "new:poll").row();
    const text = [...warning, html("queue-empty")].join("\n");
    return { text, keyboard: keyboard.text(plain("button-drafts"), "drafts") };
  }
  const lines = [...warning, html("queue-heading", { total })];
  let day = "";
  for (const post of posts) {
    const itsDay = formatDay(post.dueAt, person.timeZone);
    if (itsDay !== day) lines.push("", html("queue-day", { day: itsDay }));
    day = itsDay;
    const hour = formatHour(post.dueAt, person.timeZone);
    lines.push(html("queue-post", { hour, title: titleOf(post.content, 40), places: placesOf(post) }));
    keyboard
      .text(plain("queue-post-button", { hour, title: titleOf(post.content, 24) }), `post:${post.id}`)
      .row();
  }
  addPageButtons(keyboard, { page, pages }, (other) => `queue:${other}`);
  keyboard.text(plain("button-drafts"), "drafts").text(plain("button-refresh"), `queue:${page}`);
  return { text: [...lines, "", html("queue-zone", { zone: person.timeZone })].join("\n"), keyboard };
}
