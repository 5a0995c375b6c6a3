/** The page's side of the server: /client/… as protocol.ts says, and the page's own files. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { User } from "@grammyjs/types";
import { parseForm, readBody } from "../bot-api/request.ts";
import { badRequest, TelegramError } from "../telegram/errors.ts";
import { MAX_UPLOAD_BYTES, type StoredFile } from "../telegram/files.ts";
import { ownChat } from "../telegram/people.ts";
import type { Telegram } from "../telegram/telegram.ts";
import { createActions, type SentFile } from "./actions.ts";
import { createEventStreams } from "./events.ts";
import { createJourneys } from "./journey.ts";
import { servePageFile } from "./page-files.ts";
import { createPrograms, type Program } from "./programs.ts";
import type { ClientState } from "./protocol.ts";
import { chatsFor, history } from "./view.ts";

export interface ClientOptions {
  /** Epoch milliseconds. */
  now: () => number;
  /** The zone in which the page shows the clock; UTC where absent. */
  timeZone?: string;
  /** Moves the clock forward to an instant and resolves when everything due on the way is done. */
  travel?: (to: number) => Promise<void>;
  programs?: Program[];
}

/** An album may hold ten files of the largest size. */
const MAX_BODY = 10 * MAX_UPLOAD_BYTES;

export function createClientLayer(telegram: Telegram, options: ClientOptions) {
  const { world } = telegram;
  const streams = createEventStreams(telegram);
  const programs = createPrograms(options.programs ?? [], streams.tellAll);
  const journeys = createJourneys({ now: options.now, travel: options.travel, tell: streams.tellAll });
  const act = createActions(telegram, { journeys, programs });

  async function serve(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const name = url.pathname.match(/^\/client\/(.+)$/)?.[1];
    try {
      if (request.method === "POST" && name) await serveAction(request, response, name);
      else if (request.method !== "GET")
        answer(response, 405, { ok: false, description: "Method not allowed" });
      else if (name) serveReading(request, response, url, decodeURIComponent(name));
      else await servePageFile(response, decodeURIComponent(url.pathname));
    } catch (error) {
      if (!(error instanceof TelegramError)) throw error;
      const description = error.message.replace(/^Bad Request: /, "");
      answer(response, error.code, { ok: false, description });
    }
  }

  async function serveAction(
    request: IncomingMessage,
    response: ServerResponse,
    name: string,
  ): Promise<void> {
    const { action, files } = await readAction(request);
    answer(response, 200, { ok: true, result: await act(name, action, files) });
  }

  function serveReading(request: IncomingMessage, response: ServerResponse, url: URL, name: string): void {
    if (name.startsWith("files/")) {
      const file = world.files.find(name.slice("files/".length));
      if (file) serveFile(request, response, file);
      else answer(response, 404, { ok: false, description: "file not found" });
      return;
    }
    const person = personOf(url);
    if (name === "state") answer(response, 200, stateFor(person));
    else if (name === "events") streams.open(response, person);
    else if (name === "messages") {
      const chat = ownChat(world, person, Number(url.searchParams.get("chat")));
      answer(response, 200, history(world, chat, person, Number(url.searchParams.get("before"))));
    } else answer(response, 404, { ok: false, description: "not found" });
  }

  function stateFor(person: User): ClientState {
    return {
      now: options.now(),
      time_zone: options.timeZone ?? "UTC",
      people: [...world.people.values()],
      bots: [...world.bots.values()].map((bot) => bot.user),
      chats: chatsFor(world, person),
      faults: telegram.faults(),
      programs: programs.states(),
      travelling: journeys.isUnderWay(),
    };
  }

  /** Without a user, the first person: so the page can begin without knowing anybody. */
  function personOf(url: URL): User {
    const id = url.searchParams.get("user");
    const person = id ? world.people.get(Number(id)) : world.people.values().next().value;
    if (!person) throw badRequest("user not found");
    return person;
  }

  return { serve, programsChanged: programs.announce, close: streams.close };
}

async function readAction(
  request: IncomingMessage,
): Promise<{ action: unknown; files: (SentFile | undefined)[] }> {
  const body = await readBody(request, MAX_BODY);
  const type = request.headers["content-type"] ?? "";
  if (!type.startsWith("multipart/form-data")) return { action: parse(body.toString() || "{}"), files: [] };
  const form = await parseForm(body, type);
  const files: (SentFile | undefined)[] = [];
  for (const [name, value] of form) {
    const index = name.match(/^file(\d)$/)?.[1];
    if (index === undefined || typeof value === "string") continue;
    const bytes = new Uint8Array(await value.arrayBuffer());
    if (bytes.length > MAX_UPLOAD_BYTES) throw badRequest("file is too big");
    files[Number(index)] = { bytes, name: value.name, mime: value.type };
  }
  return { action: parse(String(form.get("action"))), files };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw badRequest("can't parse the action's JSON");
  }
}

/** Serves a file's bytes, or the range of them that a player asks for. */
function serveFile(request: IncomingMessage, response: ServerResponse, file: StoredFile): void {
  const size = file.bytes.length;
  const headers = {
    "content-type": file.mime,
    "accept-ranges": "bytes",
    "x-content-type-options": "nosniff",
    // What somebody uploaded must never run as a page of this server.
    "content-security-policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'",
    ...(file.name && { "content-disposition": `inline; filename*=UTF-8''${encodeURIComponent(file.name)}` }),
  };
  const range = request.headers.range?.match(/^bytes=(\d*)-(\d*)$/);
  if (!range || (!range[1] && !range[2])) {
    response.writeHead(200, { ...headers, "content-length": size }).end(file.bytes);
    return;
  }
  const start = range[1] ? Number(range[1]) : Math.max(0, size - Number(range[2]));
  const end = range[1] && range[2] ? Math.min(Number(range[2]), size - 1) : size - 1;
  if (start > end) {
    response.writeHead(416, { "content-range": `bytes */${size}` }).end();
    return;
  }
  response
    .writeHead(206, {
      ...headers,
      "content-range": `bytes ${start}-${end}/${size}`,
      "content-length": end - start + 1,
    })
    .end(file.bytes.subarray(start, end + 1));
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  if (response.headersSent) return;
  response
    .writeHead(status, { "content-type": "application/json", "cache-control": "no-store" })
    .end(JSON.stringify(body));
}
