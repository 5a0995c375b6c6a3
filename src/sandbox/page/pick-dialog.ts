/** A dialog in which one person or chat is picked from a list. */
import { avatar } from "./avatar.ts";
import { h } from "./dom.ts";
import { dialog, dialogActions } from "./overlay.ts";

export interface Choice {
  id: number;
  name: string;
  detail: string;
  run: () => void;
}

/** Closes at a choice, and does it. `nobody` is said where the list is empty. */
export function pickDialog(title: string, choices: Choice[], nobody: string): void {
  dialog(title, (close) => {
    const button = ({ id, name, detail, run }: Choice) => {
      const choose = () => {
        close();
        run();
      };
      return h(
        "button",
        { type: "button", "data-pick": id, onclick: choose },
        avatar(id, name, 38),
        h("span", {}, h("b", {}, name), h("small", {}, detail)),
      );
    };
    return [
      choices.length === 0 && h("p", { class: "dialog-text" }, nobody),
      h("div", { class: "pick-list" }, choices.map(button)),
      dialogActions(close),
    ];
  });
}
