/** Posts events to addresses: signed, within a time, and to no local network unless that is allowed. */
import { createHmac } from "node:crypto";
import { type LookupAddress, type LookupAllOptions, lookup } from "node:dns";
import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from "node:http";
import { Agent as HttpsAgent, request as requestHttps } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import type { LedgerEvent } from "../posts/ledger-event.ts";
import type { WebhookProblem } from "../posts/webhook-status.ts";
import { isLocalAddress } from "./local-addresses.ts";

/** Resolves a name as node:dns does; given by tests. */
type Resolve = (
  name: string,
  options: LookupAllOptions,
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

export type Poster = ReturnType<typeof createPoster>;

/** Answers are not read: so many bytes (of a page, say) are let pass, so that the connection can be used again. */
const mostRead = 16 * 1024;
/** An idle connection is given up after this (ms), before the usual server does it. */
const idleLimit = 4000;

/**
 * `limitMs` is how long all of it may take, from the name's resolution to the answer's head.
 * The signature is that of docs/webhooks.md.
 */
export function createPoster({
  secret,
  allowLocal,
  now,
  limitMs = 10_000,
  resolve = lookup,
}: {
  secret: string;
  allowLocal: boolean;
  now: () => number;
  limitMs?: number;
  resolve?: Resolve;
}) {
  const connection = { keepAlive: true, timeout: idleLimit };
  const plain = { request: requestHttp, agent: new HttpAgent(connection) };
  const secure = { request: requestHttps, agent: new HttpsAgent(connection) };
  const guardedLookup = allowLocal ? undefined : guard(resolve);

  function send(url: URL, headers: Record<string, string>, body: string, signal: AbortSignal) {
    const { request: open, agent } = url.protocol === "https:" ? secure : plain;
    return new Promise<WebhookProblem | "again" | undefined>((resolve) => {
      const request = open(url, {
        method: "POST",
        headers,
        agent,
        signal,
        ...(guardedLookup && { lookup: guardedLookup }),
      });
      request.on("response", (response) => {
        letPass(response);
        const status = response.statusCode ?? 0;
        resolve(status >= 200 && status < 300 ? undefined : `answered_${status}`);
      });
      request.on("error", (error: NodeJS.ErrnoException) => {
        // The server closed it just when it was taken out of the pool: nothing was wrong with this event.
        const wasIdle = request.reusedSocket && error.code === "ECONNRESET";
        resolve(wasIdle ? "again" : problemOf(error));
      });
      request.end(body);
    });
  }

  return {
    /** Undefined: the event was taken. `stopping` ends it with a problem that means nothing. */
    async post(
      address: string,
      event: LedgerEvent,
      stopping: AbortSignal,
    ): Promise<WebhookProblem | undefined> {
      const url = new URL(address);
      const host = url.hostname.replace(/^\[|\]$/g, "");
      // A name is looked at when it is resolved; an address never is.
      if (!allowLocal && isIP(host) && isLocalAddress(host)) return "local_address";
      const body = JSON.stringify(event);
      const timestamp = String(Math.floor(now() / 1000));
      const headers = {
        "content-type": "application/json",
        "user-agent": "Belfry",
        "belfry-event": event.type,
        "belfry-delivery": String(event.id),
        "belfry-timestamp": timestamp,
        "belfry-signature": `v1=${sign(secret, timestamp, body)}`,
      };
      const signal = AbortSignal.any([stopping, AbortSignal.timeout(limitMs)]);
      let problem = await send(url, headers, body, signal);
      while (problem === "again") problem = await send(url, headers, body, signal);
      return problem;
    },

    close(): void {
      plain.agent.destroy();
      secure.agent.destroy();
    },
  };
}

function sign(secret: string, timestamp: string, body: string): string {
  return createHmac("sha256", secret).update(`${timestamp}.${body}`).digest("hex");
}

/**
 * Refuses names that lead to a local address. The connection is made to what is checked here, so that a name which
 * resolves differently the next time goes nowhere else.
 */
function guard(resolve: Resolve): LookupFunction {
  return (name, options, done) => {
    resolve(name, { ...options, all: true }, (error, addresses) => {
      if (error) return done(error, "");
      if (addresses.length === 0 || addresses.some(({ address }) => isLocalAddress(address)))
        return done(Object.assign(new Error("a local address"), { code: localCode }), "");
      const [{ address, family } = { address: "", family: 4 }] = addresses;
      if (options.all) done(null, addresses);
      else done(null, address, family);
    });
  };
}

const localCode = "BELFRY_LOCAL_ADDRESS";

function problemOf({ code = "", name }: NodeJS.ErrnoException): WebhookProblem {
  if (code === localCode) return "local_address";
  if (name === "AbortError" || name === "TimeoutError" || code === "ETIMEDOUT") return "no_answer";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "unknown_host";
  if (code === "ECONNREFUSED") return "refused";
  if (/^(CERT_|ERR_TLS_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_)/.test(code)) return "untrusted_certificate";
  return "connection_failed";
}

function letPass(response: IncomingMessage): void {
  let read = 0;
  response.on("data", (chunk: Buffer) => {
    read += chunk.length;
    if (read > mostRead) response.destroy();
  });
  // Its head has said everything.
  response.on("error", () => undefined);
}
