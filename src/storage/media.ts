/** Files that came through the admin API. */
import { eq } from "drizzle-orm";
import type { MediaKind } from "../posts/content.ts";
import type { Database } from "./database.ts";
import { recordInLedger } from "./ledger.ts";
import { media } from "./schema.ts";

export type UploadedMedia = typeof media.$inferSelect & { kind: MediaKind };
export type MediaStore = ReturnType<typeof createMediaStore>;

export function createMediaStore(database: Database) {
  return {
    find: (id: string): UploadedMedia | undefined =>
      database.select().from(media).where(eq(media.id, id)).get() as UploadedMedia | undefined,

    add(row: UploadedMedia): void {
      const { id, kind, bytes, tokenName, uploadedAt } = row;
      database.transaction(
        (transaction) => {
          transaction.insert(media).values(row).run();
          recordInLedger(transaction, {
            at: uploadedAt,
            by: { tokenName },
            action: "media_uploaded",
            details: { mediaId: id, kind, bytes },
          });
        },
        { behavior: "immediate" },
      );
    },
  };
}
