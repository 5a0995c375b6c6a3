/** A bot's commands: behind the "/" button, and as suggestions while a command is being typed. */
import type { BotCommand } from "@grammyjs/types";
import { h } from "./dom.ts";

/** The button and the list of one composer; a chosen command is sent at once, as in the apps. */
export function createCommandMenu(
  commands: () => BotCommand[],
  box: HTMLTextAreaElement,
  send: (command: string) => void,
) {
  let all = false;
  let marked = -1;
  const list = h("div", { class: "command-list", role: "listbox", "aria-label": "Commands", hidden: true });
  const button = h(
    "button",
    {
      type: "button",
      class: "round slash",
      "aria-label": "Commands",
      "data-testid": "commands",
      onclick: toggle,
    },
    "/",
  );
  box.addEventListener("keydown", keyDown);
  box.addEventListener("blur", () => setTimeout(() => !list.contains(document.activeElement) && hide()));
  update();
  return { button, list, update };

  function update(): void {
    button.hidden = commands().length === 0;
    const matching = suggestions();
    marked = Math.min(marked, matching.length - 1);
    list.hidden = matching.length === 0;
    list.replaceChildren(
      ...matching.map((command, index) =>
        h(
          "button",
          {
            type: "button",
            role: "option",
            "aria-selected": String(index === marked),
            "data-command": command.command,
            onclick: () => choose(command),
          },
          h("b", {}, `/${command.command}`),
          h("span", {}, command.description),
        ),
      ),
    );
  }

  function suggestions(): BotCommand[] {
    const typed = /^\/(\w*)$/.exec(box.value)?.[1];
    if (typed !== undefined) return commands().filter((one) => one.command.startsWith(typed.toLowerCase()));
    return all && box.value === "" ? commands() : [];
  }

  function toggle(): void {
    all = list.hidden === true;
    box.focus({ preventScroll: true });
    update();
  }

  function hide(): void {
    all = false;
    marked = -1;
    list.hidden = true;
  }

  function choose(command: BotCommand): void {
    hide();
    send(`/${command.command}`);
    box.focus({ preventScroll: true });
  }

  /** Enter sends what was typed, unless the arrow keys have chosen a suggestion. */
  function keyDown(event: KeyboardEvent): void {
    if (list.hidden) return;
    const matching = suggestions();
    const chosen = matching[marked];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const step = event.key === "ArrowDown" ? 1 : -1;
      marked =
        marked < 0 && step < 0 ? matching.length - 1 : (marked + step + matching.length) % matching.length;
      update();
      list.children[marked]?.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter" && chosen) choose(chosen);
    else if (event.key === "Tab" && matching[Math.max(marked, 0)]) {
      box.value = `/${matching[Math.max(marked, 0)]?.command} `;
      hide();
    } else if (event.key === "Escape") hide();
    else return;
    event.preventDefault();
  }
}
