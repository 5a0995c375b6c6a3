import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { measureClockSkew } from "../../src/telegram/clock-skew.ts";

const noon = Date.parse("2026-11-22T12:00:00Z");

/** A Bot API server whose clock shows an instant; null: it does not say. */
async function serverAt(instant: number | null): Promise<string> {
  const server = createServer((_request, response) => {
    response.sendDate = false;
    if (instant !== null) response.setHeader("date", new Date(instant).toUTCString());
    response.writeHead(302, { location: "https://example.com" }).end();
  });
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
const measured = async (instant: number | null) =>
  measureClockSkew(await serverAt(instant), { now: () => noon, timeoutMs: 5000 });

test("a clock that goes right is right to a second", async () => {
  expect(Math.abs((await measured(noon)) ?? Number.NaN)).toBeLessThan(1000);
});

test("a clock that is ahead or behind is off by so much", async () => {
  expect(await measured(noon - 90_000)).toBe(89_500);
  expect(await measured(noon + 3_600_000)).toBe(-3_600_500);
});

test("where the server does not say, or cannot be reached, nobody knows", async () => {
  expect(await measured(null)).toBeUndefined();
  expect(await measureClockSkew("http://127.0.0.1:1", { now: () => noon, timeoutMs: 5000 })).toBeUndefined();
});
