/**
 * What the message ids after the last known one say about a post whose answer was lost. Pure: whoever looks asks
 * Telegram about one id after the other, as `readEvidence` wishes. When this can be wrong, and why it leans towards
 * asking a person, stands in docs/decisions/006-look-before-asking.md.
 */

/** What there is under a message id. */
export type Trace =
  /** A message that this bot wrote, and that no other delivery has on record. */
  | "ours"
  /** A message, but not of this delivery: somebody else's, a service message, or one that is on record. */
  | "other"
  /** A message of which nobody can say whose it is. */
  | "unclear"
  /** Nothing that the bot could see. */
  | "missing";

export interface Evidence {
  /** The last id that was known before the send; what was sent has a higher one. */
  after: number;
  /** How many messages the delivery makes. */
  messages: number;
  /** The highest id that is known by now. */
  newest: number;
  traces: ReadonlyMap<number, Trace>;
  /** False in groups, where messages may be hidden from the bot: they look missing. */
  seesEverything: boolean;
  /** Another delivery of ours, of unknown fate, may have left its messages here too. */
  shadowed: boolean;
}

export type Reading =
  /** Nothing can be said before this id was looked at. */
  | { lookAt: number }
  /** Its messages are there, under these ids. */
  | { found: number[] }
  /** There is no message of ours, and no sign of one that is gone. */
  | "absent"
  /** Only a person can say. */
  | "cannot_tell";

/**
 * So many ids in a row with nothing under them are taken for the end of the chat: somebody who posts an album and
 * deletes it, before an update of it came, would have to hit the very moment of the send.
 */
const endOfChat = 5;
/** A chat that has moved on by more than this (ids) is not searched: it would take too many calls. */
const longestSearch = 30;

/** Reads what is known so far, id by id. */
export function readEvidence(evidence: Evidence): Reading {
  const { after, messages, newest, traces } = evidence;
  const ours: number[] = [];
  let missing = 0;
  let gap = false;
  for (let id = after + 1; id <= after + longestSearch; id++) {
    const trace = traces.get(id);
    if (trace === undefined) return { lookAt: id };
    if (trace === "unclear") return "cannot_tell";
    if (trace === "ours") ours.push(id);
    if (trace === "missing") missing++;
    else {
      // Something later is there: here was a message that is gone or hidden.
      gap ||= missing > 0;
      missing = 0;
    }
    const atTheEnd = missing >= endOfChat && id >= newest;
    // One more of ours behind them would tell that these are not all of one post.
    if (atTheEnd || (ours.length >= messages && trace !== "ours")) return conclude(evidence, ours, gap);
  }
  return "cannot_tell";
}

function conclude({ messages, seesEverything, shadowed }: Evidence, ours: number[], gap: boolean): Reading {
  if (ours.length === 0) return seesEverything && !gap ? "absent" : "cannot_tell";
  const inARow = ours.at(-1) === (ours[0] ?? 0) + ours.length - 1;
  return ours.length === messages && inARow && !shadowed ? { found: ours } : "cannot_tell";
}
