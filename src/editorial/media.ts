/** Files that programs hand in. Telegram checks and keeps them: Belfry keeps the file id, under an id of its own. */
import { randomUUID } from "node:crypto";
import type { Clock } from "../clock.ts";
import type { MediaKind } from "../posts/content.ts";
import type { MediaStore, UploadedMedia } from "../storage/media.ts";
import type { PeopleStore } from "../storage/people.ts";

export type { UploadedMedia } from "../storage/media.ts";
export type MediaLibrary = ReturnType<typeof createMediaLibrary>;

export interface MediaFile {
  kind: MediaKind;
  bytes: Uint8Array;
  fileName: string;
}

/** What became of handing a file to Telegram. */
export type Handing =
  | { ok: true; fileId: string }
  /** `detail` in Telegram's own words. */
  /** blocked: not by this chat. */
  | { ok: false; why: "refused" | "out_of_reach" | "blocked"; detail: string; retryAfterMs?: number };

export type UploadResult =
  | { ok: true; media: UploadedMedia }
  | { ok: false; why: "too_large"; limit: number }
  /** The file would go by an owner's chat, and none has opened theirs, or all have blocked the bot. */
  | { ok: false; why: "no_chat" }
  | { ok: false; why: "refused" | "out_of_reach"; detail: string; retryAfterMs?: number };

const megabyte = 1024 * 1024;
/** Bytes that Telegram takes (Bot API, sending files). */
export const mediaLimit = (kind: MediaKind): number => (kind === "photo" ? 10 : 50) * megabyte;

export function createMediaLibrary({
  media,
  people,
  hand,
  clock,
}: {
  media: MediaStore;
  people: PeopleStore;
  /** Sends a file to a chat without a sound, and takes it away again: telegram/upload.ts. */
  hand: (chatId: number, file: MediaFile) => Promise<Handing>;
  clock: Pick<Clock, "now">;
}) {
  async function handByAnOwner(
    file: MediaFile,
  ): Promise<{ ok: true; fileId: string } | Extract<UploadResult, { ok: false }>> {
    for (const { userId } of people.team().filter(({ role, started }) => role === "owner" && started)) {
      const handed = await hand(userId, file);
      if (handed.ok) return handed;
      const { why, ...rest } = handed;
      if (why !== "blocked") return { ...rest, why };
    }
    return { ok: false, why: "no_chat" };
  }

  return {
    find: media.find,

    async upload(file: MediaFile, tokenName: string): Promise<UploadResult> {
      const { kind, bytes } = file;
      const limit = mediaLimit(kind);
      if (bytes.length > limit) return { ok: false, why: "too_large", limit };
      const handed = await handByAnOwner(file);
      if (!handed.ok) return handed;
      const row: UploadedMedia = {
        id: randomUUID(),
        kind,
        fileId: handed.fileId,
        bytes: bytes.length,
        tokenName,
        uploadedAt: clock.now(),
      };
      media.add(row);
      return { ok: true, media: row };
    },
  };
}
