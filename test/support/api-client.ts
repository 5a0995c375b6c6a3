/** A program with a token of the admin API: `website.posts("/publishing/schedule", {...})`. */
import { createHash } from "node:crypto";
import type { Config } from "../../src/config.ts";
import type { Belfry } from "./belfry.ts";

export interface Answered {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a test knows what it asked for
  body: any;
}

export type ApiClient = ReturnType<typeof apiClient>;

const tokenOf = (name: string) => `token-of-the-${name}-0123456789`;

/** The settings that give a token to each of these programs. */
export function withTokens(...names: string[]): Partial<Config> {
  const hash = (name: string) => createHash("sha256").update(tokenOf(name)).digest("hex");
  return { httpPort: 0, adminApiTokens: names.map((name) => ({ name, hash: hash(name) })) };
}

export function apiClient(belfry: Belfry, name: string) {
  async function asks(
    method: string,
    path: string,
    { body, headers = {} }: { body?: RequestInit["body"]; headers?: Record<string, string> } = {},
  ): Promise<Answered> {
    const response = await fetch(`${belfry.httpUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${tokenOf(name)}`, ...headers },
      ...(body !== undefined && { body }),
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get("content-type") ?? "");
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
  }

  return {
    asks,
    token: tokenOf(name),
    gets: (path: string) => asks("GET", path),
    /** With a key, the request may be sent again and doubles nothing. */
    posts: (path: string, body?: unknown, key?: string) =>
      asks("POST", path, {
        ...(body !== undefined && { body: JSON.stringify(body) }),
        headers: { "content-type": "application/json", ...(key !== undefined && { "idempotency-key": key }) },
      }),
    /** A file, as the field of a form. */
    uploads: (kind: string, bytes: Uint8Array<ArrayBuffer>, fileName: string, key?: string) => {
      const form = new FormData();
      form.set("file", new File([bytes], fileName));
      return asks("POST", `/publishing/media?kind=${kind}`, {
        body: form,
        ...(key !== undefined && { headers: { "idempotency-key": key } }),
      });
    },
  };
}

/** The smallest request that schedules a text. */
export const text = (
  words: string,
  due: unknown = { local: "2026-11-22T12:00" },
  to: unknown = "@the_news",
) => ({
  content: { kind: "text", text: words },
  destinations: [to],
  due,
});
