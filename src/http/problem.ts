/** Every error that a machine is answered, as a problem document: RFC 9457. */
import { STATUS_CODES } from "node:http";
import { currentTrace } from "../trace.ts";
import { shownPath } from "./shown-path.ts";

export interface Problem {
  /** 400 to 599. */
  status: number;
  /** What went wrong this time and what to do about it, in a sentence. Nothing internal. */
  detail?: string;
  /** A path that names this kind of problem, for what a status alone does not say; with a title of its own. */
  type?: string;
  title?: string;
  /** Further members, such as the list of what is wrong in a body. */
  also?: Record<string, unknown>;
}

/** The answer to a request for a path, without its query. */
export function problemResponse(
  path: string,
  { status, detail, type = "about:blank", title = STATUS_CODES[status] ?? "Error", also = {} }: Problem,
  headers: Record<string, string> = {},
): Response {
  const trace = currentTrace();
  const document = {
    type,
    title,
    status,
    ...(detail !== undefined && { detail }),
    instance: shownPath(path),
    // Names the line in the log for whoever asks about it.
    ...(trace !== null && { trace }),
    ...also,
  };
  return new Response(JSON.stringify(document), {
    status,
    headers: { ...headers, "content-type": "application/problem+json" },
  });
}
