/**
 * What lies between the program and Telegram: requests and answers take their time, and a request that has left
 * arrives even if its sender is dead by then.
 */
import { Agent, request as ask, createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Random } from "./random.ts";

export type Network = Awaited<ReturnType<typeof startNetwork>>;

/** Milliseconds each way, usually; and for one in twenty requests. */
const usualDelay = 15;
const longDelay = 250;

/** Passes everything on to the server at `target`, with delays by chance. */
export async function startNetwork(target: string, random: Random) {
  const agent = new Agent({ keepAlive: true });
  const onSend = new Set<() => void>();
  let underWay = 0;

  const server = createServer((incoming, outgoing) => {
    // A connection that its sender's death cuts is what this is about.
    incoming.on("error", () => undefined);
    outgoing.on("error", () => undefined);
    const body: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => body.push(chunk));
    incoming.on("end", () => void passOn(incoming, Buffer.concat(body), outgoing));
  });

  async function passOn(incoming: IncomingMessage, body: Buffer, outgoing: ServerResponse): Promise<void> {
    const method = incoming.url?.split("/").at(-1) ?? "";
    if (method === "getUpdates") return forward(incoming, body, outgoing, 0);
    if (method.startsWith("send")) for (const listener of [...onSend]) listener();
    underWay++;
    await delay(random.between(0, random.chance(0.05) ? longDelay : usualDelay));
    await forward(incoming, body, outgoing, random.between(0, usualDelay));
    underWay--;
  }

  function forward(
    incoming: IncomingMessage,
    body: Buffer,
    outgoing: ServerResponse,
    delayBack: number,
  ): Promise<void> {
    return new Promise((resolve) => {
      const { method, headers, url } = incoming;
      const passed = ask(new URL(url ?? "/", target), { method, headers: headersOf(headers), agent });
      // A long poll without anybody who waits would take the updates of the next one.
      if (url?.endsWith("/getUpdates")) outgoing.once("close", () => passed.destroy());
      passed.on("error", () => {
        outgoing.destroy();
        resolve();
      });
      passed.on("response", (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("error", () => resolve());
        answer.on("end", async () => {
          await delay(delayBack);
          outgoing.writeHead(answer.statusCode ?? 502, headersOf(answer.headers)).end(Buffer.concat(chunks));
          resolve();
        });
      });
      passed.end(body);
    });
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,

    /** Resolves when this many sends have come by, or the signal aborts. */
    sends(count: number, signal: AbortSignal): Promise<void> {
      return new Promise((resolve) => {
        let seen = 0;
        const end = () => {
          onSend.delete(note);
          resolve();
        };
        const note = () => {
          seen++;
          if (seen >= count) end();
        };
        onSend.add(note);
        signal.addEventListener("abort", end, { once: true });
      });
    },

    /** How many requests have left and not been answered yet. */
    underWay: () => underWay,

    close(): Promise<void> {
      agent.destroy();
      return new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

/** Those of one connection do not concern the next. */
function headersOf(headers: IncomingMessage["headers"]): Record<string, string | string[]> {
  const hopByHop = ["connection", "keep-alive", "transfer-encoding", "host"];
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || hopByHop.includes(name) ? [] : [[name, value]],
    ),
  );
}

const delay = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
