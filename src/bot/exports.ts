/** Sends people documents of posts. Making and uploading one takes a while, and nobody else is to wait for it. */
import { type Api, InputFile } from "grammy";
import type { Exporter } from "../editorial/export.ts";
import type { Person } from "../editorial/team.ts";
import { toLocal } from "../posts/local-time.ts";
import type { Background } from "./background.ts";
import { formatDay } from "./format.ts";
import { html } from "./words.ts";

export type Exports = ReturnType<typeof createExports>;

export function createExports(parts: {
  /** With time enough for an upload over a slow line. */
  api: Api;
  exporter: Exporter;
  background: Background;
  now: () => number;
  log: { warn: (details: object, message: string) => void };
}) {
  const { api, exporter, background, now, log } = parts;
  /** The people for whom one is being made. */
  const underWay = new Set<number>();
  const stopping = new AbortController();

  async function send({ userId, timeZone }: Person, postIds: number[]): Promise<void> {
    try {
      let posts = 0;
      for await (const part of exporter.parts(postIds)) {
        if (stopping.signal.aborted) return;
        posts += part.posts;
        const day = isoDay(now(), timeZone);
        const name =
          part.number === 1 && part.isLast ? `posts-${day}.json` : `posts-${day}-${part.number}.json`;
        const caption = html("export-caption", {
          posts: part.posts,
          day: formatDay(now(), timeZone),
          part: part.isLast && part.number === 1 ? 0 : part.number,
          more: part.isLast ? "no" : "yes",
        });
        await api.sendDocument(
          userId,
          new InputFile(part.bytes, name),
          { caption, parse_mode: "HTML" },
          stopping.signal as Parameters<typeof api.sendDocument>[3],
        );
      }
      if (posts === 0) await api.sendMessage(userId, html("warning-nothing-left"));
    } catch (error) {
      if (stopping.signal.aborted) return;
      log.warn({ error, userId }, "an export failed");
      await api.sendMessage(userId, html("export-failed")).catch(() => undefined);
    }
  }

  return {
    /** Begins to send a person these posts; false while their last export is under way. */
    start(person: Person, postIds: number[]): boolean {
      const { userId } = person;
      if (underWay.has(userId)) return false;
      underWay.add(userId);
      background.begin(() => send(person, postIds).finally(() => underWay.delete(userId)));
      return true;
    },

    /** Gives up what is being sent. */
    stop: (): void => stopping.abort(),
  };
}

/** 2026-11-24, where the person is. */
function isoDay(at: number, timeZone: string): string {
  const { year, month, day } = toLocal(at, timeZone);
  return [year, month, day].map((part) => String(part).padStart(2, "0")).join("-");
}
