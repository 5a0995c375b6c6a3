/** A step of /schedule that is there only where somebody wanted it: the text below media, a message of its own. */
import type { Captioned, Content, TextContent } from "../../../posts/content.ts";
import type { FollowingDraft } from "../../../posts/draft.ts";
import { checkFollowing, type LimitProblem } from "../../../posts/limits.ts";
import { explainLimit } from "../../limit-words.ts";
import { receivedContent } from "../../received-content.ts";
import { html, plain } from "../../words.ts";
import type { Move, Step } from "../step.ts";

/** Of a long text, how much is shown here: as many characters as fit on a phone. The preview shows all of it. */
const mostShown = 600;

export const followingStep: Step = {
  view({ row }) {
    const content = row.draft.following?.content;
    if (!content) return { text: html("step-following") };
    const problem = problemWith(content);
    const { text } = content;
    const beginning = text.length > mostShown ? `${[...text].slice(0, mostShown).join("")}…` : text;
    return {
      text: problem ? explainLimit(problem) : html("step-following-again", { text: beginning }),
      buttons(keyboard, prefix) {
        if (!problem) keyboard.text(plain("button-keep-following"), `${prefix}:keep`);
        keyboard.text(plain("button-remove-following"), `${prefix}:remove`).row();
      },
    };
  },
  press({ row }, data) {
    const content = row.draft.following?.content;
    if (data === "remove") return { save: { draft: { following: undefined } }, to: "next" };
    return data === "keep" && content && !problemWith(content) ? { to: "next" } : {};
  },
  receive(_scene, message) {
    const content = receivedContent(message);
    if (content?.kind !== "text") return { note: html("text-only") };
    return takeFollowing({ content, messageId: message.message_id });
  },
};

/** The text below, as it is from now on. What is too long is kept all the same: an edit of the message mends it. */
export function takeFollowing(following: FollowingDraft & { content: TextContent }): Move {
  return { save: { draft: { following } }, to: problemWith(following.content) ? "following" : "next" };
}

/** Takes the words from under media, or an item of an album, to stand below it. `text` is absent where there are none. */
export function takeCaption(content: Content, item: number): { content: Content; text?: TextContent } {
  switch (content.kind) {
    case "text":
    case "poll":
      return { content };
    case "album": {
      const captioned = content.items[item];
      if (!captioned) return { content };
      return {
        content: { ...content, items: content.items.with(item, without(captioned)) },
        ...below(captioned),
      };
    }
    default:
      return { content: without(content), ...below(content) };
  }
}

const without = <Media extends Captioned>(media: Media): Media => ({
  ...media,
  caption: "",
  captionEntities: [],
});

function below({ caption, captionEntities }: Captioned): { text?: TextContent } {
  if (caption.trim() === "") return {};
  return { text: { kind: "text", text: caption, entities: captionEntities } };
}

const problemWith = ({ text }: TextContent): LimitProblem | undefined => checkFollowing(text)[0];
