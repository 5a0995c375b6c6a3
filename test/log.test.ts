import { describe, expect, test } from "vitest";
import { createEvents, type Event } from "../src/events.ts";
import { createLog, logEvents } from "../src/log.ts";

const token = "987654321:abcDEFghiJKLmnoPQRstuVWXyz-0123456789";
const url = `https://api.telegram.org/bot${token}/sendMessage`;
const delivery = { deliveryId: 2, postId: 1, destinationId: 3, trace: "u-7" };
const job = { job: "publish", scheduledFor: 60_000, durationMs: 12 };

describe("the log", () => {
  test("shows no token, wherever one stands", () => {
    const { log, lines } = recordedLog();
    log.info(`a message with ${token}`);
    log.info("a message with an argument: %s", token);
    log.info({ url, nested: { deep: [{ token }] }, [token]: "as a name" }, url);
    log.info({ encoded: url.replace(":abc", "%3Aabc") });
    log.error(troubleWith(url), `sending failed: ${url}`);
    log.error({ error: troubleWith(url) });
    log.error({ err: troubleWith(url), reason: troubleWith(url) });
    log
      .child({ token, url })
      .child({}, { msgPrefix: `${token} ` })
      .warn({ error: token }, "a child's line");
    expect(lines()).toHaveLength(8);
    expect(lines().join()).toContain("/bot[token]/sendMessage");
    expect(lines().join()).not.toMatch(/abcDEF|987654321/);
  });

  test("stays JSON, a line for each entry, with the level by name and the time for people", () => {
    const { log, lines } = recordedLog();
    log.warn({ token, text: 'quotes " and\nlines' }, "twice\n");
    expect(lines()).toHaveLength(1);
    const entry = JSON.parse(lines()[0]!);
    expect(entry).toEqual({
      level: "warn",
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      token: "[token]",
      text: 'quotes " and\nlines',
      msg: "twice\n",
    });
  });

  test("leaves times, ids and counts as they are", () => {
    const { log, lines } = recordedLog();
    log.info({ dueAt: 1767225600000, chatId: -1001234567890, at: "2026-01-01T00:00:00.000Z" });
    expect(lines()[0]).toContain(
      '"dueAt":1767225600000,"chatId":-1001234567890,"at":"2026-01-01T00:00:00.000Z"',
    );
  });

  test("tells an error with its stack and all its causes, under any name, and with nothing that hangs on it", () => {
    const { log, lines } = recordedLog();
    const error = Object.assign(troubleWith("there"), {
      payload: { text: "a draft" },
      context: { secret: 1 },
    });
    log.error({ reason: error }, "it broke");
    expect(JSON.parse(lines()[0]!)).toMatchObject({
      msg: "it broke",
      reason: {
        type: "Error",
        message: "outer: there",
        stack: expect.stringContaining("log.test.ts"),
        cause: {
          message: "middle: there",
          cause: {
            type: "AggregateError",
            errors: [{ message: "inner: there", code: "ECONNRESET" }, "there"],
          },
        },
      },
    });
    expect(lines().join()).not.toMatch(/draft|secret/);
  });

  test("bears an error that is its own cause", () => {
    const { log, lines } = recordedLog();
    const error = new Error("round and round");
    error.cause = error;
    log.error(error);
    expect(lines()[0]).toContain("round and round");
  });

  test("keeps only what is as important as its level", () => {
    const { log, lines } = recordedLog("warn");
    log.info("quiet");
    log.warn("loud");
    expect(lines()).toHaveLength(1);
  });
});

describe("a line for every event", () => {
  test.each<[Event, string, string]>([
    [{ type: "post_scheduled", postId: 1, dueAt: 5, by: 7 }, "info", "post scheduled"],
    [{ type: "post_changed", postId: 1, change: "published_now", by: 7 }, "info", "post published now"],
    [{ type: "delivery_claimed", ...delivery, attempt: 1 }, "debug", "delivery claimed"],
    [
      { type: "delivery_settled", ...delivery, kind: "text", status: "sent", lateness: 80 },
      "info",
      "delivery sent",
    ],
    [
      { type: "delivery_settled", ...delivery, kind: "text", status: "failed", reason: "kicked" },
      "error",
      "delivery failed",
    ],
    [
      { type: "delivery_settled", ...delivery, kind: "text", status: "uncertain" },
      "error",
      "delivery uncertain",
    ],
    [
      { type: "delivery_settled", ...delivery, kind: "text", status: "pending", retryAt: 9 },
      "warn",
      "delivery to be tried again",
    ],
    [{ type: "post_finished", postId: 1, status: "partly_published" }, "info", "post partly published"],
    [{ type: "post_told", postId: 1 }, "info", "result told"],
    [
      { type: "telegram_limited", scope: "chat", waitMs: 5, until: 9 },
      "debug",
      "Telegram told the bot to wait in a chat",
    ],
    [
      { type: "telegram_limited", scope: "bot", waitMs: 5, until: 9 },
      "warn",
      "Telegram told the bot to wait",
    ],
    [{ type: "update_handled", kind: "message", outcome: "ok", durationMs: 5 }, "debug", "update handled"],
    [{ type: "destination_lost", destinationId: 3, reason: "kicked" }, "warn", "destination lost"],
    [
      { type: "destination_moved", destinationId: 3, fromChatId: -4, toChatId: -100 },
      "info",
      "destination moved",
    ],
    [{ type: "job_finished", ...job, outcome: "ok" }, "debug", "job done"],
    [{ type: "job_finished", ...job, outcome: "ok", summary: "2 sent" }, "info", "job done"],
    [{ type: "job_finished", ...job, outcome: "failed" }, "error", "job failed"],
    [{ type: "telegram_unauthorized" }, "error", "refused the bot's token"],
  ])("%j is told as %s: %s", (event, level, text) => {
    const { log, lines } = recordedLog("trace");
    const events = createEvents((error) => {
      throw error;
    });
    const stop = logEvents(log, events);
    events.emit(event);
    const { type, ...fields } = event;
    expect(JSON.parse(lines()[0]!)).toMatchObject({
      ...fields,
      event: type,
      level,
      msg: expect.stringContaining(text),
    });
    stop();
    events.emit(event);
    expect(lines()).toHaveLength(1);
  });
});

function recordedLog(level = "info") {
  const written: string[] = [];
  const log = createLog({ level, destination: { write: (line) => written.push(line) } });
  return { log, lines: () => written.join("").split("\n").slice(0, -1) };
}

/** An error as they come: the library's own way of wrapping, a standard cause, several reasons at the bottom. */
function troubleWith(place: string): Error {
  const inner = Object.assign(new Error(`inner: ${place}`), { code: "ECONNRESET" });
  const middle = new Error(`middle: ${place}`, { cause: new AggregateError([inner, place]) });
  return Object.assign(new Error(`outer: ${place}`), { error: middle });
}
