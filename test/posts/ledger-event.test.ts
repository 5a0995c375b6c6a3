import { describe, expect, it } from "vitest";
import { type LedgerLine, ledgerEvent, ledgerEventTypes } from "../../src/posts/ledger-event.ts";

const news = { id: 7, chatId: -1001800000001, type: "channel", title: "News", username: null } as const;
const line: LedgerLine = {
  id: 12,
  at: Date.UTC(2026, 10, 22, 10),
  action: "post_scheduled",
  actorId: 1001,
  actorName: "Ada",
  tokenName: null,
  postId: 3,
  content: { kind: "text", text: "Bells at noon\nand more that stays in the channel", entities: [] },
  destination: null,
  details: { dueAt: Date.UTC(2026, 10, 22, 17), destinationIds: [7] },
};

describe("an entry of the ledger", () => {
  it("tells who did what to which post, with its title and no more of it", () => {
    expect(ledgerEvent(line)).toEqual({
      id: 12,
      type: "post.scheduled",
      at: "2026-11-22T10:00:00.000Z",
      actor: { user_id: 1001, name: "Ada" },
      data: {
        post: { id: 3, kind: "text", title: "Bells at noon" },
        due_at: "2026-11-22T17:00:00.000Z",
        destination_ids: [7],
      },
    });
  });

  it("names a program by its token, and nobody where Belfry did it itself", () => {
    const nobody = { actorId: null, actorName: null };
    expect(ledgerEvent({ ...line, ...nobody, tokenName: "website" })?.actor).toEqual({ token: "website" });
    expect(ledgerEvent({ ...line, ...nobody })?.actor).toBeNull();
  });

  it("links to the messages that were sent", () => {
    const sent = { action: "delivery_sent", destination: news, details: { messageIds: [5, 6], attempt: 1 } };
    expect(ledgerEvent({ ...line, ...(sent as Partial<LedgerLine>) })?.data).toMatchObject({
      destination: { id: 7, chat_id: -1001800000001, title: "News", username: null },
      message_ids: [5, 6],
      links: ["https://t.me/c/1800000001/5", "https://t.me/c/1800000001/6"],
    });
  });

  it.each([
    ["published", "post.published"],
    ["partly_published", "post.partly_published"],
    ["failed", "post.failed"],
    ["expired", "post.expired"],
    ["cancelled", "post.cancelled"],
  ])("of a post that ended as %s is %s", (status, type) => {
    const event = ledgerEvent({ ...line, action: "post_finished", details: { status }, sent: [] });
    expect(event).toMatchObject({ type, data: { status, messages: [] } });
  });

  it("about a post that is gone keeps its number", () => {
    expect(ledgerEvent({ ...line, content: null })?.data).toMatchObject({ post: { id: 3 } });
  });

  it("is nobody's business outside where it is about a draft, or of a kind that only a newer version knows", () => {
    expect(ledgerEvent({ ...line, action: "draft_discarded" })).toBeUndefined();
    expect(ledgerEvent({ ...line, action: "post_framed" as "post_kept" })).toBeUndefined();
  });
});

it("every name is a thing and what happened to it", () => {
  expect(ledgerEventTypes.length).toBeGreaterThan(20);
  for (const type of ledgerEventTypes)
    expect(type).toMatch(/^(post|delivery|destination|person|job)\.[a-z_]+$/);
});
