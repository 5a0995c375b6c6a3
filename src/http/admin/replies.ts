/** Answers and refusals as HTTP responses. */
import { problemResponse } from "../problem.ts";
import type { Refused } from "./operation.ts";
import { problemKinds, problemType } from "./problems.ts";

export function refuse(path: string, { problem, detail, reason, errors, headers }: Refused): Response {
  const { status, title } = problemKinds[problem];
  const also = { ...(reason !== undefined && { reason }), ...(errors && { errors }) };
  return problemResponse(path, { status, title, detail, type: problemType(problem), also }, headers);
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { ...headers, "content-type": "application/json" },
  });
}
