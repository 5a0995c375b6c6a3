/** Who may do what where, in the real server's words. */
import { describe, expect, it } from "vitest";
import { BOT, openTown } from "./town.ts";

describe("where a bot may write", () => {
  it("cannot speak first to a person, nor to one it has never come across", async () => {
    const { call, ben, telegram } = await openTown();
    const send = (chat_id: number | string) => call("sendMessage", { chat_id, text: "hi" });
    telegram.addUser({ id: 1999, firstName: "Stranger" });
    expect((await send(1999)).description).toBe("Bad Request: chat not found");
    await call("getChatMember", { chat_id: (await openGroup(telegram)).id, user_id: ben.id });
    expect(await send(ben.id)).toMatchObject({
      error_code: 403,
      description: "Forbidden: bot can't initiate conversation with a user",
    });
    telegram.sendText(ben, BOT, "hello");
    expect((await send(ben.id)).ok).toBe(true);
  });

  it("cannot write to somebody who blocked it, until he writes again", async () => {
    const { call, anna, telegram, takeUpdates } = await openTown();
    await takeUpdates();
    telegram.setMember(anna, BOT, BOT, "kicked");
    const answer = await call("sendMessage", { chat_id: anna.id, text: "hi" });
    expect(answer.description).toBe("Forbidden: bot was blocked by the user");
    telegram.sendText(anna, BOT, "back");
    expect((await call("sendMessage", { chat_id: anna.id, text: "hi" })).ok).toBe(true);
    const updates = await takeUpdates();
    expect(updates.map((update) => update.my_chat_member?.new_chat_member.status)).toEqual([
      "kicked",
      "member",
      undefined,
    ]);
  });

  it("takes channels by number or by @username in any case", async () => {
    const { call, channel } = await openTown();
    expect((await call("sendMessage", { chat_id: String(channel), text: "1" })).ok).toBe(true);
    const byName = await call("sendMessage", { chat_id: "@Town_News", text: "2" });
    expect(byName.result.chat).toMatchObject({ id: channel, type: "channel", title: "News" });
    const unknown = await call("sendMessage", { chat_id: "@nowhere", text: "3" });
    expect(unknown.description).toBe("Bad Request: chat not found");
    expect((await call("sendMessage", { text: "3" })).description).toBe("Bad Request: chat_id is empty");
  });

  it.each([
    [{ status: "administrator", rights: {} }, "Bad Request: need administrator rights in the channel chat"],
    [{ status: "left" }, "Forbidden: bot is not a member of the channel chat"],
    [{ status: "kicked" }, "Forbidden: bot was kicked from the channel chat"],
  ] as const)("refuses posts in a channel to a bot that is %j", async (change, description) => {
    const { call, anna, channel, telegram } = await openTown();
    telegram.setMember(anna, channel, BOT, change.status, "rights" in change ? change.rights : undefined);
    const answer = await call("sendMessage", { chat_id: channel, text: "hi" });
    expect(answer.description).toBe(description);
  });

  it("obeys what a group permits its members, and nothing holds back an administrator", async () => {
    const { call, anna, group, telegram } = await openTown();
    telegram.setPermissions(group, { can_send_polls: false, can_send_messages: false });
    const poll = { chat_id: group, question: "?", options: [{ text: "a" }] };
    const sendPoll = () => call("sendPoll", poll);
    expect((await sendPoll()).description).toBe("Bad Request: not enough rights to send polls to the chat");
    expect((await call("sendMessage", { chat_id: group, text: "x" })).description).toBe(
      "Bad Request: not enough rights to send text messages to the chat",
    );
    telegram.setMember(anna, group, BOT, "administrator", {});
    expect((await sendPoll()).ok).toBe(true);
  });

  it("is told the new id of a group that was upgraded", async () => {
    const { call, anna, telegram, takeUpdates } = await openTown();
    const old = telegram.createChat(anna, { type: "group", title: "Small" });
    telegram.setMember(anna, old, BOT, "member");
    await takeUpdates();
    const upgraded = telegram.upgradeGroup(anna, old);
    expect(String(upgraded)).toMatch(/^-100/);
    expect(await call("sendMessage", { chat_id: old, text: "x" })).toMatchObject({
      error_code: 400,
      description: "Bad Request: group chat was upgraded to a supergroup chat",
      parameters: { migrate_to_chat_id: upgraded },
    });
    expect((await call("sendMessage", { chat_id: upgraded, text: "x" })).ok).toBe(true);
    const messages = (await takeUpdates()).map(({ message }) => message);
    expect(messages).toMatchObject([
      { chat: { id: old }, migrate_to_chat_id: upgraded },
      { chat: { id: upgraded }, migrate_from_chat_id: old },
    ]);
  });
});

describe("what a bot learns of chats", () => {
  it("is told of its own membership and rights, and of others' only if it asks", async () => {
    const { anna, ben, call, channel, telegram, takeUpdates } = await openTown();
    await takeUpdates();
    telegram.setMember(anna, channel, BOT, "administrator", { can_post_messages: true });
    telegram.setMember(anna, channel, ben.id, "member");
    const quiet = await takeUpdates();
    expect(quiet).toHaveLength(1);
    expect(quiet[0].my_chat_member).toMatchObject({
      chat: { id: channel },
      from: { id: anna.id },
      old_chat_member: { status: "administrator", can_edit_messages: true },
      new_chat_member: { status: "administrator", can_post_messages: true, can_edit_messages: false },
    });
    await call("getUpdates", { allowed_updates: ["chat_member"] });
    telegram.setMember(anna, channel, ben.id, "kicked");
    expect((await takeUpdates())[0].chat_member.new_chat_member.status).toBe("kicked");
  });

  it("reads channel posts as an administrator, group messages as a member, and never its own", async () => {
    const { anna, call, channel, group, telegram, takeUpdates } = await openTown();
    await takeUpdates();
    telegram.sendText(anna, channel, "post");
    telegram.sendText(anna, group, "hello");
    await call("sendMessage", { chat_id: channel, text: "own" });
    const updates = await takeUpdates();
    expect(updates).toHaveLength(2);
    expect(updates[0].channel_post).toMatchObject({ text: "post", sender_chat: { id: channel } });
    expect(updates[0].channel_post.from).toBeUndefined();
    expect(updates[1].message).toMatchObject({ text: "hello", from: { id: anna.id } });
  });

  it("gets service messages for comings, goings and renames", async () => {
    const { anna, ben, group, telegram, takeUpdates } = await openTown();
    await takeUpdates();
    telegram.setTitle(anna, group, "Chatter");
    telegram.setMember(ben, group, ben.id, "left");
    telegram.setMember(anna, group, ben.id, "member");
    expect((await takeUpdates()).map(({ message }) => message)).toMatchObject([
      { new_chat_title: "Chatter", chat: { title: "Chatter" } },
      { left_chat_member: { id: ben.id } },
      { new_chat_members: [{ id: ben.id }] },
    ]);
  });

  it("asks about chats and members", async () => {
    const { anna, call, channel, group, telegram } = await openTown();
    const stranger = telegram.addUser({ id: 1999, firstName: "Stranger" });
    expect((await call("getChat", { chat_id: group })).result).toMatchObject({
      type: "supergroup",
      permissions: { can_send_polls: true },
    });
    expect((await call("getChatMember", { chat_id: channel, user_id: BOT })).result).toMatchObject({
      status: "administrator",
      can_post_messages: true,
    });
    expect((await call("getChatMember", { chat_id: channel, user_id: stranger.id })).description).toBe(
      "Bad Request: PARTICIPANT_ID_INVALID",
    );
    const administrators = (await call("getChatAdministrators", { chat_id: channel })).result;
    expect(administrators.map((member: { user: { id: number } }) => member.user.id)).toEqual([anna.id, BOT]);
    expect((await call("getChatMemberCount", { chat_id: group })).result).toBe(3);
    expect((await call("leaveChat", { chat_id: group })).ok).toBe(true);
    expect((await call("getChat", { chat_id: group })).description).toBe(
      "Forbidden: bot is not a member of the supergroup chat",
    );
  });
});

describe("what people may do", () => {
  it("lets subscribers read a channel but not post, rename or appoint", async () => {
    const { anna, ben, channel, telegram } = await openTown();
    telegram.setMember(anna, channel, ben.id, "member");
    expect(() => telegram.sendText(ben, channel, "x")).toThrow(
      "need administrator rights in the channel chat",
    );
    expect(() => telegram.setTitle(ben, channel, "x")).toThrow("not enough rights");
    expect(() => telegram.setMember(ben, channel, ben.id, "administrator")).toThrow("not enough rights");
    expect(() => telegram.setMember(anna, channel, BOT, "member")).toThrow(
      "bots can't be members of a channel",
    );
  });

  it("keeps strangers out", async () => {
    const { ben, channel, telegram } = await openTown();
    expect(() => telegram.sendText(ben, channel, "x")).toThrow("chat not found");
    expect(() => telegram.forward(ben, channel, 1, BOT)).toThrow("chat not found");
  });
});

async function openGroup(telegram: Awaited<ReturnType<typeof openTown>>["telegram"]) {
  const [chat] = [...telegram.world.chats.values()].filter(({ type }) => type === "supergroup");
  return chat!;
}
