/** The admin API: its operations, the OpenAPI document of them, and the page that shows it. */
import { Hono } from "hono";
import type { AdminToken } from "../../config-values.ts";
import type { Idempotency } from "../../editorial/idempotency.ts";
import type { HttpEnv, Routes } from "../server.ts";
import type { Desk } from "./desk.ts";
import { documentationPage } from "./documentation/page.ts";
import { type OpenApiDocument, openApiDocument } from "./openapi.ts";
import { adminOperations } from "./operations.ts";
import { createAdminRoutes } from "./router.ts";
import { createTokens } from "./tokens.ts";

export interface AdminParts {
  desk: Desk;
  tokens: readonly AdminToken[];
  idempotency: Idempotency;
  /** For programs that name none. */
  timeZone: string;
  /** Belfry's own, for the document. */
  version: string;
  log: Parameters<typeof createAdminRoutes>[0]["log"];
}

export function createAdminApi({ desk, tokens, version, ...parts }: AdminParts): Routes {
  const operations = adminOperations(desk);
  const routes: Routes = new Hono<HttpEnv>();
  routes.route(
    "/",
    createAdminRoutes({
      ...{ ...parts, operations, tokens: createTokens({ tokens, now: desk.now }) },
      noteCall: desk.ledger.noteApiCall,
    }),
  );
  // Neither says anything of this Belfry, so neither asks for a token. Both are made when somebody first wants them.
  let document: OpenApiDocument | undefined;
  let page: ReturnType<typeof documentationPage> | undefined;
  const theDocument = () => (document ??= openApiDocument(operations, version));
  routes.get("/openapi.json", (context) => context.json(theDocument()));
  routes.get("/docs", (context) => {
    page ??= documentationPage(theDocument());
    return context.html(page.html, 200, { "content-security-policy": page.contentSecurityPolicy });
  });
  return routes;
}
