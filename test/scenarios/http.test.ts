import { expect, test } from "vitest";
import { startBelfry } from "../support/belfry.ts";

test("HTTP is off unless a port is set", async () => {
  const belfry = await startBelfry({ bare: true });
  expect(() => belfry.httpUrl).toThrow("HTTP is off");
});

test("with a port, Belfry says that it is up, and is silent after its stop", async () => {
  const belfry = await startBelfry({ bare: true, config: { httpPort: 0 } });
  const url = belfry.httpUrl;
  const response = await fetch(`${url}/healthz`);
  expect([response.status, await response.json()]).toEqual([200, { status: "up" }]);
  await belfry.stop();
  await expect(fetch(`${url}/healthz`)).rejects.toThrow();
});
