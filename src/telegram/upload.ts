/** Hands a file to Telegram, which checks it and gives it an id that posts can be made with. */
import { type Api, InputFile } from "grammy";
import type { Message } from "grammy/types";
import type { MediaKind } from "../posts/content.ts";
import { classify } from "./classify.ts";

interface File {
  kind: MediaKind;
  bytes: Uint8Array;
  fileName: string;
}

type Handed =
  | { ok: true; fileId: string }
  /** blocked: not by this chat; perhaps by another. */
  | { ok: false; why: "refused" | "out_of_reach" | "blocked"; detail: string; retryAfterMs?: number };

/**
 * The Bot API has no upload without a message: it goes silently to a chat and is deleted there at once.
 * Whether a message whose answer was lost still stands in that chat is nobody's harm: the file is only uploaded again.
 */
export function createUploader(api: Api, onLeftOver: (error: unknown) => void) {
  return async function upload(chatId: number, file: File): Promise<Handed> {
    try {
      const message = await send(api, chatId, file);
      await api.deleteMessage(chatId, message.message_id).catch(onLeftOver);
      const fileId = fileIdIn(message, file.kind);
      if (fileId) return { ok: true, fileId };
      return { ok: false, why: "refused", detail: `Telegram does not take this file as ${file.kind}` };
    } catch (error) {
      const outcome = classify(error);
      switch (outcome.kind) {
        case "wait":
          return {
            ok: false,
            why: "out_of_reach",
            detail: outcome.reason,
            retryAfterMs: outcome.retryAfterMs,
          };
        case "refused":
          return {
            ok: false,
            why: outcome.reason === "blocked" || outcome.reason === "chat_not_found" ? "blocked" : "refused",
            detail: outcome.detail,
          };
        case "transient":
        case "doubtful":
          return { ok: false, why: "out_of_reach", detail: outcome.detail };
        // A private chat does not migrate, and a call that threw has not sent.
        case "migrated":
        case "sent":
          return { ok: false, why: "out_of_reach", detail: "" };
      }
    }
  };
}

function send(api: Api, chatId: number, { kind, bytes, fileName }: File): Promise<Message> {
  const file = new InputFile(bytes, fileName);
  const silently = { disable_notification: true };
  switch (kind) {
    case "photo":
      return api.sendPhoto(chatId, file, silently);
    case "video":
      return api.sendVideo(chatId, file, silently);
    case "animation":
      return api.sendAnimation(chatId, file, silently);
    case "document":
      // Else Telegram may make an animation of a GIF, which is no document any more.
      return api.sendDocument(chatId, file, { ...silently, disable_content_type_detection: true });
    case "audio":
      return api.sendAudio(chatId, file, silently);
    case "voice":
      return api.sendVoice(chatId, file, silently);
  }
}

/** Undefined where Telegram made another kind of it. The last size of a photo is the largest. */
function fileIdIn(message: Message, kind: MediaKind): string | undefined {
  return kind === "photo" ? message.photo?.at(-1)?.file_id : message[kind]?.file_id;
}
