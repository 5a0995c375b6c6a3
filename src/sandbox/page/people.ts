/** Who sits before the screen: the first choice, and the strip in which another person is chosen. */
import type { User } from "@grammyjs/types";
import { avatar } from "./avatar.ts";
import { h } from "./dom.ts";
import { nameOf } from "./names.ts";

/** The whole page before anybody has been chosen. */
export function peopleChooser(people: User[], choose: (user: number) => void): HTMLElement {
  return h(
    "main",
    { class: "chooser" },
    h(
      "div",
      { class: "chooser-card" },
      h("h1", {}, "Telegram sandbox"),
      h("p", {}, "A small Telegram on this computer. Nothing here reaches the real one. Choose who you are:"),
      h(
        "div",
        { class: "chooser-people" },
        people.map((person) =>
          h(
            "button",
            { type: "button", "data-user": person.id, onclick: () => choose(person.id) },
            avatar(person.id, nameOf(person), 52),
            h("span", {}, h("b", {}, nameOf(person)), h("small", {}, handleOf(person))),
          ),
        ),
      ),
      h("p", { class: "hint" }, "Open a second tab to be somebody else at the same time."),
    ),
  );
}

/** One face per person; the chosen one is marked and named. */
export function peopleStrip(people: User[], chosen: number, choose: (user: number) => void): HTMLElement {
  const me = people.find((person) => person.id === chosen);
  return h(
    "div",
    { class: "people" },
    h(
      "div",
      { class: "people-strip", role: "group", "aria-label": "Choose who you are" },
      people.map((person) =>
        h(
          "button",
          {
            type: "button",
            "data-user": person.id,
            "aria-pressed": String(person.id === chosen),
            "aria-label": `Be ${nameOf(person)}, ${handleOf(person)}`,
            title: `${nameOf(person)} ${handleOf(person)}`,
            onclick: () => choose(person.id),
          },
          avatar(person.id, nameOf(person), 38),
          h("span", {}, person.first_name),
        ),
      ),
    ),
    me && h("div", { class: "people-me" }, "You are ", h("b", {}, nameOf(me)), h("small", {}, handleOf(me))),
  );
}

function handleOf(person: User): string {
  return person.username ? `@${person.username}` : `id ${person.id}`;
}
