/** Pictures, films, sounds and files of messages. */
import type { ClientMessage } from "../client/protocol.ts";
import { fileUrl } from "./api.ts";
import { type Child, h } from "./dom.ts";
import { icon } from "./icons.ts";
import { openViewer } from "./viewer.ts";

/** What fills a rectangle, and so may stand in a mosaic: its size in pixels. */
export function visualSize(message: ClientMessage): { width: number; height: number } | undefined {
  const visual = message.photo?.at(-1) ?? message.video ?? message.animation;
  if (!visual) return undefined;
  return { width: visual.width || 4, height: visual.height || 3 };
}

/** The media of one message that is not part of a mosaic. */
export function mediaOf(message: ClientMessage): Child {
  const size = visualSize(message);
  if (size) {
    const ratio = Math.min(Math.max(size.width / size.height, 0.6), 2.6);
    return h("div", { class: "media single", style: `--ratio:${ratio}` }, visual(message));
  }
  if (message.audio) return audio(message);
  if (message.voice) return voice(message.voice.file_id, message.voice.duration);
  if (message.document) return file(message);
  if (message.sticker) return h("div", { class: "big-emoji" }, message.sticker.emoji ?? "🙂");
  return null;
}

/** Two to ten pictures and films as one block: rows of one to three, each as high as its widths allow. */
export function mosaic(messages: ClientMessage[]): HTMLElement {
  const ratios = messages.map((message) => {
    const { width, height } = visualSize(message)!;
    return Math.min(Math.max(width / height, 0.65), 1.9);
  });
  const rows: HTMLElement[] = [];
  let at = 0;
  for (const length of rowLengths(ratios)) {
    const cells = messages
      .slice(at, at + length)
      .map((message, index) =>
        h("div", { class: "media cell", style: `flex:${ratios[at + index]} 1 0` }, visual(message)),
      );
    const total = ratios.slice(at, at + length).reduce((sum, ratio) => sum + ratio, 0);
    rows.push(h("div", { class: "mosaic-row", style: `aspect-ratio:${Math.max(total, 1.1)}` }, cells));
    at += length;
  }
  return h("div", { class: "mosaic" }, rows);
}

function rowLengths(ratios: number[]): number[] {
  const count = ratios.length;
  if (count === 2) return (ratios[0] ?? 1) > 1.4 && (ratios[1] ?? 1) > 1.4 ? [1, 1] : [2];
  if (count === 3) return [1, 2];
  const threes = Math.ceil(count / 3);
  const rows = Array.from({ length: threes }, (_, index) => Math.floor((count + index) / threes));
  return count === 4 ? [1, 3] : rows;
}

function visual(message: ClientMessage): HTMLElement {
  const content = visualContent(message);
  if (!message.has_media_spoiler) return content;
  const cover = h("button", {
    type: "button",
    class: "media-spoiler",
    "aria-label": "Show hidden media",
    onclick: () => cover.parentElement?.classList.add("revealed"),
  });
  return h("div", { class: "spoiled" }, content, cover);
}

function visualContent(message: ClientMessage): HTMLElement {
  if (message.animation) {
    const { file_id, mime_type } = message.animation;
    const isPicture = mime_type?.startsWith("image/");
    const source = fileUrl(file_id);
    const moving = isPicture
      ? h("img", { src: source, alt: "GIF" })
      : h("video", {
          src: source,
          autoplay: true,
          loop: true,
          muted: true,
          playsinline: true,
          "aria-label": "GIF",
        });
    return h("div", { class: "frame" }, moving, h("span", { class: "badge" }, "GIF"));
  }
  if (message.video) {
    const source = fileUrl(message.video.file_id);
    const player = h("video", { src: source, controls: true, preload: "metadata", playsinline: true });
    return h("div", { class: "frame" }, player);
  }
  const source = fileUrl(message.photo?.at(-1)?.file_id ?? "");
  const label = message.caption ? `Photo: ${message.caption}` : "Photo";
  const picture = h("img", { src: source, alt: label, draggable: "false" });
  return h("button", { type: "button", class: "frame", onclick: () => openViewer(source, label) }, picture);
}

function audio(message: ClientMessage): HTMLElement {
  const { file_id, title, performer, file_name } = message.audio!;
  return h(
    "div",
    { class: "file" },
    h("span", { class: "file-icon" }, icon("music")),
    h(
      "div",
      { class: "file-text" },
      h("b", {}, title ?? file_name ?? "Audio"),
      performer && h("small", {}, performer),
      h("audio", { src: fileUrl(file_id), controls: true, preload: "metadata" }),
    ),
  );
}

function voice(fileId: string, duration: number): HTMLElement {
  return h(
    "div",
    { class: "file voice" },
    h("audio", { src: fileUrl(fileId), controls: true, preload: "metadata", "aria-label": "Voice message" }),
    duration > 0 && h("small", {}, `${Math.floor(duration / 60)}:${String(duration % 60).padStart(2, "0")}`),
  );
}

function file(message: ClientMessage): HTMLElement {
  const { file_id, file_name, file_size, thumbnail } = message.document!;
  const name = file_name ?? "File";
  return h(
    "a",
    { class: "file", href: fileUrl(file_id), download: name, title: `Download ${name}` },
    h("span", { class: "file-icon" }, icon("file"), h("i", {}, thumbnail ? "" : extension(name))),
    h("div", { class: "file-text" }, h("b", {}, name), h("small", {}, sizeText(file_size))),
    icon("download", 20),
  );
}

function extension(name: string): string {
  return (/\.(\w{1,4})$/.exec(name)?.[1] ?? "").toUpperCase();
}

function sizeText(bytes: number | undefined): string {
  if (bytes === undefined) return "";
  if (bytes < 1024) return `${bytes} bytes`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
