/** Whether Telegram answers, as the calls that are made anyway tell: polling makes one every half a minute. */
import type { Transformer } from "grammy";

export type Reach = ReturnType<typeof createReach>;

/** silent: nothing comes back; refused: Telegram answers, and does not take the bot's token. */
export type ReachState = "unknown" | "answered" | "refused" | "silent";

/** One call that is lost means nothing yet. */
const silentAfter = 2;

export function createReach() {
  let state: ReachState = "unknown";
  let lost = 0;

  function note(now: "answered" | "refused" | "lost"): void {
    lost = now === "lost" ? lost + 1 : 0;
    if (now !== "lost") state = now;
    else if (lost >= silentAfter) state = "silent";
  }

  /** To be installed on every API: `api.config.use(reach.watch)`. */
  const watch: Transformer = async (call, method, payload, signal) => {
    try {
      const answer = await call(method, payload, signal);
      const code = answer.ok ? 200 : answer.error_code;
      note(code === 401 ? "refused" : code >= 500 ? "lost" : "answered");
      return answer;
    } catch (error) {
      // Who stops waiting for updates has learnt nothing.
      if (!signal?.aborted) note("lost");
      throw error;
    }
  };

  return { watch, state: (): ReachState => state };
}
