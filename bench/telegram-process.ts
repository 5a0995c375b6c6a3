/** Starts the bench's Telegram and speaks with it. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Limits } from "./limits.ts";

export type Telegram = Awaited<ReturnType<typeof startTelegram>>;

/** What one bot did since its last reset. Instants are epoch milliseconds. */
export interface Report {
  /** When each message to a channel or group that was taken arrived. */
  arrivals: number[];
  /** How many calls got a 429. */
  refused: number;
  /** For each thing that Ada said: after how many milliseconds the bot answered. */
  answeredAfter: number[];
  /** When the bot first asked who it is. */
  startedAt: number | undefined;
}

export type Order =
  | { do: "reset"; token: string; limits?: Limits | undefined }
  | { do: "report"; token: string }
  | { do: "say"; token: string; text: string };
export type Reply = { url: string } | { reset: true } | { said: true } | { report: Report };

/** The token of the bench's bot; others can be made up. */
export const benchToken = "123456:a-token-for-the-bench-0000000000000";

export async function startTelegram() {
  const child = fork(fileURLToPath(new URL("telegram.ts", import.meta.url)));
  const [{ url }] = (await once(child, "message")) as [{ url: string }];

  /** One at a time: answers come without names. */
  let lane: Promise<unknown> = Promise.resolve();
  function order(what: Order): Promise<Reply> {
    const answer = lane.then(async () => {
      child.send(what);
      return ((await once(child, "message")) as [Reply])[0];
    });
    lane = answer;
    return answer;
  }

  return {
    url,
    /** Forgets what a bot did, and sets the limits that hold for it from now on. */
    reset: (token: string, limits?: Limits) => order({ do: "reset", token, limits }),
    async report(token: string): Promise<Report> {
      const answer = await order({ do: "report", token });
      if (!("report" in answer)) throw new Error("the bench's Telegram mixed up its answers");
      return answer.report;
    },
    /** Ada writes to the bot. */
    say: (token: string, text: string) => order({ do: "say", token, text }),
    close: async (): Promise<void> => {
      const ended = once(child, "exit");
      child.disconnect();
      await ended;
    },
  };
}
