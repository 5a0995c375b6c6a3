/** The owners hear once that nothing can be saved, and once that it is over. Kept in memory: the disk takes nothing. */
import type { Person } from "../../editorial/team.ts";
import { formatMoment } from "../format.ts";
import type { View } from "../screen.ts";
import { html } from "../words.ts";
import type { Telling } from "./telling.ts";

/** As the watch over the database says it. */
export interface DatabaseNotes {
  current: () => { kind: string; since: number } | undefined;
  note: (error: unknown) => unknown;
}

/** What may be over in a moment (ms) is not told of; whoever wants something saved hears of it at once all the same. */
const patience = 60_000;

export function createDatabaseNotices(parts: {
  telling: Telling;
  database: DatabaseNotes;
  now: () => number;
}) {
  const { telling, database, now } = parts;
  let told: { kind: string; since: number } | undefined;

  return async function tellDatabase(): Promise<void> {
    const trouble = database.current();
    if (trouble && !told && now() - trouble.since >= patience) {
      await telling.tellEach(telling.owners(), (owner) => view("begun", trouble, owner));
      told = trouble;
    }
    if (trouble || !told) return;
    const over = told;
    await telling.tellEach(telling.owners(), (owner) => view("over", over, owner));
    told = undefined;
  };
}

function view(
  word: "begun" | "over",
  { kind, since }: { kind: string; since: number },
  { timeZone }: Person,
): View {
  return { text: html(`database-${word}`, { kind, since: formatMoment(since, timeZone) }) };
}
