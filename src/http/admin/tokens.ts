/** Who asks: the admin API's bearer tokens, and how often each may ask. */
import { createHash, timingSafeEqual } from "node:crypto";
import type { AdminToken } from "../../config-values.ts";

export type Tokens = ReturnType<typeof createTokens>;

export type Identified =
  | { ok: true; name: string }
  | { ok: false; why: "missing" | "wrong" }
  /** `name` where the token was right. */
  | { ok: false; why: "too_many"; retryAfterSeconds: number; name?: string };

/** Requests that a token may make at once after a rest, and how many a second it gains again. */
export const tokenAllowance = { most: 300, perSecond: 5 };
/** Wrong tokens from one address. A right token can be guessed at no rate: this keeps the log and the CPU quiet. */
const wrongAllowance = { most: 10, perSecond: 1 / 6 };
/** Addresses remembered; beyond it those that have rested long enough are forgotten. */
const mostAddresses = 1000;

export function createTokens({ tokens, now }: { tokens: readonly AdminToken[]; now: () => number }) {
  const known = tokens.map(({ name, hash }) => ({ name, hash: Buffer.from(hash, "hex") }));
  const ofTokens = createBuckets(tokenAllowance, now);
  const ofAddresses = createBuckets(wrongAllowance, now);

  /** Compares with every token, each in constant time: how long it takes says nothing about any of them. */
  function nameOf(token: string): string | undefined {
    const hash = createHash("sha256").update(token).digest();
    let found: string | undefined;
    for (const one of known) if (timingSafeEqual(one.hash, hash)) found = one.name;
    return found;
  }

  return {
    /** Takes the Authorization header and the address that the request came from. */
    identify(header: string | undefined, address: string): Identified {
      const token = /^Bearer +(\S+) *$/i.exec(header ?? "")?.[1];
      const name = token === undefined ? undefined : nameOf(token);
      if (name === undefined) {
        const wait = ofAddresses.take(address);
        if (wait > 0) return { ok: false, why: "too_many", retryAfterSeconds: wait };
        return { ok: false, why: token === undefined ? "missing" : "wrong" };
      }
      // Not held up by what others at this address got wrong: behind a proxy all have the same.
      const wait = ofTokens.take(name);
      return wait > 0 ? { ok: false, why: "too_many", retryAfterSeconds: wait, name } : { ok: true, name };
    },
  };
}

function createBuckets({ most, perSecond }: { most: number; perSecond: number }, now: () => number) {
  const buckets = new Map<string, { level: number; at: number }>();

  function levelOf(key: string, at: number): number {
    const bucket = buckets.get(key);
    if (!bucket) return most;
    return Math.min(most, bucket.level + (Math.max(0, at - bucket.at) / 1000) * perSecond);
  }

  return {
    /** Takes one; 0, or how many whole seconds until there is one to take. */
    take(key: string): number {
      const at = now();
      const level = levelOf(key, at);
      if (buckets.size >= mostAddresses)
        for (const other of buckets.keys()) if (levelOf(other, at) >= most) buckets.delete(other);
      // Still full: whoever asks from so many addresses at once is not kept apart any more.
      if (buckets.size >= mostAddresses && !buckets.has(key)) return Math.ceil(1 / perSecond);
      if (level < 1) return Math.ceil((1 - level) / perSecond);
      buckets.set(key, { level: level - 1, at });
      return 0;
    },
  };
}
