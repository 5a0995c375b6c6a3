/**
 * The same request with the same key is carried out once, and answered the same for as long as the key is kept (24
 * hours). A program that lost an answer asks again and doubles nothing. A refusal (a status from 400) has done nothing:
 * it leaves the key free, and the same request may succeed with it later.
 */
import type { Clock } from "../clock.ts";
import type { IdempotencyKey, IdempotencyKeyStore } from "../storage/idempotency-keys.ts";

export type Idempotency = ReturnType<typeof createIdempotency>;

export interface Keyed {
  tokenName: string;
  key: string;
  /** Tells the request from others: the same key with another is a mistake. */
  requestHash: string;
}

interface StoredAnswer {
  status: number;
  body: unknown;
}

export type KeyedAnswer<Answer extends StoredAnswer> =
  | { kind: "answered"; answer: Answer }
  | { kind: "replayed"; answer: StoredAnswer }
  /** cut_off: a crash came between the beginning and the end, and nobody knows how far it got. */
  | { kind: "other_request" | "running" | "cut_off" };

const day = 24 * 60 * 60 * 1000;

export function createIdempotency({ keys, clock }: { keys: IdempotencyKeyStore; clock: Pick<Clock, "now"> }) {
  /** Requests of this process: a key without an answer that is not among them was cut off. */
  const running = new Set<string>();
  const nameOf = ({ tokenName, key }: Keyed) => JSON.stringify([tokenName, key]);

  function known(keyed: Keyed, now: number): IdempotencyKey | undefined {
    const found = keys.find(keyed);
    if (!found || found.at > now - day) return found;
    keys.forget(keyed);
    return undefined;
  }

  function answerOf<Answer extends StoredAnswer>(found: IdempotencyKey, keyed: Keyed): KeyedAnswer<Answer> {
    if (found.requestHash !== keyed.requestHash) return { kind: "other_request" };
    if (found.status === null) return { kind: running.has(nameOf(keyed)) ? "running" : "cut_off" };
    return { kind: "replayed", answer: { status: found.status, body: found.answer } };
  }

  return {
    /**
     * For work that only writes to the database: what it writes and the key's answer are one commit, so no crash can
     * come between them. An error undoes both.
     */
    once<Answer extends StoredAnswer>(keyed: Keyed, work: () => Answer): KeyedAnswer<Answer> {
      return keys.together(() => {
        const now = clock.now();
        const found = known(keyed, now);
        if (found) return answerOf(found, keyed);
        const answer = work();
        if (answer.status < 400) {
          keys.begin(keyed, keyed.requestHash, now);
          keys.complete(keyed, { status: answer.status, answer: answer.body });
        }
        return { kind: "answered", answer };
      });
    },

    /** For work that reaches beyond the database. After a crash in the middle the key stays taken: never a blind repeat. */
    async onceOutside<Answer extends StoredAnswer>(
      keyed: Keyed,
      work: () => Promise<Answer>,
    ): Promise<KeyedAnswer<Answer>> {
      const now = clock.now();
      const found = keys.together(() => {
        const before = known(keyed, now);
        if (!before) keys.begin(keyed, keyed.requestHash, now);
        return before;
      });
      if (found) return answerOf(found, keyed);
      running.add(nameOf(keyed));
      try {
        const answer = await work();
        if (answer.status < 400) keys.complete(keyed, { status: answer.status, answer: answer.body });
        else keys.forget(keyed);
        return { kind: "answered", answer };
      } finally {
        running.delete(nameOf(keyed));
      }
    },
  };
}
