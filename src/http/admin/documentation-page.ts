import type { OpenApiDocument } from "./openapi.ts";
export function documentationPage(document: OpenApiDocument) {
  return {
    html: `<!doctype html><title>${document.info.title}</title>`,
    contentSecurityPolicy: "default-src 'none'",
  };
}
