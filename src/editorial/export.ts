/**
 * Posts as a document that outlives them: JSON, to be read by people and programs (docs/export.md). A long one comes
 * in several parts, each a whole document.
 */
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Clock } from "../clock.ts";
import { messageLink } from "../posts/message-link.ts";
import { knownMessageIds } from "../posts/parts.ts";
import type { LedgerStore } from "../storage/ledger.ts";
import type { PostStore } from "../storage/posts.ts";
import type { ReleasedPost } from "../storage/released-posts.ts";

export type Exporter = ReturnType<typeof createExporter>;

export interface ExportPart {
  /** From 1 on. */
  number: number;
  isLast: boolean;
  posts: number;
  bytes: Uint8Array;
}

/** Raised when a field changes its meaning or goes; new fields may come at any time. */
const formatVersion = 1;
/** Posts between two turns of others. */
const atOnce = 20;

export function createExporter({
  posts,
  ledger,
  clock,
  mostBytes,
}: {
  posts: PostStore;
  ledger: LedgerStore;
  clock: Pick<Clock, "now">;
  /** A part is closed before it becomes longer; a single post may be longer than that by itself. */
  mostBytes: number;
}) {
  return {
    /** The posts by these ids, in their order, without those that are gone by now. Others have their turns meanwhile. */
    async *parts(postIds: number[]): AsyncGenerator<ExportPart> {
      const exportedAt = isoTime(clock.now());
      const encoder = new TextEncoder();
      let number = 1;
      let open: string[] = [];
      let length = 0;

      const close = (isLast: boolean): ExportPart => {
        const document = `{
"format": "belfry-posts",
"version": ${formatVersion},
"exportedAt": "${exportedAt}",
"part": ${number},
"isLastPart": ${isLast},
"posts": [
${open.join(",\n")}
]
}
`;
        const part = { number, isLast, posts: open.length, bytes: encoder.encode(document) };
        number += 1;
        open = [];
        length = 0;
        return part;
      };

      for (const [index, postId] of postIds.entries()) {
        if (index % atOnce === atOnce - 1) await nextTurn();
        const post = posts.read(postId);
        if (!post) continue;
        const text = JSON.stringify(exported(post, ledger.ofPost(postId)), null, 1);
        const bytes = Buffer.byteLength(text);
        if (length > 0 && length + bytes > mostBytes) yield close(false);
        open.push(text);
        length += bytes;
      }
      if (open.length > 0) yield close(true);
    },
  };
}

function exported(post: ReleasedPost, history: ReturnType<LedgerStore["ofPost"]>) {
  return {
    id: post.id,
    author: { id: post.authorId, name: post.authorName },
    status: post.status,
    dueAt: isoTime(post.dueAt),
    timeZone: post.timeZone,
    createdAt: isoTime(post.createdAt),
    finishedAt: post.finishedAt === null ? null : isoTime(post.finishedAt),
    cancelReason: post.cancelReason,
    content: post.content,
    deliveries: post.deliveries.map(({ destination, ...delivery }) => ({
      destination: {
        chatId: destination.chatId,
        type: destination.type,
        title: destination.title,
        username: destination.username,
      },
      status: delivery.status,
      dueAt: isoTime(delivery.dueAt),
      sentAt: delivery.sentAt === null ? null : isoTime(delivery.sentAt),
      messageIds: knownMessageIds(delivery),
      link: messageLink(destination, knownMessageIds(delivery)[0]) ?? null,
      reason: delivery.reason,
      detail: delivery.detail,
    })),
    history: history.map(({ at, action, actor, destination, details }) => ({
      at: isoTime(at),
      action,
      actor,
      destination,
      details,
    })),
  };
}

const isoTime = (at: number): string => new Date(at).toISOString();
