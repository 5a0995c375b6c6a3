/** The dashboard, the alerts and the list of metrics name what the running program says, and all of it. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { startBelfry } from "./support/belfry.ts";
import { type Scrape, scrape } from "./support/metrics.ts";
import { schedule } from "./support/posts.ts";

const read = (name: string) => readFileSync(new URL(`../docs/ops/${name}`, import.meta.url), "utf8");
const documentation = read("metrics.md");
const alerts = read("alerts.yml");
const dashboard = JSON.parse(read("dashboard.json")) as {
  panels: { id: number; type: string; title: string; targets?: { expr: string }[] }[];
  templating: unknown;
};

const alertExpressions = [...alerts.matchAll(/^ +expr: (.+)$/gm)].map(([, expression = ""]) => expression);
const panelExpressions = dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));

/** Two scrapes of a program that has done some of everything: the first is a request that the second one counts. */
async function lookOnce(): Promise<Scrape> {
  const belfry = await startBelfry({
    backups: true,
    startAt: "2026-11-23 02:25",
    config: { httpPort: 0 },
  });
  await schedule(belfry.ada, "Bells", ["News"], "02:31");
  await belfry.travelTo("2026-11-23 02:35");
  await scrape(belfry.httpUrl);
  return scrape(belfry.httpUrl);
}
let looked: Promise<Scrape> | undefined;
const look = () => {
  looked ??= lookOnce();
  return looked;
};
const ownOf = ({ names }: Scrape) => names.filter((name) => name.startsWith("belfry_"));

const namesIn = (expression: string) =>
  [...expression.matchAll(/\b(?:belfry|process|nodejs)_\w+/g)].map(([name]) => name);

/** belfry_ready{check="jobs"} → ["belfry_ready", "check"]. */
const selectorsIn = (expression: string) =>
  [...expression.matchAll(/\b((?:belfry|process|nodejs)_\w+)\{([^}]*)\}/g)].flatMap(
    ([, name = "", inside = ""]) =>
      [...inside.matchAll(/(\w+)(?==|!)/g)].map(([, label = ""]) => [name, label] as const),
  );

test("there are metrics, alerts and panels to compare", async () => {
  expect(ownOf(await look()).length).toBeGreaterThan(20);
  expect(alertExpressions).toHaveLength(alerts.match(/- alert:/g)?.length ?? 0);
  expect(panelExpressions.length).toBeGreaterThan(30);
});

test.each([
  ["alerts", alertExpressions],
  ["panels", panelExpressions],
])("every metric and every label that the %s name is there", async (_, expressions) => {
  const { text } = await look();
  // A histogram has several.
  const series = new Set([...text.matchAll(/^[a-z]\w+/gm)].map(([name]) => name));
  // Prometheus adds these to whatever it scrapes.
  const added = ["instance", "job"];
  for (const expression of expressions) {
    for (const name of namesIn(expression)) expect(series, expression).toContain(name);
    for (const [name, label] of selectorsIn(expression))
      if (!added.includes(label))
        expect(text, expression).toMatch(new RegExp(`^${name}\\{[^}]*\\b${label}="`, "m"));
  }
});

test("every metric of Belfry's own has a panel", async () => {
  const own = ownOf(await look());
  const shown = new Set(
    panelExpressions.flatMap(namesIn).map((name) => name.replace(/_(bucket|sum|count)$/, "")),
  );
  expect(own.filter((name) => !shown.has(name))).toEqual([]);
});

describe("the list of metrics", () => {
  const listed = [...documentation.matchAll(/^\| `(belfry_\w+)` \| (.*?) \|/gm)];

  test("has each of them, and no other", async () => {
    const own = ownOf(await look());
    expect(listed.map(([, name = ""]) => name).sort()).toEqual([...own].sort());
  });

  test("has each one's labels", async () => {
    const { text } = await look();
    for (const [, name = "", labels = ""] of listed) {
      const documented = [...labels.matchAll(/`(\w+)`/g)].map(([, label = ""]) => label);
      const sample = new RegExp(`^${name}(?:_count)?\\{([^}]*)\\}`, "m").exec(text)?.[1] ?? "";
      const real = [...sample.matchAll(/(\w+)="/g)].map(([, label = ""]) => label);
      expect(documented.sort(), name).toEqual(real.sort());
    }
  });
});

test("panels have ids of their own, and say what they show", () => {
  const ids = dashboard.panels.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const panel of dashboard.panels) expect(panel).toMatchObject({ title: expect.stringMatching(/./) });
});
