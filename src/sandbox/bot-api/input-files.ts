/** Files that a bot sends: uploaded with the request, or named by a file_id it was given before. */
import { badRequest } from "../telegram/errors.ts";
import { checkPhoto, type MediaKind, type StoredFile } from "../telegram/files.ts";
import { type Context, integer, text } from "./parameters.ts";
import type { Parameters } from "./request.ts";

/** Everything but photos is a document to Telegram, and can be sent again as any of these kinds. */
const isDocument = (kind: MediaKind) => kind !== "photo";
const NAMES: Record<MediaKind, string> = {
  photo: "Photo",
  video: "Video",
  animation: "Animation",
  document: "Document",
  audio: "Audio",
  voice: "VoiceNote",
};

/**
 * The file behind `value`: "attach://name" for an upload, else a file_id.
 * `fields` holds what the bot says about it (width, height, duration, …).
 * A file sent again keeps the kind it was first sent as. URLs are refused: the sandbox has no network.
 */
export function takeInput(
  context: Context,
  kind: MediaKind,
  value: string,
  fields: Record<string, unknown>,
): StoredFile {
  if (/^https?:/i.test(value)) throw badRequest("failed to get HTTP URL content");
  if (!value.startsWith("attach://")) return known(context, kind, value);
  const upload = context.files.get(value.slice("attach://".length));
  if (!upload) throw badRequest("wrong file identifier/HTTP URL specified");
  if (upload.bytes.length === 0) throw badRequest("file must be non-empty");
  if (kind === "photo") checkPhoto(upload.bytes, upload.name);
  const about: Parameters = { values: fields, files: new Map() };
  const number = (name: string) => integer(about, name, { min: 0 }) || undefined;
  return context.world.files.store({
    kind,
    bytes: upload.bytes,
    name: kind === "photo" || kind === "voice" ? undefined : upload.name,
    mime: upload.mime === "application/octet-stream" ? undefined : upload.mime,
    width: number("width"),
    height: number("height"),
    duration: number("duration"),
    title: text(about, "title") || undefined,
    performer: text(about, "performer") || undefined,
  });
}

function known(context: Context, kind: MediaKind, id: string): StoredFile {
  const file = context.world.files.find(id);
  if (!file) throw badRequest("wrong file identifier/HTTP URL specified");
  if (isDocument(file.kind) !== isDocument(kind)) {
    throw badRequest(`can't use file of type ${NAMES[file.kind]} as ${NAMES[kind]}`);
  }
  return file;
}
