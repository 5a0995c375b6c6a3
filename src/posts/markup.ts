/** What the two ways of writing formatted text, HTML and MarkdownV2, have in common. */
import type { MessageEntity } from "@grammyjs/types";

/** `at` is where in the source it went wrong, in UTF-16 units. */
export type Markup =
  | { ok: true; text: string; entities: MessageEntity[] }
  | { ok: false; why: string; at: number };

export type Style = "bold" | "italic" | "underline" | "strikethrough" | "spoiler";

/** A link on a stretch of text; undefined for what is no address that Telegram links to. */
export function linkTo(url: string, place: { offset: number; length: number }): MessageEntity | undefined {
  const full = /^[a-z][a-z\d+.-]*:/i.test(url) ? url : `http://${url}`;
  if (!/^(https?|tg|ton|mailto):/i.test(full) || !URL.canParse(full) || /\s/.test(full)) return undefined;
  return { type: "text_link", ...place, url: full };
}

/** Outer entities first, as Telegram gives them. */
export function inOrder(entities: MessageEntity[]): MessageEntity[] {
  return entities.toSorted((a, b) => a.offset - b.offset || b.length - a.length);
}

/** Those that a bot may set, and those that Telegram finds by itself and takes back as they are. */
const entityTypes = new Set([
  ...["bold", "italic", "underline", "strikethrough", "spoiler", "blockquote", "expandable_blockquote"],
  ...["code", "pre", "text_link", "text_mention", "custom_emoji", "date_time"],
  ...["mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number"],
]);

/** What Telegram would refuse, or drop without a word, about the entities of a text: by their positions. */
export function checkEntities(
  text: string,
  entities: readonly { type: string; offset: number; length: number; [field: string]: unknown }[],
): { entity: number; why: string }[] {
  return entities.flatMap(({ type, offset, length, ...rest }, entity) => {
    const why = !entityTypes.has(type)
      ? `Telegram knows no entity "${type}"`
      : offset + length > text.length
        ? `ends at ${offset + length}, and the text has ${text.length} UTF-16 units`
        : type === "text_link" && !(typeof rest.url === "string" && linkTo(rest.url, { offset, length }))
          ? "needs a url to link to"
          : type === "custom_emoji" && !/^\d+$/.test(String(rest.custom_emoji_id))
            ? "needs a custom_emoji_id of digits"
            : undefined;
    return why ? [{ entity, why }] : [];
  });
}
