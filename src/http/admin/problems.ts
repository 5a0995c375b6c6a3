/** Every kind of problem that the admin API answers with. A kind keeps its name: programs may rely on it. */

interface Kind {
  status: number;
  title: string;
  /** When it is answered and what to do about it, for the documentation. */
  about: string;
}

export const problemKinds = {
  invalid_request: {
    status: 400,
    title: "The request is not what this operation takes",
    about: "A parameter or the body is missing, misspelt or of the wrong type. `errors` says which.",
  },
  unauthorized: {
    status: 401,
    title: "A token is needed",
    about: "Send `Authorization: Bearer TOKEN`, with a token of `ADMIN_API_TOKENS`.",
  },
  not_found: {
    status: 404,
    title: "There is no such thing",
    about: "The post, delivery or destination is not there: never, or not any more.",
  },
  not_possible_now: {
    status: 409,
    title: "It cannot be done to this now",
    about:
      "`reason` says why: `sending` (it is going out this moment), `too_late` (nothing is left that could be changed), `unlisted` (its destination is off the list), `running` (the job runs already), `starting` and `stopped` (Belfry is about to be there, or to go).",
  },
  key_in_use: {
    status: 409,
    title: "A request with this idempotency key is being carried out",
    about: "Ask again in a moment, with the same key, for its answer.",
  },
  key_cut_off: {
    status: 409,
    title: "A request with this idempotency key was cut off",
    about:
      "A crash came in its middle, so that nobody knows how far it got. See what is there, and use a new key if it is to be done again.",
  },
  no_chat: {
    status: 409,
    title: "No owner has opened the bot's chat",
    about: "A file is handed to Telegram through an owner's chat. Any owner sends /start to the bot once.",
  },
  too_large: {
    status: 413,
    title: "The body is too large",
    about: "A body may have 1 MB, a photo 10 MB, another file 50 MB.",
  },
  wrong_media_type: {
    status: 415,
    title: "The body is of a type that is not read here",
    about: "Bodies are `application/json`; files `multipart/form-data` or `application/octet-stream`.",
  },
  refused: {
    status: 422,
    title: "The post cannot be scheduled like this",
    about:
      "The request is well-formed and what it asks for cannot be. `reason` says why, `errors` where, in the sentences that people get in the chat.",
  },
  key_reused: {
    status: 422,
    title: "This idempotency key belongs to another request",
    about: "Use a new key for every new request.",
  },
  too_many_requests: {
    status: 429,
    title: "Too many requests",
    about: "Wait for as many seconds as `Retry-After` says.",
  },
  telegram_out_of_reach: {
    status: 503,
    title: "Telegram cannot be reached",
    about: "Nothing has been kept. Ask again after as many seconds as `Retry-After` says.",
  },
  not_saved: {
    status: 503,
    title: "The database takes nothing just now",
    about:
      "It is full, locked or read-only; the log says which. Nothing was kept: ask again after as many seconds as `Retry-After` says.",
  },
  busy: {
    status: 503,
    title: "Another file is being taken in",
    about: "Files are taken one at a time. Ask again after as many seconds as `Retry-After` says.",
  },
  took_too_long: {
    status: 504,
    title: "It took too long",
    about: "After 30 seconds. What was begun may still come to its end: look before asking again.",
  },
} as const satisfies Record<string, Kind>;

export type ProblemKind = keyof typeof problemKinds;

/** Where a kind is explained: the `type` of its documents. */
export const problemType = (kind: ProblemKind): string => `/docs#problem-${kind.replaceAll("_", "-")}`;
