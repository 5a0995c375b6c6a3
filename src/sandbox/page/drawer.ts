/** The panel at the right side of the page; on small screens it lies over the chat. */
import { type Child, h } from "./dom.ts";
import { icon } from "./icons.ts";

/** A closed drawer; `close` is called by its button. */
export function createDrawer(close: () => void) {
  const element = h("aside", { class: "drawer", hidden: true, "data-testid": "panel" });
  let shown = "";
  return {
    element,
    /** Opens it, or brings it up to date only where the signature changed: it may be scrolled, or half filled in. */
    show: (title: string, signature: string, content: () => Child[]) => {
      if (!element.hidden && shown === title + signature) return;
      const scrolled = shown.startsWith(title) ? (element.lastElementChild?.scrollTop ?? 0) : 0;
      shown = title + signature;
      const button = h(
        "button",
        { type: "button", class: "round", "aria-label": "Close", onclick: close },
        icon("close", 20),
      );
      const body = h("div", { class: "drawer-body" }, content());
      element.hidden = false;
      element.replaceChildren(h("div", { class: "drawer-head" }, button, h("h2", {}, title)), body);
      body.scrollTop = scrolled;
    },
    hide: () => {
      element.hidden = true;
    },
    focus: () => element.querySelector("button")?.focus({ preventScroll: true }),
  };
}
