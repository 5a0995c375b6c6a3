/** Holds the tree to docs/architecture.md: who may import whom, and the few names and constructs that stay out. */
import { globSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

/** The folders and files of src/, and what each may import besides itself and libraries. */
const mayImport: Record<string, readonly string[]> = {
  posts: [],
  clock: [],
  config: [],
  events: [],
  log: ["trace"],
  trace: [],
  healthcheck: ["config"],
  telegram: ["posts"],
  storage: ["posts", "trace"],
  editorial: ["posts", "storage", "events"],
  publishing: ["posts", "storage", "telegram", "events"],
  jobs: [],
  bot: ["posts", "editorial", "events", "trace"],
  http: ["posts", "editorial", "events", "trace"],
  webhooks: ["posts", "storage", "events"],
  restore: ["config", "storage"],
  sandbox: [],
};

/** What may be imported besides by `import type`: the shapes of things that are handed in. */
const mayImportTypesOf: Record<string, readonly string[]> = {
  ...Object.fromEntries(Object.keys(mayImport).map((unit) => [unit, ["clock", "config", "events"]])),
  posts: [],
  sandbox: [],
  clock: ["posts"],
  config: ["posts"],
  events: ["posts"],
  log: ["posts", "events"],
};

/** These wire the others together. */
const isWiring = (path: string): boolean =>
  ["src/app.ts", "src/main.ts", "src/sandbox/start.ts"].includes(path) || path.startsWith("src/wiring/");

/** One unit in two files: the settings, and how their values are read. */
const belongsTo: Record<string, string> = { "config-values": "config" };

interface SourceFile {
  path: string;
  text: string;
}

describe("the source tree", () => {
  const files = readTree();

  test("imports only what the plan of the house allows", () => {
    expect(files.length).toBeGreaterThan(20);
    expect(files.flatMap(wrongImports)).toEqual([]);
  });

  test("has no folders that import each other in a circle", () => {
    expect(circles(files)).toEqual([]);
  });

  test("loads what only HTTP needs where HTTP is on, and not before: an idle process is small", () => {
    const loaded = loadedAtStart(files);
    expect(loaded).toContain("better-sqlite3");
    for (const library of ["hono", "@hono/node-server", "prom-client", "zod"])
      expect(loaded).not.toContain(library);
  });

  test("has no drawers for odds and ends, no barrels and no enums", () => {
    expect(files.flatMap(wrongNames)).toEqual([]);
  });

  test("takes no row from a write before that is on the disk", () => {
    expect(files.flatMap(rowsBeforeTheCommit)).toEqual([]);
  });
});

describe("these rules", () => {
  const of = (path: string, text: string) => wrongImports({ path, text });

  test("name the file, the line and what is allowed", () => {
    expect(
      of(
        "src/bot/queue/view.ts",
        '\nimport { a } from "../../posts/a.ts";\nimport { b } from "../../storage/b.ts";',
      ),
    ).toEqual([
      "src/bot/queue/view.ts:3 imports src/storage/b.ts: bot may import posts, editorial, events, trace; types also of clock, config, events",
    ]);
  });

  test.each([
    ["src/posts/a.ts", 'import type { Clock } from "../clock.ts";'],
    ["src/posts/a.ts", 'import {\n  one,\n  other,\n} from "../storage/a.ts";'],
    ["src/jobs/a.ts", 'import { events } from "../events.ts";'],
    ["src/storage/a.ts", 'export { a } from "../editorial/a.ts";'],
    ["src/storage/a.ts", 'import "../log.ts";'],
    ["src/storage/a.ts", 'const a = await import("../bot/a.ts");'],
    ["src/sandbox/client/a.ts", 'import type { Post } from "../../posts/a.ts";'],
    ["src/config.ts", 'import { a } from "./posts/a.ts";'],
    ["src/editorial/a.ts", 'import { b } from "./b";'],
    ["src/editorial/a.ts", 'import { b } from "../../test/b.ts";'],
    ["src/bot/a.ts", 'import { createApp } from "../app.ts";'],
    ["src/drawer/a.ts", "export const a = 1;"],
  ])("refuse in %s: %s", (path, text) => {
    expect(of(path, text)).toHaveLength(1);
  });

  test.each([
    ["src/jobs/a.ts", 'import type { Clock } from "../clock.ts";'],
    ["src/storage/a.ts", 'import Sqlite from "better-sqlite3";\nimport { b } from "./b.ts";'],
    ["src/events.ts", 'import type { Post } from "./posts/a.ts";'],
    ["src/sandbox/start.ts", 'import { createApp } from "../app.ts";'],
    ["src/bot/a.ts", '// import { b } from "../storage/b.ts";\n/*\nimport { c } from "../storage/c.ts";\n*/'],
  ])("allow in %s: %s", (path, text) => {
    expect(of(path, text)).toEqual([]);
  });

  test("find a circle through several folders", () => {
    const files = [
      { path: "src/a/one.ts", text: 'import "../b/one.ts";' },
      { path: "src/b/one.ts", text: 'import "../c/one.ts";' },
      { path: "src/c/one.ts", text: 'import "../a/two.ts";' },
    ];
    expect(circles(files)).toEqual(["a → b → c → a"]);
  });

  test.each([
    ["src/bot/utils/a.ts", ""],
    ["src/bot/date-helpers.ts", ""],
    ["src/common.ts", ""],
    ["src/bot/index.ts", ""],
    ["src/bot/a.ts", "export const enum Colour { Red }"],
  ])("refuse %s with %j", (path, text) => {
    expect(wrongNames({ path, text })).toHaveLength(1);
  });
});

describe("a write that gives out its row", () => {
  test.each([
    "database.insert(posts).values(row).returning().get()",
    "database\n  .update(posts)\n  .set({ at: max(1, 2) })\n  .returning({ at: f(g()) })\n  .get()",
    "const change = database.update(posts).returning().prepare();\nwork(() => change.get({ id }))",
  ])("is refused: %s", (text) => {
    expect(rowsBeforeTheCommit({ path: "src/storage/a.ts", text })).toHaveLength(1);
  });

  test.each([
    "transaction.insert(posts).values(row).returning().get()",
    "database.insert(posts).values(row).returning().all()",
    "const change = database.update(posts).returning().prepare();\nchange.all({ id }); read.get({ id })",
    "database.select().from(posts).get()",
  ])("is allowed: %s", (text) => {
    expect(rowsBeforeTheCommit({ path: "src/storage/a.ts", text })).toEqual([]);
  });
});

function readTree(): SourceFile[] {
  const root = fileURLToPath(new URL("..", import.meta.url));
  return globSync("src/**/*.ts", { cwd: root })
    .map((path) => path.replaceAll("\\", "/"))
    .sort()
    .map((path) => ({ path, text: readFileSync(posix.join(root, path), "utf8") }));
}

function wrongImports(file: SourceFile): string[] {
  if (isWiring(file.path)) return [];
  const unit = unitOf(file.path);
  const allowed = mayImport[unit];
  const types = mayImportTypesOf[unit] ?? [];
  if (!allowed) return [`${file.path}: the plan of the house has no place called ${unit}`];
  return importsOf(file)
    .filter(({ specifier, target, isType }) => {
      const other = unitOf(target);
      const fits = other === unit || allowed.includes(other) || (isType && types.includes(other));
      return !(fits && specifier.endsWith(".ts") && target.startsWith("src/") && !isWiring(target));
    })
    .map(({ line, target }) => {
      const rule = `${unit} may import ${allowed.join(", ") || "nothing"}; types also of ${types.join(", ") || "nothing"}`;
      return `${file.path}:${line} imports ${target}: ${target.endsWith(".ts") ? rule : "a path ends in .ts"}`;
    });
}

function wrongNames({ path, text }: SourceFile): string[] {
  const wrong: string[] = [];
  const words = path.replace(/\.ts$/, "").split(/[/.-]/);
  const drawer = words.find((word) => /^(utils?|helpers?|common)$/.test(word));
  if (drawer) wrong.push(`${path}: "${drawer}" says nothing of what is inside`);
  if (path.endsWith("/index.ts")) wrong.push(`${path}: a barrel hides where things come from`);
  for (const { index } of withoutComments(text).matchAll(/^[ \t]*(export |declare |const )*enum \w/gm))
    wrong.push(`${path}:${lineAt(text, index)} has an enum, which Node cannot strip`);
  return wrong;
}

/**
 * `get` stops at the first row: outside a transaction it gives out the row of a write before that is committed, and
 * never hears that the disk is full. `all` does.
 */
function rowsBeforeTheCommit({ path, text }: SourceFile): string[] {
  const code = withoutComments(text);
  return [...code.matchAll(/\.returning\(/g)].flatMap(({ index }) => {
    const before = code.slice(0, index);
    const after = code.slice(endOfCall(code, index));
    const [writer] = [...before.matchAll(/(\w+)\s*\.(?:insert|update|delete)\(/g)]
      .map(([, name]) => name)
      .slice(-1);
    const [prepared] = [...before.matchAll(/const (\w+) =/g)].map(([, name]) => name).slice(-1);
    const isWrong = /^\s*\.prepare\(/.test(after)
      ? new RegExp(`\\b${prepared}\\.get\\(`).test(after)
      : /^\s*\.get\(/.test(after) && writer !== "transaction";
    return isWrong
      ? [`${path}:${lineAt(text, index)} gets the row of a write that may fail yet: use all`]
      : [];
  });
}

/** Where the brackets close that open next. */
function endOfCall(code: string, from: number): number {
  let depth = 0;
  for (let at = code.indexOf("(", from); at < code.length; at++) {
    if (code[at] === "(") depth++;
    if (code[at] === ")" && --depth === 0) return at + 1;
  }
  return code.length;
}

/** Circles between units, each named once, by following every import from every unit. */
function circles(files: readonly SourceFile[]): string[] {
  const edges = new Map<string, Set<string>>();
  for (const file of files) {
    const from = isWiring(file.path) ? file.path : unitOf(file.path);
    for (const { target } of importsOf(file)) {
      const to = isWiring(target) ? target : unitOf(target);
      if (from !== to) edges.set(from, (edges.get(from) ?? new Set()).add(to));
    }
  }
  const found = new Set<string>();
  const done = new Set<string>();
  const follow = (unit: string, way: string[]) => {
    if (way.includes(unit)) found.add([...way.slice(way.indexOf(unit)), unit].join(" → "));
    if (done.has(unit)) return;
    done.add(unit);
    for (const next of edges.get(unit) ?? []) follow(next, [...way, unit]);
  };
  for (const unit of [...edges.keys()].sort()) follow(unit, []);
  return [...found];
}

/** Every library that the program loads before it knows its settings: through static imports, types apart. */
function loadedAtStart(files: readonly SourceFile[]): string[] {
  const libraries = new Set<string>();
  const seen = new Set<string>();
  const follow = (path: string) => {
    const file = files.find((one) => one.path === path);
    if (!file || seen.has(path)) return;
    seen.add(path);
    for (const [, specifier = ""] of withoutComments(file.text).matchAll(
      /^[ \t]*(?:import|export)\s+(?!type\s)(?:[^;"'`=]*?\sfrom\s+)?["']([^"']+)["']/gm,
    ))
      if (specifier.startsWith(".")) follow(posix.join(posix.dirname(path), specifier));
      else libraries.add(/^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier);
  };
  follow("src/app.ts");
  return [...libraries];
}

/** Relative imports and re-exports; the target is a path from the root of the project. */
function importsOf({ path, text }: SourceFile) {
  const code = withoutComments(text);
  const statements = code.matchAll(
    /^[ \t]*(?:import|export)\s+(type\s+)?(?:[^;"'`=]*?\sfrom\s+)?["'](\.[^"']*)["']/gm,
  );
  const calls = code.matchAll(/\b(?:import)\(\s*()["'](\.[^"']*)["']/g);
  return [...statements, ...calls].map((match) => {
    const [statement, type, specifier = ""] = match;
    const target = posix.join(posix.dirname(path), specifier);
    // The line of the path itself, which is the last of an import over several lines.
    return { specifier, target, isType: Boolean(type), line: lineAt(code, match.index + statement.length) };
  });
}

/** Blanks comments out, so that lines keep their numbers; only such as begin a line, for strings hold // too. */
function withoutComments(text: string): string {
  return text
    .replace(/^\s*\/\*[\s\S]*?\*\//gm, (comment) => comment.replace(/[^\n]/g, " "))
    .replace(/^\s*\/\/.*$/gm, (comment) => comment.replace(/[^\n]/g, " "));
}

function unitOf(path: string): string {
  const name = path.split("/")[1]?.replace(/\.ts$/, "") ?? path;
  return belongsTo[name] ?? name;
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split("\n").length;
}
