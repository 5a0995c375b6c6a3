/** Step 1 of /schedule: the post itself. */
import type { Message } from "grammy/types";
import { type AlbumContent, type Content, takesFollowing } from "../../../posts/content.ts";
import { arrivedContent, contentOf, type Draft } from "../../../posts/draft.ts";
import { checkContent, type LimitProblem } from "../../../posts/limits.ts";
import { titleOf } from "../../format.ts";
import { explainLimit } from "../../limit-words.ts";
import { hasPollMedia, receivedContent } from "../../received-content.ts";
import { html, plain } from "../../words.ts";
import type { Move, Step } from "../step.ts";
import { takeCaption, takeFollowing } from "./following.ts";

export const contentStep: Step = {
  view({ row }) {
    if (!row.content) return { text: html("step-content") };
    const content = arrivedContent(row.content);
    const problem = problemWith(content);
    const { following } = row.draft;
    if (problem)
      return {
        text: explainLimit(problem),
        buttons(keyboard, prefix) {
          if (canStandBelow(problem, row.draft))
            keyboard.text(plain("button-put-below"), `${prefix}:below`).row();
        },
      };
    return {
      text: html("step-content-again", { title: titleOf(contentOf(row.draft, row.content) ?? content, 60) }),
      buttons(keyboard, prefix) {
        keyboard.text(plain("button-keep-content"), `${prefix}:keep`).row();
        if (takesFollowing(content))
          keyboard
            .text(
              plain(following ? "button-change-following-long" : "button-add-following"),
              `${prefix}:following`,
            )
            .row();
      },
    };
  },
  press({ row: { draft, content } }, data) {
    if (!content) return {};
    const problem = problemWith(content);
    if (problem)
      return data === "below" && canStandBelow(problem, draft) ? putBelow(draft, content, problem) : {};
    if (data === "following" && takesFollowing(content)) return askFollowing(draft);
    return data === "keep" ? { to: "next" } : {};
  },
  receive({ row: { draft } }, message) {
    const move = takeContent(message);
    const content = move.save?.content;
    if (!content || !draft.following) return move;
    // What was its caption goes with it; a text of its own stays, where it can.
    const goesWithIt = wasCaption(draft);
    if (takesFollowing(content) && !goesWithIt) return move;
    const note = goesWithIt ? move.note : [move.note, html("following-dropped")].filter(Boolean).join("\n\n");
    const save = { ...move.save, draft: { ...move.save?.draft, following: undefined } };
    return { ...move, save, ...(note ? { note } : {}) };
  },
};

/** Leads to the text below the media. */
export function askFollowing(draft: Draft): Move {
  return { to: "following", save: { draft: { following: draft.following ?? {} } } };
}

/** A caption that is too long may stand below, if nothing stands there yet. */
function canStandBelow(problem: LimitProblem, { following }: Draft): boolean {
  return problem.code === "caption_too_long" && !following?.content;
}

function putBelow(draft: Draft, content: Content, problem: LimitProblem): Move {
  const item = "item" in problem ? (problem.item ?? 0) : 0;
  const { content: rest, text } = takeCaption(content, item);
  const messageId = draft.albumMessageIds?.[item] ?? draft.sourceMessageId;
  if (!text || messageId === undefined) return {};
  const { save, to } = takeFollowing({ content: text, messageId });
  return {
    save: { ...save, content: rest },
    to: problemWith(rest) ? "content" : (to ?? "next"),
    note: html("caption-put-below"),
  };
}

/** Whether the text below came as the caption of the media. */
function wasCaption({ following, sourceMessageId, albumMessageIds = [] }: Draft): boolean {
  const { messageId } = following ?? {};
  return messageId !== undefined && [sourceMessageId, ...albumMessageIds].includes(messageId);
}

/**
 * The post from a message. What is too long is kept all the same: the step says what to cut,
 * and an edit of the message mends it.
 */
export function takeContent(message: Message): Move {
  const content = receivedContent(message);
  if (!content) return { note: html("content-unsupported") };
  const problem = problemWith(content);
  if (problem && content.kind === "poll") return { note: explainLimit(problem) };
  const album = message.media_group_id
    ? { mediaGroupId: message.media_group_id, albumMessageIds: [message.message_id] }
    : withoutAlbum;
  return {
    save: { content, draft: { sourceMessageId: message.message_id, ...album } },
    ...(problem ? {} : { to: "next" }),
    ...(hasPollMedia(message) ? { note: html("poll-media-left-out") } : {}),
  };
}

const withoutAlbum: Partial<Draft> = { mediaGroupId: undefined, albumMessageIds: undefined };

/** A further part of the album that the draft is made of; undefined for any other message. */
export function takeAlbumPart(draft: Draft, content: Content | null, message: Message): Move | undefined {
  if (!message.media_group_id || message.media_group_id !== draft.mediaGroupId) return undefined;
  const part = receivedContent(message);
  if (part?.kind !== "album" || content?.kind !== "album") return undefined;
  const known = draft.albumMessageIds ?? [];
  // Delivered again after a restart.
  if (known.includes(message.message_id)) return {};
  const parts = [
    ...known.map((id, index) => ({ id, item: content.items[index]! })),
    { id: message.message_id, item: part.items[0]! },
  ];
  parts.sort((one, other) => one.id - other.id);
  const album: AlbumContent = { kind: "album", items: parts.map(({ item }) => item) };
  const problem = problemWith(album);
  if (problem?.code === "album_too_large" || problem?.code === "album_mixed")
    return { note: explainLimit(problem) };
  return {
    save: { content: album, draft: { albumMessageIds: parts.map(({ id }) => id) } },
    ...(problem ? { to: "content" } : {}),
  };
}

/** What Telegram would refuse. An album arrives part by part: whether it is complete shows later. */
export function problemWith(content: Content): LimitProblem | undefined {
  return checkContent(content).find(({ code }) => code !== "album_too_small");
}
