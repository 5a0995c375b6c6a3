/** What runs Belfry on a server starts the same program, with settings that there are. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { settings } from "../src/config.ts";

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");
const start: string = JSON.parse(read("package.json")).scripts.start;
const names = Object.values(settings).map(({ name }) => name as string);
/** These are Node's, and SQLite's. */
const others = ["NODE_ENV", "NODE_COMPILE_CACHE", "SQLITE_TMPDIR", "TZ"];

test("the systemd unit starts what npm start does", () => {
  expect(read("docs/ops/belfry.service")).toContain(`\nExecStart=/opt/belfry/node_modules/.bin/${start}\n`);
});

test("so does the image", () => {
  const command = read("Dockerfile").match(/^CMD (\[.*\])$/m)?.[1] ?? "[]";
  expect((JSON.parse(command) as string[]).join(" ")).toBe(start);
});

test("every variable in the unit, the image and compose.yaml is one that somebody reads", () => {
  const unit = [...read("docs/ops/belfry.service").matchAll(/^Environment=(\w+)=/gm)];
  const image = [...(read("Dockerfile").match(/^ENV .*$/m)?.[0] ?? "").matchAll(/(\w+)=/g)];
  const compose = [...read("compose.yaml").matchAll(/^ {6}([A-Z_]+):/gm)];
  for (const found of [unit, image, compose]) {
    expect(found.length).toBeGreaterThan(2);
    for (const [, name] of found) expect([...names, ...others]).toContain(name);
  }
});

test("nothing but this machine can reach the port of compose.yaml", () => {
  const ports = [...read("compose.yaml").matchAll(/- "([\d.:]+)"/g)].map(([, port]) => port);
  expect(ports).toEqual(["127.0.0.1:8080:8080"]);
});
