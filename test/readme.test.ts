import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { settings } from "../src/config.ts";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");

test("the README lists every setting once, with its default and what it is for", () => {
  const rows = Object.values(settings).map(
    (setting) =>
      `| \`${setting.name}\` | ${setting.default === undefined ? "required" : `\`${setting.default}\``} | ${setting.about} |`,
  );
  const listed = readme.split("\n").filter((line) => /^\| `[A-Z_]+` \|/.test(line));
  expect(listed.sort()).toEqual(rows.sort());
});
