/** The owners hear of an outage when it begins, if anything can be said then, and when it is over. */
import type { Person } from "../../editorial/team.ts";
import { outageWorthTelling } from "../../posts/retry.ts";
import { formatMoment } from "../format.ts";
import type { View } from "../screen.ts";
import { html } from "../words.ts";
import type { Telling } from "./telling.ts";

/** A time (epoch ms) in which nothing could be sent; `until` is null while it lasts. */
interface Outage {
  id: number;
  kind: "unreachable" | "unauthorized";
  since: number;
  until: number | null;
  beginToldAt: number | null;
}

/** Where it stands what the owners have not heard of. */
export interface OutageNotes {
  untold(): Outage[];
  markTold(outage: Outage, at: number): void;
}

export function createOutageNotices(parts: {
  telling: Telling;
  outages: OutageNotes;
  /** Called when somebody could be told of one that lasts: Telegram has answered. */
  telegramAnswered: () => void;
  now: () => number;
}) {
  const { telling, outages, telegramAnswered, now } = parts;

  return async function tellOutages(): Promise<void> {
    for (const outage of outages.untold()) {
      const isNews = outage.until !== null || outage.beginToldAt === null;
      if (!isNews || (outage.until ?? now()) - outage.since < outageWorthTelling) continue;
      const reached = await telling.tellEach(telling.owners(), (owner) => outageView(outage, owner));
      outages.markTold(outage, now());
      if (outage.until === null && reached > 0) telegramAnswered();
    }
  };
}

function outageView({ kind, since, until }: Outage, { timeZone }: Person): View {
  const from = formatMoment(since, timeZone);
  if (until === null) return { text: html("outage-begun", { kind, from }) };
  return { text: html("outage-over", { kind, from, until: formatMoment(until, timeZone) }) };
}
