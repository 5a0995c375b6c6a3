/** How far this machine's clock is from Telegram's: posts go out by it. */
import { request as askHttp } from "node:http";
import { request as askHttps } from "node:https";

/** The answer names its second, not the moment in it (ms). */
const halfASecond = 500;

/**
 * How much (ms) this clock is ahead of the Bot API server's, to a second; negative: behind. Undefined where the server
 * does not say within `timeoutMs`. Sends no token.
 */
export function measureClockSkew(
  apiRoot: string,
  { now, timeoutMs }: { now: () => number; timeoutMs: number },
): Promise<number | undefined> {
  const ask = apiRoot.startsWith("https:") ? askHttps : askHttp;
  const askedAt = now();
  return new Promise((resolve) => {
    const request = ask(apiRoot, { method: "HEAD", agent: false, signal: AbortSignal.timeout(timeoutMs) });
    request.on("response", (response) => {
      response.resume();
      const theirs = Date.parse(response.headers.date ?? "");
      const ours = (askedAt + now()) / 2;
      resolve(Number.isNaN(theirs) ? undefined : Math.round(ours - (theirs + halfASecond)));
    });
    request.on("error", () => resolve(undefined));
    request.end();
  });
}
