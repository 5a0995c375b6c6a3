/** Files for posts. */
import { z } from "zod";
import { mediaKinds } from "../../../posts/content.ts";
import type { Desk } from "../desk.ts";
import { operation } from "../operation.ts";
import { instant } from "../present.ts";
import { Instant } from "../schemas.ts";
import type { FileBody } from "../upload.ts";

const Media = z
  .object({
    id: z.uuid().meta({ description: "For `media` in a content." }),
    kind: z.enum(mediaKinds),
    file_id: z.string().meta({ description: "Telegram's id of the file, for this bot." }),
    bytes: z.int(),
    uploaded_at: Instant,
  })
  .meta({ id: "Media" });

export function mediaOperations({ media }: Desk) {
  return [
    operation({
      id: "uploadMedia",
      method: "POST",
      path: "/publishing/media",
      group: "Media",
      summary: "Upload a file",
      about:
        "A photo of up to 10 MB or another file of up to 50 MB, as the field `file` of a form or as the body itself. Telegram checks it at once (it passes silently through an owner's chat), so that no post fails for it later. An upload that no post uses is forgotten by the nightly clean-up.",
      query: z.strictObject({
        kind: z.enum(mediaKinds),
        file_name: z
          .string()
          .min(1)
          .max(255)
          .optional()
          .meta({ description: "Where the body is the file itself." }),
      }),
      body: z.custom<FileBody>(),
      takesFile: true,
      answers: { 201: { about: "Telegram has it.", schema: Media } },
      problems: ["no_chat", "too_large", "refused", "telegram_out_of_reach", "busy", "took_too_long"],
      reachesOutside: true,
      async carryOut({ query, body, program }) {
        const { kind } = query;
        const fileName = query.file_name ?? body.fileName ?? kind;
        const result = await media.upload({ kind, fileName, bytes: body.bytes }, program.tokenName);
        if (result.ok) {
          const { id, fileId, bytes, uploadedAt } = result.media;
          return {
            status: 201,
            body: { id, kind, file_id: fileId, bytes, uploaded_at: instant(uploadedAt) },
          };
        }
        switch (result.why) {
          case "too_large":
            return { problem: "too_large", detail: `A ${kind} may have ${result.limit} bytes at most.` };
          case "no_chat":
            return { problem: "no_chat", detail: "An owner has to send /start to the bot first." };
          case "refused":
            return { problem: "refused", reason: "file_refused", detail: `Telegram says: ${result.detail}` };
          case "out_of_reach":
            return {
              problem: "telegram_out_of_reach",
              detail: "Telegram did not take the file just now.",
              headers: { "retry-after": String(Math.ceil((result.retryAfterMs ?? 15_000) / 1000)) },
            };
        }
      },
    }),
  ];
}
