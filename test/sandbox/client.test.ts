/** What one person sees and does over the page's protocol. */
import { describe, expect, it } from "vitest";
import type { ClientHistory, ClientState } from "../../src/sandbox/client/protocol.ts";
import { placeholderPicture } from "../../src/sandbox/telegram/placeholder.ts";
import { act, listen, read } from "./client.ts";
import { BOT, NOON, openTown } from "./town.ts";

describe("what a person sees", () => {
  it("is his own chats, with what he may do there", async () => {
    const town = await openTown();
    const { anna, ben, channel, group } = town;
    town.telegram.setMember(anna, channel, ben.id, "member");
    const state = await read<ClientState>(town, `state?user=${ben.id}`);
    expect(state).toMatchObject({ now: NOON, time_zone: "UTC", travelling: false, programs: [], faults: [] });
    const chats = Object.fromEntries(state.chats.map((chat) => [chat.id, chat]));
    expect(Object.keys(chats).map(Number).sort()).toEqual([channel, group, BOT].sort());
    expect(chats[channel]).toMatchObject({ type: "channel", title: "News", can_write: false });
    expect(chats[group]).toMatchObject({ can_write: true });
    expect(chats[channel]!.members).toContainEqual(
      expect.objectContaining({
        status: "administrator",
        rights: expect.objectContaining({ can_post_messages: true }),
      }),
    );
    expect(chats[BOT]).toMatchObject({ type: "private", title: "Town bot", can_write: true });
  });

  it("is a history in pages of fifty, the oldest first, with the private chat under the bot's id", async () => {
    const town = await openTown();
    for (let number = 1; number <= 60; number++) town.telegram.sendText(town.anna, BOT, `message ${number}`);
    const newest = await read<ClientHistory>(town, `messages?user=1001&chat=${BOT}`);
    expect(newest.more).toBe(true);
    expect(newest.messages).toHaveLength(50);
    expect(newest.messages.at(-1)).toMatchObject({ text: "message 60", chat: { id: BOT }, own: true });
    const before = newest.messages[0]!.message_id;
    const older = await read<ClientHistory>(town, `messages?user=1001&chat=${BOT}&before=${before}`);
    expect(older).toMatchObject({ more: false });
    expect(older.messages[0]).toMatchObject({ text: "/start" });
  });

  it("excludes chats of others", async () => {
    const town = await openTown();
    const answer = await read(town, `messages?user=${town.ben.id}&chat=${town.channel}`);
    expect(answer).toEqual({ ok: false, description: "chat not found" });
  });

  it("keeps an open quiz's answer until he has voted", async () => {
    const town = await openTown();
    const { anna, call, channel } = town;
    const options = [{ text: "a" }, { text: "b" }];
    const quiz = { chat_id: channel, question: "?", options, type: "quiz", correct_option_ids: [1] };
    const { message_id } = (await call("sendPoll", quiz)).result;
    const seen = async () =>
      (await read<ClientHistory>(town, `messages?user=${anna.id}&chat=${channel}`)).messages[0]!;
    expect((await seen()).poll!.correct_option_ids).toBeUndefined();
    await act(town, "vote", { user: anna.id, chat: channel, message: message_id, options: [0] });
    expect(await seen()).toMatchObject({ chosen_option_ids: [0], poll: { correct_option_ids: [1] } });
  });
});

describe("what a person does", () => {
  it("reaches the bot, and comes to everybody who is there as an event", async () => {
    const town = await openTown();
    const { anna, ben, group, takeUpdates } = town;
    await takeUpdates();
    const until = await listen(town, ben.id);
    const entities = [{ type: "bold", offset: 0, length: 5 }];
    const sent = await act(town, "sendText", { user: anna.id, chat: group, text: "hello", entities });
    expect(sent.result).toMatchObject({ text: "hello", entities, own: true });
    const events = await until((event) => event.type === "message");
    expect(events).toContainEqual(
      expect.objectContaining({
        chat: group,
        message: expect.objectContaining({ text: "hello", own: false }),
      }),
    );
    expect(await takeUpdates()).toMatchObject([{ message: { text: "hello", entities } }]);
  });

  it("sends files, which the page can show", async () => {
    const town = await openTown();
    const form = new FormData();
    const action = {
      user: 1001,
      chat: BOT,
      items: [{ type: "photo" }, { type: "photo", spoiler: true }],
      caption: "two",
    };
    form.set("action", JSON.stringify(action));
    for (const index of [0, 1]) {
      const bytes = new Uint8Array(placeholderPicture(30, 20, index));
      form.set(`file${index}`, new File([bytes], `${index}.png`, { type: "image/png" }));
    }
    const response = await fetch(`${town.url}/client/sendMedia`, { method: "POST", body: form });
    const { result } = (await response.json()) as { result: ClientHistory["messages"] };
    expect(result).toMatchObject([{ caption: "two" }, { has_media_spoiler: true }]);
    const photo = result[0]!.photo![0]!;
    expect(photo).toMatchObject({ width: 30, height: 20 });
    const file = await fetch(`${town.url}/client/files/${photo.file_id}`);
    expect(file.headers.get("content-type")).toBe("image/png");
    const part = await fetch(`${town.url}/client/files/${photo.file_id}`, {
      headers: { range: "bytes=1-3" },
    });
    expect([part.status, await part.text()]).toEqual([206, "PNG"]);
  });

  it("sends a quiz, which its sender sees without the answer until he votes", async () => {
    const town = await openTown();
    const place = { user: town.anna.id, chat: town.group };
    const quiz = {
      question: "Wine?",
      options: ["Red", "White"],
      is_anonymous: false,
      allows_multiple_answers: false,
      type: "quiz",
      correct_option_ids: [1],
      explanation: "in vino veritas",
    };
    const { result } = await act(town, "sendPoll", { ...place, ...quiz });
    expect(result).toMatchObject({ chosen_option_ids: [], poll: { type: "quiz", is_anonymous: false } });
    expect(result.poll.correct_option_ids).toBeUndefined();
    const until = await listen(town, town.anna.id);
    await act(town, "vote", { ...place, message: result.message_id, options: [0] });
    const [event] = await until((one) => one.type === "edited");
    expect(event).toMatchObject({ message: { chosen_option_ids: [0], poll: { correct_option_ids: [1] } } });
  });

  it("pins and unpins for those who may", async () => {
    const town = await openTown();
    const { anna, ben, channel, group } = town;
    town.telegram.setMember(anna, channel, ben.id, "member");
    const post = { chat: channel, message: town.telegram.sendText(anna, channel, "x").message_id };
    const chatOf = async (user: number) =>
      (await read<ClientState>(town, `state?user=${user}`)).chats.find(({ id }) => id === channel);
    await act(town, "setPinned", { ...post, user: anna.id, pinned: true });
    expect(await chatOf(anna.id)).toMatchObject({ can_pin: true, pinned_message_id: post.message });
    expect(await chatOf(ben.id)).toMatchObject({ can_pin: false });
    const refused = await act(town, "setPinned", { ...post, user: ben.id, pinned: false });
    expect(refused.description).toBe("not enough rights to manage pinned messages in the chat");
    await act(town, "setPinned", { ...post, user: anna.id, pinned: false });
    expect(await chatOf(anna.id)).not.toHaveProperty("pinned_message_id");
    expect(town.telegram.messages(group).some((message) => message.pinned_message)).toBe(false);
  });

  it("is refused where Telegram refuses it", async () => {
    const town = await openTown();
    const { anna, ben, channel } = town;
    town.telegram.setMember(anna, channel, ben.id, "member");
    expect(await act(town, "sendText", { user: ben.id, chat: channel, text: "x" })).toEqual({
      ok: false,
      description: "need administrator rights in the channel chat",
    });
    expect(await act(town, "fly", { user: ben.id })).toEqual({
      ok: false,
      description: 'there is no action "fly"',
    });
  });

  it("covers chats, members, faults, forwards, edits and deletions", async () => {
    const town = await openTown();
    const { ben } = town;
    const user = ben.id;
    const until = await listen(town, user);
    const { chat_id: chat } = (await act(town, "createChat", { user, type: "group", title: "Mine" })).result;
    await act(town, "setTitle", { user, chat, title: "Ours" });
    await act(town, "setMember", { user, chat, member: BOT, status: "member" });
    const { message_id: message } = (await act(town, "sendText", { user, chat, text: "x" })).result;
    await act(town, "editText", { user, chat, message, text: "y" });
    await act(town, "forward", { user, from_chat: chat, message, to_chat: BOT });
    await act(town, "deleteMessage", { user, chat, message });
    const upgraded = (await act(town, "upgradeGroup", { user, chat })).result.chat_id;
    expect((await act(town, "addFault", { kind: "reset", times: 2 })).result).toMatchObject({ id: 1 });
    await act(town, "clearFaults", {});
    const events = await until((event) => event.type === "faults" && event.faults.length === 0);
    expect(events.map((event) => event.type)).toEqual(
      expect.arrayContaining(["chat", "message", "edited", "deleted", "chat_gone", "faults"]),
    );
    expect(events).toContainEqual({ type: "chat_gone", chat });
    const state = await read<ClientState>(town, `state?user=${user}`);
    expect(state.chats.find(({ id }) => id === upgraded)).toMatchObject({
      title: "Ours",
      type: "supergroup",
    });
  });
});
