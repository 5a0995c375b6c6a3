/** The Bot API over HTTP: /bot<token>/<method> and /file/bot<token>/<path>, with the faults that were ordered. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Fault } from "../client/protocol.ts";
import { type BotCall, recordCall } from "../telegram/calls.ts";
import { chatIdFor } from "../telegram/chats.ts";
import { TelegramError, tooManyRequests } from "../telegram/errors.ts";
import { takeFault } from "../telegram/faults.ts";
import { beginCall } from "../telegram/idle.ts";
import type { Bot, World } from "../telegram/world.ts";
import { findChat } from "./chat-access.ts";
import { findMethod } from "./methods.ts";
import { type Context, text } from "./parameters.ts";
import { readParameters } from "./request.ts";

type Answer = NonNullable<BotCall["answer"]> & { parameters?: TelegramError["parameters"] };

const BAD_GATEWAY =
  "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n" +
  "<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n";

const INVALID_TOKEN = "Unauthorized: invalid token specified";
const isToken = (text: string) => /^\d+:[\w-]+$/.test(text);

/** Is this path one of the Bot API's? */
export const isBotApiPath = (path: string) => /^\/(?:file\/)?bot/.test(path);

/** Answers one request of a bot. */
export async function serveBotApi(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const path = decodeURIComponent(url.pathname);
  const file = path.match(/^\/file\/bot([^/]+)\/(.+)$/);
  if (file) return serveFile(world, response, file[1]!, file[2]!);
  const call = path.match(/^\/bot([^/]+)\/([^/]+)$/);
  const bot = call ? findBot(world, call[1]!) : undefined;
  if (!call) return send(response, refusal(404, "Not Found"));
  if (!bot) return send(response, refusal(401, isToken(call[1]!) ? "Unauthorized" : INVALID_TOKEN));
  await serveCall(world, bot, call[2]!, request, response, url);
}

async function serveCall(
  world: World,
  bot: Bot,
  methodName: string,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const hangUp = new AbortController();
  response.once("close", () => hangUp.abort());
  const found = findMethod(methodName);
  const isPolling = found?.name === "getUpdates";
  // A long poll that waits is no work under way; everything else is, until its answer has gone out.
  const end = isPolling ? () => undefined : beginCall(world);
  response.once("close", end);
  const call: BotCall = { method: found?.name ?? methodName, payload: {}, answer: undefined };
  try {
    const parameters = await readParameters(request, url);
    const context: Context = { ...parameters, world, bot, signal: hangUp.signal };
    call.payload = payloadOf(context);
    if (!isPolling) recordCall(world.calls, call);
    const fault = takeFault(world, methodName.toLowerCase(), chatOf(context));
    const prevented = fault && preventing(fault, request, response);
    if (prevented) {
      if (prevented !== "silence") call.answer = prevented;
      return;
    }
    const answer = await carryOut(found?.method, context);
    call.answer = answer;
    if (fault?.kind === "lost_answer") cut(request);
    else if (fault?.kind === "truncated") sendHalf(request, response, answer);
    else send(response, answer);
  } catch (error) {
    call.answer = asAnswer(error);
    send(response, call.answer);
  }
}

async function carryOut(
  method: ((context: Context) => unknown) | undefined,
  context: Context,
): Promise<Answer> {
  if (!method) return refusal(404, "Not Found: method not found");
  try {
    return { ok: true, result: await method(context) };
  } catch (error) {
    return asAnswer(error);
  }
}

/** Faults that keep the call from being carried out. Undefined: it goes on. */
function preventing(
  fault: Fault,
  request: IncomingMessage,
  response: ServerResponse,
): Answer | "silence" | undefined {
  switch (fault.kind) {
    case "too_many_requests": {
      const answer = asAnswer(tooManyRequests(fault.retry_after ?? 5));
      send(response, answer);
      return answer;
    }
    case "server_error":
      response.writeHead(502, { "content-type": "text/html" }).end(BAD_GATEWAY);
      return "silence";
    case "internal_error": {
      const answer = refusal(500, "Internal Server Error");
      send(response, answer);
      return answer;
    }
    case "reset":
      cut(request);
      return "silence";
    case "hang":
      return "silence";
    default:
      return undefined;
  }
}

/** Ends the connection as a broken network does: with a reset, not with a farewell. */
const cut = (request: IncomingMessage) => request.socket.resetAndDestroy();

/** Chunked, so that a caller notices the missing half at once rather than when its patience ends. */
function sendHalf(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  const body = Buffer.from(JSON.stringify(answer));
  response.writeHead(200, { "content-type": "application/json" });
  response.write(body.subarray(0, Math.ceil(body.length / 2)), () => request.socket.destroy());
}

function send(response: ServerResponse, answer: Answer): void {
  if (response.writableEnded || response.destroyed) return;
  const retryAfter = answer.parameters?.retry_after;
  response
    .writeHead(answer.error_code ?? 200, {
      "content-type": "application/json",
      ...(retryAfter !== undefined && { "retry-after": String(retryAfter) }),
    })
    .end(JSON.stringify(answer));
}

function asAnswer(error: unknown): Answer {
  if (!(error instanceof TelegramError)) throw error;
  return {
    ...refusal(error.code, error.message),
    ...(error.parameters && { parameters: error.parameters }),
  };
}

const refusal = (code: number, description: string): Answer => ({ ok: false, error_code: code, description });

function serveFile(world: World, response: ServerResponse, token: string, path: string): void {
  const file = world.files.findByPath(path);
  if (!findBot(world, token) || !file) {
    send(response, file ? refusal(401, "Unauthorized") : refusal(404, "Not Found"));
    return;
  }
  response.writeHead(200, {
    "content-type": "application/octet-stream",
    "content-length": file.bytes.length,
  });
  response.end(file.bytes);
}

const findBot = (world: World, token: string) => [...world.bots.values()].find((bot) => bot.token === token);

function chatOf(context: Context): number | undefined {
  const name = text(context, "chat_id");
  const chat = name ? findChat(context.world, context.bot, name) : undefined;
  return chat && chatIdFor(chat, context.bot.user.id);
}

/** What the call log shows: JSON in strings unfolded, files by name and size. */
function payloadOf({ values, files }: Context): Record<string, unknown> {
  const uploads = [...files].map(([name, file]) => [name, { file_name: file.name, size: file.bytes.length }]);
  const unfolded = Object.entries(values).map(([name, value]) => [name, unfold(value)]);
  return Object.fromEntries([...unfolded, ...uploads]);
}

function unfold(value: unknown): unknown {
  if (typeof value !== "string" || !/^[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
