/** Files that programs hand in: checked by Telegram at once, kept by it, and published with a post. */
import { request } from "node:http";
import { expect, test } from "vitest";
import { apiClient, text, withTokens } from "../support/api-client.ts";
import { type Belfry, startBelfry } from "../support/belfry.ts";
import { picture } from "../support/picture.ts";
import { join, rows } from "../support/posts.ts";

const botId = 123456;

async function startWithWebsite(options: Parameters<typeof startBelfry>[0] = {}) {
  const belfry = await startBelfry({ ...options, config: withTokens("website") });
  return { ...belfry, belfry, website: apiClient(belfry, "website") };
}

test("files of every kind are uploaded, scheduled and published", async () => {
  const { website, news, messages, travelTo } = await startWithWebsite();
  const files: [string, Uint8Array<ArrayBuffer>, string][] = [
    ["photo", picture, "bell.png"],
    ["document", bytes("Bells"), "bells.txt"],
    ["video", bytes("moving bells"), "bells.mp4"],
    ["animation", bytes("swinging bells"), "bells.gif"],
    ["audio", bytes("ringing bells"), "bells.mp3"],
    ["voice", bytes("whispered bells"), "bells.ogg"],
  ];
  for (const [kind, file, name] of files) {
    const upload = await website.uploads(kind, file, name);
    expect([upload.status, upload.body]).toMatchObject([201, { kind, bytes: file.length }]);
    const content = { kind, media: upload.body.id, caption: name };
    expect((await website.posts("/publishing/schedule", { ...text(""), content })).status).toBe(201);
  }
  await travelTo("2026-11-22 12:01");
  const published = messages(news);
  expect(published.map(({ caption }) => caption)).toEqual(files.map(([, , name]) => name));
  for (const [index, [kind]] of files.entries()) expect(published[index]).toHaveProperty(kind);
});

test("a file may come as the body itself", async () => {
  const { website } = await startWithWebsite();
  const upload = await website.asks("POST", "/publishing/media?kind=photo&file_name=bell.png", {
    body: picture,
    headers: { "content-type": "application/octet-stream" },
  });
  expect([upload.status, upload.body.kind]).toEqual([201, "photo"]);
});

test("it passes through the owner's chat without leaving anything there", async () => {
  const { ada, belfry, website } = await startWithWebsite();
  const before = ada.seesAll();
  await website.uploads("photo", picture, "bell.png");
  expect(ada.messagesFromBot().filter(({ photo }) => photo)).toEqual([]);
  expect(ada.seesAll()).toEqual(before);
  expect(rows(belfry, "select token_name from ledger where action = 'media_uploaded'")).toEqual([
    { token_name: "website" },
  ]);
});

test("the same upload with the same key is one file", async () => {
  const { belfry, website } = await startWithWebsite();
  const first = await website.asks("POST", "/publishing/media?kind=photo", raw("one"));
  const second = await website.asks("POST", "/publishing/media?kind=photo", raw("one"));
  expect(second.body).toEqual(first.body);
  expect(second.headers.get("idempotent-replayed")).toBe("true");
  expect(rows(belfry, "select count(*) as files from media")).toEqual([{ files: 1 }]);
});

test("what Telegram does not take is refused in its own words", async () => {
  const { belfry, website } = await startWithWebsite();
  const { status, body } = await website.uploads("photo", bytes("no picture"), "bell.png");
  expect([status, body.reason]).toEqual([422, "file_refused"]);
  expect(body.detail).toMatch(/Telegram says: .*PHOTO|Telegram says: .*photo|Telegram says: .*IMAGE/);
  expect(rows(belfry, "select 1 from media")).toEqual([]);
});

test("a photo used as a document is refused before it is scheduled: Telegram would not take it", async () => {
  const { website } = await startWithWebsite();
  const { body } = await website.uploads("photo", picture, "bell.png");
  const content = { kind: "document", media: body.id };
  const answer = await website.posts("/publishing/schedule", { ...text(""), content });
  expect(answer.body.errors).toEqual([
    { pointer: "/content/kind", detail: "It was uploaded as photo, and stays that." },
  ]);
});

test("a photo may have 10 MB, and no body more than 50", async () => {
  const { website, belfry } = await startWithWebsite();
  const large = new Uint8Array(10 * 1024 * 1024 + 1);
  const photo = await website.uploads("photo", large, "bell.png");
  expect([photo.status, photo.body.type]).toEqual([413, "/docs#problem-too-large"]);
  expect((await website.uploads("document", large, "bells.bin")).status).toBe(201);
  expect(await statusOfAnnounced(belfry, website.token, 51 * 1024 * 1024)).toBe(413);
});

test("nobody without a token makes Belfry read a file", async () => {
  const { belfry } = await startWithWebsite();
  expect(await statusOfAnnounced(belfry, "no-token-of-anybody-at-all", 51 * 1024 * 1024)).toBe(401);
});

test("an empty form, a form without the file and JSON are refused", async () => {
  const { website } = await startWithWebsite();
  const send = (body: RequestInit["body"], headers = {}) =>
    website.asks("POST", "/publishing/media?kind=photo", { body, headers });
  expect((await send(new FormData())).body).toMatchObject({ status: 400, errors: [{ pointer: "/file" }] });
  const form = new FormData();
  form.set("file", "words");
  expect((await send(form)).status).toBe(400);
  expect((await send("", { "content-type": "application/octet-stream" })).status).toBe(400);
  expect((await send("{}", { "content-type": "application/json" })).status).toBe(415);
  expect((await send("no form", { "content-type": "multipart/form-data; boundary=x" })).status).toBe(400);
});

test("while no owner has opened the bot's chat there is no way for a file", async () => {
  const { website } = await startWithWebsite({ bare: true });
  const { status, body } = await website.uploads("photo", picture, "bell.png");
  expect([status, body.type]).toEqual([409, "/docs#problem-no-chat"]);
});

test("where one owner has blocked the bot, the file goes by another's chat", async () => {
  const { ada, ben, website, telegram } = await startWithWebsite();
  telegram.setMember(ada.id, botId, botId, "kicked");
  expect((await website.uploads("photo", picture, "bell.png")).status).toBe(409);
  telegram.setMember(ada.id, botId, botId, "member");
  await ada.says("/start");
  await join(ada, ben, "Owner");
  telegram.setMember(ada.id, botId, botId, "kicked");
  expect((await website.uploads("photo", picture, "bell.png")).status).toBe(201);
});

test("where Telegram does not take it now, the program is told when to come again, and its key is free", async () => {
  const { ada, belfry, website, telegram } = await startWithWebsite();
  const faults = [
    ["too_many_requests", "7"],
    ["lost_answer", "15"],
    ["internal_error", "15"],
  ] as const;
  for (const [kind, retryAfter] of faults) {
    telegram.addFault({ kind, times: 1, chat_id: ada.id, retry_after: 7 });
    const refused = await website.asks("POST", "/publishing/media?kind=photo", raw(kind));
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, retryAfter]);
    expect((await website.asks("POST", "/publishing/media?kind=photo", raw(kind))).status).toBe(201);
  }
  expect(rows(belfry, "select count(*) as files from media")).toEqual([{ files: 3 }]);
});

function bytes(words: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(words));
}

const raw = (key?: string) => ({
  body: picture,
  headers: {
    "content-type": "application/octet-stream",
    ...(key !== undefined && { "idempotency-key": key }),
  },
});

/** The status that a request gets which says how large its body will be, and sends none of it. */
function statusOfAnnounced(belfry: Belfry, token: string, length: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(`${belfry.httpUrl}/publishing/media?kind=document`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${token}`,
        "content-type": "application/octet-stream",
        "content-length": length,
      },
    });
    sent.on("response", ({ statusCode = 0 }) => {
      resolve(statusCode);
      sent.destroy();
    });
    sent.on("error", reject);
    sent.flushHeaders();
  });
}
