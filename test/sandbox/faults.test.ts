/** Faults of the Bot API that can be switched on, and limits of rate. */
import { describe, expect, it } from "vitest";
import type { Fault } from "../../src/sandbox/client/protocol.ts";
import { openTown, TOKEN } from "./town.ts";

const fault = (kind: Fault["kind"], more: Partial<Fault> = {}) => ({ kind, times: 1, ...more });

describe("faults", () => {
  it.each([
    ["lost_answer", 1],
    ["truncated", 1],
    ["reset", 0],
  ] as const)("%s breaks the call, which leaves %i messages behind", async (kind, left) => {
    const { call, channel, telegram, takeUpdates } = await openTown();
    await takeUpdates();
    telegram.addFault(fault(kind));
    await expect(call("sendMessage", { chat_id: channel, text: "x" })).rejects.toThrow();
    expect(telegram.messages(channel)).toHaveLength(left);
    expect(telegram.faults()).toEqual([]);
    await telegram.whenBotIdle();
    expect((await call("sendMessage", { chat_id: channel, text: "y" })).ok).toBe(true);
  });

  it("too_many_requests says when to come again, in the body and in a header", async () => {
    const { channel, telegram, url } = await openTown();
    telegram.addFault(fault("too_many_requests", { retry_after: 7 }));
    const response = await fetch(`${url}/bot${TOKEN}/sendMessage?chat_id=${channel}&text=x`);
    expect(response.headers.get("retry-after")).toBe("7");
    expect(await response.json()).toEqual({
      ok: false,
      error_code: 429,
      description: "Too Many Requests: retry after 7",
      parameters: { retry_after: 7 },
    });
    expect(telegram.messages(channel)).toEqual([]);
  });

  it("server_error is a page of HTML, as proxies send it", async () => {
    const { channel, telegram, url } = await openTown();
    telegram.addFault(fault("server_error"));
    const response = await fetch(`${url}/bot${TOKEN}/sendMessage?chat_id=${channel}&text=x`);
    expect(response.status).toBe(502);
    expect(await response.text()).toContain("<h1>502 Bad Gateway</h1>");
    expect(telegram.messages(channel)).toEqual([]);
  });

  it("hang answers nothing until the caller gives up", async () => {
    const { channel, telegram, url, takeUpdates } = await openTown();
    await takeUpdates();
    telegram.addFault(fault("hang"));
    const patience = new AbortController();
    const call = fetch(`${url}/bot${TOKEN}/sendMessage?chat_id=${channel}&text=x`, {
      signal: patience.signal,
    });
    while (telegram.faults().length > 0) await new Promise((resolve) => setImmediate(resolve));
    patience.abort();
    await expect(call).rejects.toThrow();
    await telegram.whenBotIdle();
    expect(telegram.messages(channel)).toEqual([]);
  });

  it("befall only the calls they name, as often as they say", async () => {
    const { anna, call, channel, telegram } = await openTown();
    telegram.addFault(fault("too_many_requests", { times: 2, chat_id: channel }));
    telegram.addFault(fault("too_many_requests", { methods: ["getChat"] }));
    const toChannel = () => call("sendMessage", { chat_id: "@town_news", text: "x" });
    expect((await call("sendMessage", { chat_id: anna.id, text: "x" })).ok).toBe(true);
    expect((await call("getMe")).ok).toBe(true);
    expect((await toChannel()).error_code).toBe(429);
    expect((await toChannel()).error_code).toBe(429);
    expect((await toChannel()).ok).toBe(true);
    expect((await call("getChat", { chat_id: channel })).error_code).toBe(429);
    telegram.addFault(fault("reset"));
    telegram.clearFaults();
    expect((await toChannel()).ok).toBe(true);
  });

  it("are seen in the log of calls", async () => {
    const { call, channel, telegram } = await openTown();
    telegram.addFault(fault("lost_answer"));
    await call("sendMessage", { chat_id: channel, text: "x" }).catch(() => undefined);
    expect(telegram.calls).toMatchObject([
      { method: "sendMessage", payload: { chat_id: channel, text: "x" }, answer: { ok: true } },
    ]);
    telegram.clearCalls();
    expect(telegram.calls).toEqual([]);
  });
});

describe("rates", () => {
  it("are limited on the sandbox's clock when asked for", async () => {
    const { anna, call, clock, group, telegram } = await openTown();
    telegram.setLimits({ perChatPerSecond: 1, perGroupPerMinute: 2 });
    const send = (chat_id: number) => call("sendMessage", { chat_id, text: "x" });
    expect((await send(group)).ok).toBe(true);
    expect((await send(group)).parameters).toEqual({ retry_after: 1 });
    expect((await send(anna.id)).ok).toBe(true);
    clock.now += 1000;
    expect((await send(group)).ok).toBe(true);
    clock.now += 1000;
    expect(await send(group)).toMatchObject({
      error_code: 429,
      description: "Too Many Requests: retry after 58",
    });
    clock.now += 58_000;
    expect((await send(group)).ok).toBe(true);
  });
});
