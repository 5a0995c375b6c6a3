/**
 * What an operation of the admin API is. The table of them (operations.ts) gives the routes, the OpenAPI document and
 * the page, so that none can say what another does not.
 */
import type { z } from "zod";
import type { Program } from "../../posts/permissions.ts";
import type { ProblemKind } from "./problems.ts";

export interface Asked<Path, Query, Body> {
  path: Path;
  query: Query;
  body: Body;
  /** Who asks. */
  program: Program;
  /** Aborted when the request's time is up. */
  signal: AbortSignal;
}

/** Something in a body or a parameter, by its JSON pointer (RFC 6901), or "?name" for one in the address. */
export interface FieldError {
  pointer: string;
  detail: string;
}

export interface Answered {
  status: number;
  body: unknown;
}

export interface Refused {
  problem: ProblemKind;
  detail: string;
  /** For programs, where one kind has several. */
  reason?: string;
  errors?: FieldError[];
  headers?: Record<string, string>;
}

/** A refusal that lies in one place of the request. */
export function refuseField(reason: string, pointer: string, detail: string): Refused {
  return { problem: "refused", reason, detail, errors: [{ pointer, detail }] };
}

export type Answer = Answered | Refused;

export interface Shape<Path extends z.ZodObject, Query extends z.ZodObject, Body extends z.ZodType> {
  /** The name that programs generated from the document call it by. */
  id: string;
  method: "GET" | "POST";
  /** As OpenAPI writes it: /publishing/schedule/{post} */
  path: string;
  group: string;
  summary: string;
  /** Markdown of the plainest kind: paragraphs and `code`. */
  about: string;
  pathParameters?: Path;
  query?: Query;
  body?: Body;
  bodyExamples?: Record<string, unknown>;
  /** Takes a file instead of JSON; see upload.ts. */
  takesFile?: boolean;
  answers: Record<number, { about: string; schema: z.ZodType }>;
  /** Headers of the answer that follow from its body: one that comes again has them as well. */
  headersOf?: (body: unknown) => Record<string, string>;
  /** Those of its own; what every operation may answer is added. */
  problems: ProblemKind[];
  /** Reaches beyond the database (Telegram, jobs), so that it cannot share one transaction with its key. */
  reachesOutside?: boolean;
  carryOut(asked: Asked<z.output<Path>, z.output<Query>, z.output<Body>>): Answer | Promise<Answer>;
}

export type Operation = Shape<z.ZodObject, z.ZodObject, z.ZodType>;

/** Keeps the types of an operation's parameters together, and lets go of them for the table. */
export function operation<
  Path extends z.ZodObject = z.ZodObject<Record<never, never>>,
  Query extends z.ZodObject = z.ZodObject<Record<never, never>>,
  Body extends z.ZodType = z.ZodUndefined,
>(shape: Shape<Path, Query, Body>): Operation {
  return shape as unknown as Operation;
}
