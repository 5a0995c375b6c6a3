/** Where a post goes: one or several destinations, ticked on buttons, a page at a time where there are many. */
import type { InlineKeyboard } from "grammy";
import type { Destination } from "../../../editorial/directory.ts";
import { contentOf } from "../../../posts/draft.ts";
import { checkDestination, type LimitProblem } from "../../../posts/limits.ts";
import { addPageButtons, pageOfList } from "../../pages.ts";
import { html, plain } from "../../words.ts";
import type { Move, Scene, Step } from "../step.ts";

/** With the rows below them they fill a phone's screen: more than `fits` are shown `perPage` at a time. */
const fits = 8;
const perPage = 6;

export const destinationsStep: Step = {
  view({ row, desk, page = 0 }) {
    const all = desk.directory.usable();
    if (all.length === 0) {
      return {
        text: html("step-destinations-none"),
        buttons: (keyboard, prefix) => keyboard.text(plain("button-check-again"), `${prefix}:look`).row(),
      };
    }
    const chosen = new Set(row.draft.destinationIds);
    const count = all.filter(({ id }) => chosen.has(id)).length;
    const lines = [html("step-destinations")];
    if (all.length > fits) lines.push(html("destinations-chosen", { count, total: all.length }));
    const isPublic = isPublicPoll(row);
    if (isPublic) lines.push(html("destinations-public-poll"));
    return {
      text: lines.join("\n\n"),
      buttons(keyboard, prefix) {
        addPage(keyboard, prefix, { all, chosen, page });
        if (isPublic) keyboard.text(plain("button-make-anonymous"), `${prefix}:anonymous`).row();
        if (all.length > 1)
          keyboard.text(
            plain(count === all.length ? "button-no-destination" : "button-all-destinations"),
            `${prefix}:${count === all.length ? "none" : "all"}-${page}`,
          );
        keyboard.text(plain("button-next"), `${prefix}:next`).row();
      },
    };
  },

  press(scene, data) {
    const { row, desk } = scene;
    const usable = desk.directory.usable();
    const chosen = row.draft.destinationIds.filter((id) =>
      usable.some((destination) => destination.id === id),
    );
    const [verb, value] = data.split("-");
    const number = Number(value);
    switch (verb) {
      case "next":
        return goOn(scene, chosen);
      case "anonymous":
        return makeAnonymous(scene);
      case "page":
        return { page: number };
      case "all":
        return {
          ...tick(
            scene,
            usable.map(({ id }) => id),
          ),
          page: number,
        };
      case "none":
        return { save: choice([]), page: number };
      case "tick":
        return { ...tick(scene, [...new Set([...chosen, number])]), page: pageOf(usable, number) };
      case "untick":
        return { save: choice(chosen.filter((id) => id !== number)), page: pageOf(usable, number) };
      default:
        return {};
    }
  },
};

function addPage(
  keyboard: InlineKeyboard,
  prefix: string,
  { all, chosen, page: wanted }: { all: Destination[]; chosen: Set<number>; page: number },
): void {
  const { shown, page, pages } = pageOfList(all, wanted, all.length > fits ? perPage : fits);
  for (const { id, title, type } of shown) {
    const isChosen = chosen.has(id);
    const label = plain(isChosen ? "destination-ticked" : "destination-unticked", { title, type });
    // The button names what it leads to, so that a second tap on it does not undo the first.
    keyboard.text(label, `${prefix}:${isChosen ? "untick" : "tick"}-${id}`).row();
  }
  addPageButtons(keyboard, { page, pages }, (other) => `${prefix}:page-${other}`);
}

function goOn(scene: Scene, chosen: number[]): Move {
  if (chosen.length === 0) return { save: choice([]), toast: plain("destinations-choose-one") };
  const move = tick(scene, chosen);
  // Chosen before the poll became one that channels refuse.
  return move.toast ? move : { ...move, to: "next" };
}

/** Chooses destinations; those that cannot take this content are left out, with the reason. */
function tick({ row, desk }: Scene, wanted: number[]): Move {
  const content = contentOf(row.draft, row.content);
  let misfit: LimitProblem | undefined;
  const fitting = desk.directory.byIds(wanted).filter((destination) => {
    const [problem] = content ? checkDestination(content, destination.type) : [];
    misfit ??= problem;
    return destination.state === "active" && problem === undefined;
  });
  const chosen = choice(fitting.map(({ id }) => id));
  return misfit ? { save: chosen, toast: plain(`limit-${misfit.code}`) } : { save: chosen };
}

function isPublicPoll(row: Scene["row"]): boolean {
  const content = contentOf(row.draft, row.content);
  return content?.kind === "poll" && !content.anonymous;
}

/** A poll of /poll stands in the draft, one that was sent in is the draft's content. */
function makeAnonymous({ row: { draft, content } }: Scene): Move {
  if (draft.poll) return { save: { draft: { poll: { ...draft.poll, anonymous: true } } } };
  return content?.kind === "poll" ? { save: { content: { ...content, anonymous: true } } } : {};
}

function pageOf(all: Destination[], id: number): number {
  return Math.max(0, Math.floor(all.findIndex((destination) => destination.id === id) / perPage));
}

const choice = (destinationIds: number[]) => ({ draft: { destinationIds } });
