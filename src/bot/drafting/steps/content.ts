/** Step 1 of /schedule: the post itself. */
import type { Message } from "grammy/types";
import type { AlbumContent, Content } from "../../../posts/content.ts";
import type { Draft } from "../../../posts/draft.ts";
import { checkContent } from "../../../posts/limits.ts";
import { titleOf } from "../../format.ts";
import { explainLimit } from "../../limit-words.ts";
import { receivedContent } from "../../received-content.ts";
import { html, plain } from "../../words.ts";
import type { Move, Step } from "../step.ts";

export const contentStep: Step = {
  view: ({ row }) => ({
    text: row.content
      ? html("step-content-again", { title: titleOf(row.content, 60) })
      : html("step-content"),
    buttons: (keyboard, prefix) => {
      if (row.content) keyboard.text(plain("button-keep-content"), `${prefix}:keep`).row();
    },
  }),
  press: () => ({ to: "next" }),
  receive: (_scene, message) => takeContent(message),
};

/** The post from a message; a message that Telegram would not publish gets the reason and another try. */
export function takeContent(message: Message): Move {
  const content = receivedContent(message);
  if (!content) return { note: html("content-unsupported") };
  // An album arrives part by part: whether it is complete shows later.
  const problem = checkContent(content).find(({ code }) => code !== "album_too_small");
  if (problem) return { note: explainLimit(problem) };
  const album = message.media_group_id
    ? { mediaGroupId: message.media_group_id, albumMessageIds: [message.message_id] }
    : withoutAlbum;
  return { save: { content, draft: { sourceMessageId: message.message_id, ...album } }, to: "next" };
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
  const problem = checkContent(album).find(({ code }) => code !== "album_too_small");
  if (problem) return { note: explainLimit(problem) };
  return { save: { content: album, draft: { albumMessageIds: parts.map(({ id }) => id) } } };
}

/** An edit of the message that the post came from; undefined for any other. */
export function takeEdit(draft: Draft, content: Content | null, message: Message): Move | undefined {
  const edited = receivedContent(message);
  if (!edited) return undefined;
  const problem = checkContent(edited).find(({ code }) => code !== "album_too_small");
  const position = draft.albumMessageIds?.indexOf(message.message_id) ?? -1;
  if (content?.kind === "album" && edited.kind === "album" && position >= 0) {
    if (problem) return { note: explainLimit(problem) };
    return {
      save: { content: { kind: "album", items: content.items.with(position, edited.items[0]!) } },
      note: html("content-edited"),
    };
  }
  if (draft.sourceMessageId !== message.message_id) return undefined;
  if (problem) return { note: explainLimit(problem) };
  return { save: { content: edited }, note: html("content-edited") };
}
