/** Round pictures with initials, in a colour that always is the same for the same id. */
import { h } from "./dom.ts";

/** Seven, so that ids which follow each other and ids with many zeros alike get different ones. */
const hues = [212, 152, 28, 268, 338, 190, 8];

/** The avatar of a person or chat; `size` in pixels. */
export function avatar(id: number, title: string, size: number): HTMLElement {
  return h(
    "span",
    {
      class: "avatar",
      "aria-hidden": "true",
      style: `--hue:${hueOf(id)};width:${size}px;height:${size}px;font-size:${Math.round(size * 0.38)}px`,
    },
    initials(title),
  );
}

/** The hue (0–359) that stands for a person, also for their name in groups. */
export function hueOf(id: number): number {
  return hues[Math.abs(id) % hues.length] ?? 212;
}

function initials(title: string): string {
  const words = title.split(/[^\p{L}\p{N}\p{Extended_Pictographic}]+/u).filter(Boolean);
  const letters = [...new Set([words[0], words.length > 1 ? words.at(-1) : undefined])];
  return (
    letters
      .map((word) => (word ? ([...word][0] ?? "") : ""))
      .join("")
      .toUpperCase() || "?"
  );
}
