import { expect, test } from "vitest";
import { historyView } from "../../../src/bot/queue/history-view.ts";
import type { HistoryEntry, ReleasedPost } from "../../../src/editorial/queue.ts";
import type { Person } from "../../../src/editorial/team.ts";

const at = Date.UTC(2026, 10, 25, 12);
const post = { id: 1, content: { kind: "text", text: "w".repeat(4096), entities: [] } };
const person = { timeZone: "America/Argentina/ComodRivadavia" };

test.each(["delivery_held", "delivery_postponed", "delivery_uncertain", "post_scheduled"])(
  "a history of %s, with the longest titles and names that Telegram has, fits into a message",
  (action) => {
    const entry = {
      at,
      action,
      actor: "n".repeat(129),
      destination: "t".repeat(128),
      details: { dueAt: at },
    };
    const history = Array.from({ length: 40 }, () => entry as unknown as HistoryEntry);
    const { text } = historyView(post as unknown as ReleasedPost, history, person as Person);
    expect(text.replace(/<[^>]*>/g, "").length).toBeLessThanOrEqual(4096);
    expect(text).toMatch(/… and 2\d earlier/);
  },
);
