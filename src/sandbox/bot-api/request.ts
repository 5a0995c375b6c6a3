/** An HTTP request of the Bot API as parameters and files: JSON, form, multipart, or a query string. */
import type { IncomingMessage } from "node:http";
import { badRequest, TelegramError } from "../telegram/errors.ts";
import { MAX_UPLOAD_BYTES } from "../telegram/files.ts";

export interface UploadedFile {
  bytes: Uint8Array;
  name: string;
  mime: string | undefined;
}

export interface Parameters {
  values: Record<string, unknown>;
  files: Map<string, UploadedFile>;
}

/** Room for the parts of a multipart body that are not the file. */
const OVERHEAD = 1024 * 1024;

/** Reads a request's parameters. Throws 413 beyond 50 MB and 400 for a body that can't be parsed. */
export async function readParameters(request: IncomingMessage, url: URL): Promise<Parameters> {
  const parameters: Parameters = { values: Object.fromEntries(url.searchParams), files: new Map() };
  const body = await readBody(request, MAX_UPLOAD_BYTES + OVERHEAD);
  if (body.length === 0) return parameters;
  const type = request.headers["content-type"] ?? "";
  if (type.startsWith("application/json")) Object.assign(parameters.values, parseJsonBody(body));
  else if (type.startsWith("application/x-www-form-urlencoded")) {
    Object.assign(parameters.values, Object.fromEntries(new URLSearchParams(body.toString())));
  } else if (type.startsWith("multipart/form-data")) await addForm(parameters, body, type);
  return parameters;
}

/** Collects a request's body. Throws 413 if it is longer than the limit in bytes. */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > limit) throw new TelegramError(413, "Request Entity Too Large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Parses a multipart body into its fields; files come as File objects. */
export function parseForm(body: Buffer, type: string): Promise<FormData> {
  return new Response(new Uint8Array(body), { headers: { "content-type": type } }).formData();
}

async function addForm(parameters: Parameters, body: Buffer, type: string): Promise<void> {
  const form = await parseForm(body, type).catch(() => {
    throw badRequest("can't parse the multipart/form-data body");
  });
  for (const [name, value] of form) {
    if (typeof value === "string") parameters.values[name] = value;
    else {
      const bytes = new Uint8Array(await value.arrayBuffer());
      if (bytes.length > MAX_UPLOAD_BYTES) throw new TelegramError(413, "Request Entity Too Large");
      parameters.files.set(name, { bytes, name: value.name, mime: value.type || undefined });
    }
  }
}

function parseJsonBody(body: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body.toString());
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      return value as Record<string, unknown>;
    }
  } catch {
    // Falls through to the same refusal as for JSON that is not an object.
  }
  throw badRequest("can't parse JSON object");
}
