/** Ways to a post in the queue, in a line. */
import type { Message } from "@grammyjs/types";
import BetterSqlite3 from "better-sqlite3";
import type { Admin, Belfry } from "./belfry.ts";

/** Schedules a text as a person does, to the places named; `at` as it would be typed. */
export async function schedule(admin: Admin, text: string, places: string[], at: string): Promise<void> {
  await admin.says("/schedule");
  await admin.says(text);
  for (const place of places) await admin.taps(place);
  await admin.taps("Next");
  await admin.says(at);
  await admin.taps("Schedule it");
  if (!admin.sees().includes("Scheduled")) throw new Error(`It was not scheduled: ${admin.sees()}`);
}

/** Opens a post of the queue by the words on its button. */
export async function openPost(admin: Admin, words: string): Promise<void> {
  await admin.says("/queue");
  await admin.taps(words);
}

/** Adds somebody to the team, who opens the bot's chat. */
export async function join(owner: Admin, person: Admin, role: "Editor" | "Owner" = "Editor"): Promise<void> {
  await owner.says("/team");
  await owner.taps("Add someone");
  await owner.says(String(person.id));
  await owner.taps(role);
  await person.says("/start");
}

/** Rows of the database, as they stand on the disk; also while Belfry is down. */
export function rows(
  belfry: { config: Pick<Belfry["config"], "databasePath"> },
  query: string,
): Record<string, unknown>[] {
  const database = new BetterSqlite3(belfry.config.databasePath, { readonly: true });
  try {
    return database.prepare(query).all() as Record<string, unknown>[];
  } finally {
    database.close();
  }
}

/** The links in a message, with the words that they stand on. */
export function linksIn(message: Message | undefined): Record<string, string> {
  const text = message?.text ?? "";
  const links = (message?.entities ?? []).flatMap((entity) =>
    entity.type === "text_link"
      ? [[text.slice(entity.offset, entity.offset + entity.length), entity.url] as const]
      : [],
  );
  return Object.fromEntries(links);
}

/** Resolves when something has come true that nothing announces. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}
