/** A file in a request: the field `file` of a form, or the body itself. */
import type { Context } from "hono";
import type { Refused } from "./operation.ts";

export interface FileBody {
  bytes: Uint8Array;
  /** As the form gives it. */
  fileName?: string;
}

/** What a form adds around a file of the largest size. */
const formOverhead = 64 * 1024;
/** Bytes of the largest body with a file; each kind has its own limit in editorial/media.ts. */
export const fileBodyLimit = 50 * 1024 * 1024 + formOverhead;

export async function readFileBody(context: Context): Promise<{ ok: true; body: FileBody } | Refused> {
  const type = context.req.header("content-type") ?? "";
  if (type.startsWith("application/json"))
    return {
      problem: "wrong_media_type",
      detail: "Send the file as a form's field, or as application/octet-stream.",
    };
  if (!type.startsWith("multipart/form-data")) {
    const bytes = new Uint8Array(await context.req.arrayBuffer());
    return bytes.length > 0 ? { ok: true, body: { bytes } } : nothing("", "The body is empty.");
  }
  const form = await context.req.formData().catch(() => undefined);
  const file = form?.get("file");
  if (!(file instanceof File) || file.size === 0)
    return nothing("/file", "The form has no file in its field `file`.");
  return { ok: true, body: { bytes: new Uint8Array(await file.arrayBuffer()), fileName: file.name } };
}

function nothing(pointer: string, detail: string): Refused {
  return { problem: "invalid_request", detail, errors: [{ pointer, detail }] };
}
