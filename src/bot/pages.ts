/** Turning the pages of a list that is longer than a screen. */
import type { InlineKeyboard } from "grammy";
import { plain } from "./words.ts";

/** The part of a list on a page; where the page that is wanted is not there any more, it is the last one. */
export function pageOfList<Item>(
  list: readonly Item[],
  wanted: number,
  size: number,
): { shown: Item[]; page: number; pages: number } {
  const pages = Math.max(1, Math.ceil(list.length / size));
  const page = Math.min(Math.max(wanted, 0), pages - 1);
  return { shown: list.slice(page * size, (page + 1) * size), page, pages };
}

/** Adds a row ‹ 2 / 5 › where there is more than one page; pages count from 0, `dataOf` gives a button's data. */
export function addPageButtons(
  keyboard: InlineKeyboard,
  { page, pages }: { page: number; pages: number },
  dataOf: (page: number) => string,
): void {
  if (pages === 1) return;
  if (page > 0) keyboard.text(plain("button-earlier-page"), dataOf(page - 1));
  keyboard.text(plain("button-page", { page: page + 1, pages }), dataOf(page));
  if (page < pages - 1) keyboard.text(plain("button-later-page"), dataOf(page + 1));
  keyboard.row();
}
