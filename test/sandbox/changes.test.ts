/** Edits, deletions, pins and copies. */
import { describe, expect, it } from "vitest";
import { BOT, HOUR, openTown } from "./town.ts";

const keyboard = { inline_keyboard: [[{ text: "Go", callback_data: "go" }]] };

describe("editing", () => {
  it("changes text and keyboard, and drops a keyboard that is not repeated", async () => {
    const { anna, call, telegram, takeUpdates } = await openTown();
    const sent = await call("sendMessage", { chat_id: anna.id, text: "one", reply_markup: keyboard });
    const message = { chat_id: anna.id, message_id: sent.result.message_id };
    await takeUpdates();
    const edited = await call("editMessageText", { ...message, text: "two" });
    expect(edited.result).toMatchObject({ text: "two", edit_date: expect.any(Number) });
    expect(edited.result.reply_markup).toBeUndefined();
    const withButtons = await call("editMessageReplyMarkup", { ...message, reply_markup: keyboard });
    expect(withButtons.result.reply_markup).toEqual(keyboard);
    expect(telegram.message(anna.id, message.message_id)!.text).toBe("two");
    expect(await takeUpdates()).toEqual([]);
  });

  it.each([
    [
      "editMessageText",
      { text: "same" },
      "message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message",
    ],
    ["editMessageText", { text: "x", message_id: 999 }, "message to edit not found"],
    ["editMessageText", { text: "" }, "message text is empty"],
    ["editMessageText", { text: "x".repeat(4097) }, "message is too long"],
    ["editMessageText", { text: "x", message_id: 1 }, "message can't be edited"],
    ["editMessageCaption", { caption: "x" }, "there is no caption in the message to edit"],
    [
      "editMessageText",
      { text: "x", chat_id: undefined, message_id: undefined },
      "message identifier is not specified",
    ],
    ["editMessageReplyMarkup", { reply_markup: { remove_keyboard: true } }, "inline keyboard expected"],
  ])("%s with %j is refused", async (method, fields, reason) => {
    const { anna, call } = await openTown();
    const sent = await call("sendMessage", { chat_id: anna.id, text: "same" });
    const answer = await call(method, { chat_id: anna.id, message_id: sent.result.message_id, ...fields });
    expect(answer.description).toBe(`Bad Request: ${reason}`);
  });

  it("of others' posts in a channel takes can_edit_messages", async () => {
    const { anna, call, channel, telegram } = await openTown();
    const post = telegram.sendText(anna, channel, "typo");
    const edit = (text: string) =>
      call("editMessageText", { chat_id: channel, message_id: post.message_id, text });
    expect((await edit("fixed")).ok).toBe(true);
    telegram.setMember(anna, channel, BOT, "administrator", { can_post_messages: true });
    expect((await edit("again")).description).toBe("Bad Request: message can't be edited");
  });

  it("by people comes to the bot as an update", async () => {
    const { anna, channel, telegram, takeUpdates } = await openTown();
    const said = telegram.sendText(anna, BOT, "one");
    const [photo] = telegram.sendMedia(anna, channel, { items: [{ type: "photo" }], caption: "one" });
    await takeUpdates();
    telegram.editText(anna, BOT, said.message_id, "two");
    telegram.editText(anna, channel, photo!.message_id, "two");
    expect(await takeUpdates()).toMatchObject([
      { edited_message: { text: "two" } },
      { edited_channel_post: { caption: "two" } },
    ]);
  });
});

describe("deleting", () => {
  it("works within 48 hours of the sandbox's clock", async () => {
    const { anna, call, channel, clock, telegram } = await openTown();
    const sent = await call("sendMessage", { chat_id: anna.id, text: "x" });
    const post = await call("sendMessage", { chat_id: channel, text: "x" });
    const inPrivate = { chat_id: anna.id, message_id: sent.result.message_id };
    const inChannel = { chat_id: channel, message_id: post.result.message_id };
    clock.now += 48 * HOUR;
    expect((await call("deleteMessage", inPrivate)).description).toBe(
      "Bad Request: message can't be deleted for everyone",
    );
    expect((await call("deleteMessage", inChannel)).description).toBe(
      "Bad Request: message can't be deleted",
    );
    clock.now -= 1;
    expect((await call("deleteMessage", inPrivate)).result).toBe(true);
    expect((await call("deleteMessage", inPrivate)).description).toBe(
      "Bad Request: message to delete not found",
    );
    expect(
      (await call("deleteMessages", { chat_id: channel, message_ids: [post.result.message_id, 99] })).ok,
    ).toBe(true);
    expect(telegram.messages(channel)).toEqual([]);
  });

  it("of others' messages takes can_delete_messages", async () => {
    const { anna, call, channel, telegram } = await openTown();
    const post = telegram.sendText(anna, channel, "x");
    const message = { chat_id: channel, message_id: post.message_id };
    telegram.setMember(anna, channel, BOT, "administrator", { can_post_messages: true });
    expect((await call("deleteMessage", message)).description).toBe("Bad Request: message can't be deleted");
    telegram.setMember(anna, channel, BOT, "administrator", { can_delete_messages: true });
    expect((await call("deleteMessage", message)).ok).toBe(true);
  });
});

describe("pinning", () => {
  it("takes can_edit_messages in channels and can_pin_messages in groups, and is announced", async () => {
    const { anna, call, channel, group, telegram } = await openTown();
    const post = await call("sendMessage", { chat_id: channel, text: "pin me" });
    const message = { chat_id: channel, message_id: post.result.message_id };
    telegram.setMember(anna, channel, BOT, "administrator", { can_post_messages: true });
    const refusal = "Bad Request: not enough rights to manage pinned messages in the chat";
    expect((await call("pinChatMessage", message)).description).toBe(refusal);
    telegram.setMember(anna, channel, BOT, "administrator", { can_edit_messages: true });
    expect((await call("pinChatMessage", message)).ok).toBe(true);
    expect((await call("getChat", { chat_id: channel })).result.pinned_message.text).toBe("pin me");
    expect(telegram.messages(channel).at(-1)!.pinned_message).toMatchObject({ text: "pin me" });
    expect((await call("unpinChatMessage", { chat_id: channel })).ok).toBe(true);
    expect((await call("unpinChatMessage", { chat_id: channel })).description).toBe(
      "Bad Request: message to unpin not found",
    );
    telegram.setPermissions(group, { can_pin_messages: false });
    const said = telegram.sendText(anna, group, "hello");
    const inGroup = await call("pinChatMessage", { chat_id: group, message_id: said.message_id });
    expect(inGroup.description).toBe(refusal);
  });
});

describe("buttons", () => {
  const TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid";

  it("bring the press to the bot and its answer back, once", async () => {
    const { anna, call, telegram, takeUpdates } = await openTown();
    const sent = await call("sendMessage", { chat_id: anna.id, text: "x", reply_markup: keyboard });
    await takeUpdates();
    const pressed = telegram.pressButton(anna, BOT, sent.result.message_id, "go");
    const [{ callback_query: query }] = await takeUpdates();
    expect(query).toMatchObject({ data: "go", from: { id: anna.id }, message: { text: "x" } });
    const answer = { callback_query_id: query.id, text: "Going", show_alert: true };
    expect((await call("answerCallbackQuery", { ...answer, text: "x".repeat(201) })).description).toBe(
      "Bad Request: MESSAGE_TOO_LONG",
    );
    expect((await call("answerCallbackQuery", answer)).result).toBe(true);
    expect(await pressed).toEqual({ answered: true, text: "Going", show_alert: true });
    expect((await call("answerCallbackQuery", answer)).description).toBe(TOO_OLD);
    expect(() => telegram.pressButton(anna, BOT, sent.result.message_id, "stay")).toThrow("DATA_INVALID");
  });

  it("cannot be answered a quarter of an hour later", async () => {
    const { anna, call, clock, telegram, takeUpdates } = await openTown();
    const sent = await call("sendMessage", { chat_id: anna.id, text: "x", reply_markup: keyboard });
    await takeUpdates();
    void telegram.pressButton(anna, BOT, sent.result.message_id, "go");
    const [{ callback_query: query }] = await takeUpdates();
    clock.now += HOUR;
    const late = await call("answerCallbackQuery", { callback_query_id: query.id });
    expect(late.description).toBe(TOO_OLD);
  });
});
