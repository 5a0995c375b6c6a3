/** The stream of events for each open page (server-sent events). */
import type { ServerResponse } from "node:http";
import type { User } from "@grammyjs/types";
import type { Telegram } from "../telegram/telegram.ts";
import type { ClientEvent } from "./protocol.ts";
import { eventFor } from "./view.ts";

/** Real milliseconds between signs of life, so that nothing in between closes a quiet stream. */
const HEARTBEAT = 15_000;

/** Keeps the open streams: what happens in Telegram goes to those it concerns, `tellAll` to everybody. */
export function createEventStreams(telegram: Telegram) {
  const streams = new Map<ServerResponse, User>();
  const stopListening = telegram.on((event) => {
    for (const [response, person] of streams) {
      const seen = eventFor(telegram.world, event, person);
      if (seen) write(response, seen);
    }
  });
  const heartbeat = setInterval(() => {
    for (const response of streams.keys()) response.write(": still here\n\n");
  }, HEARTBEAT);
  heartbeat.unref();

  return {
    open(response: ServerResponse, person: User): void {
      response.writeHead(200, {
        "content-type": "text/event-stream",
        "cache-control": "no-store",
        connection: "keep-alive",
      });
      response.write("retry: 1000\n\n");
      streams.set(response, person);
      response.once("close", () => streams.delete(response));
    },
    tellAll(event: ClientEvent): void {
      for (const response of streams.keys()) write(response, event);
    },
    close(): void {
      clearInterval(heartbeat);
      stopListening();
      for (const response of streams.keys()) response.end();
    },
  };
}

const write = (response: ServerResponse, event: ClientEvent) =>
  response.write(`data: ${JSON.stringify(event)}\n\n`);
