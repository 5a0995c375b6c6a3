/** Why a post was not sent, in plain words with what to do. */
import { hasWords, html } from "./words.ts";

/** Takes a code of posts/retry.ts as it stands in the database; a sentence as HTML. */
export function reasonWords(reason: string | null): string {
  const key = `reason-${reason}`;
  return html(hasWords(key) ? key : "reason-other");
}
