/** Files: their bytes and the identifiers by which they are sent again. */
import { createHash } from "node:crypto";
import { badRequest } from "./errors.ts";
import { imageSize } from "./image-size.ts";

export type MediaKind = "photo" | "video" | "animation" | "document" | "audio" | "voice";

export interface StoredFile {
  id: string;
  uniqueId: string;
  kind: MediaKind;
  path: string;
  bytes: Uint8Array;
  mime: string;
  name: string | undefined;
  width: number;
  height: number;
  /** Seconds. */
  duration: number;
  title?: string;
  performer?: string;
  /** A photo comes in several sizes; any of their ids stands for the whole photo. */
  sizes: StoredFile[];
}

export interface NewFile {
  kind: MediaKind;
  bytes: Uint8Array;
  name?: string | undefined;
  mime?: string | undefined;
  width?: number | undefined;
  height?: number | undefined;
  duration?: number | undefined;
  title?: string | undefined;
  performer?: string | undefined;
}

const MEGABYTE = 1024 * 1024;
/** Bytes; from the Bot API's "Sending files". */
const MAX_PHOTO_BYTES = 10 * MEGABYTE;
export const MAX_UPLOAD_BYTES = 50 * MEGABYTE;
export const MAX_DOWNLOAD_BYTES = 20 * MEGABYTE;

/** Width of the smaller copies that Telegram makes of a photo. */
const PREVIEW_SIDES = [90, 320, 800];
const FOLDERS: Record<MediaKind, string> = {
  photo: "photos",
  video: "videos",
  animation: "animations",
  document: "documents",
  audio: "music",
  voice: "voice",
};
const ID_PREFIXES: Record<MediaKind, string> = {
  photo: "AgACAgIAAxkB",
  video: "BAACAgIAAxkB",
  animation: "CgACAgIAAxkB",
  document: "BQACAgIAAxkB",
  audio: "CQACAgIAAxkB",
  voice: "AwACAgIAAxkB",
};
const TYPES_BY_EXTENSION: Record<string, string> = {
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  png: "image/png",
  gif: "image/gif",
  webp: "image/webp",
  svg: "image/svg+xml",
  mp4: "video/mp4",
  webm: "video/webm",
  mp3: "audio/mpeg",
  m4a: "audio/mp4",
  ogg: "audio/ogg",
  oga: "audio/ogg",
  pdf: "application/pdf",
  txt: "text/plain",
};
const DEFAULT_TYPES: Record<MediaKind, string> = {
  photo: "image/jpeg",
  video: "video/mp4",
  animation: "video/mp4",
  document: "application/octet-stream",
  audio: "audio/mpeg",
  voice: "audio/ogg",
};

export type FileStore = ReturnType<typeof createFileStore>;

/** Keeps files in memory for as long as the sandbox runs. */
export function createFileStore() {
  const files = new Map<string, StoredFile>();
  let lastNumber = 0;

  /** Stores a file and gives it its identifiers; of a photo, in several sizes. */
  function store(input: NewFile): StoredFile {
    const known = imageSize(input.bytes);
    const width = input.width ?? known?.width ?? defaultSide(input.kind);
    const height = input.height ?? known?.height ?? defaultSide(input.kind);
    const main = storeOne(input, width, height);
    if (input.kind !== "photo") return main;
    const longest = Math.max(width, height);
    const previews = PREVIEW_SIDES.filter((side) => side < longest).map((side) =>
      storeOne(input, Math.round((width * side) / longest), Math.round((height * side) / longest)),
    );
    const sizes = [...previews, main];
    for (const size of sizes) size.sizes = sizes;
    return main;
  }

  function storeOne(input: NewFile, width: number, height: number): StoredFile {
    const number = ++lastNumber;
    const digest = createHash("sha256").update(`${number}:${input.kind}`).digest("base64url");
    const extension = input.name?.match(/\.(\w+)$/)?.[1]?.toLowerCase();
    const own = input.mime ?? imageSize(input.bytes)?.mime;
    const mime = own ?? TYPES_BY_EXTENSION[extension ?? ""] ?? DEFAULT_TYPES[input.kind];
    const file: StoredFile = {
      id: `${ID_PREFIXES[input.kind]}${digest.slice(0, 40)}`,
      uniqueId: `AQAD${digest.slice(0, 12)}`,
      kind: input.kind,
      path: `${FOLDERS[input.kind]}/file_${number}.${extension ?? mime.split("/")[1]!.replace(/\W.*/, "")}`,
      bytes: input.bytes,
      mime,
      name: input.name,
      width,
      height,
      duration: input.duration ?? 0,
      ...(input.title && { title: input.title }),
      ...(input.performer && { performer: input.performer }),
      sizes: [],
    };
    file.sizes = [file];
    files.set(file.id, file);
    return file;
  }

  return {
    store,
    /** A file by the identifier that a bot or the page was given. */
    find: (id: string) => files.get(id),
    findByPath: (path: string) => [...files.values()].find((file) => file.path === path),
  };
}

/** Throws what the server answers to an upload that it cannot use as a photo. */
export function checkPhoto(bytes: Uint8Array, name: string): void {
  if (bytes.length > MAX_PHOTO_BYTES) {
    throw badRequest(`file "${name}" of size ${bytes.length} bytes is too big for a photo`);
  }
  const size = imageSize(bytes);
  if (!size) throw badRequest("IMAGE_PROCESS_FAILED");
  const ratio = Math.max(size.width, size.height) / Math.max(1, Math.min(size.width, size.height));
  if (size.width + size.height > 10_000 || ratio > 20) throw badRequest("PHOTO_INVALID_DIMENSIONS");
}

const defaultSide = (kind: MediaKind) => (kind === "video" || kind === "animation" ? 320 : 0);
