/** Holds the links of the pages that people read to the files and headings that are there. */
import { existsSync, globSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const pages = globSync(["*.md", "docs/**/*.md", "bench/*.md"], { cwd: root }).sort();

test("every relative link leads to a file, and to a heading where it names one", () => {
  const links = pages.flatMap((page) => linksIn(read(page)).map((link) => ({ page, link })));
  expect(links.length).toBeGreaterThan(40);
  expect(links.filter(({ page, link }) => !leadsSomewhere(page, link))).toEqual([]);
});

test("every page is linked from another, or stands in a folder that is", () => {
  const reached = new Set(
    pages.flatMap((page) => linksIn(read(page)).map((link) => targetOf(page, link)[0].replace(/\/$/, ""))),
  );
  const alone = pages.filter(
    (page) => page.includes("/") && !reached.has(join(root, page)) && !reached.has(join(root, dirname(page))),
  );
  expect(alone).toEqual([]);
});

describe("these rules", () => {
  test("find links and pictures, but neither those of the web nor those in code", () => {
    const text =
      "[a](b.md#c) ![d](e.png) [w](https://x.org) `[n](o.md)`\n```\n[n](o.md)\n```\n[![p](q.png)](r.md)";
    expect(linksIn(text)).toEqual(["b.md#c", "e.png", "q.png", "r.md"]);
  });

  test("name headings as GitHub does", () => {
    expect(anchorsIn("# What `npm start` does, when\n## Same\n## Same\n```\n# no heading\n```")).toEqual([
      "what-npm-start-does-when",
      "same",
      "same-1",
    ]);
  });

  test("miss neither a file nor a heading that is not there", () => {
    expect(leadsSomewhere("README.md", "docs/delivery.md")).toBe(true);
    expect(leadsSomewhere("README.md", "docs/nowhere.md")).toBe(false);
    expect(leadsSomewhere("README.md", "#settings")).toBe(true);
    expect(leadsSomewhere("README.md", "#nowhere")).toBe(false);
  });
});

function leadsSomewhere(page: string, link: string): boolean {
  const [path, anchor] = targetOf(page, link);
  if (!existsSync(path)) return false;
  return !anchor || (statSync(path).isFile() && anchorsIn(readFileSync(path, "utf8")).includes(anchor));
}

/** The file that a link on a page means, and the heading in it. */
function targetOf(page: string, link: string): [path: string, anchor: string | undefined] {
  const [path = "", anchor] = link.split("#");
  return [path === "" ? join(root, page) : join(root, dirname(page), decodeURI(path)), anchor];
}

function linksIn(text: string): string[] {
  const prose = withoutCode(text).replace(/`[^`\n]*`/g, "");
  return [...prose.matchAll(/\]\(([^()\s]+)\)/g)]
    .map(([, link = ""]) => link)
    .filter((link) => !/^[a-z]+:/.test(link));
}

function anchorsIn(text: string): string[] {
  const seen = new Map<string, number>();
  return [...withoutCode(text).matchAll(/^#{1,6} +(.+)$/gm)].map(([, heading = ""]) => {
    const anchor = heading
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\- _]/gu, "")
      .replaceAll(" ", "-");
    const times = seen.get(anchor) ?? 0;
    seen.set(anchor, times + 1);
    return times === 0 ? anchor : `${anchor}-${times}`;
  });
}

const withoutCode = (text: string): string => text.replace(/^ *```[\s\S]*?^ *```/gm, "");

function read(page: string): string {
  return readFileSync(join(root, page), "utf8");
}
