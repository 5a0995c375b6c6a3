/** Every sentence that a person reads comes from src/locales, through here. */
import { readFileSync } from "node:fs";
import { FluentBundle, FluentResource, type FluentVariable } from "@fluent/bundle";

export type WordArguments = Record<string, FluentVariable | Html>;

/** Text that is HTML already: a link, another sentence. Everything else is escaped on its way into a message. */
export interface Html {
  html: string;
}

const bundle = new FluentBundle("en", { useIsolating: false });
bundle.addResource(new FluentResource(readFileSync(new URL("../locales/en.ftl", import.meta.url), "utf8")));

/** A sentence for a message sent with parse_mode HTML; the arguments are escaped. */
export function html(key: string, args: WordArguments = {}): string {
  return format(key, args, escapeHtml);
}

/** A sentence for buttons and answers to taps, which know no formatting. */
export function plain(key: string, args: WordArguments = {}): string {
  return format(key, args, (text) => text);
}

/** Whether the locale has a sentence of this name; for families such as `reason-…`. */
export const hasWords = (key: string): boolean => bundle.hasMessage(key);

export const trusted = (text: string): Html => ({ html: text });

/** `text` as a link, where there is an address. */
export function link(text: string, address: string | undefined): Html {
  const escaped = escapeHtml(text);
  return trusted(address ? `<a href="${escapeHtml(address)}">${escaped}</a>` : escaped);
}

function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

function format(key: string, args: WordArguments, clean: (text: string) => string): string {
  const pattern = bundle.getMessage(key)?.value;
  if (!pattern) throw new Error(`The locale has no message "${key}"`);
  const escaped: Record<string, FluentVariable> = {};
  for (const [name, value] of Object.entries(args)) {
    if (typeof value === "string") escaped[name] = clean(value);
    else escaped[name] = typeof value === "object" && "html" in value ? value.html : value;
  }
  const errors: Error[] = [];
  const text = bundle.formatPattern(pattern, escaped, errors);
  if (errors[0]) throw new Error(`The locale's message "${key}" could not be formed`, { cause: errors[0] });
  return text;
}
