import type { Message } from "@grammyjs/types";
import { beforeEach, describe, expect, it } from "vitest";
import type { MediaKind } from "../../src/posts/content.ts";
import type { Part } from "../../src/posts/parts.ts";
import { freshTelegram } from "../support/telegram.ts";

type Telegram = Awaited<ReturnType<typeof freshTelegram>>;

let here: Telegram;
let channel: number;
beforeEach(async () => {
  here = await freshTelegram();
  channel = here.addChat();
});

async function publish(content: Part, chat = channel): Promise<Message[]> {
  const outcome = await here.send(chat, content);
  if (outcome.kind !== "sent") throw new Error(JSON.stringify(outcome));
  return outcome.messageIds.map((id) => {
    const message = here.telegram.message(chat, id);
    if (!message) throw new Error(`no message ${id}`);
    return message;
  });
}

/** The id under which the bot knows a file that Ada sent it. */
function fileOf(kind: MediaKind): string {
  const [message] = here.telegram.sendMedia(here.ada, here.bot.id, { items: [{ type: kind }] });
  const media = message as unknown as Record<string, { file_id: string } | { file_id: string }[]>;
  const file = media[kind];
  const id = Array.isArray(file) ? file.at(-1)?.file_id : file?.file_id;
  if (!id) throw new Error(`no ${kind}`);
  return id;
}

const lastPayload = () => here.telegram.calls.at(-1)?.payload;
const caption = {
  caption: "A bold picture",
  captionEntities: [{ type: "bold" as const, offset: 2, length: 4 }],
};
const nothing = { caption: "", captionEntities: [] };

describe("text", () => {
  it("appears with its formatting and its link preview", async () => {
    const [message] = await publish({
      kind: "text",
      text: "Read *this* <b>now</b>",
      entities: [{ type: "italic", offset: 0, length: 4 }],
      linkPreview: { is_disabled: true },
    });
    expect(message).toMatchObject({
      text: "Read *this* <b>now</b>",
      entities: [{ type: "italic", offset: 0, length: 4 }],
    });
    expect(lastPayload()).toMatchObject({ link_preview_options: { is_disabled: true } });
  });

  it("is never read as markup, and what is not there is not sent", async () => {
    await publish({ kind: "text", text: "<b>plain</b>", entities: [] });
    expect(lastPayload()).toEqual({ chat_id: channel, text: "<b>plain</b>" });
  });
});

describe("media", () => {
  it.each(["photo", "video", "animation", "document", "audio", "voice"] as const)(
    "%s appears with its formatted caption",
    async (kind) => {
      const [message] = await publish({ kind, fileId: fileOf(kind), ...caption });
      expect(message).toMatchObject({
        [kind]: expect.anything(),
        caption: "A bold picture",
        caption_entities: caption.captionEntities,
      });
    },
  );

  it.each(["photo", "video", "animation"] as const)(
    "%s may be a spoiler with its caption above",
    async (kind) => {
      const [message] = await publish({
        kind,
        fileId: fileOf(kind),
        ...caption,
        spoiler: true,
        captionAbove: true,
      });
      expect(message).toMatchObject({ has_media_spoiler: true, show_caption_above_media: true });
    },
  );

  it.each(["document", "audio", "voice"] as const)(
    "%s is sent without what its method does not take",
    async (kind) => {
      const fileId = fileOf(kind);
      await publish({ kind, fileId, ...nothing, spoiler: true, captionAbove: true });
      expect(lastPayload()).toEqual({ chat_id: channel, [kind]: fileId });
    },
  );
});

describe("an album", () => {
  it("appears whole and in order, with the ids of all its messages", async () => {
    const messages = await publish({
      kind: "album",
      items: [
        { kind: "photo", fileId: fileOf("photo"), ...caption, spoiler: true },
        { kind: "video", fileId: fileOf("video"), ...nothing },
      ],
    });
    expect(messages).toMatchObject([
      { photo: expect.anything(), caption: "A bold picture", has_media_spoiler: true },
      { video: expect.anything() },
    ]);
    expect(new Set(messages.map((message) => message.media_group_id)).size).toBe(1);
  });

  it.each(["document", "audio"] as const)("of the kind %s appears", async (kind) => {
    const items = [1, 2].map(() => ({ kind, fileId: fileOf(kind), ...nothing }));
    expect(await publish({ kind: "album", items })).toHaveLength(2);
  });
});

describe("a poll", () => {
  const line = (text: string) => ({ text, entities: [] });
  const poll = {
    kind: "poll" as const,
    question: line("Tea or coffee?"),
    options: [line("Tea"), line("Coffee"), line("Both")],
    anonymous: true,
    multiple: false,
  };

  it("appears with its question, options and settings", async () => {
    const [message] = await publish({ ...poll, multiple: true });
    expect(message?.poll).toMatchObject({
      question: "Tea or coffee?",
      options: [{ text: "Tea" }, { text: "Coffee" }, { text: "Both" }],
      type: "regular",
      is_anonymous: true,
      allows_multiple_answers: true,
    });
    for (const field of ["type", "correct_option_ids", "explanation"])
      expect(lastPayload()).not.toHaveProperty(field);
  });

  it("may show who voted, in a group", async () => {
    const group = here.addChat("supergroup");
    const [message] = await publish({ ...poll, anonymous: false }, group);
    expect(message?.poll?.is_anonymous).toBe(false);
  });

  it("as a quiz knows its answer and explains it", async () => {
    const explanation = {
      text: "Because it is tea time",
      entities: [{ type: "bold" as const, offset: 0, length: 7 }],
    };
    const [message] = await publish({ ...poll, quiz: { correct: [0], explanation } });
    expect(message?.poll).toMatchObject({
      type: "quiz",
      correct_option_ids: [0],
      explanation: "Because it is tea time",
      explanation_entities: explanation.entities,
      allows_multiple_answers: false,
    });
  });

  it("as a quiz with several right answers takes several answers, in ascending order", async () => {
    await publish({ ...poll, quiz: { correct: [2, 0], explanation: line("") } });
    expect(lastPayload()).toMatchObject({ correct_option_ids: [0, 2], allows_multiple_answers: true });
    expect(lastPayload()).not.toHaveProperty("explanation");
  });

  it("keeps custom emoji in its question and options, and drops formatting that Telegram refuses there", async () => {
    const emoji = {
      type: "custom_emoji" as const,
      offset: 0,
      length: 2,
      custom_emoji_id: "5368324170671202286",
    };
    const bold = { type: "bold" as const, offset: 0, length: 2 };
    await publish({
      ...poll,
      question: { text: "👍 or not?", entities: [emoji, bold] },
      options: [{ text: "👍", entities: [emoji, bold] }, line("no")],
    });
    expect(lastPayload()).toMatchObject({
      question_entities: [emoji],
      options: [{ text: "👍", text_entities: [emoji] }, { text: "no" }],
    });
  });
});

it("gives up waiting when told to, and says that the message may have appeared", async () => {
  here.telegram.addFault({ kind: "hang", times: 1 });
  const giveUp = new AbortController();
  const outcome = here.send(channel, { kind: "text", text: "Hello", entities: [] }, giveUp.signal);
  giveUp.abort();
  expect(await outcome).toMatchObject({ kind: "doubtful", reason: "stopped_while_sending" });
});

it("sends once, whatever becomes of it", async () => {
  const before = here.telegram.messages(channel).length;
  here.telegram.addFault({ kind: "lost_answer", times: 1 });
  await here.send(channel, { kind: "text", text: "Hello", entities: [] });
  expect(here.telegram.messages(channel)).toHaveLength(before + 1);
  expect(here.telegram.calls.filter(({ method }) => method === "sendMessage")).toHaveLength(1);
});
