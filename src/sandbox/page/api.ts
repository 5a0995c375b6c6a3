/** The page's calls to the sandbox's server; the contract is in ../client/protocol.ts. */
import type { User } from "@grammyjs/types";
import type {
  ClientActions,
  ClientEvent,
  ClientHistory,
  ClientMessage,
  ClientState,
} from "../client/protocol.ts";

interface Results {
  sendText: ClientMessage;
  sendMedia: ClientMessage[];
  sendPoll: ClientMessage;
  pressButton: { text?: string; show_alert?: boolean; url?: string; answered: boolean };
  upgradeGroup: { chat_id: number };
  createChat: { chat_id: number };
  travel: { now: number };
}

type Result<Name extends keyof ClientActions> = Name extends keyof Results ? Results[Name] : unknown;

/** Everything one person sees at this moment. */
export function fetchState(user: number): Promise<ClientState> {
  return getJson(`/client/state?user=${user}`);
}

/** The people, before anybody has been chosen. */
export async function fetchPeople(): Promise<User[]> {
  return (await getJson<ClientState>("/client/state")).people;
}

/** The newest 50 messages of a chat, or the 50 before a message; oldest first. */
export function fetchHistory(user: number, chat: number, before?: number): Promise<ClientHistory> {
  const tail = before === undefined ? "" : `&before=${before}`;
  return getJson(`/client/messages?user=${user}&chat=${chat}${tail}`);
}

/** Does one action; throws an Error with the server's description where it is refused. */
export function act<Name extends keyof ClientActions>(
  name: Name,
  action: ClientActions[Name],
): Promise<Result<Name>> {
  const headers = { "content-type": "application/json" };
  return post(name, { headers, body: JSON.stringify(action) });
}

/** Sends files: one item per file, in the same order. */
export function sendMedia(action: ClientActions["sendMedia"], files: File[]): Promise<ClientMessage[]> {
  const form = new FormData();
  form.set("action", JSON.stringify(action));
  for (const [index, file] of files.entries()) form.set(`file${index}`, file, file.name);
  return post("sendMedia", { body: form });
}

/** Where the content of a file of a message is found. */
export function fileUrl(fileId: string): string {
  return `/client/files/${encodeURIComponent(fileId)}`;
}

/** The live stream of one person's events; it reconnects by itself and says when it is open or lost. */
export function listen(
  user: number,
  on: { event: (event: ClientEvent) => void; open: () => void; lost: () => void },
): () => void {
  let source: EventSource;
  let retry: ReturnType<typeof setTimeout> | undefined;
  const connect = () => {
    source = new EventSource(`/client/events?user=${user}`);
    source.onopen = on.open;
    source.onmessage = (message) => on.event(JSON.parse(message.data) as ClientEvent);
    source.onerror = () => {
      on.lost();
      // A browser retries a dropped connection but gives up where the server answered with an error.
      if (source.readyState === EventSource.CLOSED) retry = setTimeout(connect, 1500);
    };
  };
  connect();
  return () => {
    clearTimeout(retry);
    source.close();
  };
}

async function getJson<T>(url: string): Promise<T> {
  const response = await fetch(url);
  const body = await response.json();
  if (!response.ok || body.ok === false)
    throw new Error(body.description ?? `The sandbox answered ${response.status}`);
  return body.result ?? body;
}

async function post<T>(name: string, init: RequestInit): Promise<T> {
  const response = await fetch(`/client/${name}`, { method: "POST", ...init });
  const body = (await response.json()) as { ok: boolean; result: T; description?: string };
  if (!body.ok) throw new Error(body.description ?? `The sandbox answered ${response.status}`);
  return body.result;
}
