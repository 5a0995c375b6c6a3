/** GET /metrics, for Prometheus. Labels have few values: no chat, person or post ever becomes one. */
import { Hono } from "hono";
import { collectDefaultMetrics, Registry } from "prom-client";
import type { Events } from "../events.ts";
import { countEvents } from "./event-metrics.ts";
import { createGauges, type Readings } from "./gauges.ts";
import type { Checks } from "./health.ts";
import type { AnsweredRequest, HttpEnv, Routes } from "./server.ts";

export type { Readings } from "./gauges.ts";

/** How often (ms) the event loop is asked for its delay: the library's 10 ms keep an idle machine awake. */
const loopDelayEvery = 100;

export function createMetrics(parts: {
  events: Pick<Events, "listen">;
  readings: Readings;
  checks: Checks;
  version: string;
  now: () => number;
  log: { warn: (details: object, message: string) => void };
}): { routes: Routes; countRequest: (request: AnsweredRequest) => void } {
  const { events, now } = parts;
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: loopDelayEvery });
  const countRequest = countEvents(registry, events, now);
  const refresh = createGauges(registry, parts);

  const routes: Routes = new Hono<HttpEnv>();
  routes.get("/metrics", async (context) => {
    refresh();
    return context.body(await registry.metrics(), 200, { "content-type": registry.contentType });
  });
  return { routes, countRequest };
}
