/** The sandbox around Telegram: its clock, the programs beside it, and whom the server lets in. */
import { request } from "node:http";
import { describe, expect, it } from "vitest";
import type { ClientState } from "../../src/sandbox/client/protocol.ts";
import { act, listen, read } from "./client.ts";
import { HOUR, NOON, openTown } from "./town.ts";

describe("time and programs", () => {
  it("travels forward, telling when a journey begins and ends", async () => {
    const clock = { now: NOON };
    const town = await openTown({
      now: () => clock.now,
      travel: async (to) => {
        clock.now = to;
      },
    });
    const until = await listen(town, 1001);
    const answer = await act(town, "travel", { to: NOON + HOUR });
    expect(answer).toEqual({ ok: true, result: { now: NOON + HOUR } });
    const events = await until((event) => event.type === "time" && !event.travelling);
    expect(events.filter((event) => event.type === "time")).toEqual([
      { type: "time", now: NOON, travelling: true },
      { type: "time", now: NOON + HOUR, travelling: false },
    ]);
    expect((await act(town, "travel", { to: NOON })).description).toBe("time only goes forward");
  });

  it("stops and starts the programs beside it", async () => {
    let running = true;
    const program = {
      name: "Belfry",
      isRunning: () => running,
      start: async () => {
        running = true;
      },
      stop: async () => {
        running = false;
      },
    };
    const town = await openTown({ programs: [program] });
    await act(town, "setProgram", { name: "Belfry", running: false });
    expect((await read<ClientState>(town, "state?user=1001")).programs).toEqual([
      { name: "Belfry", running: false },
    ]);
  });

  it("says why a program does not start, and shows one that ended by itself", async () => {
    let running = true;
    const program = {
      name: "Belfry",
      isRunning: () => running,
      start: () => Promise.reject(new Error("the database is locked")),
      stop: async () => {},
    };
    const town = await openTown({ programs: [program] });
    const until = await listen(town, 1001);
    running = false;
    town.programsChanged();
    const events = await until((event) => event.type === "programs");
    expect(events).toContainEqual({ type: "programs", programs: [{ name: "Belfry", running: false }] });
    expect(await act(town, "setProgram", { name: "Belfry", running: true })).toEqual({
      ok: false,
      description: "could not start Belfry: the database is locked",
    });
  });
});

describe("who may speak to the server", () => {
  it("refuses names that are not this machine's, and posts from other pages", async () => {
    const town = await openTown();
    const status = (headers: Record<string, string>, method = "GET") =>
      new Promise<number>((resolve, reject) => {
        const path = method === "GET" ? "/client/state" : "/client/clearFaults";
        request(town.url + path, { method, headers }, (response) => {
          response.resume();
          resolve(response.statusCode!);
        })
          .on("error", reject)
          .end();
      });
    const { host } = new URL(town.url);
    expect(await status({ host: "evil.example" })).toBe(403);
    expect(await status({ host: "localhost:1234" })).toBe(200);
    expect(await status({ host, origin: "https://evil.example" }, "POST")).toBe(403);
    expect(await status({ host, "sec-fetch-site": "same-site" }, "POST")).toBe(403);
    expect(await status({ host, origin: `http://${host}`, "sec-fetch-site": "same-origin" }, "POST")).toBe(
      200,
    );
  });

  it("serves the page's files, TypeScript without its types, and nothing else", async () => {
    const town = await openTown();
    const script = await fetch(`${town.url}/main.ts`);
    expect(script.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
    expect(await script.text()).not.toMatch(/^import type/m);
    for (const path of ["/..%2fserver.ts", "/%2e%2e/server.ts", "/tsconfig.json", "/nothing.css"]) {
      expect((await fetch(town.url + path)).status, path).toBe(404);
    }
  });
});
