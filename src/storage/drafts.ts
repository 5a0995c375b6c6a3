/** Posts that are still being written. */
import { and, desc, eq } from "drizzle-orm";
import type { Content } from "../posts/content.ts";
import type { Draft } from "../posts/draft.ts";
import type { Database } from "./database.ts";
import { recordInLedger } from "./ledger.ts";
import { posts } from "./schema.ts";

export interface DraftRow {
  id: number;
  authorId: number;
  content: Content | null;
  draft: Draft;
  dueAt: number | null;
  timeZone: string;
  updatedAt: number;
}
export type DraftStore = ReturnType<typeof createDraftStore>;

const columns = {
  id: posts.id,
  authorId: posts.authorId,
  content: posts.content,
  draft: posts.draft,
  dueAt: posts.dueAt,
  timeZone: posts.timeZone,
  updatedAt: posts.updatedAt,
};

export function createDraftStore(database: Database) {
  return {
    start(authorId: number, draft: Draft, timeZone: string, now: number): DraftRow {
      const row = { authorId, draft, timeZone, status: "draft" as const, createdAt: now, updatedAt: now };
      return database.transaction(
        (transaction) => asDraft(transaction.insert(posts).values(row).returning(columns).get()),
        { behavior: "immediate" },
      );
    },

    /** Undefined once it was released or discarded. */
    read(id: number): DraftRow | undefined {
      const row = database.select(columns).from(posts).where(isDraft(id)).get();
      return row && asDraft(row);
    },

    /** A person's unfinished drafts, the one touched last first. */
    ofAuthor: (authorId: number): DraftRow[] =>
      database
        .select(columns)
        .from(posts)
        .where(and(eq(posts.authorId, authorId), eq(posts.status, "draft")))
        .orderBy(desc(posts.updatedAt), desc(posts.id))
        .all()
        .map(asDraft),

    save(
      id: number,
      changes: Partial<Pick<DraftRow, "content" | "draft" | "dueAt" | "timeZone">>,
      now: number,
    ): void {
      database
        .update(posts)
        .set({ ...changes, updatedAt: now })
        .where(isDraft(id))
        .run();
    },

    /** Marks whether its author is at it; that alone does not make it the draft touched last. */
    setOpen(row: DraftRow, isOpen: boolean): void {
      database
        .update(posts)
        .set({ draft: { ...row.draft, isOpen } })
        .where(isDraft(row.id))
        .run();
    },

    discard(id: number, by: number, now: number): void {
      database.transaction(
        (transaction) => {
          transaction.delete(posts).where(isDraft(id)).run();
          recordInLedger(transaction, { at: now, by, action: "draft_discarded", postId: id });
        },
        { behavior: "immediate" },
      );
    },
  };
}

const isDraft = (id: number) => and(eq(posts.id, id), eq(posts.status, "draft"));

/** The CHECK constraint holds that a draft's row has a draft. */
function asDraft(row: Omit<DraftRow, "draft"> & { draft: Draft | null }): DraftRow {
  return row as DraftRow;
}
