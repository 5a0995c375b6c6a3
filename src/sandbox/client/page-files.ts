/** The page's own files. TypeScript is served with its types stripped: there is no build step. */
import { readFile } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { stripTypeScriptTypes } from "node:module";
import { fileURLToPath } from "node:url";

const FOLDER = new URL("../page/", import.meta.url);
const TYPES: Record<string, string> = {
  html: "text/html; charset=utf-8",
  css: "text/css; charset=utf-8",
  svg: "image/svg+xml",
  ts: "text/javascript; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  png: "image/png",
  webmanifest: "application/manifest+json",
};

/** Serves a file of the page; "/" is index.html, and /x.js falls back to x.ts. 404 for everything else. */
export async function servePageFile(response: ServerResponse, path: string): Promise<void> {
  const name = path === "/" ? "index.html" : path.slice(1);
  // Every part must begin with a letter or digit: no "..", no hidden files, no absolute paths.
  const isSafe = /^\w[\w.-]*(?:\/\w[\w.-]*)*$/.test(name);
  const found = isSafe ? ((await load(name)) ?? (await load(name.replace(/\.js$/, ".ts")))) : undefined;
  if (!found) {
    response.writeHead(404, { "content-type": "text/plain" }).end("There is no such page.");
    return;
  }
  response
    .writeHead(200, {
      "content-type": found.type,
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    })
    .end(found.content);
}

async function load(name: string): Promise<{ type: string; content: string | Buffer } | undefined> {
  const extension = name.slice(name.lastIndexOf(".") + 1);
  const type = TYPES[extension];
  if (!type) return undefined;
  const content = await readFile(fileURLToPath(new URL(name, FOLDER))).catch(() => undefined);
  if (content === undefined) return undefined;
  return { type, content: extension === "ts" ? stripTypeScriptTypes(content.toString()) : content };
}
