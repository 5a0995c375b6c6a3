/** Albums: their parts arrive one by one. */
import type { Message } from "@grammyjs/types";
import { expect, test } from "vitest";
import { type Admin, startBelfry } from "../support/belfry.ts";

async function finishes(ada: Admin): Promise<void> {
  await ada.taps("News");
  await ada.taps("Next");
  await ada.taps("In 10 minutes");
  await ada.taps("Schedule it");
}

const fileOf = (message: Message) =>
  (message.photo?.at(-1) ?? message.video ?? message.document)?.file_unique_id;

test("an album of ten keeps its order, captions and spoilers, and an edit of a part changes that part", async () => {
  const { ada, news, messages, telegram, travel } = await startBelfry();
  await ada.says("/schedule");
  const items = Array.from({ length: 10 }, (_, index) => ({
    type: index % 2 === 0 ? ("photo" as const) : ("video" as const),
    spoiler: index === 3,
  }));
  telegram.clearCalls();
  const parts = await ada.sends(items, "First", [{ type: "italic", offset: 0, length: 5 }]);
  expect(ada.sees()).toContain("Where");
  // One screen and no edits of it, whatever the number of parts: ten at once are more than Telegram takes.
  expect(telegram.calls.map(({ method }) => method.toLowerCase())).toEqual(["sendmessage", "deletemessages"]);
  expect(ada.seesAll().filter((text) => text.includes("Where"))).toHaveLength(1);
  await ada.taps("News");
  await ada.taps("Next");
  await ada.edits(parts[1]?.message_id ?? 0, "Second, edited");
  expect(ada.sees()).toContain("Your edit is in");
  await ada.taps("In 10 minutes");
  expect(ada.messagesFromBot().filter((message) => message.media_group_id)).toHaveLength(10);
  await ada.edits(parts[2]?.message_id ?? 0, "Third, edited late");
  const preview = ada.messagesFromBot().filter((message) => message.media_group_id);
  expect(preview).toHaveLength(10);
  expect(preview[2]?.caption).toBe("Third, edited late");
  await ada.taps("Schedule it");
  expect(ada.messagesFromBot().filter((message) => message.media_group_id)).toHaveLength(0);

  await travel(11);
  const published = messages(news);
  expect(published.map(fileOf)).toEqual(parts.map(fileOf));
  expect(new Set(published.map((message) => message.media_group_id)).size).toBe(1);
  expect(published.map((message) => message.caption)).toEqual([
    "First",
    "Second, edited",
    "Third, edited late",
    ...Array(7).fill(undefined),
  ]);
  expect(published[0]?.caption_entities).toEqual([{ type: "italic", offset: 0, length: 5 }]);
  expect(published.map((message) => message.has_media_spoiler ?? false).indexOf(true)).toBe(3);
});

test("a part that comes late joins, one more than ten is left out, another kind is refused, a lone part is a message", async () => {
  const { ada, news, messages, travel } = await startBelfry();
  const [photo] = await ada.sends([{ type: "photo" }]);
  await ada.taps("Cancel");
  await ada.taps("Discard");
  const part = { photo: photo?.photo ?? [], media_group_id: "77" };
  await ada.says("/schedule");
  await ada.sendsOther({ ...part, caption: "Alone" });
  await ada.taps("Back");
  expect(ada.sees()).toContain("I have 🖼 Alone");
  await ada.taps("Keep it");
  await finishes(ada);

  await ada.says("/schedule");
  await ada.sendsOther({ ...part, media_group_id: "78" });
  await ada.taps("News");
  await ada.taps("Next");
  const document = { file_id: "x", file_unique_id: "y" };
  await ada.sendsOther({ document, media_group_id: "78" });
  expect(ada.sees()).toContain("Files and audio cannot share an album");
  for (let count = 2; count <= 10; count++) await ada.sendsOther({ ...part, media_group_id: "78" });
  expect(ada.sees()).not.toContain("at most 10");
  await ada.sendsOther({ ...part, media_group_id: "78" });
  expect(ada.sees()).toContain("An album takes at most 10 items");
  await ada.taps("In 10 minutes");
  await ada.taps("Schedule it");

  await travel(11);
  const [alone, ...album] = messages(news);
  expect(alone).toMatchObject({ caption: "Alone" });
  expect(alone?.media_group_id).toBeUndefined();
  expect(album).toHaveLength(10);
});

test("parts that are delivered in another order than they were sent stand as they were sent", async () => {
  const belfry = await startBelfry();
  const { ada, telegram } = belfry;
  await ada.says("/schedule");
  await belfry.stop();
  const parts = await ada.sends(Array.from({ length: 4 }, () => ({ type: "photo" as const })));
  telegram.world.bots
    .values()
    .next()
    .value?.pending.forEach(({ update }, index, pending) => {
      // The updates keep their ids and swap what they carry.
      if (index < 2)
        [update.message, pending[3 - index]!.update.message] = [
          pending[3 - index]!.update.message,
          update.message,
        ];
    });
  await belfry.start();
  await ada.taps("News");
  await ada.taps("Next");
  await ada.taps("In 1 hour");
  const preview = ada.messagesFromBot().filter((message) => message.media_group_id);
  expect(preview.map(fileOf)).toEqual(parts.map(fileOf));
});

test("a part whose caption is too long sends the whole album back to be mended, not in pieces", async () => {
  const { ada, news, messages, travel } = await startBelfry();
  const [photo] = await ada.sends([{ type: "photo" }]);
  await ada.taps("Cancel");
  await ada.taps("Discard");
  const part = { photo: photo?.photo ?? [], media_group_id: "79" };
  await ada.says("/schedule");
  await ada.sendsOther(part);
  const long = await ada.sendsOther({ ...part, caption: "x".repeat(1025) });
  await ada.sendsOther(part);
  expect(ada.sees()).toContain("The caption of item 2 has 1,025 characters");
  await ada.edits(long.message_id, "fits");
  await finishes(ada);
  await travel(11);
  expect(messages(news).map((message) => message.caption)).toEqual([undefined, "fits", undefined]);
});

test("an album sent where a tap was asked for is answered once", async () => {
  const { ada, telegram } = await startBelfry();
  await ada.says("/schedule");
  await ada.says("Text");
  telegram.clearCalls();
  await ada.sends(Array.from({ length: 5 }, () => ({ type: "photo" as const })));
  expect(ada.sees()).toContain("use the buttons");
  expect(telegram.calls.map(({ method }) => method.toLowerCase())).toEqual(["sendmessage", "deletemessages"]);
});
