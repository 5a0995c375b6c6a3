/**
 * What a post says. The shapes follow the Bot API's sending methods,
 * so that what an admin sent can be sent again unchanged.
 */
import type { MessageEntity } from "@grammyjs/types";

export type Content = TextContent | MediaContent | AlbumContent | PollContent;

export interface TextContent {
  kind: "text";
  text: string;
  entities: MessageEntity[];
  /** The link preview as the author saw it: off, large, above the text. Absent: Telegram's default. */
  linkPreview?: {
    is_disabled?: boolean;
    url?: string;
    prefer_large_media?: boolean;
    prefer_small_media?: boolean;
    show_above_text?: boolean;
  };
}

export const mediaKinds = ["photo", "video", "animation", "document", "audio", "voice"] as const;
export type MediaKind = (typeof mediaKinds)[number];

/** What can have a text below it that is a message of its own: more than a caption holds. */
export interface Followed {
  following?: TextContent;
}

export interface MediaContent extends Captioned, Followed {
  kind: MediaKind;
  /** A file_id stays valid for the bot that received it. */
  fileId: string;
  /** The name or title that people know the file by, for lists; Telegram keeps its own copy. */
  fileName?: string;
  spoiler?: boolean;
}

export interface Captioned {
  caption: string;
  captionEntities: MessageEntity[];
  captionAbove?: boolean;
}

export const albumKinds = ["photo", "video", "document", "audio"] as const;
export type AlbumKind = (typeof albumKinds)[number];

export interface AlbumItem extends Captioned {
  kind: AlbumKind;
  fileId: string;
  fileName?: string;
  spoiler?: boolean;
}

export interface AlbumContent extends Followed {
  kind: "album";
  items: AlbumItem[];
}

export interface PollContent {
  kind: "poll";
  question: FormattedText;
  options: FormattedText[];
  anonymous: boolean;
  /** People may choose several answers. */
  multiple: boolean;
  /** What only Telegram's own poll maker asks for. Absent: Telegram's defaults. */
  extras?: {
    description?: FormattedText;
    /** People may change their answer. */
    revoting?: boolean;
    openPeriodSeconds?: number;
  };
  quiz?: {
    /** Indexes into options, ascending; at least one. */
    correct: number[];
    explanation: FormattedText;
  };
}

/** A line of text with its entities; polls take custom emoji in questions and options, more in explanations. */
export interface FormattedText {
  text: string;
  entities: MessageEntity[];
}

/** How many messages a post, or a part of one, becomes in a chat: an album is one for each of its items. */
export function messageCount(content: Content): number {
  const own = content.kind === "album" ? content.items.length : 1;
  return own + (followingOf(content) ? 1 : 0);
}

/** Whether a text may stand below it: a text or a poll says everything itself. */
export function takesFollowing(content: Content): content is MediaContent | AlbumContent {
  return content.kind !== "text" && content.kind !== "poll";
}

/** The text below a post's media; undefined where there is none. */
export function followingOf(content: Content): TextContent | undefined {
  return takesFollowing(content) ? content.following : undefined;
}
