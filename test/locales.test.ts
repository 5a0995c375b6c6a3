/** Holds the sentences of src/locales and the code that asks for them together, in both directions. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { FluentResource } from "@fluent/bundle";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

/** A call of html(), plain() or hasWords() in the code. */
interface Call {
  place: string;
  /** The sentences it may ask for: names, and patterns where a part of the name is only known when it runs. */
  keys: (string | RegExp)[];
  /** The names of its arguments; undefined where they cannot be read off the call. */
  given: string[] | undefined;
}

interface Sentence {
  /** Variables that it needs, and other sentences that it quotes. */
  variables: Set<string>;
  quotes: Set<string>;
}

describe("src/locales/en.ftl", () => {
  test("is understood to the last line, and names nothing twice", () => {
    expect(notUnderstood(readLocale())).toEqual([]);
  });

  test("has every sentence that the code asks for", () => {
    const sentences = sentencesOf(readLocale());
    const calls = readCode().flatMap(({ path, text }) => callsIn(path, text));
    expect(calls.length).toBeGreaterThan(20);
    expect(calls.flatMap((call) => unanswered(call, sentences))).toEqual([]);
  });

  test("has no sentence that nobody asks for", () => {
    const code = readCode().map(({ text }) => text);
    expect(unasked(sentencesOf(readLocale()), code.join("\n"))).toEqual([]);
  });

  test("gets every variable that its sentences need", () => {
    const sentences = sentencesOf(readLocale());
    const calls = readCode().flatMap(({ path, text }) => callsIn(path, text));
    expect(calls.flatMap((call) => missingVariables(call, sentences))).toEqual([]);
  });
});

describe("these rules", () => {
  const ftl =
    "hello = Hello, { $name }\nfamily-one = 1\nfamily-two = 2\nquoting = { hello } { -term }\n-term = Belfry\n";
  const sentences = sentencesOf(ftl);
  const one = (text: string) => callsIn("a.ts", text);

  test("find sentences that Fluent would skip without a word", () => {
    expect(notUnderstood("good = a\nbad = { $x\ngood = b\nno sentence\n")).toEqual([
      "line 2: bad",
      "line 3: good",
      "line 4: no sentence",
    ]);
  });

  test("find a name that does not exist, also in a choice and in a family", () => {
    const text = `html("hallo"); plain(mood === "hello-ish" ? "hello" : "bye"); plain(\`none-\${code}\`);`;
    expect(one(text).flatMap((call) => unanswered(call, sentences))).toEqual([
      'a.ts:1 asks for "hallo"',
      'a.ts:1 asks for "bye"',
      "a.ts:1 asks for /^none-.+$/",
    ]);
  });

  test("find a sentence that nobody asks for, but not one of a family or one that is quoted", () => {
    expect(unasked(sentences, `html(\`family-\${code}\`); const key = "quoting";`)).toEqual([]);
    expect(unasked(sentences, 'html("family-one")')).toEqual(["hello", "family-two", "quoting", "-term"]);
  });

  test("find a variable that is not given, also to a quoted sentence", () => {
    const text =
      'html("hello", { named });\nhtml("quoting");\nhtml("hello", { name: f(a, { b }) }); html("hello", all);';
    expect(one(text).flatMap((call) => missingVariables(call, sentences))).toEqual([
      'a.ts:1 gives no $name to "hello"',
      'a.ts:2 gives no $name to "quoting"',
    ]);
  });
});

function readLocale(): string {
  return readFileSync(join(root, "src/locales/en.ftl"), "utf8");
}

function readCode() {
  return globSync("src/**/*.ts", { cwd: root, exclude: ["src/sandbox/**"] })
    .sort()
    .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
}

function sentencesOf(source: string): Map<string, Sentence> {
  const found = new Map<string, Sentence>();
  for (const entry of new FluentResource(source).body) {
    const sentence = { variables: new Set<string>(), quotes: new Set<string>() };
    collect(entry, sentence);
    found.set(entry.id, sentence);
  }
  return found;
}

/** Walks through what Fluent made of a sentence: choices, attributes, calls, references. */
function collect(node: unknown, into: Sentence): void {
  if (typeof node !== "object" || node === null) return;
  const { type, name } = node as { type?: string; name?: string };
  if (type === "var" && name) into.variables.add(name);
  if (type === "mesg" && name) into.quotes.add(name);
  if (type === "term" && name) into.quotes.add(`-${name}`);
  for (const part of Object.values(node)) collect(part, into);
}

/** Fluent skips what it cannot read, and takes the first of two: each would be a sentence lost in silence. */
function notUnderstood(source: string): string[] {
  const understood = sentencesOf(source);
  const seen = new Set<string>();
  return source.split("\n").flatMap((line, index) => {
    if (/^(#|\s|\}|$)/.test(line)) return [];
    const name = /^(-?[a-zA-Z][\w-]*) *=/.exec(line)?.[1];
    const fine = name !== undefined && understood.has(name) && !seen.has(name);
    if (name) seen.add(name);
    return fine ? [] : [`line ${index + 1}: ${name ?? line}`];
  });
}

function unanswered({ place, keys }: Call, sentences: Map<string, Sentence>): string[] {
  const names = [...sentences.keys()];
  return keys
    .filter((key) => (typeof key === "string" ? !sentences.has(key) : !names.some((name) => key.test(name))))
    .map((key) => `${place} asks for ${typeof key === "string" ? `"${key}"` : key}`);
}

/** A name may also stand in a table and be asked for elsewhere, so every string of the code counts. */
function unasked(sentences: Map<string, Sentence>, code: string): string[] {
  const families = [...code.matchAll(/`([a-z][\w-]*-\$\{[^`]*)`/g)].map((match) => patternOf(match[1] ?? ""));
  const asked = (name: string) =>
    ['"', "'", "`"].some((quote) => code.includes(quote + name + quote)) ||
    families.some((one) => one.test(name));
  const used = new Set<string>();
  const use = (name: string) => {
    if (used.has(name)) return;
    used.add(name);
    for (const quoted of sentences.get(name)?.quotes ?? []) use(quoted);
  };
  for (const name of sentences.keys()) if (asked(name)) use(name);
  return [...sentences.keys()].filter((name) => !used.has(name));
}

function missingVariables({ place, keys, given }: Call, sentences: Map<string, Sentence>): string[] {
  if (given === undefined) return [];
  return keys.flatMap((key) => {
    if (typeof key !== "string") return [];
    const missing = [...variablesOf(key, sentences)].filter((variable) => !given.includes(variable));
    return missing.map((variable) => `${place} gives no $${variable} to "${key}"`);
  });
}

function variablesOf(name: string, sentences: Map<string, Sentence>, seen = new Set<string>()): Set<string> {
  const sentence = sentences.get(name);
  if (!sentence || seen.has(name)) return new Set();
  seen.add(name);
  return [...sentence.quotes].reduce(
    (all, quoted) => all.union(variablesOf(quoted, sentences, seen)),
    new Set(sentence.variables),
  );
}

function callsIn(path: string, text: string): Call[] {
  // An apostrophe in a comment would pass for the beginning of a string.
  const code = text.replace(/(?<=^|\s)\/\/.*$/gm, "");
  return [...code.matchAll(/(?<!function |\.|\w)(?:html|plain|hasWords)\(/g)].map((match) => {
    const [key = "", args, ...more] = argumentsAt(code, match.index + match[0].length);
    const line = code.slice(0, match.index).split("\n").length;
    return {
      place: `${path}:${line}`,
      keys: keysIn(key),
      given: more.length > 0 ? undefined : namesIn(args),
    };
  });
}

/** The literals that the expression may come to; those that something is compared with are not among them. */
function keysIn(expression: string): (string | RegExp)[] {
  const literals = expression.matchAll(/([!=]== |\()?(?:"([^"]*)"|`([^`]*)`)/g);
  return [...literals]
    .filter(([, compared]) => compared === undefined)
    .map(([, , name, template = ""]) => name ?? (template.includes("${") ? patternOf(template) : template));
}

function patternOf(template: string): RegExp {
  return new RegExp(`^${template.replace(/\$\{[^}]*\}/g, ".+")}$`);
}

/** The names of an object literal; none for no argument, undefined for anything that is not so plain. */
function namesIn(args: string | undefined): string[] | undefined {
  if (args === undefined) return [];
  if (!args.startsWith("{") || args.includes("...")) return undefined;
  return argumentsAt(args, 1).map((field) => /^["']?([\w-]+)/.exec(field)?.[1] ?? "");
}

/** The comma-separated expressions from here to the bracket that closes, passing over brackets and strings inside. */
function argumentsAt(text: string, start: number): string[] {
  const found: string[] = [];
  let begin = start;
  let depth = 0;
  let quote: string | undefined;
  for (let index = start; index < text.length; index++) {
    const letter = text[index]!;
    if (letter === "\\") index++;
    else if (quote) quote = letter === quote ? undefined : quote;
    else if (/["'`]/.test(letter)) quote = letter;
    else if (/[([{]/.test(letter)) depth++;
    else if (/[)\]}]/.test(letter) && depth > 0) depth--;
    else if (depth === 0 && /[,)\]}]/.test(letter)) {
      found.push(text.slice(begin, index).trim());
      begin = index + 1;
      if (letter !== ",") break;
    }
  }
  return found.filter((expression) => expression !== "");
}
