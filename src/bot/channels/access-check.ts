/** The nightly look at the token and at the bot's rights everywhere, before a post fails for want of them. */
import { type Api, GrammyError, HttpError } from "grammy";
import type { ChatFacts, Destination } from "../../editorial/directory.ts";
import type { Desk } from "../context.ts";
import { tellOfChannel } from "./channel-news.ts";
import { currentFacts } from "./chat-facts.ts";

/** What came of it: all were looked at, or why the rest was not. */
export interface AccessReport {
  ended: "complete" | "unauthorized" | "unreachable" | "stopped";
  /** Of the destinations: looked at, newly lost, taken back, otherwise changed, and without an answer. */
  checked: number;
  lost: number;
  back: number;
  changed: number;
  unanswered: number;
}

/** The check is in no hurry, and publishing shares Telegram's patience with it (ms between two chats). */
const gap = 300;
/** A call that Telegram could not answer is repeated after this (ms), so often. */
const repeatAfter = 5000;
const tries = 3;

/** `during.pause` sleeps, and returns early where `during.signal` aborts: the check ends then. */
export function createAccessCheck({ api, directory, team }: Pick<Desk, "directory" | "team"> & { api: Api }) {
  return async function checkAccess(during: {
    signal: AbortSignal;
    pause: (duration: number) => Promise<void>;
  }): Promise<AccessReport> {
    const report: AccessReport = {
      ended: "complete",
      checked: 0,
      lost: 0,
      back: 0,
      changed: 0,
      unanswered: 0,
    };
    try {
      const { id: botId } = await patiently(() => api.getMe());
      for (const { id } of directory.all()) {
        if (during.signal.aborted) return { ...report, ended: "stopped" };
        await checkOne(id, botId, report);
        await during.pause(gap);
      }
      return report;
    } catch (error) {
      if (during.signal.aborted) return { ...report, ended: "stopped" };
      const ended = reasonOf(error);
      if (!ended) throw error;
      return { ...report, ended };
    }

    async function checkOne(id: number, botId: number, counts: AccessReport): Promise<void> {
      const before = directory.byId(id);
      if (!before || before.state === "removed") return;
      const facts = await patiently(() => currentFacts({ api, directory }, before, botId)).catch(
        unlessServerError,
      );
      if (!facts) {
        counts.unanswered++;
        return;
      }
      counts.checked++;
      // What updates said while Telegram was asked counts as well.
      const known = directory.byId(id);
      if (!known || known.state === "removed" || !differ(known, facts)) return;
      directory.update(known, facts);
      if (known.state === "active" && !facts.canPost) counts.lost++;
      else if (known.state === "lost" && facts.canPost) {
        counts.back++;
        await tellOfChannel({ api, directory }, team.member(known.addedBy), id, "channel-back");
      } else counts.changed++;
    }

    /** Waits as Telegram asks, and for what may be over in a moment; throws the last error. */
    async function patiently<T>(ask: () => Promise<T>): Promise<T> {
      for (let attempt = 1; ; attempt++) {
        try {
          return await ask();
        } catch (error) {
          const wait = waitAfter(error);
          if (wait === undefined || attempt === tries || during.signal.aborted) throw error;
          await during.pause(wait);
        }
      }
    }
  };
}

export type AccessCheck = ReturnType<typeof createAccessCheck>;

/** How long (ms) to wait before asking again; undefined where the answer would be the same. */
function waitAfter(error: unknown): number | undefined {
  if (error instanceof HttpError) return repeatAfter;
  if (!(error instanceof GrammyError)) return undefined;
  if (error.error_code === 429) return (error.parameters.retry_after ?? 1) * 1000;
  return error.error_code >= 500 ? repeatAfter : undefined;
}

/** Why there is no point in going on; undefined for an error that is none of Telegram's. */
function reasonOf(error: unknown): "unauthorized" | "unreachable" | undefined {
  if (error instanceof HttpError) return "unreachable";
  if (!(error instanceof GrammyError)) return undefined;
  // 404 is what a token gets that cannot be one.
  return error.error_code === 401 || error.error_code === 404 ? "unauthorized" : "unreachable";
}

/** For `.catch()`: one chat that Telegram says nothing of, for now, keeps nobody from asking about the next. */
function unlessServerError(error: unknown): undefined {
  const isOfServer = error instanceof GrammyError && (error.error_code === 429 || error.error_code >= 500);
  if (!isOfServer) throw error;
  return undefined;
}

function differ(known: Destination, { chatId, ...facts }: ChatFacts): boolean {
  return Object.entries(facts).some(([name, value]) => known[name as keyof typeof facts] !== value);
}
