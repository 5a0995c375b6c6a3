/** How the value of a setting is read: each reader takes what was typed, trimmed, and says what is wrong with it. */
import { createHash } from "node:crypto";
import { Cron } from "croner";

/** What is wrong reads on after the setting's name. */
export type Reading<Value> = { value: Value } | { wrong: string };

export const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
export type LogLevel = (typeof logLevels)[number];

/** The shape that the log's redaction knows; the public server's tokens all have it. */
export function botToken(text: string): Reading<string> {
  if (/^\d{6,}:[A-Za-z0-9_-]{30,}$/.test(text)) return { value: text };
  return { wrong: "is not a token: digits, a colon, then at least 30 letters, digits, - or _" };
}

export function userIds(text: string): Reading<number[]> {
  const parts = text.split(",").map((part) => part.trim());
  const ids = parts.filter((part) => part !== "");
  // A user id has at most 52 significant bits, so a number holds it (Bot API, User).
  const bad = ids.find((id) => !/^\d{1,16}$/.test(id) || Number(id) < 1 || Number(id) >= 2 ** 52);
  if (bad !== undefined) return { wrong: `takes numbers: ${quoted(bad)} is no Telegram user id` };
  if (ids.length === 0) return { wrong: "names nobody" };
  return { value: [...new Set(ids.map(Number))] };
}

export function filePath(text: string): Reading<string> {
  return /[\\/]$/.test(text)
    ? { wrong: `is a folder: ${quoted(text)} needs a file's name` }
    : { value: text };
}

export function zoneName(text: string): Reading<string> {
  const zones = ["UTC", ...Intl.supportedValuesOf("timeZone")];
  const listed = zones.find((zone) => zone.toLowerCase() === text.toLowerCase());
  if (listed || isZone(text)) return { value: listed ?? text };
  const words = text.replaceAll(" ", "_");
  const city = nearest(nameOfCity(words), zones.map(nameOfCity));
  const near = nearest(words, zones) ?? zones.find((zone) => city !== undefined && nameOfCity(zone) === city);
  return { wrong: `takes a time zone, not ${quoted(text)}${near ? ` (did you mean ${near}?)` : ""}` };
}

function nameOfCity(zone: string): string {
  return zone.slice(zone.lastIndexOf("/") + 1);
}

/** Intl may also take offsets, which know no summer time. */
function isZone(text: string): boolean {
  try {
    return /^[a-z]/i.test(text) && new Intl.DateTimeFormat("en", { timeZone: text }) !== undefined;
  } catch {
    return false;
  }
}

export function webAddress(text: string): Reading<string> {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) return { wrong: "is not an http or https address" };
  if (url.search || url.hash) return { wrong: "takes an address without ? and #" };
  return { value: text.replace(/\/+$/, "") };
}

/** For what is off unless it is set. */
export function orOff<Value>(read: (text: string) => Reading<Value>) {
  return (text: string): Reading<Value | undefined> =>
    text.toLowerCase() === "off" ? { value: undefined } : read(text);
}

export function onOrOff(text: string): Reading<boolean> {
  const word = text.toLowerCase();
  return word === "on" || word === "off" ? { value: word === "on" } : { wrong: "takes on or off" };
}

export function folderPath(text: string): Reading<string> {
  return { value: text.length > 1 ? text.replace(/[\\/]+$/, "") : text };
}

export function hostName(text: string): Reading<string> {
  return /^[\w.:-]+$/.test(text) ? { value: text } : { wrong: "takes a host name or an IP address" };
}

/** Addresses to post to, in their order, none twice. */
export function webAddresses(text: string): Reading<string[]> {
  const addresses = text.split(/[\s,]+/).filter((part) => part !== "");
  const isRight = (address: string) => URL.canParse(address) && /^https?:$/.test(new URL(address).protocol);
  // Not repeated: an address may hold a secret.
  if (!addresses.every(isRight)) return { wrong: "takes http or https addresses, separated by commas" };
  return { value: [...new Set(addresses)] };
}

export function secretWord(text: string): Reading<string> {
  return text.length >= 16 ? { value: text } : { wrong: "needs at least 16 characters" };
}

/** One of the admin API's tokens. The token itself is not kept. */
export interface AdminToken {
  name: string;
  /** Of the token: SHA-256, 64 hexadecimal digits. */
  hash: string;
}

/** `name:token`, or `name:sha256:HASH` where the token itself is not to stand in the settings. */
export function adminTokens(text: string): Reading<AdminToken[]> {
  const tokens: AdminToken[] = [];
  for (const part of text.split(/[\s,]+/).filter((one) => one !== "")) {
    const [, name = "", secret = ""] = /^([\w-]{1,40}):(.+)$/.exec(part) ?? [];
    const [, given] = /^sha256:([0-9a-f]{64})$/i.exec(secret) ?? [];
    if (!name) return { wrong: "takes NAME:TOKEN or NAME:sha256:HASH, separated by commas" };
    if (secret.startsWith("sha256:") && !given)
      return { wrong: `needs 64 hexadecimal digits after sha256: for ${name}` };
    if (!given && secret.length < leastTokenLength)
      return { wrong: `needs a token of at least ${leastTokenLength} characters for ${name}` };
    if (tokens.some((token) => token.name === name)) return { wrong: `names ${name} twice` };
    tokens.push({ name, hash: given?.toLowerCase() ?? createHash("sha256").update(secret).digest("hex") });
  }
  return { value: tokens };
}

/** Random enough not to be guessed. */
const leastTokenLength = 24;

export function wholeNumber(least: number, most: number) {
  return numberLike(/^\d+$/, `takes a whole number from ${least} to ${most}`, least, most);
}

export function decimalNumber(least: number, most: number) {
  return numberLike(/^\d+(\.\d+)?$/, `takes a number from ${least} to ${most}`, least, most);
}

function numberLike(shape: RegExp, rule: string, least: number, most: number) {
  return (text: string): Reading<number> => {
    const value = Number(text);
    const fits = shape.test(text) && value >= least && value <= most;
    return fits ? { value } : { wrong: `${rule}, not ${quoted(text)}` };
  };
}

export function cronPattern(text: string): Reading<string> {
  // Five fields or @daily: croner also takes seconds, of which a runner by the minute knows nothing, and dates.
  if (!text.startsWith("@") && text.split(/\s+/).length !== 5)
    return { wrong: `takes a cron pattern of five fields, not ${quoted(text)}` };
  try {
    // From a fixed day, so that the answer does not depend on today's.
    const next = new Cron(text, { paused: true }).nextRun(new Date(0));
    return next ? { value: text } : { wrong: `would never fire: no date fits ${quoted(text)}` };
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^CronPattern: /, "") : String(error);
    return { wrong: `is no cron pattern: ${quoted(text)} (${why})` };
  }
}

export function logLevel(text: string): Reading<LogLevel> {
  const level = logLevels.find((known) => known === text.toLowerCase());
  return level ? { value: level } : { wrong: `takes ${logLevels.join(", ")}, not ${quoted(text)}` };
}

/** A token pasted into the wrong setting must not be shown either. */
function quoted(text: string): string {
  return /\d{6,}:/.test(text) ? "a bot token" : `"${text}"`;
}

/** The candidate that is at most two slips of the finger away (one, for short words); the nearest of several. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const limit = word.length < 5 ? 1 : 2;
  const distances = candidates.map((name) => ({
    name,
    slips: slips(word.toLowerCase(), name.toLowerCase()),
  }));
  return distances.filter((one) => one.slips <= limit).sort((a, b) => a.slips - b.slips)[0]?.name;
}

/** How many letters were added, left out, replaced or swapped with their neighbour (optimal string alignment). */
function slips(one: string, other: string): number {
  const rows: number[][] = [Array.from({ length: other.length + 1 }, (_, index) => index)];
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1];
      const swapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      row[j] = Math.min(
        row[j - 1]! + 1,
        rows[i - 1]![j]! + 1,
        rows[i - 1]![j - 1]! + (same ? 0 : 1),
        swapped ? rows[i - 2]![j - 2]! + 1 : Number.POSITIVE_INFINITY,
      );
    }
    rows.push(row);
  }
  return rows[one.length]![other.length]!;
}
