/** One line that tells a post from others, for lists and buttons. */
import { type Captioned, type Content, followingOf } from "./content.ts";

/**
 * The first line of what a post says, cut at a word to at most `max` characters as people count them
 * (graphemes), the … included. "" for media without words: only a screen knows the words for a photo.
 */
export function excerpt(content: Content, max = 40): string {
  const line = wording(content)
    .split("\n")
    .map((each) => each.replace(/\s+/g, " ").trim())
    .find((each) => each !== "");
  return line === undefined ? "" : cut(line, max);
}

function wording(content: Content): string {
  switch (content.kind) {
    case "text":
      return content.text;
    case "poll":
      return content.question.text;
    case "album":
      return content.items.find(hasCaption)?.caption ?? followingText(content);
    default:
      return hasCaption(content) ? content.caption : followingText(content);
  }
}

const hasCaption = ({ caption }: Captioned): boolean => caption.trim() !== "";
const followingText = (content: Content): string => followingOf(content)?.text ?? "";

// An emoji of a family or a flag is several code points, and half of one is another picture.
const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

function cut(line: string, max: number): string {
  const graphemes = Array.from(segmenter.segment(line), ({ segment }) => segment);
  if (graphemes.length <= max) return line;
  const head = graphemes.slice(0, max - 1);
  const space = graphemes[max - 1] === " " ? head.length : head.lastIndexOf(" ");
  // A word so long that little would be left before it is cut inside.
  const kept = space > max / 2 ? head.slice(0, space) : head;
  return `${kept.join("").replace(/[\s.,:;–—-]+$/u, "")}…`;
}
