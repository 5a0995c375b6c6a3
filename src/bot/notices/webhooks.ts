/** The owners hear of an address that takes no events once it has failed for a while, and when it works again. */
import type { Person } from "../../editorial/team.ts";
import { formatMoment } from "../format.ts";
import type { View } from "../screen.ts";
import { webhookProblem } from "../webhook-lines.ts";
import { html } from "../words.ts";
import type { Telling } from "./telling.ts";

interface WebhookNews {
  key: string;
  host: string;
  /** Epoch ms; null: it works again. */
  failingSince: number | null;
  problem: string | null;
}

/** Where it stands what the owners have not heard of. */
export interface WebhookNotes {
  news(): WebhookNews[];
  markTold(news: WebhookNews): void;
}

export function createWebhookNotices(parts: { telling: Telling; webhooks: WebhookNotes | undefined }) {
  const { telling, webhooks } = parts;

  return async function tellOfWebhooks(): Promise<void> {
    for (const news of webhooks?.news() ?? []) {
      await telling.tellEach(telling.owners(), (owner) => webhookView(news, owner));
      webhooks?.markTold(news);
    }
  };
}

function webhookView({ host, failingSince, problem }: WebhookNews, { timeZone }: Person): View {
  if (failingSince === null) return { text: html("webhook-works", { host }) };
  const since = formatMoment(failingSince, timeZone);
  return { text: html("webhook-fails", { host, since, problem: webhookProblem(problem) }) };
}
