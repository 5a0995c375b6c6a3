/** How patient the conversations are with Telegram: people wait at the other end, and updates are taken one by one. */
import type { Transformer } from "grammy";
import type { ApiError, ApiSuccess } from "grammy/types";

/**
 * Gives up a call after `timeoutSeconds`, so that one that hangs does not keep everybody waiting, and repeats one
 * that Telegram wants later, if that is within `longestWaitSeconds`: 429 says that nothing was done. A call whose
 * fate is unknown is not repeated. Calls with a signal, those of polling, have their own limit.
 * Not for publishing, which has rules of its own.
 */
export function createPatience({ timeoutSeconds = 15, longestWaitSeconds = 3 } = {}): Transformer {
  return async (previous, method, payload, signal) => {
    if (signal) return previous(method, payload, signal);
    const attempt = () =>
      previous(method, payload, AbortSignal.timeout(timeoutSeconds * 1000) as GrammySignal);
    const answer = await attempt();
    const seconds = secondsToWait(answer);
    if (seconds === undefined || seconds > longestWaitSeconds) return answer;
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    return attempt();
  };
}

/** grammY declares a polyfill's AbortSignal, and takes the platform's own just as well. */
type GrammySignal = Parameters<Transformer>[3];

function secondsToWait(answer: ApiSuccess<unknown> | ApiError): number | undefined {
  return answer.ok || answer.error_code !== 429 ? undefined : answer.parameters?.retry_after;
}
