/** What lies over the page for a moment: toasts, dialogs, menus. */
import { append, type Child, h } from "./dom.ts";
import { type IconName, icon } from "./icons.ts";

/** Shows a line for a few seconds, and reads it out. */
export function toast(text: string, kind: "info" | "error" = "info"): void {
  const line = h("div", { class: `toast ${kind}` }, text);
  const toasts = document.getElementById("toasts")!;
  toasts.append(line);
  // Shown anew, it lies above a dialog that has been opened in the meantime.
  if (toasts.matches(":popover-open")) toasts.hidePopover();
  toasts.showPopover();
  setTimeout(() => line.remove(), 3500 + text.length * 40);
}

/** Runs something that may be refused; the refusal is shown as a toast. */
export async function orToast<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    toast(error instanceof Error ? error.message : String(error), "error");
    return undefined;
  }
}

/** A modal dialog; `content` gets a function that closes it. */
export function dialog(
  title: string,
  content: (close: () => void) => Child[],
  options: { class?: string } = {},
): HTMLDialogElement {
  const close = () => box.close();
  const box = h("dialog", { class: `dialog ${options.class ?? ""}`, "aria-label": title });
  box.addEventListener("close", () => box.remove());
  box.addEventListener("click", (event) => {
    if (event.target === box) close();
  });
  append(box, [h("div", { class: "dialog-body" }, title && h("h2", {}, title), content(close))]);
  document.body.append(box);
  box.showModal();
  return box;
}

/** The last line of a dialog: "Cancel", and the button that does it. */
export function dialogActions(close: () => void, ...buttons: Child[]): HTMLElement {
  const cancel = h("button", { type: "button", onclick: close }, "Cancel");
  return h("div", { class: "dialog-actions" }, cancel, buttons);
}

/** A message that waits for "OK". */
export function alertDialog(title: string, text: string): void {
  dialog(title, (close) => [
    h("p", { class: "dialog-text" }, text),
    h(
      "div",
      { class: "dialog-actions" },
      h("button", { type: "button", class: "primary", onclick: close }, "OK"),
    ),
  ]);
}

/** Asks before something that cannot be undone. */
export function confirmDialog(title: string, text: string, verb: string, confirmed: () => void): void {
  const yes = (close: () => void) => () => {
    close();
    confirmed();
  };
  dialog(title, (close) => [
    h("p", { class: "dialog-text" }, text),
    dialogActions(close, h("button", { type: "button", class: "danger", onclick: yes(close) }, verb)),
  ]);
}

/** Asks for one line of text. */
export function promptDialog(
  title: string,
  value: string,
  verb: string,
  entered: (text: string) => void,
): void {
  const input = h("input", { type: "text", value, "aria-label": title, required: true });
  dialog(title, (close) => [
    h(
      "form",
      {
        onsubmit: (event: SubmitEvent) => {
          event.preventDefault();
          close();
          entered(input.value.trim());
        },
      },
      input,
      dialogActions(close, h("button", { type: "submit", class: "primary" }, verb)),
    ),
  ]);
  input.select();
}

export interface MenuItem {
  label: string;
  icon: IconName;
  run: () => void;
  danger?: boolean;
  testId?: string;
}

/** A menu at a point of the window, walked through with the arrow keys; it closes at a choice, a tap outside or Escape. */
export function openMenu(at: { x: number; y: number }, items: MenuItem[]): void {
  const opener = document.activeElement as HTMLElement | null;
  const close = () => {
    layer.remove();
    opener?.focus({ preventScroll: true });
  };
  const buttons = items.map((item) =>
    h(
      "button",
      {
        type: "button",
        role: "menuitem",
        class: item.danger ? "danger" : "",
        "data-testid": item.testId ?? null,
        onclick: () => {
          close();
          item.run();
        },
      },
      icon(item.icon, 20),
      item.label,
    ),
  );
  const menu = h("div", { class: "menu", role: "menu" }, buttons);
  const layer = h("div", { class: "menu-layer" }, menu);
  layer.addEventListener("pointerdown", (event) => event.target === layer && close());
  layer.addEventListener("contextmenu", (event) => event.preventDefault());
  layer.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const focused = buttons.indexOf(document.activeElement as HTMLButtonElement);
    if (step) buttons.at((focused + step) % buttons.length)?.focus();
    else if (event.key === "Escape" || event.key === "Tab") close();
    else return;
    event.preventDefault();
  });
  document.body.append(layer);
  const { width, height } = menu.getBoundingClientRect();
  menu.style.left = `${Math.max(8, Math.min(at.x, innerWidth - width - 8))}px`;
  menu.style.top = `${Math.max(8, Math.min(at.y, innerHeight - height - 8))}px`;
  buttons[0]?.focus({ preventScroll: true });
}

/** The point below or above an element where its menu opens. */
export function menuPoint(
  element: Element,
  side: "above" | "below",
  itemCount: number,
): { x: number; y: number } {
  const { left, top, bottom } = element.getBoundingClientRect();
  return { x: left, y: side === "below" ? bottom + 4 : top - itemCount * 42 - 20 };
}
