/** What is published while the program is killed: posts in one message and in several, each with words of its own. */
import type { Content } from "../../src/posts/content.ts";
import type { Random } from "./random.ts";
import type { Chat } from "./setting.ts";

export const shapes = ["text", "photo, text", "album, text"] as const;

/** A post to one chat; `text` is in every message of it. */
export interface NewPost {
  text: string;
  chat: Chat;
  shape: (typeof shapes)[number];
}

/** Half of them are in several messages: those are what can break off in the middle. */
export const anyShape = (random: Random): NewPost["shape"] =>
  random.chance(0.5) ? "text" : random.chance(0.7) ? "photo, text" : "album, text";

export function contentOf({ text, shape }: NewPost, fileId: string): Content {
  const photo = (caption: string) => ({ kind: "photo" as const, fileId, caption, captionEntities: [] });
  const following = { kind: "text" as const, text: `${text} below`, entities: [] };
  switch (shape) {
    case "text":
      return { kind: "text", text, entities: [] };
    case "photo, text":
      return { ...photo(text), following };
    case "album, text":
      // As many as may go at once: the text below has to wait a moment for its turn.
      return {
        kind: "album",
        items: [photo(text), photo(`${text} too`), photo(`${text} as well`)],
        following,
      };
  }
}

/** The words of each message that a post makes, in their order. */
export function wordsOf(content: Content): string[] {
  switch (content.kind) {
    case "text":
      return [content.text];
    case "poll":
      return [content.question.text];
    case "album":
      return [
        ...content.items.map(({ caption }) => caption),
        ...(content.following ? [content.following.text] : []),
      ];
    default:
      return [content.caption, ...(content.following ? [content.following.text] : [])];
  }
}
