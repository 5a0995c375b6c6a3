/** What the formatting buttons do to typed text: markers around the selection, or off again. */
import { markers } from "./compose-text.ts";

export type Format = keyof typeof markers | "quote" | "link";
export interface Selection {
  text: string;
  start: number;
  end: number;
}

/** The text with a format put on the selected part (or taken off, where it has it), and the selection after it. */
export function markSelection({ text, start, end }: Selection, format: Format, link = "https://"): Selection {
  if (format === "quote") return markLines({ text, start, end });
  const [open, close] = format === "link" ? ["[", `](${link})`] : markers[format];
  const before = text.slice(0, start);
  const after = text.slice(end);
  const selected = text.slice(start, end);
  if (before.endsWith(open) && after.startsWith(close) && format !== "link")
    return {
      text: before.slice(0, -open.length) + selected + after.slice(close.length),
      start: start - open.length,
      end: end - open.length,
    };
  // Markers hold only beside something visible, so blanks at the ends stay outside.
  const head = selected.length - selected.trimStart().length;
  const core = selected.trim();
  if (!core) return { text, start, end };
  const tail = selected.slice(head + core.length);
  const from = start + head + open.length;
  return {
    text: before + selected.slice(0, head) + open + core + close + tail + after,
    start: from,
    end: from + core.length,
  };
}

function markLines({ text, start, end }: Selection): Selection {
  const from = text.lastIndexOf("\n", start - 1) + 1;
  const lines = text.slice(from, end).split("\n");
  const quoted = lines.every((line) => /^>{1,2} /.test(line));
  const changed = lines.map((line) => (quoted ? line.replace(/^>{1,2} /, "") : `> ${line}`)).join("\n");
  return { text: text.slice(0, from) + changed + text.slice(end), start: from, end: from + changed.length };
}
