/** The sandbox's server: one Telegram, spoken to over HTTP by bots and by the page. Loopback only. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { isBotApiPath, serveBotApi } from "./bot-api/api.ts";
import { type ClientOptions, createClientLayer } from "./client/routes.ts";
import { createTelegram, type Telegram } from "./telegram/telegram.ts";

export interface Sandbox {
  /** http://127.0.0.1:PORT, where the page is, and also the apiRoot for bots. */
  url: string;
  telegram: Telegram;
  /** Tells the page that a program has started or ended by itself. */
  programsChanged(): void;
  close(): Promise<void>;
}

/** How often polls that are due are looked for while no request comes (real milliseconds). */
const TICK = 1000;

/**
 * Starts a sandbox with an empty Telegram on the given clock.
 * `port` 0 (the default) takes any free one. `travel` and `programs` are what the page's clock
 * and its stop and start buttons act on; without them those are refused.
 */
export async function startSandbox(options: ClientOptions & { port?: number }): Promise<Sandbox> {
  const telegram = createTelegram({ now: options.now });
  const client = createClientLayer(telegram, options);
  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      // A caller that hangs up in the middle of its request is no trouble of ours.
      if (request.errored) return;
      console.error("sandbox:", error);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    telegram.tick();
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    const forBots = isBotApiPath(url.pathname);
    if (!isLocal(request.headers.host)) {
      response.writeHead(403).end("This server answers to localhost only.");
    } else if ((forBots || request.method === "POST") && isForeign(request)) {
      response.writeHead(403).end("Requests from other pages are refused.");
    } else if (forBots) await serveBotApi(telegram.world, request, response, url);
    else await client.serve(request, response, url);
  }

  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const ticking = setInterval(() => telegram.tick(), TICK);
  ticking.unref();

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    telegram,
    programsChanged: client.programsChanged,
    close(): Promise<void> {
      clearInterval(ticking);
      client.close();
      telegram.close();
      return new Promise((resolve) => {
        server.close(() => resolve());
        // Long polls, event streams and hung calls would otherwise keep the server up.
        server.closeAllConnections();
      });
    },
  };
}

/** A page elsewhere can point its own name at 127.0.0.1; it can't make the browser send this header. */
const isLocal = (host: string | undefined) =>
  /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/i.test(host ?? "");

/** A browser says which page a request comes from; programs say nothing. Only our own page may act. */
function isForeign({ headers }: IncomingMessage): boolean {
  const site = headers["sec-fetch-site"];
  const isOtherSite = site !== undefined && site !== "same-origin" && site !== "none";
  return isOtherSite || (headers.origin !== undefined && headers.origin !== `http://${headers.host}`);
}
