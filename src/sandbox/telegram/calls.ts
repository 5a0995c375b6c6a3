/** What bots have asked of the Bot API, for tests that look over their shoulder. */

/** One call: its method, its parameters parsed, and what was answered. */
export interface BotCall {
  method: string;
  /** Values as the bot meant them; an uploaded file is shown as { file_name, size }. */
  payload: Record<string, unknown>;
  /** The answer's JSON, also where a fault kept it from arriving; undefined where nothing was carried out. */
  answer: { ok: boolean; result?: unknown; description?: string; error_code?: number } | undefined;
}

/** A sandbox may run for days: only so many calls are kept. */
const KEPT = 1000;

/** Adds a call to the log, dropping the oldest ones. */
export function recordCall(calls: BotCall[], call: BotCall): void {
  calls.push(call);
  if (calls.length > KEPT) calls.splice(0, calls.length - KEPT);
}
