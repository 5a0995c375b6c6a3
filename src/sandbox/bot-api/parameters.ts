/**
 * Reading parameters as the server does: whatever the encoding of the request, numbers may come as
 * strings and objects as JSON in a string.
 */

import { badRequest } from "../telegram/errors.ts";
import type { Bot, World } from "../telegram/world.ts";
import type { Parameters } from "./request.ts";

/** What every method works with: the world, the bot that calls, and what it says. */
export interface Context extends Parameters {
  world: World;
  bot: Bot;
  /** Aborted when the caller hangs up. */
  signal: AbortSignal;
}

const isAbsent = (value: unknown) => value === undefined || value === null || value === "";

/** The parameter as text; empty where absent. */
export function text({ values }: Parameters, name: string): string {
  const value = values[name];
  if (isAbsent(value)) return "";
  return typeof value === "string"
    ? value
    : typeof value === "object"
      ? JSON.stringify(value)
      : String(value);
}

/** Was the parameter given at all, even if it is empty? */
export const has = ({ values }: Parameters, name: string) =>
  values[name] !== undefined && values[name] !== null;

/** The parameter as a whole number within bounds: the server moves what lies outside to the nearest bound. */
export function integer(
  parameters: Parameters,
  name: string,
  { fallback = 0, min = -Infinity, max = Infinity }: { fallback?: number; min?: number; max?: number } = {},
): number {
  const value = Number.parseInt(text(parameters, name), 10);
  return Number.isNaN(value) ? fallback : Math.min(max, Math.max(min, value));
}

/** true, "True", "yes" and 1 are true; everything else is false. */
export function boolean(parameters: Parameters, name: string, fallback = false): boolean {
  if (!has(parameters, name)) return fallback;
  return ["true", "yes", "1"].includes(text(parameters, name).trim().toLowerCase());
}

/** The parameter as JSON, or undefined where absent; `what` names it in the refusal "can't parse … JSON object". */
export function json(parameters: Parameters, name: string, what: string): unknown {
  const value = parameters.values[name];
  if (isAbsent(value)) return undefined;
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    throw badRequest(`can't parse ${what} JSON object`);
  }
}

/** A list of JSON values where what is no list, or no JSON, counts as absent: the server is lenient with these. */
export function lenientList(parameters: Parameters, name: string): unknown[] | undefined {
  try {
    const value = json(parameters, name, name);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Is it an object, as opposed to a list or a plain value? */
export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** An object's required text field, with the refusal of the server's JSON reader. */
export function requiredField(object: Record<string, unknown>, name: string, context: string): string {
  const value = object[name];
  if (value === undefined || value === null) throw badRequest(`${context}Can't find field "${name}"`);
  if (typeof value !== "string" && typeof value !== "number") {
    throw badRequest(`${context}Field "${name}" must be of type String`);
  }
  return String(value);
}

/** Ids of messages: a list of 1 to 100. */
export function messageIds(parameters: Parameters): number[] {
  const value = json(parameters, "message_ids", "message_ids");
  if (value === undefined) throw badRequest("message identifiers are not specified");
  if (!Array.isArray(value)) throw badRequest("expected an Array of message identifiers");
  if (value.length === 0) throw badRequest("message identifiers are not specified");
  if (value.length > 100) throw badRequest("too many message identifiers specified");
  return value.map((id) => {
    if (typeof id !== "number" && typeof id !== "string") {
      throw badRequest("message identifier must be a Number");
    }
    if (!/^\d+$/.test(String(id)) || Number(id) <= 0)
      throw badRequest("invalid message identifier specified");
    return Number(id);
  });
}
