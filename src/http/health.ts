/** Whether Belfry is up, and whether it can do its work. For whoever restarts it or sends it requests. */
import { Hono } from "hono";
import { problemResponse } from "./problem.ts";
import type { HttpEnv, Routes } from "./server.ts";

/** By name; each says in a sentence what is wrong, or nothing. Anybody may read it: no secrets and no names. */
export type Checks = Record<string, () => string | undefined>;

/** What each check says now; null where all is well. */
export function findings(checks: Checks): Record<string, string | null> {
  return Object.fromEntries(Object.entries(checks).map(([name, check]) => [name, check() ?? null]));
}

export function createHealth(checks: Checks): Routes {
  const routes: Routes = new Hono<HttpEnv>();
  routes.get("/healthz", (context) => context.json({ status: "up" }));
  routes.get("/readyz", (context) => {
    const found = findings(checks);
    const failing = Object.keys(found).filter((name) => found[name] !== null);
    if (failing.length === 0) return context.json({ status: "ready", checks: found });
    return problemResponse(context.req.path, {
      status: 503,
      detail: `Not ready: ${failing.join(", ")}.`,
      also: { checks: found },
    });
  });
  return routes;
}
