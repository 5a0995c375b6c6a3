/** What a message says, as the fields of a Bot API message. */
import type { Message, User } from "@grammyjs/types";
import { type FormattedText, textLength } from "./entities.ts";
import { badRequest } from "./errors.ts";
import type { MediaKind, StoredFile } from "./files.ts";
import type { World } from "./world.ts";

/** Code points, as the Bot API counts them (sendMessage, sendPhoto). */
export const MAX_TEXT = 4096;
export const MAX_CAPTION = 1024;
/** What the apps let people with Premium write: the value of Telegram Desktop for caption_length_limit_premium. */
const MAX_PREMIUM_CAPTION = 4096;
const MAX_ALBUM = 10;

/** Returns the text, or throws the given refusal if it has more code points than the limit. */
export function checkLength(content: FormattedText, limit: number, refusal: string): FormattedText {
  if (textLength(content.text) > limit) throw badRequest(refusal);
  return content;
}

/** Code points that a person's caption may have. */
export const longestCaption = ({ is_premium }: Pick<User, "is_premium">): number =>
  is_premium ? MAX_PREMIUM_CAPTION : MAX_CAPTION;

/** Throws unless media of these kinds can stand in one album. */
export function checkAlbum(kinds: MediaKind[]): void {
  if (kinds.length > MAX_ALBUM) throw badRequest("too many messages to send as an album");
  if (kinds.length === 0) throw badRequest("there are no messages to send");
  if (kinds.includes("animation") || kinds.includes("voice"))
    throw badRequest("invalid message content type");
  if (new Set(kinds).size === 1) return;
  const apart = kinds.find((kind) => kind === "document" || kind === "audio");
  if (apart) throw badRequest(`${apart} can't be mixed with other media types`);
}

/** A message with text, and the entities only if there are any. */
export const textFields = ({ text, entities }: FormattedText) => ({
  text,
  ...(entities.length > 0 && { entities }),
});

/** Likewise for captions, which may be missing altogether. */
export const captionFields = ({ text, entities }: FormattedText) => ({
  ...(text && { caption: text }),
  ...(text && entities.length > 0 && { caption_entities: entities }),
});

/** A new media_group_id. */
export const albumId = (world: World) => String(13_000_000_000_000_000 + ++world.counters.album);

/** The fields of a message that show a file, in the Bot API's shape. */
export function mediaFields(file: StoredFile): Partial<Message> {
  const named = { ...(file.name && { file_name: file.name }), mime_type: file.mime };
  const framed = { width: file.width, height: file.height, duration: file.duration };
  switch (file.kind) {
    case "photo":
      return {
        photo: file.sizes.map((size) => ({ ...fileFields(size), width: size.width, height: size.height })),
      };
    case "video":
      return { video: { ...fileFields(file), ...framed, ...named } };
    case "animation":
      // For backward compatibility an animation is shown as a document too (Bot API, Message).
      return {
        animation: { ...fileFields(file), ...framed, ...named },
        document: { ...fileFields(file), ...named },
      };
    case "document":
      return { document: { ...fileFields(file), ...named } };
    case "audio":
      return {
        audio: {
          ...fileFields(file),
          duration: file.duration,
          ...named,
          ...(file.title && { title: file.title }),
          ...(file.performer && { performer: file.performer }),
        },
      };
    case "voice":
      return { voice: { ...fileFields(file), duration: file.duration, mime_type: file.mime } };
  }
}

const fileFields = (file: StoredFile) => ({
  file_id: file.id,
  file_unique_id: file.uniqueId,
  file_size: file.bytes.length,
});
