/** Answers, before any route, what is no HTTP request, or too large or too slow a one: also as a problem document. */
import type { Server } from "node:http";
import type { Duplex } from "node:stream";

export function answerBrokenRequests(server: Server): void {
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Duplex) => {
    if (error.code === "ECONNRESET" || !socket.writable) {
      socket.destroy();
      return;
    }
    const [status, title, detail] = answers[error.code ?? ""] ?? badRequest;
    const body = JSON.stringify({ type: "about:blank", title, status, detail });
    socket.end(
      [
        `HTTP/1.1 ${status} ${title}`,
        "Content-Type: application/problem+json",
        `Content-Length: ${Buffer.byteLength(body)}`,
        "Connection: close",
        "",
        body,
      ].join("\r\n"),
    );
  });
}

type Answer = readonly [status: number, title: string, detail: string];

const badRequest: Answer = [400, "Bad Request", "This is not a request of HTTP."];
const answers: Record<string, Answer> = {
  HPE_HEADER_OVERFLOW: [431, "Request Header Fields Too Large", "Headers may have 16 KiB at most."],
  ERR_HTTP_REQUEST_TIMEOUT: [408, "Request Timeout", "The request took too long to come in."],
};
