/** Polls of bots and of people: limits, votes, closing, who knows what. */
import { describe, expect, it } from "vitest";
import { BOT, HOUR, openTown } from "./town.ts";

const options = (count: number) => Array.from({ length: count }, (_, index) => ({ text: `option ${index}` }));
const quiz = { type: "quiz", question: "?", options: options(3) };

describe("limits of polls", () => {
  it.each([
    [{ options: options(0) }, "poll must have at least one answer option"],
    [{ options: options(13) }, "poll can't have more than 12 options"],
    [{ options: undefined }, "can't parse options JSON object"],
    [{ options: [{ text: "x".repeat(101) }] }, "poll options length must not exceed 100"],
    [{ options: [{ text: " " }] }, "text must be non-empty"],
    [{ options: [{ text: "a" }, { text: "a" }] }, "POLL_OPTION_DUPLICATE"],
    [{ question: "x".repeat(301) }, "poll question length must not exceed 300"],
    [{ question: "" }, "text must be non-empty"],
    [{ type: "exam" }, "unsupported poll type specified"],
    [{ is_anonymous: false }, "non-anonymous polls can't be sent to channel chats"],
    [quiz, "correct quiz option list must be non-empty"],
    [{ ...quiz, correct_option_ids: [3] }, "wrong quiz correct_option_id"],
    [{ ...quiz, correct_option_ids: [1, 0] }, "correct quiz option list must be increasing"],
    [{ ...quiz, correct_option_ids: [0, 1] }, "QUIZ_CORRECT_ANSWERS_TOO_MUCH"],
    [{ ...quiz, correct_option_ids: [0], explanation: "x".repeat(201) }, "message is too long"],
    [{ ...quiz, correct_option_ids: [0], explanation: "1\n2\n3\n4" }, "wrong poll data specified"],
    [{ open_period: 4 }, "wrong poll data specified"],
    [{ description: "x".repeat(1025) }, "message caption is too long"],
  ])("refuses %j", async (fields, reason) => {
    const { call, channel, telegram } = await openTown();
    const poll = { chat_id: channel, question: "Which?", options: options(2), ...fields };
    expect((await call("sendPoll", poll)).description).toBe(`Bad Request: ${reason}`);
    expect(telegram.messages(channel)).toEqual([]);
  });

  it("takes 12 options, 300 code points of question and the whole range of quiz fields", async () => {
    const { call, channel } = await openTown();
    const plain = await call("sendPoll", {
      chat_id: channel,
      question: "🔔".repeat(300),
      options: options(12),
    });
    expect(plain.result.poll).toMatchObject({ type: "regular", is_anonymous: true, allows_revoting: true });
    const { result } = await call("sendPoll", {
      chat_id: channel,
      ...quiz,
      correct_option_ids: [0, 2],
      allows_multiple_answers: true,
      explanation: "<b>because</b>",
      explanation_parse_mode: "HTML",
      open_period: 600,
    });
    expect(result.poll).toMatchObject({
      correct_option_ids: [0, 2],
      explanation: "because",
      explanation_entities: [{ type: "bold", offset: 0, length: 7 }],
      open_period: 600,
      allows_revoting: false,
    });
  });
});

describe("voting", () => {
  it("counts votes, takes them back, and tells the bot", async () => {
    const { anna, ben, call, group, telegram, takeUpdates } = await openTown();
    await takeUpdates();
    const { result } = await call("sendPoll", {
      chat_id: group,
      question: "?",
      options: options(2),
      is_anonymous: false,
    });
    telegram.vote(anna, group, result.message_id, [0]);
    telegram.vote(ben, group, result.message_id, [1]);
    telegram.vote(anna, group, result.message_id, []);
    expect(telegram.message(group, result.message_id)!.poll).toMatchObject({
      total_voter_count: 1,
      options: [{ voter_count: 0 }, { voter_count: 1 }],
    });
    const updates = await takeUpdates();
    expect(updates.flatMap((update) => update.poll_answer ?? [])).toMatchObject([
      { user: { id: anna.id }, option_ids: [0] },
      { user: { id: ben.id }, option_ids: [1] },
      { user: { id: anna.id }, option_ids: [] },
    ]);
    expect(updates.flatMap((update) => update.poll?.total_voter_count ?? [])).toEqual([1, 2, 1]);
  });

  it("holds people to the poll's rules", async () => {
    const { anna, call, channel, telegram } = await openTown();
    const { result } = await call("sendPoll", { chat_id: channel, ...quiz, correct_option_ids: [0] });
    const vote = (chosen: number[]) => telegram.vote(anna, channel, result.message_id, chosen);
    expect(() => vote([0, 1])).toThrow("OPTIONS_TOO_MUCH");
    expect(() => vote([7])).toThrow("OPTION_INVALID");
    vote([1]);
    expect(() => vote([0])).toThrow("REVOTE_NOT_ALLOWED");
  });

  it("ends when the bot stops the poll", async () => {
    const { anna, call, channel, telegram } = await openTown();
    const sent = await call("sendPoll", { chat_id: channel, question: "?", options: options(2) });
    const message = { chat_id: channel, message_id: sent.result.message_id };
    telegram.vote(anna, channel, message.message_id, [1]);
    expect((await call("stopPoll", message)).result).toMatchObject({ is_closed: true, total_voter_count: 1 });
    expect((await call("stopPoll", message)).description).toBe("Bad Request: poll has already been closed");
    expect(() => telegram.vote(anna, channel, message.message_id, [0])).toThrow("MESSAGE_POLL_CLOSED");
    const text = telegram.sendText(anna, channel, "no poll");
    const noPoll = await call("stopPoll", { chat_id: channel, message_id: text.message_id });
    expect(noPoll.description).toBe("Bad Request: message is not a poll");
    const nothing = await call("stopPoll", { chat_id: channel, message_id: 999 });
    expect(nothing.description).toBe("Bad Request: message with poll to stop not found");
  });

  it("ends by itself when its time on the sandbox's clock is over", async () => {
    const { call, channel, clock, telegram, takeUpdates } = await openTown();
    const poll = { chat_id: channel, question: "?", options: options(2), open_period: 600 };
    const { result } = await call("sendPoll", poll);
    await takeUpdates();
    clock.now += HOUR;
    expect((await takeUpdates()).map((update) => update.poll.is_closed)).toEqual([true]);
    expect(telegram.message(channel, result.message_id)!.poll!.is_closed).toBe(true);
  });

  it("a forward shows the same poll, a copy starts a new one", async () => {
    const { anna, call, channel, telegram } = await openTown();
    const { result } = await call("sendPoll", { chat_id: channel, ...quiz, correct_option_ids: [0] });
    telegram.vote(anna, channel, result.message_id, [1]);
    const from = { from_chat_id: channel, message_id: result.message_id, chat_id: anna.id };
    const forward = await call("forwardMessage", from);
    expect(forward.result.poll).toMatchObject({ id: result.poll.id, total_voter_count: 1 });
    const copy = await call("copyMessage", from);
    const copied = telegram.message(anna.id, copy.result.message_id)!.poll!;
    expect(copied).toMatchObject({ total_voter_count: 0, correct_option_ids: [0] });
    expect(copied.id).not.toBe(result.poll.id);
    expect(telegram.messages(anna.id).at(-1)!.from!.id).toBe(BOT);
  });
});

describe("polls of people", () => {
  const wine = { question: " Wine? ", options: ["Red", "White "] };

  it("come to the bot whole, a quiz with its right answers", async () => {
    const { anna, telegram, takeUpdates } = await openTown();
    await takeUpdates();
    const sent = telegram.sendPoll(anna, BOT, {
      ...wine,
      type: "quiz",
      correctOptionIds: [1],
      explanation: "see the label",
      explanationEntities: [{ type: "bold", offset: 0, length: 3 }],
    });
    expect(sent.poll).not.toHaveProperty("correct_option_ids");
    expect(await takeUpdates()).toMatchObject([
      {
        message: {
          from: { id: anna.id },
          poll: {
            question: "Wine?",
            options: [{ text: "Red" }, { text: "White" }],
            type: "quiz",
            is_anonymous: true,
            correct_option_ids: [1],
            explanation: "see the label",
            explanation_entities: [{ type: "bold", offset: 0, length: 3 }],
          },
        },
      },
    ]);
  });

  it("hide a quiz's right answers from the bot where they are forwarded or sent elsewhere", async () => {
    const { anna, group, telegram, takeUpdates, call } = await openTown();
    telegram.setMember(anna, group, BOT, "administrator");
    await takeUpdates();
    const quiz = telegram.sendPoll(anna, group, { ...wine, type: "quiz", correctOptionIds: [0] });
    telegram.forward(anna, group, quiz.message_id, BOT);
    const [inGroup, forwarded] = await takeUpdates();
    expect(inGroup.message.poll.type).toBe("quiz");
    expect(inGroup.message.poll).not.toHaveProperty("correct_option_ids");
    expect(forwarded.message.poll).not.toHaveProperty("correct_option_ids");
    const copy = { chat_id: group, from_chat_id: group, message_id: quiz.message_id };
    expect((await call("copyMessage", copy)).description).toBe("Bad Request: the message can't be copied");
  });

  it("are voted on without telling any bot, and copied by the bot that got them", async () => {
    const { anna, ben, channel, group, telegram, takeUpdates, call } = await openTown();
    const poll = telegram.sendPoll(anna, group, { ...wine, isAnonymous: false });
    const quiz = telegram.sendPoll(anna, BOT, { ...wine, type: "quiz", correctOptionIds: [0] });
    await takeUpdates();
    telegram.vote(ben, group, poll.message_id, [0]);
    expect(await takeUpdates()).toEqual([]);
    expect(telegram.message(group, poll.message_id)?.poll?.total_voter_count).toBe(1);
    await call("copyMessage", { chat_id: channel, from_chat_id: anna.id, message_id: quiz.message_id });
    expect(telegram.messages(channel).at(-1)?.poll).toMatchObject({ type: "quiz", correct_option_ids: [0] });
  });

  it("keep to the limits, and to anonymous ones in channels", async () => {
    const { anna, ben, channel, telegram } = await openTown();
    expect(() => telegram.sendPoll(anna, channel, { ...wine, isAnonymous: false })).toThrow(
      "non-anonymous polls can't be sent to channel chats",
    );
    expect(() => telegram.sendPoll(anna, BOT, { ...wine, options: ["a", "a"] })).toThrow(
      "POLL_OPTION_DUPLICATE",
    );
    expect(() => telegram.sendPoll(anna, BOT, { ...wine, type: "quiz" })).toThrow("must be non-empty");
    telegram.setMember(anna, channel, ben.id, "member");
    expect(() => telegram.sendPoll(ben, channel, wine)).toThrow("need administrator rights");
  });
});
