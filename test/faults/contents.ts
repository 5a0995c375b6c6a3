/** One post of every content kind, made of files that the bot was sent once. */
import type { Message } from "@grammyjs/types";
import type { Content } from "../../src/posts/content.ts";
import type { Belfry } from "../support/belfry.ts";

export const kinds = [
  "text",
  "photo",
  "video",
  "animation",
  "document",
  "audio",
  "voice",
  "album",
  "poll",
  "quiz",
  "photo, text",
  "album, text",
] as const;
export type Kind = (typeof kinds)[number];

const media = ["photo", "video", "animation", "document", "audio", "voice"] as const;
type FileIds = Record<(typeof media)[number], string>;

/** How many messages each part of a post makes, in the order in which they are sent. */
export const partsOf = (kind: Kind): number[] => {
  const first = kind.startsWith("album") ? 2 : 1;
  return kind.endsWith(", text") ? [first, 1] : [first];
};

/** Ada sends the bot one file of each kind. Returns a maker of contents, whose title is in what its author is told. */
export async function createContents({ ada, telegram, settle }: Belfry) {
  const fileIds = {} as FileIds;
  for (const type of media) {
    const [sent] = telegram.sendMedia(ada.id, telegram.world.bots.keys().next().value ?? 0, {
      items: [{ type }],
    });
    await settle();
    fileIds[type] = fileIdOf(telegram.message(ada.id, sent?.message_id ?? 0));
  }
  return (kind: Kind, title: string) => contentOf(kind, title, fileIds);
}

function fileIdOf(message: Message | undefined): string {
  const file =
    message?.photo?.at(-1) ??
    message?.animation ??
    message?.video ??
    message?.document ??
    message?.audio ??
    message?.voice;
  if (!file) throw new Error("there is no file in this message");
  return file.file_id;
}

function contentOf(kind: Kind, title: string, fileIds: FileIds): Content {
  const caption = { caption: title, captionEntities: [] };
  switch (kind) {
    case "text":
      return { kind, text: title, entities: [] };
    case "album":
      return {
        kind,
        items: [
          { kind: "photo", fileId: fileIds.photo, ...caption },
          { kind: "video", fileId: fileIds.video, caption: "", captionEntities: [] },
        ],
      };
    case "poll":
    case "quiz":
      return {
        kind: "poll",
        question: line(title),
        options: [line("Yes"), line("No")],
        anonymous: true,
        multiple: false,
        ...(kind === "quiz" && { quiz: { correct: [1], explanation: line("Because") } }),
      };
    case "photo, text":
      return { kind: "photo", fileId: fileIds.photo, ...caption, following };
    case "album, text":
      return { ...contentOf("album", title, fileIds), following } as Content;
    default:
      return { kind, fileId: fileIds[kind], ...caption };
  }
}

const following = { kind: "text" as const, text: "And more", entities: [] };

const line = (text: string) => ({ text, entities: [] });
