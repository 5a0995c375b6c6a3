/** The page's side of a town: acting, reading and listening as the page does, over HTTP. */
import { onTestFinished } from "vitest";
import type { ClientEvent } from "../../src/sandbox/client/protocol.ts";
import type { openTown } from "./town.ts";

type Town = Awaited<ReturnType<typeof openTown>>;

interface ActionAnswer {
  ok: boolean;
  // biome-ignore lint/suspicious/noExplicitAny: results differ by action, and tests look at them closely
  result?: any;
  description?: string;
}

/** Does what a person does, by the name of the action. */
export async function act(town: Town, action: string, body: object): Promise<ActionAnswer> {
  const response = await fetch(`${town.url}/client/${action}`, {
    method: "POST",
    body: JSON.stringify(body),
  });
  return (await response.json()) as ActionAnswer;
}

/** Reads what the page reads: state, messages. */
export const read = async <T>(town: Town, path: string) =>
  (await fetch(`${town.url}/client/${path}`)).json() as Promise<T>;

/** Opens the stream of events of a person; `until` collects them up to one that the test waits for. */
export async function listen(town: Town, user: number) {
  const closing = new AbortController();
  onTestFinished(() => closing.abort());
  const response = await fetch(`${town.url}/client/events?user=${user}`, { signal: closing.signal });
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  return async (isLast: (event: ClientEvent) => boolean): Promise<ClientEvent[]> => {
    for (;;) {
      const events = [...text.matchAll(/^data: (.*)\n\n/gm)].map(
        (match) => JSON.parse(match[1]!) as ClientEvent,
      );
      if (events.some(isLast)) return events;
      text += (await reader.read()).value ?? "";
    }
  };
}
