/**
 * Group commit: what has ended since the last turn is written in one transaction, together with the claims of what
 * goes out next. A commit waits for the disk, so one for each result would be most of the work.
 */
import type { Events } from "../events.ts";
import type { DeliveryStatus } from "../posts/status.ts";
import type { Claim } from "../storage/claims.ts";
import type { SentClaim, Settled } from "./settle.ts";

/** Writes a result. What happened by it is told once it is on the disk. */
export type Writing = () => Settled;

export type Recorder = ReturnType<typeof createRecorder>;

export function createRecorder({
  together,
  settleSent,
  emit,
}: {
  together: <T>(work: () => T) => T;
  settleSent: (list: SentClaim[]) => Settled[];
  emit: Events["emit"];
}) {
  let waiting: Writing[] = [];
  /** What most sends come to, apart: all of it is written by the same few statements. */
  let sent: SentClaim[] = [];

  function write(
    claim: () => Claim[],
    count: (status: DeliveryStatus) => void,
    onProblem: (problem: unknown) => void,
  ): Claim[] {
    const batch = waiting;
    const batchSent = sent;
    waiting = [];
    sent = [];
    let written: Settled[] = [];
    let claims: Claim[] = [];
    try {
      if (batch.length + batchSent.length === 0) return claim();
      together(() => {
        written = batch.map((writing) => writing());
        if (batchSent.length > 0) written.push(...settleSent(batchSent));
        claims = claim();
      });
    } catch (problem) {
      onProblem(problem);
      for (const one of batchSent) batch.push(() => settleSent([one])[0] ?? { events: [] });
      written = oneByOne(batch, problem);
      claims = [];
    }
    for (const { events: happened, status } of written) {
      if (status) count(status);
      for (const event of happened) emit(event);
    }
    return claims;
  }

  /** What the database does not take is kept for the next turn, and does not keep the rest from being written. */
  function oneByOne(batch: Writing[], problem: unknown): Settled[] {
    // Each try on a locked database waits for seconds, and nothing else can happen meanwhile.
    if (isLocked(problem)) {
      waiting = batch;
      return [];
    }
    return batch.flatMap((writing) => {
      try {
        return [together(writing)];
      } catch {
        waiting.push(writing);
        return [];
      }
    });
  }

  return {
    /** Has it written in the next turn that this was sent. */
    addSent: (one: SentClaim): void => void sent.push(one),

    /** Has something else written in the next turn. */
    add: (writing: Writing): void => void waiting.push(writing),

    /**
     * Writes what waits and claims, in one transaction; then tells what happened. Returns the claims.
     * What the database did not take (locked, disk full) waits for the next call, and nothing is claimed.
     */
    write,

    /** True while something is not on the disk. */
    owes: (): boolean => waiting.length + sent.length > 0,
  };
}

function isLocked(problem: unknown): boolean {
  return String((problem as { code?: unknown } | null)?.code).startsWith("SQLITE_BUSY");
}
