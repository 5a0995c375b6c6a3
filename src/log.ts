/**
 * The log: JSON lines, one per event, without tokens.
 * Tokens are taken out of the finished line, on its way to the destination: by then messages, fields, errors with
 * all their causes and child loggers' bindings are one string, so nothing can get past. Redacting by path, as pino
 * does, would miss a token inside a URL inside an error's message.
 */
import { pino } from "pino";
import type { Event, Events } from "./events.ts";
import type { DeliveryStatus } from "./posts/status.ts";
import { currentTrace } from "./trace.ts";

export type Log = ReturnType<typeof createLog>;

/**
 * A pino logger that writes JSON lines to a destination, standard output if there is none.
 * Takes one of pino's levels. Errors go in by any field's name, with their causes.
 */
export function createLog({
  level,
  destination,
}: {
  level: string;
  destination?: { write(line: string): unknown };
}) {
  const output = destination ?? pino.destination({ dest: 1, sync: true });
  return pino(
    {
      level,
      errorKey: "error",
      // The host and the process are the container's to name; levels are for people to read.
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      // What a line says itself comes first: it may speak of another's post.
      mixin: traceFields,
      formatters: {
        level: (label) => ({ level: label }),
        log: (fields) =>
          Object.fromEntries(
            Object.entries(fields).map(([name, value]) => [
              name,
              isError(value) ? describeError(value) : value,
            ]),
          ),
      },
      // What the formatter made of an error is not to be taken for an error once more.
      serializers: { err: (value) => value, error: (value) => value },
    },
    { write: (line: string) => output.write(withoutTokens(line)) },
  );
}

/** Writes a line for each event. Returns a function that ends the listening. */
export function logEvents(log: Log, events: Events): () => void {
  return events.listen((event) => {
    const { type, ...fields } = event;
    const { level, text } = lineOf(event);
    log[level]({ event: type, ...fields }, text);
  });
}

function traceFields(): { trace?: string } {
  const trace = currentTrace();
  return trace === null ? {} : { trace };
}

/** Tokens, also where a URL has encoded the colon. */
function withoutTokens(line: string): string {
  return line.replace(/\d{6,}(?::|%3A)[A-Za-z0-9_-]{30,}/gi, "[token]");
}

function isError(value: unknown): value is Error {
  return value instanceof Error || Object.prototype.toString.call(value) === "[object Error]";
}

/**
 * An error as plain fields. Only these: grammY hangs whole contexts and payloads on its errors,
 * and what people write does not belong in a log.
 */
function describeError(error: Error, depth = 0): Record<string, unknown> {
  const { code, errors } = error as { code?: unknown; errors?: unknown };
  // grammY keeps what went wrong in `error`, where others say `cause`.
  const cause = error.cause ?? (error as { error?: unknown }).error;
  // A cause may lead back to where it came from.
  const deeper = (value: unknown) =>
    !isError(value) ? String(value) : depth < 5 ? describeError(value, depth + 1) : value.message;
  return {
    type: error.name,
    message: error.message,
    ...(code !== undefined && { code }),
    stack: error.stack,
    ...(cause !== undefined && { cause: deeper(cause) }),
    ...(Array.isArray(errors) && { errors: errors.map(deeper) }),
  };
}

function lineOf(event: Event): { level: "debug" | "info" | "warn" | "error"; text: string } {
  switch (event.type) {
    case "post_scheduled":
      return { level: "info", text: "post scheduled" };
    case "post_changed":
      return { level: "info", text: `post ${event.change.replaceAll("_", " ")}` };
    case "delivery_claimed":
      return { level: "debug", text: "delivery claimed" };
    case "delivery_part_sent":
      return { level: "info", text: `delivery: part ${event.part} of ${event.parts} sent` };
    case "delivery_settled":
      return settlings[event.status];
    case "post_finished":
      return { level: "info", text: `post ${event.status.replaceAll("_", " ")}` };
    case "post_told":
      return { level: "info", text: "result told" };
    case "destination_lost":
      return { level: "warn", text: "destination lost" };
    case "destination_moved":
      return { level: "info", text: "destination moved to another chat" };
    case "job_finished":
      if (event.outcome === "failed") return { level: "error", text: "job failed" };
      // The heartbeat of every minute says something only when it did something.
      return { level: event.summary ? "info" : "debug", text: "job done" };
    case "job_paused":
      return { level: "warn", text: "job paused" };
    case "job_resumed":
      return { level: "info", text: "job resumed" };
    case "telegram_unauthorized":
      return { level: "error", text: "Telegram refused the bot's token; nothing is sent until it takes one" };
    case "telegram_unreachable":
      return { level: "error", text: "Telegram is out of reach; posts wait" };
    case "telegram_back":
      return { level: "info", text: "Telegram is back; what waited goes out" };
    case "database_trouble":
      return { level: "error", text: "the database takes no writes; nothing is sent until it does" };
    case "database_well":
      return { level: "info", text: "the database takes writes again; what waited goes on" };
    case "backup_damaged":
      return { level: "error", text: "the backup is damaged, and so, most likely, is the database" };
    case "telegram_limited":
      if (event.scope === "chat") return { level: "debug", text: "Telegram told the bot to wait in a chat" };
      return { level: "warn", text: "Telegram told the bot to wait" };
    case "webhook_failed":
      return { level: "warn", text: "an address did not take an event; it is tried again" };
    case "webhook_gave_up":
      return { level: "error", text: "an address failed for a day; it is not told of what happened before" };
    case "update_handled":
      return { level: "debug", text: "update handled" };
    default:
      return event satisfies never;
  }
}

/** Failed and uncertain are errors: a person is needed. */
const settlings = {
  pending: { level: "warn", text: "delivery to be tried again" },
  sending: { level: "debug", text: "delivery sending" },
  sent: { level: "info", text: "delivery sent" },
  failed: { level: "error", text: "delivery failed" },
  uncertain: { level: "error", text: "delivery uncertain" },
  expired: { level: "warn", text: "delivery expired" },
  cancelled: { level: "info", text: "delivery cancelled" },
} as const satisfies Record<DeliveryStatus, ReturnType<typeof lineOf>>;
