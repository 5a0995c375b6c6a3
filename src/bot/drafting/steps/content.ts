/** Step 1 of /schedule: the post itself. */
import { isDeepStrictEqual } from "node:util";
import type { Message } from "grammy/types";
import type { AlbumContent, Content } from "../../../posts/content.ts";
import { contentOf, type Draft } from "../../../posts/draft.ts";
import { checkContent, type LimitProblem } from "../../../posts/limits.ts";
import { titleOf } from "../../format.ts";
import { explainLimit } from "../../limit-words.ts";
import { hasPollMedia, receivedContent } from "../../received-content.ts";
import { html, plain } from "../../words.ts";
import type { Move, Step } from "../step.ts";
import { takePollEdit } from "./poll-edits.ts";

export const contentStep: Step = {
  view({ row }) {
    const content = contentOf(row.draft, row.content);
    if (!content) return { text: html("step-content") };
    const problem = problemWith(content);
    if (problem) return { text: explainLimit(problem) };
    return {
      text: html("step-content-again", { title: titleOf(content, 60) }),
      buttons: (keyboard, prefix) => keyboard.text(plain("button-keep-content"), `${prefix}:keep`).row(),
    };
  },
  press: ({ row }) => (row.content && !problemWith(row.content) ? { to: "next" } : {}),
  receive: (_scene, message) => takeContent(message),
};

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

/** An edit of the message that the post came from; undefined for any other. */
export function takeEdit(draft: Draft, content: Content | null, message: Message): Move | undefined {
  if (draft.kind === "poll") return takePollEdit(draft, message);
  const changed = editedContent(draft, content, message);
  // Telegram also calls it an edit when it has only found a link's preview.
  if (!changed || isDeepStrictEqual(changed, content)) return undefined;
  if (problemWith(changed)) return { save: { content: changed }, to: "content" };
  const to = draft.step === "content" ? ("next" as const) : draft.step;
  return { save: { content: changed }, to, note: html("content-edited") };
}

function editedContent(draft: Draft, content: Content | null, message: Message): Content | undefined {
  const edited = receivedContent(message);
  const position = draft.albumMessageIds?.indexOf(message.message_id) ?? -1;
  if (content?.kind === "album" && edited?.kind === "album" && position >= 0)
    return { kind: "album", items: content.items.with(position, edited.items[0]!) };
  return draft.sourceMessageId === message.message_id ? edited : undefined;
}

/** What Telegram would refuse. An album arrives part by part: whether it is complete shows later. */
function problemWith(content: Content): LimitProblem | undefined {
  return checkContent(content).find(({ code }) => code !== "album_too_small");
}
