/** /schedule takes every kind of content, and what arrives is what was sent. */
import type { Message, MessageEntity } from "@grammyjs/types";
import { expect, test } from "vitest";
import { type Admin, startBelfry } from "../support/belfry.ts";

/** From the step "where" to the scheduled post: to News, in ten minutes. */
async function finishes(ada: Admin): Promise<void> {
  expect(ada.sees()).toContain("Where");
  await ada.taps("News");
  await ada.taps("Next");
  await ada.taps("In 10 minutes");
  await ada.taps("Schedule it");
  expect(ada.sees()).toContain("Scheduled");
}

/** What a reader sees of a message: all but where, when and by whom it was sent. */
function asRead(message: Message | undefined) {
  const { text, entities, caption, caption_entities, has_media_spoiler, show_caption_above_media } =
    message as Message & Record<string, unknown>;
  const media = ["photo", "video", "animation", "document", "audio", "voice"] as const;
  const files = media.flatMap((kind) => {
    const file = message?.[kind];
    const one = Array.isArray(file) ? file.at(-1) : file;
    return one ? [{ kind, file: one.file_unique_id }] : [];
  });
  return { text, entities, caption, caption_entities, has_media_spoiler, show_caption_above_media, files };
}

test("text arrives with every kind of formatting, also nested, and with emoji before it", async () => {
  const { ada, news, messages, travel } = await startBelfry();
  const text = "👋🏽 Bold and nested, link, spoiler, emoji 🔔\ncode\nquoted line\nand more";
  const at = (part: string) => ({ offset: text.indexOf(part), length: part.length });
  const entities: MessageEntity[] = [
    { type: "bold", ...at("Bold and nested") },
    { type: "italic", ...at("nested") },
    { type: "underline", ...at("nested") },
    { type: "text_link", ...at("link"), url: "https://example.org/?a=1&b=2" },
    { type: "spoiler", ...at("spoiler") },
    { type: "custom_emoji", ...at("🔔"), custom_emoji_id: "5368324170671202286" },
    { type: "pre", ...at("code"), language: "sh" },
    { type: "expandable_blockquote", ...at("quoted line\nand more") },
  ];
  await ada.says("/schedule");
  const source = await ada.says(text, entities);
  expect(source.entities).toHaveLength(entities.length);
  await finishes(ada);
  await travel(11);
  expect(messages(news).map(asRead)).toEqual([asRead(source)]);
});

test("pictures, videos, animations, files, audio and voice messages arrive with caption, spoiler and position", async () => {
  const { ada, news, messages, travel } = await startBelfry();
  const caption = "Listen: <the> bells";
  const entities: MessageEntity[] = [
    { type: "bold", offset: 0, length: 7 },
    { type: "spoiler", offset: 8, length: 5 },
  ];
  const sources: (Message | undefined)[] = [];
  for (const type of ["photo", "video", "animation", "document", "audio", "voice"] as const) {
    const spoiler = type === "photo" || type === "video" || type === "animation";
    await ada.says("/schedule");
    sources.push(...(await ada.sends([{ type, spoiler }], caption, entities)));
    await finishes(ada);
  }
  await ada.says("/schedule");
  const photo = sources[0]?.photo ?? [];
  sources.push(await ada.sendsOther({ photo, caption: "Above it", show_caption_above_media: true }));
  await finishes(ada);
  await ada.says("/schedule");
  sources.push(...(await ada.sends([{ type: "voice" }])));
  await finishes(ada);

  await travel(11);
  expect(messages(news).map(asRead)).toEqual(sources.map(asRead));
});

test("a poll made in Telegram’s poll maker is published as it is, and channels’ rule about names is explained", async () => {
  const { ada, news, crew, messages, travel } = await startBelfry();
  const poll = {
    id: "1",
    question: "Which bell?",
    options: [
      { text: "Low", voter_count: 0, persistent_id: "a" },
      { text: "High", voter_count: 0, persistent_id: "b" },
    ],
    total_voter_count: 0,
    is_closed: false,
    is_anonymous: false,
    type: "regular" as const,
    allows_multiple_answers: true,
    allows_revoting: true,
    members_only: false,
  };
  await ada.says("/schedule");
  await ada.sendsOther({ poll });
  expect(ada.sees()).toContain("anonymous polls only");
  const refused = await ada.taps("News");
  expect(refused.text).toContain("Channels take anonymous polls only");
  await ada.taps("Crew");
  await ada.taps("Make it anonymous");
  await ada.taps("News");
  await ada.taps("Next");
  await ada.taps("In 10 minutes");
  await ada.taps("Schedule it");

  await ada.says("/schedule");
  const quiz = { ...poll, type: "quiz" as const, is_anonymous: true, allows_multiple_answers: false };
  await ada.sendsOther({ poll: quiz });
  expect(ada.sees()).toContain("Telegram keeps the answer to itself: use /poll");
  await ada.sendsOther({
    poll: {
      ...quiz,
      description: "All about bells",
      description_entities: [{ type: "bold", offset: 0, length: 3 }],
      open_period: 3600,
      allows_revoting: true,
      correct_option_ids: [1],
      explanation: "It is higher",
      explanation_entities: [{ type: "bold", offset: 6, length: 6 }],
    },
  });
  await finishes(ada);

  await travel(11);
  const expected = { question: "Which bell?", is_anonymous: true, allows_multiple_answers: true };
  expect(messages(crew)).toMatchObject([{ poll: expected }]);
  expect(messages(news)).toMatchObject([
    { poll: expected },
    {
      poll: {
        description: "All about bells",
        description_entities: [{ type: "bold", offset: 0, length: 3 }],
        open_period: 3600,
        allows_revoting: true,
      },
    },
  ]);
  expect(messages(news)).toMatchObject([
    { poll: expected },
    { poll: { type: "quiz", correct_option_ids: [1], explanation_entities: [{ type: "bold", offset: 6 }] } },
  ]);
});

test("what cannot be published gets a sentence and another try; what only happened in the chat gets none", async () => {
  const { ada } = await startBelfry();
  await ada.says("/schedule");
  await ada.sendsOther({ location: { latitude: 1, longitude: 2 } });
  expect(ada.sees()).toContain("I cannot publish this kind of message");
  expect(ada.sees()).toContain("Send me the post");
  await ada.sendsOther({ dice: { emoji: "🎲", value: 3 } });
  expect(ada.sees()).toContain("I cannot publish this kind of message");
  const shown = ada.messagesFromBot().at(-1)?.message_id;
  await ada.sendsOther({ message_auto_delete_timer_changed: { message_auto_delete_time: 86_400 } });
  expect(ada.messagesFromBot().at(-1)?.message_id).toBe(shown);
  await ada.says("Words at last");
  expect(ada.sees()).toContain("Where");
  await ada.says("And more words");
  expect(ada.sees()).toContain("Please use the buttons here");
});

test("a caption that is too long says how much to cut, is kept, and an edit of the message mends it", async () => {
  const { ada, news, posts, travel } = await startBelfry();
  const [photo] = await ada.sends([{ type: "photo" }]);
  await ada.taps("Back");
  await ada.taps("Cancel");
  await ada.says("/schedule");
  await ada.taps("Start a new one");
  const long = await ada.sendsOther({ photo: photo?.photo ?? [], caption: "🔔".repeat(1030) });
  expect(ada.sees()).toContain("1,030 characters; under a picture or file Telegram takes 1,024");
  expect(ada.sees()).toContain("cut 6");
  expect(ada.buttons()).toEqual(["⬇️ Put the text below", "✕ Cancel"]);
  await ada.edits(long.message_id, "Shorter");
  expect(ada.sees()).toContain("Your edit is in");
  await ada.taps("News");
  await ada.taps("Next");
  await ada.taps("In 10 minutes");
  // Over the limit again at the last look, and mended again.
  await ada.edits(long.message_id, "🔔".repeat(1024));
  expect(ada.sees()).toContain("This is how it will look");
  await ada.says("/queue");
  await ada.edits(long.message_id, "Shorter");
  await ada.says("/drafts");
  await ada.taps("Shorter");
  expect(ada.seesAll().at(-2)).toBe("Shorter");
  await ada.taps("Schedule it");
  await travel(11);
  expect(posts(news)).toEqual(["Shorter"]);
});
