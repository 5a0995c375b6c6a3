/**
 * The bench's Telegram, a process of its own: it answers at once and keeps nothing of what it is sent but numbers,
 * so that it is never what is measured. Where it is told limits, it enforces them by bot, as Telegram does.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createLimiter } from "./limits.ts";
import type { Order, Reply, Report } from "./telegram-process.ts";

interface Bot {
  report: Report;
  limiter: ReturnType<typeof createLimiter> | undefined;
  updates: object[];
  wake: (() => void) | undefined;
  nextId: number;
  /** When the update that is being answered was handed out. */
  askedAt: number | undefined;
}

/** A long poll without anything new is answered after this (ms). */
const longPoll = 25_000;
/** Whoever writes to the bot. */
const ada = { id: 1001, is_bot: false, first_name: "Ada" };
const bots = new Map<string, Bot>();

function botOf(token: string): Bot {
  const known = bots.get(token);
  if (known) return known;
  const bot: Bot = {
    report: { arrivals: [], refused: 0, answeredAfter: [], startedAt: undefined },
    limiter: undefined,
    updates: [],
    wake: undefined,
    nextId: 1,
    askedAt: undefined,
  };
  bots.set(token, bot);
  return bot;
}

const server = createServer((request, response) => {
  const arrivedAt = Date.now();
  const [, name = "", method = ""] = (request.url ?? "").split("/");
  const bot = botOf(name.slice("bot".length));
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => answer(bot, name, method, Buffer.concat(chunks), arrivedAt, request, response));
});

function answer(
  bot: Bot,
  name: string,
  method: string,
  body: Buffer,
  arrivedAt: number,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  if (method === "getMe") {
    bot.report.startedAt ??= arrivedAt;
    const id = Number.parseInt(name.slice("bot".length), 10);
    reply(response, { id, is_bot: true, first_name: "Belfry", username: "belfry_bot" });
  } else if (method === "getUpdates") poll(bot, request, response);
  else if (method === "sendMessage") take(bot, JSON.parse(String(body)), arrivedAt, response);
  else {
    if (method === "editMessageText") noteAnswer(bot, Number(JSON.parse(String(body)).chat_id), arrivedAt);
    reply(response, true);
  }
}

function take(
  bot: Bot,
  { chat_id, text }: { chat_id: number | string; text: string },
  arrivedAt: number,
  response: ServerResponse,
): void {
  const chatId = Number(chat_id);
  const wait = chatId < 0 ? bot.limiter?.take(chatId, arrivedAt) : undefined;
  if (wait !== undefined) {
    bot.report.refused++;
    const body = {
      ok: false,
      error_code: 429,
      description: `Too Many Requests: retry after ${wait}`,
      parameters: { retry_after: wait },
    };
    response.writeHead(429, { "content-type": "application/json" }).end(JSON.stringify(body));
    return;
  }
  noteAnswer(bot, chatId, arrivedAt);
  if (chatId < 0) bot.report.arrivals.push(arrivedAt);
  const chat = { id: chatId, type: chatId < 0 ? "channel" : "private", title: "A chat" };
  reply(response, { message_id: bot.nextId++, date: Math.floor(arrivedAt / 1000), chat, text });
}

/** What the bot says to Ada answers what she asked last. */
function noteAnswer(bot: Bot, chatId: number, at: number): void {
  if (chatId !== ada.id || bot.askedAt === undefined) return;
  bot.report.answeredAfter.push(at - bot.askedAt);
  bot.askedAt = undefined;
}

function poll(bot: Bot, request: IncomingMessage, response: ServerResponse): void {
  const send = () => {
    clearTimeout(timer);
    bot.wake = undefined;
    const updates = bot.updates;
    bot.updates = [];
    if (updates.length > 0) bot.askedAt = Date.now();
    reply(response, updates);
  };
  const timer = setTimeout(send, longPoll);
  request.once("close", () => clearTimeout(timer));
  bot.wake = send;
  if (bot.updates.length > 0) send();
}

function reply(response: ServerResponse, result: unknown): void {
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ ok: true, result }));
}

let nextUpdate = 1;

function say(token: string, text: string): void {
  const bot = botOf(token);
  const message = {
    message_id: bot.nextId++,
    date: Math.floor(Date.now() / 1000),
    chat: { ...ada, type: "private" },
    from: ada,
    text,
    ...(text.startsWith("/") && { entities: [{ type: "bot_command", offset: 0, length: text.length }] }),
  };
  bot.updates.push({ update_id: nextUpdate++, message });
  bot.wake?.();
}

process.on("message", (order: Order) => {
  const tell = (message: Reply) => process.send?.(message);
  switch (order.do) {
    case "say":
      say(order.token, order.text);
      return tell({ said: true });
    case "reset":
      bots.delete(order.token);
      if (order.limits) botOf(order.token).limiter = createLimiter(order.limits);
      return tell({ reset: true });
    case "report":
      return tell({ report: botOf(order.token).report });
  }
});
process.on("disconnect", () => process.exit(0));
server.listen(0, "127.0.0.1", () => {
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` } satisfies Reply);
});
