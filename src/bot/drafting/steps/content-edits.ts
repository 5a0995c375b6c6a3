/** Edits of the messages that a post came from: its media or text, and the text below. */
import { isDeepStrictEqual } from "node:util";
import type { Message } from "grammy/types";
import type { Content } from "../../../posts/content.ts";
import type { Draft, FollowingDraft } from "../../../posts/draft.ts";
import { receivedContent } from "../../received-content.ts";
import { html } from "../../words.ts";
import type { Move } from "../step.ts";
import { problemWith } from "./content.ts";
import { takeCaption, takeFollowing } from "./following.ts";
import { takePollEdit } from "./poll-edits.ts";

/** An edit of the message that the post came from; undefined for any other. */
export function takeEdit(draft: Draft, content: Content | null, message: Message): Move | undefined {
  if (draft.kind === "poll") return takePollEdit(draft, message);
  const changed = edited(draft, content, message);
  if (!changed) return undefined;
  const before = { content, following: draft.following };
  // Telegram also calls it an edit when it has only found a link's preview.
  if (isDeepStrictEqual(changed, before)) return undefined;
  const save = { content: changed.content, draft: { following: changed.following } };
  if (changed.content && problemWith(changed.content)) return { save, to: "content" };
  const below = changed.following?.content;
  if (below && takeFollowing({ content: below }).to === "following") return { save, to: "following" };
  const wasAsked =
    draft.step === "content" || (draft.step === "following" && changed.following !== draft.following);
  return { save, to: wasAsked ? "next" : draft.step, note: html("content-edited") };
}

/** The draft's content and the text below it as they are after an edit; undefined where it concerns neither. */
function edited(
  draft: Draft,
  content: Content | null,
  message: Message,
): { content: Content | null; following: FollowingDraft | undefined } | undefined {
  const { following } = draft;
  const { message_id: messageId } = message;
  const isBelow = following?.messageId === messageId;
  const whole = editedContent(draft, content, message);
  if (whole && !isBelow) return { content: whole, following };
  if (whole) {
    const { content: rest, text } = takeCaption(whole, draft.albumMessageIds?.indexOf(messageId) ?? 0);
    return { content: rest, following: text && { content: text, messageId } };
  }
  const below = isBelow ? receivedContent(message) : undefined;
  return below?.kind === "text" ? { content, following: { content: below, messageId } } : undefined;
}

function editedContent(draft: Draft, content: Content | null, message: Message): Content | undefined {
  const edited = receivedContent(message);
  const position = draft.albumMessageIds?.indexOf(message.message_id) ?? -1;
  if (content?.kind === "album" && edited?.kind === "album" && position >= 0)
    return { kind: "album", items: content.items.with(position, edited.items[0]!) };
  return draft.sourceMessageId === message.message_id ? edited : undefined;
}
