/** /team: who is on it, and one of them. */
import { InlineKeyboard } from "grammy";
import type { Person, Role } from "../../editorial/team.ts";
import { addPageButtons, pageOfList } from "../pages.ts";
import type { View } from "../screen.ts";
import { html, plain } from "../words.ts";

/** People a page: each has a button. */
const pageSize = 20;

export function teamView(team: Person[], wanted = 0): View {
  const keyboard = new InlineKeyboard();
  const { shown: people, page, pages } = pageOfList(team, wanted, pageSize);
  for (const { userId, name } of people) keyboard.text(name, `person:${userId}`).row();
  addPageButtons(keyboard, { page, pages }, (other) => `team:${other}`);
  keyboard.text(plain("button-add-person"), "team:add");
  const lines = people.map((person) => html("team-line", { name: nameOf(person), role: person.role }));
  return { text: [html("team-heading", { count: team.length }), ...lines].join("\n"), keyboard };
}

/** `settled`: an owner by OWNER_IDS, whom only the configuration can change. */
export function personView(person: Person, settled: boolean): View {
  const { userId, role, started } = person;
  const other: Role = role === "owner" ? "editor" : "owner";
  const keyboard = new InlineKeyboard();
  if (!settled) {
    keyboard
      .text(plain("button-make", { role: other }), `person:${userId}:${other}`)
      .text(plain("button-remove-person"), `person:${userId}:remove`)
      .row();
  }
  keyboard.text(plain("button-team"), "team");
  const lines = [
    // Until they write to the bot, the id may be all that is known of them.
    person.name === String(userId)
      ? html("person-heading-unnamed", { id: String(userId) })
      : html("person-heading", { name: nameOf(person), id: String(userId) }),
    html("person-role", { role }),
    ...(started ? [] : [html("person-not-started")]),
    ...(settled ? [html("person-settled")] : []),
  ];
  return { text: lines.join("\n"), keyboard };
}

function nameOf({ name, username }: Person): string {
  return username ? plain("person-name-with-username", { name, username }) : name;
}
