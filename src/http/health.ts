/** Whether Belfry is up. For whoever restarts it. */
import { Hono } from "hono";
import type { HttpEnv, Routes } from "./server.ts";

export function createHealth(): Routes {
  const routes: Routes = new Hono<HttpEnv>();
  routes.get("/healthz", (context) => context.json({ status: "ok" }));
  return routes;
}
