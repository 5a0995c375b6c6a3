/** /poll, from the question to the poll in the channel. */
import type { MessageEntity } from "@grammyjs/types";
import { expect, test } from "vitest";
import { startBelfry } from "../support/belfry.ts";

test("a poll is put together step by step, shown as it will be, and published", async () => {
  const { ada, news, messages, travelTo } = await startBelfry();
  await ada.says("/poll");
  expect(ada.sees()).toContain("What is the question?");
  await ada.sends([{ type: "photo" }]);
  expect(ada.sees()).toContain("Please send text here");
  await ada.says("q".repeat(301));
  expect(ada.sees()).toContain("301 characters; Telegram takes 300. Please cut 1");
  const emoji: MessageEntity = { type: "custom_emoji", offset: 0, length: 2, custom_emoji_id: "42" };
  await ada.says("🔔 Which bell?", [emoji]);

  await ada.says("Low");
  expect(ada.buttons()).not.toContain("Next ›");
  await ada.says("Low");
  expect(ada.sees()).toContain("“Low” is among the options already");
  await ada.says(`  High \n🔔 Middle\n\n${"long".repeat(26)}\nOff`, [{ ...emoji, offset: 8 }]);
  expect(ada.sees()).toContain("104 characters; an option has at most 100. Please cut 4");
  expect(ada.sees()).toContain("1. Low\n2. High\n3. 🔔 Middle\n4. Off");
  await ada.says(Array.from({ length: 9 }, (_, index) => `More ${index}`).join("\n"));
  expect(ada.sees()).toContain("A poll takes at most 12 options; the rest was left out");
  expect(ada.sees()).toContain("12. More 7");
  expect(ada.sees()).not.toContain("More 8");
  // Both taps are on the same button, so the second takes nothing away.
  const remove = ada.button("Remove the last");
  await ada.press(remove?.message ?? 0, remove?.data ?? "");
  await ada.press(remove?.message ?? 0, remove?.data ?? "");
  expect(ada.sees()).toContain("11. More 6");
  for (let count = 0; count < 7; count++) await ada.taps("Remove the last");
  expect(ada.sees()).toContain("4. Off");
  await ada.taps("Next");

  await ada.taps("Several answers");
  await ada.taps("Next");
  await ada.taps("News");
  await ada.taps("Next");
  await ada.says("18:00");
  expect(ada.messagesFromBot().at(-2)?.poll).toMatchObject({ question: "🔔 Which bell?" });
  await ada.taps("Schedule it");
  expect(ada.sees()).toContain("Scheduled: 📊 🔔 Which bell?");
  expect(ada.messagesFromBot().some((message) => message.poll)).toBe(false);

  await travelTo("2026-11-22 18:00");
  expect(messages(news)).toMatchObject([
    {
      poll: {
        question: "🔔 Which bell?",
        question_entities: [emoji],
        options: [
          { text: "Low" },
          { text: "High" },
          { text: "🔔 Middle", text_entities: [emoji] },
          { text: "Off" },
        ],
        is_anonymous: true,
        allows_multiple_answers: true,
        type: "regular",
      },
    },
  ]);
});

test("a quiz asks for the right answers and the explanation, whose limits are said on the spot", async () => {
  const { ada, news, messages, travel } = await startBelfry();
  await ada.says("/poll");
  await ada.says("Bells?");
  await ada.says("One\nTwo\nThree");
  await ada.taps("Next");
  await ada.taps("Several answers");
  const quiz = ada.button("Quiz");
  // A double tap switches it on, not on and off.
  await Promise.all([
    ada.press(quiz?.message ?? 0, quiz?.data ?? ""),
    ada.press(quiz?.message ?? 0, quiz?.data ?? ""),
  ]);
  expect(ada.buttons()).toContain("✅ Quiz with a right answer");
  await ada.taps("Next");
  expect(ada.buttons()).not.toContain("Next ›");
  await ada.taps("Three");
  await ada.taps("One");
  await ada.taps("Two");
  await ada.taps("Two");
  await ada.taps("Next");
  await ada.says("a\nb\nc\nd");
  expect(ada.sees()).toContain("4 lines; Telegram takes 3");
  await ada.says("e".repeat(201));
  expect(ada.sees()).toContain("cut 1");
  const link: MessageEntity = { type: "text_link", offset: 4, length: 3, url: "https://example.org/" };
  await ada.says("See <b>", [link]);
  await ada.taps("All of them");
  await ada.taps("Next");
  await ada.taps("In 10 minutes");
  await ada.taps("Explanation");
  expect(ada.sees()).toContain("See <b>");
  await ada.taps("Keep the explanation");
  expect(ada.sees()).toContain("This is how it will look");
  await ada.taps("Schedule it");
  await travel(11);
  expect(messages(news)).toMatchObject([
    {
      poll: {
        type: "quiz",
        correct_option_ids: [0, 2],
        explanation: "See <b>",
        explanation_entities: [link],
      },
    },
  ]);
});

test("a poll with names is explained where channels come into it, in either order, and goes to groups", async () => {
  const { ada, news, crew, posts, messages, travel } = await startBelfry();
  await ada.says("/poll");
  await ada.says("Who comes?");
  await ada.says("Me\nNot me");
  await ada.taps("Next");
  await ada.taps("Next");
  await ada.taps("All of them");
  await ada.taps("Next");
  await ada.taps("In 10 minutes");

  // The channel was chosen first.
  await ada.taps("Settings");
  await ada.taps("Anonymous");
  expect(ada.sees()).toContain("it cannot go to News");
  await ada.taps("Next");
  expect(ada.sees()).toContain("To choose a channel, make it anonymous");
  const refused = await ada.taps("Next");
  expect(refused.text).toContain("Channels take anonymous polls only");
  expect(ada.buttons()).toContain("◻️ 📢 News");
  // The poll was public first.
  const again = await ada.taps("News");
  expect(again.text).toContain("Channels take anonymous polls only");
  await ada.taps("Next");
  expect(ada.sees()).toContain("This is how it will look");
  await ada.taps("Schedule it");
  await travel(11);
  expect(posts(news)).toEqual([]);
  expect(messages(crew)).toMatchObject([{ poll: { is_anonymous: false } }]);
});

test("changes from the last look lead straight back to it, and a poll turned quiz is asked what it lacks", async () => {
  const { ada } = await startBelfry();
  await ada.says("/poll");
  await ada.says("Bells?");
  await ada.says("One\nTwo");
  await ada.taps("Next");
  await ada.taps("Next");
  await ada.taps("News");
  await ada.taps("Next");
  await ada.taps("Tonight");
  const look = "This is how it will look";
  await ada.taps("Question");
  await ada.says("How many bells?");
  expect(ada.sees()).toContain(look);
  await ada.taps("Options");
  await ada.says("Three");
  await ada.taps("Next");
  expect(ada.sees()).toContain(look);
  await ada.taps("Settings");
  await ada.taps("Back");
  expect(ada.sees()).toContain(look);

  await ada.taps("Settings");
  await ada.taps("Quiz");
  await ada.taps("Next");
  expect(ada.sees()).toContain("Which option is right?");
  await ada.taps("Two");
  expect(ada.sees()).toContain("What should people read after answering?");
  await ada.taps("No explanation");
  expect(ada.sees()).toContain(look);
  // Options that change make the right answer doubtful.
  await ada.taps("Options");
  await ada.taps("Remove the last");
  await ada.taps("Next");
  expect(ada.sees()).toContain("Which option is right?");
  await ada.taps("One");
  expect(ada.sees()).toContain(look);
  expect(ada.messagesFromBot().at(-2)?.poll).toMatchObject({
    question: "How many bells?",
    options: [{ text: "One" }, { text: "Two" }],
    correct_option_ids: [0],
  });
});

test("the longest poll, full of signs that HTML knows, still fits its screens", async () => {
  const { ada, news, messages, travel } = await startBelfry();
  const option = (letter: string) => `${letter}${"&".repeat(99)}`;
  const options = Array.from("abcdefghijkl", option);
  await ada.says("/poll");
  await ada.says("<".repeat(300));
  await ada.says(options.join("\n"));
  expect(ada.sees()).toContain("all 12 that a poll takes");
  await ada.taps("Next");
  await ada.taps("Quiz");
  await ada.taps("Next");
  await ada.taps("l&&");
  await ada.says(">".repeat(200));
  await ada.taps("News");
  await ada.taps("Next");
  await ada.taps("In 10 minutes");
  await ada.taps("Explanation");
  await ada.taps("Keep");
  await ada.taps("Question");
  await ada.taps("Keep");
  await ada.taps("Schedule it");
  await travel(11);
  expect(messages(news)).toMatchObject([{ poll: { question: "<".repeat(300), correct_option_ids: [11] } }]);
});

test("edits of the messages that a poll was written in change it, up to the last look", async () => {
  const { ada } = await startBelfry();
  await ada.says("/poll");
  const question = await ada.says("Bels?");
  const one = await ada.says("Onne");
  const others = await ada.says("Two\nThree");
  await ada.edits(one.message_id, "One");
  expect(ada.sees()).toContain("1. One\n2. Two\n3. Three");
  await ada.edits(others.message_id, "x".repeat(101));
  expect(ada.sees()).toContain("cut 1");
  expect(ada.sees()).toContain("1. One\n2. Two\n3. Three");
  await ada.taps("Next");
  await ada.taps("Quiz");
  await ada.taps("Next");
  await ada.taps("Three");
  const explanation = await ada.says("Becose");
  await ada.taps("News");
  await ada.taps("Next");
  await ada.taps("In 1 hour");
  await ada.edits(question.message_id, "Bells?");
  await ada.edits(explanation.message_id, "Because");
  expect(ada.sees()).toContain("This is how it will look");
  await ada.edits(others.message_id, "Two and a half\nThree\nFour");
  expect(ada.sees()).toContain("Which option is right?");
  await ada.taps("Four");
  expect(ada.sees()).toContain("This is how it will look");
  expect(ada.messagesFromBot().at(-2)?.poll).toMatchObject({
    question: "Bells?",
    options: [{ text: "One" }, { text: "Two and a half" }, { text: "Three" }, { text: "Four" }],
    correct_option_ids: [3],
    explanation: "Because",
  });
});

test("a poll made in Telegram’s poll maker answers every question at once; of a forwarded quiz only the answer is asked", async () => {
  const { ada } = await startBelfry();
  const poll = pollFromApp("Low", "High");
  await ada.says("/poll");
  await ada.sendsOther({ poll });
  expect(ada.sees()).toContain("Which option is right?");
  await ada.taps("High");
  await ada.taps("No explanation");
  expect(ada.sees()).toContain("Where");
  await ada.says("/poll");
  await ada.taps("Start a new one");
  await ada.sendsOther({
    poll: { ...poll, type: "regular", media: { link: { url: "https://example.org/" } } },
  });
  expect(ada.sees()).toContain("I cannot carry over pictures");
  expect(ada.sees()).toContain("Where");
});

test("a post that Telegram refuses in the preview cannot be scheduled until it is changed", async () => {
  const { ada } = await startBelfry();
  await ada.says("/schedule");
  await ada.sendsOther({ poll: { ...pollFromApp("Low", "Low"), type: "regular" } });
  await ada.taps("News");
  await ada.taps("Next");
  await ada.says("18:00");
  expect(ada.sees()).toContain("Telegram refuses it as it is");
  expect(ada.sees()).not.toContain("This is how it will look");
  expect(ada.buttons()).not.toContain("✅ Schedule it");
  await ada.taps("Content");
  await ada.says("Low or low?");
  expect(ada.sees()).toContain("This is how it will look");
  await ada.taps("Schedule it");
  expect(ada.sees()).toContain("Scheduled");
});

/** A quiz as Telegram's poll maker sends it, without the answer. */
function pollFromApp(...options: string[]) {
  return {
    id: "1",
    question: "Which bell?",
    options: options.map((text) => ({ text, voter_count: 0, persistent_id: text })),
    total_voter_count: 0,
    is_closed: false,
    is_anonymous: true,
    type: "quiz" as const,
    allows_multiple_answers: false,
    allows_revoting: false,
    members_only: false,
  };
}
