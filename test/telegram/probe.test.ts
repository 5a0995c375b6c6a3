import { beforeEach, describe, expect, it } from "vitest";
import type { Part } from "../../src/posts/parts.ts";
import { createTelegramApi } from "../../src/telegram/client.ts";
import { createProbe, type Probe } from "../../src/telegram/probe.ts";
import { freshTelegram } from "../support/telegram.ts";

let here: Awaited<ReturnType<typeof freshTelegram>>;
let probe: Probe;

beforeEach(async () => {
  here = await freshTelegram({ timeoutSeconds: 0.3 });
  probe = createProbe(here.api, here.bot.id);
});

const words = (text: string) => ({ text, entities: [] });
const text: Part = { kind: "text", ...words("Hello") };
const poll: Part = {
  kind: "poll",
  question: words("Tea?"),
  options: [words("Yes"), words("No")],
  anonymous: true,
  multiple: false,
};

function album(): Part {
  const [upload] = here.telegram.sendMedia(here.ada, here.bot.id, { items: [{ type: "photo" }] });
  const fileId = upload?.photo?.at(-1)?.file_id ?? "";
  const item = { kind: "photo", fileId, caption: "", captionEntities: [] } as const;
  return { kind: "album", items: [1, 2].map(() => ({ ...item, captionEntities: [] })) };
}

/** Sends something and returns the ids of its messages. */
async function sent(chat: number, content: Part = text): Promise<number[]> {
  const outcome = await here.send(chat, content);
  if (outcome.kind !== "sent") throw new Error(`it was not sent: ${outcome.kind}`);
  return outcome.messageIds;
}

describe("a probe of a message", () => {
  it.each(["channel", "supergroup"] as const)(
    "of ours in a %s says that it is there, and changes nothing",
    async (type) => {
      const chat = here.addChat(type);
      const [id = 0] = await sent(chat);
      const before = here.telegram.message(chat, id);
      expect(await probe.message(chat, id)).toEqual({ is: "editable" });
      expect(here.telegram.message(chat, id)).toEqual(before);
    },
  );

  it.each(["channel", "supergroup"] as const)(
    "of somebody else's in a %s says that it is not ours",
    async (type) => {
      const chat = here.addChat(type);
      const { message_id } = here.telegram.sendText(here.ada, chat, "Mine");
      expect(await probe.message(chat, message_id)).toEqual({ is: "not_editable" });
    },
  );

  it("of a channel where the bot edits every post says nothing about whose it is", async () => {
    const chat = here.addChat("channel");
    expect(await probe.editsEverything(chat)).toEqual({ is: false });
    const rights = { can_post_messages: true, can_edit_messages: true };
    here.telegram.setMember(here.ada, chat, here.bot.id, "administrator", rights);
    const { message_id } = here.telegram.sendText(here.ada, chat, "Mine");
    expect(await probe.message(chat, message_id)).toEqual({ is: "editable" });
    expect(await probe.editsEverything(chat)).toEqual({ is: true });
  });

  it("of a poll and of each part of an album says that they are ours", async () => {
    const chat = here.addChat();
    const ids = [...(await sent(chat, poll)), ...(await sent(chat, album()))];
    expect(ids).toHaveLength(3);
    for (const id of ids) expect(await probe.message(chat, id)).toEqual({ is: "editable" });
  });

  it("of a service message, of a deleted one and of none tells them apart", async () => {
    const chat = here.addChat("supergroup");
    const [gone = 0] = await sent(chat);
    here.telegram.deleteMessage(here.ada, chat, gone);
    // The chat began with the news that the bot came.
    expect(await probe.message(chat, 1)).toEqual({ is: "not_editable" });
    expect(await probe.message(chat, gone)).toEqual({ is: "missing" });
    expect(await probe.message(chat, gone + 1)).toEqual({ is: "missing" });
  });

  it.each([
    ["too_many_requests", { askAgainAfterMs: 7000 }],
    ["server_error", { askAgainAfterMs: 15_000 }],
    ["reset", { askAgainAfterMs: 15_000 }],
    ["truncated", { askAgainAfterMs: 15_000 }],
    ["hang", { askAgainAfterMs: 15_000 }],
  ] as const)("that fails (%s) is to be repeated", async (kind, answer) => {
    const chat = here.addChat();
    const [id = 0] = await sent(chat);
    here.telegram.addFault({
      kind,
      times: 2,
      retry_after: 7,
      methods: ["editMessageReplyMarkup", "getChatMember"],
    });
    expect(await probe.message(chat, id)).toEqual(answer);
    expect(await probe.editsEverything(chat)).toEqual(answer);
  });

  it("of a chat that the bot is out of is refused", async () => {
    const chat = here.addChat("supergroup");
    const [id = 0] = await sent(chat);
    here.telegram.setMember(here.ada, chat, here.bot.id, "kicked");
    expect(await probe.message(chat, id)).toBe("refused");
  });

  it("with a token that Telegram does not take is to be repeated", async () => {
    const api = createTelegramApi({ token: `${here.bot.id}:revoked`, apiRoot: here.url, timeoutSeconds: 5 });
    expect(await createProbe(api, here.bot.id).message(-100123, 1)).toEqual({ askAgainAfterMs: 15_000 });
  });
});
