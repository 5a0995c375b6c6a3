/** What kind of media a file is, its measures, and which files may share an album. */
import type { ClientActions } from "../client/protocol.ts";

export type MediaItem = ClientActions["sendMedia"]["items"][number] & { file: File };

/** The kind of a file by its MIME type, with the size and duration that the browser finds in it. */
export async function readMedia(file: File): Promise<MediaItem> {
  const type = kindOf(file.type);
  const source = URL.createObjectURL(file);
  try {
    if (type === "photo" || file.type === "image/gif") {
      const { naturalWidth: width, naturalHeight: height } = await loaded(new Image(), source, "load");
      return { type, file, width, height };
    }
    if (type === "video" || type === "animation") {
      const video = await loaded(document.createElement("video"), source, "loadedmetadata");
      return { type, file, width: video.videoWidth, height: video.videoHeight, duration: seconds(video) };
    }
    if (type === "audio" || type === "voice")
      return {
        type,
        file,
        duration: seconds(await loaded(document.createElement("audio"), source, "loadedmetadata")),
      };
  } catch {
    // A file whose content the browser cannot read is still a file.
    return { type: "document", file };
  } finally {
    URL.revokeObjectURL(source);
  }
  return { type, file };
}

/**
 * Splits files into messages and albums of two to ten. Pictures and films share one; files and sounds keep to
 * themselves; animations and voice messages always go alone (Bot API, sendMediaGroup).
 */
export function toAlbums(items: MediaItem[]): MediaItem[][] {
  const albums: MediaItem[][] = [];
  for (const item of items) {
    const open = albums.find((album) => album.length < 10 && family(album[0]!) === family(item));
    if (open && family(item) !== "alone") open.push(item);
    else albums.push([item]);
  }
  return albums;
}

function family({ type }: MediaItem): string {
  if (type === "photo" || type === "video") return "visual";
  return type === "animation" || type === "voice" ? "alone" : type;
}

function kindOf(mime: string): MediaItem["type"] {
  if (mime === "image/gif") return "animation";
  if (mime === "audio/ogg" || mime === "audio/opus") return "voice";
  const group = mime.split("/")[0];
  if (group === "image") return mime === "image/svg+xml" ? "document" : "photo";
  return group === "video" || group === "audio" ? group : "document";
}

function loaded<T extends HTMLImageElement | HTMLMediaElement>(
  element: T,
  source: string,
  event: string,
): Promise<T> {
  return new Promise((resolve, reject) => {
    element.addEventListener(event, () => resolve(element), { once: true });
    element.addEventListener("error", () => reject(new Error("unreadable")), { once: true });
    element.src = source;
  });
}

function seconds(media: HTMLMediaElement): number {
  return Number.isFinite(media.duration) ? Math.round(media.duration) : 0;
}
