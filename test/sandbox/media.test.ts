/** Files, albums and captions. */
import { describe, expect, it } from "vitest";
import { placeholderPicture } from "../../src/sandbox/telegram/placeholder.ts";
import { BOT, openTown, TOKEN } from "./town.ts";

const picture = { bytes: placeholderPicture(400, 300, 1), name: "bell.png" };
const text = (length: number) => ({ bytes: new Uint8Array(length).fill(65), name: "a.txt" });

describe("files", () => {
  it("reads a photo's size from its bytes, offers it in several sizes, and gives it out again", async () => {
    const { upload, call, channel, url } = await openTown();
    const { result } = await upload(
      "sendPhoto",
      { chat_id: String(channel), caption: "<b>Bell</b>", parse_mode: "HTML" },
      { photo: picture },
    );
    expect(result).toMatchObject({ caption: "Bell", caption_entities: [{ type: "bold" }] });
    expect(result.photo.map((size: { width: number; height: number }) => [size.width, size.height])).toEqual([
      [90, 68],
      [320, 240],
      [400, 300],
    ]);
    const file = (await call("getFile", { file_id: result.photo.at(-1).file_id })).result;
    const bytes = await fetch(`${url}/file/bot${TOKEN}/${file.file_path}`).then((response) =>
      response.bytes(),
    );
    expect(Buffer.from(bytes).equals(Buffer.from(picture.bytes))).toBe(true);
    const again = await call("sendPhoto", { chat_id: channel, photo: result.photo[0].file_id });
    expect(again.result.photo).toEqual(result.photo);
  });

  it("sends what people sent on by its identifier, with what it was sent with", async () => {
    const { anna, call, channel, telegram } = await openTown();
    const [message] = telegram.sendMedia(anna, BOT, {
      items: [{ type: "video", width: 640, height: 360, duration: 12, spoiler: true }],
    });
    const answer = await call("sendVideo", { chat_id: channel, video: message!.video!.file_id });
    expect(answer.result.video).toMatchObject({ width: 640, height: 360, duration: 12 });
  });

  it.each([
    ["sendDocument", "document", "photo", "can't use file of type Photo as Document"],
    ["sendPhoto", "photo", "document", "can't use file of type Document as Photo"],
  ])("%s refuses a file of another kind", async (method, field, kind, reason) => {
    const { anna, call, channel, telegram } = await openTown();
    const [sent] = telegram.sendMedia(anna, BOT, { items: [{ type: kind as "photo" }] });
    const id = sent!.photo?.[0]?.file_id ?? sent!.document?.file_id;
    const answer = await call(method, { chat_id: channel, [field]: id });
    expect(answer.description).toBe(`Bad Request: ${reason}`);
  });

  it.each([
    ["nonsense", "wrong file identifier/HTTP URL specified"],
    ["https://example.org/a.jpg", "failed to get HTTP URL content"],
    [undefined, "there is no photo in the request"],
    ["attach://missing", "wrong file identifier/HTTP URL specified"],
  ])("refuses a photo given as %s", async (photo, reason) => {
    const { call, channel } = await openTown();
    const answer = await call("sendPhoto", { chat_id: channel, photo });
    expect(answer.description).toBe(`Bad Request: ${reason}`);
  });

  it("refuses uploads that are no picture or too big", async () => {
    const { upload, call, channel } = await openTown();
    const chat_id = String(channel);
    const noPicture = await upload("sendPhoto", { chat_id }, { photo: text(10) });
    expect(noPicture.description).toBe("Bad Request: IMAGE_PROCESS_FAILED");
    const big = { bytes: Buffer.concat([picture.bytes, new Uint8Array(10 * 1024 * 1024)]), name: "big.png" };
    expect((await upload("sendPhoto", { chat_id }, { photo: big })).description).toMatch(
      /too big for a photo$/,
    );
    const huge = await upload("sendDocument", { chat_id }, { document: text(50 * 1024 * 1024 + 1) });
    expect(huge).toMatchObject({ error_code: 413, description: "Request Entity Too Large" });
    const large = await upload("sendDocument", { chat_id }, { document: text(20 * 1024 * 1024 + 1) });
    const file = await call("getFile", { file_id: large.result.document.file_id });
    expect(file.description).toBe("Bad Request: file is too big");
  });

  it("refuses a caption of 1025 code points", async () => {
    const { upload, channel } = await openTown();
    const send = (caption: string) =>
      upload("sendPhoto", { chat_id: String(channel), caption }, { photo: picture });
    expect((await send("🔔".repeat(1024))).ok).toBe(true);
    expect((await send("x".repeat(1025))).description).toBe("Bad Request: message caption is too long");
  });

  it("takes longer captions from people with Premium, up to 4096 code points", async () => {
    const { anna, telegram } = await openTown();
    const rich = 1009;
    telegram.addUser({ id: rich, firstName: "Rich", isPremium: true });
    const send = (person: typeof anna | number, length: number) =>
      telegram.sendMedia(person, BOT, { items: [{ type: "photo" }], caption: "🔔".repeat(length) });
    expect(() => send(anna, 1025)).toThrow("message caption is too long");
    const [message] = send(rich, 4096);
    expect(() => send(rich, 4097)).toThrow("message caption is too long");
    expect(() => telegram.editText(rich, BOT, message!.message_id, "x".repeat(2000))).not.toThrow();
  });
});

describe("albums", () => {
  it("arrive as messages and updates of their own, with one media_group_id", async () => {
    const { anna, telegram, takeUpdates } = await openTown();
    await takeUpdates();
    telegram.sendMedia(anna, BOT, { items: [{ type: "photo" }, { type: "video" }], caption: "both" });
    const messages = (await takeUpdates()).map(({ message }) => message);
    expect(messages).toMatchObject([{ caption: "both" }, { video: {} }]);
    expect(messages[0].media_group_id).toBe(messages[1].media_group_id);
    expect(messages[0].message_id + 1).toBe(messages[1].message_id);
  });

  it("are sent with uploads and identifiers mixed, each part with its caption", async () => {
    const { anna, telegram, upload, channel } = await openTown();
    const [sent] = telegram.sendMedia(anna, BOT, { items: [{ type: "photo" }] });
    const media = [
      { type: "photo", media: "attach://first", caption: "<i>one</i>", parse_mode: "HTML" },
      { type: "photo", media: sent!.photo![0]!.file_id, caption: "two", has_spoiler: true },
    ];
    const answer = await upload(
      "sendMediaGroup",
      { chat_id: String(channel), media: JSON.stringify(media) },
      { first: picture },
    );
    expect(answer.result).toMatchObject([
      { caption: "one", caption_entities: [{ type: "italic" }] },
      { caption: "two", has_media_spoiler: true },
    ]);
    expect(answer.result[0].media_group_id).toBe(answer.result[1].media_group_id);
  });

  it.each([
    [["photo", "document"], "document can't be mixed with other media types"],
    [["audio", "video"], "audio can't be mixed with other media types"],
    [["animation", "photo"], "invalid message content type"],
    [Array(11).fill("photo"), "too many messages to send as an album"],
    [[], "there are no messages to send"],
  ])("of %j are refused", async (types: string[], reason) => {
    const { anna, call, channel, telegram } = await openTown();
    const media = types.map((type) => {
      const [message] = telegram.sendMedia(anna, BOT, { items: [{ type: type as "photo" }] });
      const { photo, document, audio, video, animation } = message!;
      const file = photo?.[0] ?? animation ?? document ?? audio ?? video;
      return { type, media: file!.file_id };
    });
    const answer = await call("sendMediaGroup", { chat_id: channel, media });
    expect(answer.description).toBe(`Bad Request: ${reason}`);
    expect(telegram.messages(channel)).toEqual([]);
  });
});

describe("copies and forwards", () => {
  it("a forward tells where it comes from; a copy does not", async () => {
    const { anna, call, channel, telegram } = await openTown();
    const post = telegram.sendText(anna, channel, "news");
    const forward = await call("forwardMessage", {
      chat_id: anna.id,
      from_chat_id: channel,
      message_id: post.message_id,
    });
    expect(forward.result.forward_origin).toMatchObject({
      type: "channel",
      chat: { id: channel },
      message_id: post.message_id,
    });
    const copy = await call("copyMessage", {
      chat_id: anna.id,
      from_chat_id: channel,
      message_id: post.message_id,
    });
    const copied = telegram.message(anna.id, copy.result.message_id);
    expect(copied).toMatchObject({ text: "news" });
    expect(copied?.forward_origin).toBeUndefined();
  });

  it("a person's forward names him, unless he hides his account", async () => {
    const { ben, telegram } = await openTown();
    const shy = telegram.addUser({ id: 1003, firstName: "Shy", lastName: "One", hidesForwards: true });
    const first = telegram.sendText(ben, BOT, "hi");
    expect(telegram.forward(ben, BOT, first.message_id, BOT).forward_origin).toMatchObject({
      type: "user",
      sender_user: { id: ben.id },
    });
    const second = telegram.sendText(shy, BOT, "hi");
    expect(telegram.forward(shy, BOT, second.message_id, BOT).forward_origin).toMatchObject({
      type: "hidden_user",
      sender_user_name: "Shy One",
    });
  });

  it("copyMessages keeps albums together and passes over what is gone", async () => {
    const { anna, call, channel, telegram } = await openTown();
    const album = telegram.sendMedia(anna, BOT, { items: [{ type: "photo" }, { type: "photo" }] });
    const ids = album.map(({ message_id }) => message_id);
    const answer = await call("copyMessages", {
      chat_id: channel,
      from_chat_id: anna.id,
      message_ids: [...ids, 9999],
    });
    expect(answer.result).toHaveLength(2);
    const [one, two] = telegram.messages(channel);
    expect(one!.media_group_id).toBe(two!.media_group_id);
    expect(one!.media_group_id).not.toBe(album[0]!.media_group_id);
    const gone = await call("copyMessage", { chat_id: channel, from_chat_id: anna.id, message_id: 9999 });
    expect(gone.description).toBe("Bad Request: message to copy not found");
  });
});
