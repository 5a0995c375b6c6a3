/** An HTTP server that takes what is posted to it: somebody's webhook. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { until } from "./posts.ts";

export interface ReceivedRequest {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

type Answer = number | ((response: ServerResponse, request: IncomingMessage) => void);

/** Answers 200 until `answers` is changed; a function answers by itself, or not at all. */
export async function startReceiver(port = 0) {
  const requests: ReceivedRequest[] = [];
  const state = { answer: 200 as Answer };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method = "", url: path = "", headers } = request;
    requests.push({ method, path, headers, body: Buffer.concat(chunks).toString() });
    const { answer } = state;
    if (typeof answer === "function") answer(response, request);
    else response.writeHead(answer).end();
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  onTestFinished(close);

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Everything that came, oldest first. */
    requests,
    answers(answer: Answer): void {
      state.answer = answer;
    },
    /** Resolves when so many requests have come in all. */
    received: (count: number): Promise<void> => until(() => requests.length >= count),
    close,
  };
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}
