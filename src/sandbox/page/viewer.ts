/** A picture on the whole screen; a tap or Escape closes it. */
import { h } from "./dom.ts";

export function openViewer(source: string, label: string): void {
  const box = h("dialog", { class: "viewer", "aria-label": label }, h("img", { src: source, alt: label }));
  box.addEventListener("click", () => box.close());
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  box.showModal();
}
