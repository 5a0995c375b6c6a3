import type { AddressInfo } from "node:net";
import { createServer, type Server } from "node:net";
import { GrammyError, HttpError } from "grammy";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Fault } from "../../src/sandbox/client/protocol.ts";
import { classify } from "../../src/telegram/classify.ts";
import { createTelegramApi } from "../../src/telegram/client.ts";
import { createSender } from "../../src/telegram/send.ts";
import { botToken, freshTelegram } from "../support/telegram.ts";

const hello = { kind: "text" as const, text: "Hello", entities: [] };

describe("what really comes over the wire", () => {
  it.each<[Fault["kind"], object, "appears" | "does not appear"]>([
    [
      "too_many_requests",
      { kind: "wait", retryAfterMs: 7000, reason: "too_many_requests" },
      "does not appear",
    ],
    ["server_error", { kind: "doubtful", reason: "unreadable_answer" }, "does not appear"],
    ["lost_answer", { kind: "doubtful", reason: "connection_lost" }, "appears"],
    ["reset", { kind: "doubtful", reason: "connection_lost" }, "does not appear"],
    ["hang", { kind: "doubtful", reason: "timed_out" }, "does not appear"],
    ["truncated", { kind: "doubtful" }, "appears"],
  ])("%s", async (kind, outcome, fate) => {
    const { telegram, addChat, send } = await freshTelegram({ timeoutSeconds: 0.3 });
    const channel = addChat();
    telegram.addFault({ kind, times: 1, retry_after: 7 });
    expect(await send(channel, hello)).toMatchObject(outcome);
    const appeared = telegram.messages(channel).some((message) => message.text === "Hello");
    expect(appeared).toBe(fate === "appears");
  });

  it("knows a chat that does not exist, a poll with too many options and a wrong file", async () => {
    const { addChat, send } = await freshTelegram();
    const channel = addChat();
    const line = (text: string) => ({ text, entities: [] });
    const options = Array.from({ length: 13 }, (_, number) => line(String(number)));
    const poll = { kind: "poll" as const, question: line("?"), options, anonymous: true, multiple: false };
    const photo = { kind: "photo" as const, fileId: "nonsense", caption: "", captionEntities: [] };
    expect(await send(-100500, hello)).toMatchObject({ kind: "refused", reason: "chat_not_found" });
    expect(await send(channel, poll)).toMatchObject({ kind: "refused", reason: "poll_refused" });
    expect(await send(channel, photo)).toMatchObject({ kind: "refused", reason: "file_refused" });
    expect(await send(channel, { ...hello, text: " " })).toMatchObject({
      kind: "refused",
      reason: "content_refused",
    });
    expect(await send(channel, { ...hello, text: "x".repeat(4097) })).toMatchObject({
      reason: "content_refused",
    });
  });

  it("knows a bot that lost its rights, was removed, or was blocked", async () => {
    const { telegram, ada, bot, addChat, send } = await freshTelegram();
    const [demoted, left, kicked] = [addChat("channel"), addChat("channel"), addChat("supergroup")];
    telegram.setMember(ada, demoted, bot.id, "administrator", { can_post_messages: false });
    telegram.setMember(ada, left, bot.id, "left");
    telegram.setMember(ada, kicked, bot.id, "kicked");
    telegram.setMember(ada, bot.id, bot.id, "kicked");
    expect(await send(demoted, hello)).toMatchObject({ kind: "refused", reason: "may_not_post" });
    expect(await send(left, hello)).toMatchObject({ kind: "refused", reason: "not_a_member" });
    expect(await send(kicked, hello)).toMatchObject({ kind: "refused", reason: "kicked" });
    expect(await send(ada.id, hello)).toMatchObject({ kind: "refused", reason: "blocked" });
  });

  it("follows a group that became a supergroup", async () => {
    const { telegram, ada, addChat, send } = await freshTelegram();
    const group = addChat("group");
    const toChatId = telegram.upgradeGroup(ada, group);
    expect(await send(group, hello)).toEqual({ kind: "migrated", toChatId });
  });

  it("knows a token that Telegram does not take", async () => {
    const { url, addChat } = await freshTelegram();
    const api = createTelegramApi({ token: "1:wrong", apiRoot: url, timeoutSeconds: 5 });
    expect(await createSender(api)(addChat(), hello)).toMatchObject({
      kind: "refused",
      reason: "unauthorized",
    });
  });
});

describe("where no connection comes about, nothing was sent", () => {
  const sendTo = (apiRoot: string, limits = { timeoutSeconds: 5 }) =>
    createSender(createTelegramApi({ token: botToken, apiRoot, ...limits }))(-1, hello);
  const unreachable = { kind: "wait", retryAfterMs: 15_000, reason: "unreachable" };

  it("because nobody listens", async () => {
    const server = await listen();
    const port = portOf(server);
    await new Promise((resolve) => server.close(resolve));
    expect(await sendTo(`http://127.0.0.1:${port}`)).toEqual(unreachable);
  });

  it("because the name leads nowhere", async () => {
    expect(await sendTo("http://telegram.invalid")).toEqual(unreachable);
  });

  it("because who answers does not speak TLS", async () => {
    const server = await listen((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    expect(await sendTo(`https://127.0.0.1:${portOf(server)}`)).toEqual(unreachable);
  });

  it("because who answers hangs up during the handshake", async () => {
    const server = await listen((socket) => socket.once("data", () => socket.end()));
    expect(await sendTo(`https://127.0.0.1:${portOf(server)}`)).toEqual(unreachable);
  });

  it("because the handshake does not come to its end in time", async () => {
    const server = await listen(() => undefined);
    const limits = { timeoutSeconds: 5, connectSeconds: 0.05 };
    expect(await sendTo(`https://127.0.0.1:${portOf(server)}`, limits)).toEqual(unreachable);
  });

  async function listen(
    onSocket: (socket: import("node:net").Socket) => void = () => undefined,
  ): Promise<Server> {
    const sockets = new Set<import("node:net").Socket>();
    const server = createServer((socket) => {
      sockets.add(socket.on("error", () => undefined));
      onSocket(socket);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    return server;
  }
  const portOf = (server: Server) => (server.address() as AddressInfo).port;
});

describe("Telegram's refusals", () => {
  const answer = (error_code: number, description: string, parameters = {}) =>
    classify(
      new GrammyError(
        "Call to 'sendMessage' failed!",
        { ok: false, error_code, description, parameters },
        "sendMessage",
        { text: "secret" },
      ),
    );

  it.each([
    [400, "Bad Request: chat not found", "chat_not_found"],
    [403, "Forbidden: the group chat was deleted", "chat_not_found"],
    [403, "Forbidden: bot was kicked from the supergroup chat", "kicked"],
    [403, "Forbidden: bot is not a member of the channel chat", "not_a_member"],
    [403, "Forbidden: bot was blocked by the user", "blocked"],
    [403, "Forbidden: user is deactivated", "blocked"],
    [403, "Forbidden: bot can't initiate conversation with a user", "blocked"],
    [400, "Bad Request: need administrator rights in the channel chat", "may_not_post"],
    [400, "Bad Request: have no write access to the chat", "may_not_post"],
    [400, "Bad Request: not enough rights to send text messages to the chat", "no_rights"],
    [400, "Bad Request: not enough rights to send polls to the chat", "no_rights"],
    [400, "Bad Request: CHAT_WRITE_FORBIDDEN", "may_not_post"],
    [400, "Bad Request: CHAT_ADMIN_REQUIRED", "may_not_post"],
    [400, "Bad Request: not enough rights to send photos to the chat", "no_rights"],
    [400, "Bad Request: CHAT_SEND_PHOTOS_FORBIDDEN", "no_rights"],
    [403, "Forbidden: something new", "no_rights"],
    [400, "Bad Request: poll can't have more than 12 options", "poll_refused"],
    [400, "Bad Request: non-anonymous polls can't be sent to channel chats", "poll_refused"],
    [400, "Bad Request: wrong file identifier/HTTP URL specified", "file_refused"],
    [400, "Bad Request: MEDIA_EMPTY", "file_refused"],
    [400, "Bad Request: message text is empty", "content_refused"],
    [400, "Bad Request: message is too long", "content_refused"],
    [400, "Bad Request: message caption is too long", "content_refused"],
    [413, "Request Entity Too Large", "content_refused"],
    [400, "Bad Request: something new", "other"],
    [401, "Unauthorized: invalid token specified", "unauthorized"],
    [404, "Not Found", "unauthorized"],
  ])("%i %s is %s", (code, description, reason) => {
    expect(answer(code, description)).toEqual({ kind: "refused", reason, detail: description });
  });

  it("a file that is away for the moment may work later", () => {
    const description = "Bad Request: wrong file_id or the file is temporarily unavailable";
    expect(answer(400, description)).toMatchObject({ kind: "transient", reason: "file_refused" });
  });

  it("too many requests: wait as long as told, or half a minute where nothing is told", () => {
    const told = answer(429, "Too Many Requests: retry after 3", { retry_after: 3 });
    expect(told).toEqual({ kind: "wait", retryAfterMs: 3000, reason: "too_many_requests" });
    expect(answer(429, "Too Many Requests")).toMatchObject({ kind: "wait", retryAfterMs: 30_000 });
  });

  it("an error of the server, or an answer that makes no sense, leaves it in doubt", () => {
    expect(answer(500, "Internal Server Error")).toMatchObject({ kind: "doubtful", reason: "server_error" });
    expect(answer(502, "Bad Gateway")).toMatchObject({ kind: "doubtful", reason: "server_error" });
    const empty = answer(undefined as unknown as number, undefined as unknown as string);
    expect(empty).toMatchObject({ kind: "doubtful", reason: "unreadable_answer" });
  });
});

describe("failures of the connection", () => {
  const url = `https://api.telegram.org/bot${botToken}/sendMessage`;
  const failure = (code: string | undefined, reason: string) =>
    classify(
      new HttpError(
        "Network request for 'sendMessage' failed!",
        Object.assign(new Error(`request to ${url} failed, reason: ${reason}`), { type: "system", code }),
      ),
    );

  it.each([
    ["ECONNREFUSED", "connect ECONNREFUSED 127.0.0.1:443"],
    ["ECONNREFUSED", ""],
    ["EAI_AGAIN", "getaddrinfo EAI_AGAIN api.telegram.org"],
    ["ENETUNREACH", "connect ENETUNREACH 149.154.167.220:443"],
    ["ETIMEDOUT", "connect ETIMEDOUT 149.154.167.220:443"],
    ["ETIMEDOUT", ""],
    ["CERT_HAS_EXPIRED", "certificate has expired"],
    ["ECONNRESET", "Client network socket disconnected before secure TLS connection was established"],
  ])("%s '%s' was certainly not sent", (code, reason) => {
    expect(failure(code, reason)).toMatchObject({ kind: "wait", reason: "unreachable" });
  });

  it.each([
    ["ECONNRESET", "read ECONNRESET", "connection_lost"],
    ["ECONNRESET", "socket hang up", "connection_lost"],
    ["EPIPE", "write EPIPE", "connection_lost"],
    ["ETIMEDOUT", "read ETIMEDOUT", "connection_lost"],
    ["EHOSTUNREACH", "read EHOSTUNREACH", "other"],
    [undefined, "something new", "other"],
  ])("%s '%s' may have been sent", (code, reason, why) => {
    expect(failure(code, reason)).toMatchObject({ kind: "doubtful", reason: why, detail: reason });
  });

  it("tell neither the token nor the address", () => {
    const causes = [
      new Error(`invalid json response body at ${url} reason: Unexpected token`),
      new Error(`something with ${url} in it`),
      new Error(`bare ${botToken}`),
      botToken,
      undefined,
    ];
    for (const cause of causes) {
      const text = JSON.stringify([classify(new HttpError("failed", cause)), classify(cause)]);
      expect(text).not.toContain(botToken);
      expect(text).not.toContain("api.telegram.org");
    }
  });

  it("and errors of Belfry's own leave it in doubt as well", () => {
    expect(classify(new TypeError("x is not a function"))).toMatchObject({
      kind: "doubtful",
      reason: "other",
    });
  });
});
