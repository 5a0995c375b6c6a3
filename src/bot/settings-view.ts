/** /settings: what each person can set for themselves. */
import { InlineKeyboard } from "grammy";
import type { Person } from "../editorial/team.ts";
import { formatMomentInZone } from "./format.ts";
import type { View } from "./screen.ts";
import { html, plain } from "./words.ts";

export function settingsView(person: Person, now: number): View {
  return {
    text: html("settings", { now: formatMomentInZone(now, person.timeZone) }),
    keyboard: new InlineKeyboard().text(plain("button-time-zone"), "settings:zone"),
  };
}
