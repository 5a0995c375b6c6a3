/** Carrying an operation out: in time, once for each idempotency key, and with an answer as it is documented. */
import type { Context } from "hono";
import type { Idempotency, KeyedAnswer } from "../../editorial/idempotency.ts";
import type { Program } from "../../posts/permissions.ts";
import { shownPath } from "../shown-path.ts";
import { readAsked, readKey } from "./asked.ts";
import type { Answer, Operation, Refused } from "./operation.ts";
import { problemKinds } from "./problems.ts";
import { json, refuse } from "./replies.ts";

/** How long (ms) an operation may take, unless somebody tests without that patience. */
const usualTimeLimit = 30_000;
/** Seconds after which a program may ask again when the database took nothing. */
const databasePause = 15;

/** Returns `answer(context, operation, program)`, for programs that were let in. */
export function createAnswering({
  idempotency,
  timeLimit = usualTimeLimit,
  log,
}: {
  idempotency: Idempotency;
  timeLimit?: number;
  log: { error: (details: object, message: string) => void };
}) {
  return async function answer(context: Context, operation: Operation, program: Program): Promise<Response> {
    try {
      return await carryOut(context, operation, program);
    } catch (error) {
      if (!isFromDatabase(error)) throw error;
      const { method, path } = context.req;
      log.error(
        { error, method, path: shownPath(path) },
        "the database did not take what the admin API was asked",
      );
      return refuse(path, {
        problem: "not_saved",
        detail: "It could not be saved just now.",
        headers: { "retry-after": String(databasePause) },
      });
    }
  };

  async function carryOut(context: Context, operation: Operation, program: Program): Promise<Response> {
    const { path } = context.req;
    const read = await readAsked(context, operation);
    if ("problem" in read) return refuse(path, read);
    const late = AbortSignal.any([AbortSignal.timeout(timeLimit), context.req.raw.signal]);
    const work = () => operation.carryOut({ ...read.asked, program, signal: late } as never);
    const key = readKey(context, operation, read.raw);
    if (key === undefined) return respond(path, operation, await inTime(work(), late));
    if ("problem" in key) return refuse(path, key);
    const keyed = { tokenName: program.tokenName, ...key };
    const done = operation.reachesOutside
      ? await inTime(
          idempotency.onceOutside(keyed, async () => stored(await work())),
          late,
        )
      : idempotency.once(keyed, () => stored(work() as Answer));
    if ("problem" in done) return refuse(path, done);
    return respondKeyed(path, operation, done);
  }

  async function inTime<T>(work: T | Promise<T>, late: AbortSignal): Promise<T | Refused> {
    if (!(work instanceof Promise)) return work;
    // Nobody is told any more of what goes wrong after that.
    work.catch((error) => late.aborted && log.error({ error }, "work that took too long has failed"));
    const tooLate = new Promise<Refused>((resolve) => {
      late.addEventListener("abort", () =>
        resolve({ problem: "took_too_long", detail: "What was begun may still come to its end." }),
      );
    });
    return Promise.race([work, tooLate]);
  }

  function respondKeyed(
    path: string,
    operation: Operation,
    done: KeyedAnswer<ReturnType<typeof stored>>,
  ): Response {
    switch (done.kind) {
      case "answered":
        return respond(path, operation, done.answer.answer);
      case "replayed":
        return json(done.answer.status, done.answer.body, {
          ...operation.headersOf?.(done.answer.body),
          "idempotent-replayed": "true",
        });
      case "other_request":
        return refuse(path, {
          problem: "key_reused",
          detail: "The same key came with another request before.",
        });
      case "running":
        return refuse(path, { problem: "key_in_use", detail: "Ask again in a moment, with the same key." });
      case "cut_off":
        return refuse(path, {
          problem: "key_cut_off",
          detail: "See what is there; if it is to be done again, ask with a new key.",
        });
    }
  }

  function respond(path: string, operation: Operation, answer: Answer): Response {
    if ("problem" in answer) return refuse(path, answer);
    const { status, body } = answer;
    const checked = operation.answers[status]?.schema.safeParse(body);
    // What was done is done: an answer that is not quite as documented is a bug, and still better than none.
    if (!checked?.success)
      log.error(
        { operation: operation.id, status, issues: checked?.error.issues },
        "an answer is not as documented",
      );
    return json(status, body, operation.headersOf?.(body));
  }
}

/** As an idempotency key keeps it: a refusal has done nothing, and leaves the key free. */
function stored(answer: Answer) {
  return "problem" in answer
    ? { answer, status: problemKinds[answer.problem].status, body: undefined }
    : { answer, status: answer.status, body: answer.body };
}

/** A disk that is full, a file that is locked or read-only: what better-sqlite3 throws has a code. */
function isFromDatabase(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" && /^SQLITE_(FULL|BUSY|LOCKED|READONLY|IOERR|CANTOPEN)/.test(code);
}
