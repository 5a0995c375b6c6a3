/**
 * The parts of a post: each is one call of the Bot API, carried out as a whole or not at all. They are sent in order,
 * and each once: what is out is on record before the next one goes, so that whatever breaks off in between goes on
 * from the part that is missing.
 */
import {
  type AlbumContent,
  type Content,
  type MediaContent,
  type PollContent,
  type TextContent,
  takesFollowing,
} from "./content.ts";

export type Part = TextContent | PollContent | ((MediaContent | AlbumContent) & { following?: never });

/** The parts in the order in which they appear. */
export function partsOf(content: Content): [Part, ...Part[]] {
  if (!takesFollowing(content)) return [content];
  const { following, ...first } = content;
  return following ? [first, following] : [first];
}

/** Where a delivery of the post stands of which so many parts are out. */
export function nextPart(content: Content, out: readonly unknown[] | null): { part: Part; isLast: boolean } {
  const parts = partsOf(content);
  const at = Math.min(out?.length ?? 0, parts.length - 1);
  // The index is within the list, which is never empty.
  return { part: parts[at] as Part, isLast: at === parts.length - 1 };
}

/** The ids of a delivery's messages as far as they are known: where it broke off, those of the parts that are out. */
export function knownMessageIds({
  messageIds,
  partMessageIds,
}: {
  messageIds: number[] | null;
  partMessageIds: number[][] | null;
}): number[] {
  return messageIds?.length ? messageIds : (partMessageIds ?? []).flat();
}
