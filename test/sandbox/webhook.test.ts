/** Receiving updates by a webhook. */
import { describe, expect, it } from "vitest";
import { startReceiver } from "../support/receiver.ts";
import { BOT, HOUR, openTown } from "./town.ts";

/** A town whose bot has a webhook, with nothing pending. */
async function withWebhook(parameters: Record<string, unknown> = {}) {
  const town = await openTown();
  await town.takeUpdates();
  const receiver = await startReceiver();
  const texts = () => receiver.requests.map(({ body }) => JSON.parse(body).message?.text);
  const set = await town.call("setWebhook", { url: `${receiver.url}/hook`, ...parameters });
  expect(set).toEqual({ ok: true, result: true });
  return { ...town, receiver, texts, info: async () => (await town.call("getWebhookInfo")).result };
}

describe("a webhook", () => {
  it("gets each update by a request of its own, in order, with the secret", async () => {
    const { anna, telegram, receiver, texts, info } = await withWebhook({ secret_token: "a-b_C1" });
    telegram.sendText(anna, BOT, "one");
    telegram.sendText(anna, BOT, "two");
    await telegram.whenBotIdle();
    expect(texts()).toEqual(["one", "two"]);
    expect(receiver.requests[0]).toMatchObject({
      method: "POST",
      path: "/hook",
      headers: { "content-type": "application/json", "x-telegram-bot-api-secret-token": "a-b_C1" },
    });
    expect(await info()).toMatchObject({ pending_update_count: 0, max_connections: 40 });
  });

  it("gets what was pending before it was set, unless that is dropped", async () => {
    const { anna, call, telegram, receiver, texts } = await withWebhook();
    await call("deleteWebhook");
    telegram.sendText(anna, BOT, "kept");
    await call("setWebhook", { url: receiver.url });
    await telegram.whenBotIdle();
    await call("deleteWebhook");
    telegram.sendText(anna, BOT, "dropped");
    await call("setWebhook", { url: receiver.url, drop_pending_updates: true });
    await telegram.whenBotIdle();
    expect(texts()).toEqual(["kept"]);
  });

  it("gets an update again, after growing pauses, until it takes it; the next ones wait behind it", async () => {
    const { anna, clock, telegram, receiver, texts, info } = await withWebhook();
    receiver.answers(500);
    telegram.sendText(anna, BOT, "one");
    telegram.sendText(anna, BOT, "two");
    await telegram.whenBotIdle();
    expect(await info()).toMatchObject({
      pending_update_count: 2,
      last_error_date: clock.now / 1000,
      last_error_message: "Wrong response from the webhook: 500 Internal Server Error",
    });
    clock.now += 1000;
    telegram.tick();
    await telegram.whenBotIdle();
    clock.now += 1000;
    telegram.tick();
    await telegram.whenBotIdle();
    expect(texts()).toEqual(["one", "one"]);
    receiver.answers(200);
    clock.now += 1000;
    telegram.tick();
    await telegram.whenBotIdle();
    expect(texts()).toEqual(["one", "one", "one", "two"]);
  });

  it("is tried again where nobody listens", async () => {
    const { anna, clock, telegram, receiver, info } = await withWebhook();
    await receiver.close();
    telegram.sendText(anna, BOT, "one");
    await telegram.whenBotIdle();
    expect(await info()).toMatchObject({ last_error_message: "Connection refused" });
    const port = Number(new URL(receiver.url).port);
    const again = await startReceiver(port);
    clock.now += HOUR;
    telegram.tick();
    await telegram.whenBotIdle();
    expect(again.requests).toHaveLength(1);
  });

  it("may get an update twice at once", async () => {
    const { anna, telegram, texts } = await withWebhook();
    telegram.setUpdateCopies(BOT, 2);
    telegram.sendText(anna, BOT, "one");
    await telegram.whenBotIdle();
    expect(texts()).toEqual(["one", "one"]);
  });

  it("gets only the types that were asked for", async () => {
    const { anna, channel, telegram, receiver, info } = await withWebhook({
      allowed_updates: ["channel_post"],
    });
    telegram.sendText(anna, BOT, "to the bot");
    telegram.sendText(anna, channel, "post");
    await telegram.whenBotIdle();
    expect(receiver.requests.map(({ body }) => Object.keys(JSON.parse(body))[1])).toEqual(["channel_post"]);
    expect(await info()).toMatchObject({ allowed_updates: ["channel_post"] });
  });

  it("is not followed elsewhere", async () => {
    const { anna, telegram, receiver, info } = await withWebhook();
    receiver.answers((response) => response.writeHead(302, { location: "/elsewhere" }).end());
    telegram.sendText(anna, BOT, "one");
    await telegram.whenBotIdle();
    expect(receiver.requests).toHaveLength(1);
    expect((await info()).last_error_message).toBe("Wrong response from the webhook: 302 Found");
  });

  it("far away is kept and never called", async () => {
    const { anna, call, telegram, info } = await withWebhook();
    await call("setWebhook", { url: "https://example.org/hook" });
    telegram.sendText(anna, BOT, "one");
    await telegram.whenBotIdle();
    expect(await info()).toMatchObject({ url: "https://example.org/hook", pending_update_count: 1 });
  });

  it("ends a long poll, and keeps others from beginning", async () => {
    const { call, telegram, receiver } = await withWebhook();
    await call("deleteWebhook");
    const poll = call("getUpdates", { timeout: 30 });
    while (!telegram.world.bots.get(BOT)?.waiting) await new Promise((resolve) => setImmediate(resolve));
    await call("setWebhook", { url: receiver.url });
    expect(await poll).toMatchObject({ description: "Conflict: terminated by setWebhook request" });
    expect((await call("getUpdates")).description).toBe(
      "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    );
  });
});

describe("setWebhook refuses", () => {
  it.each([
    [{ url: "http://example.org/hook" }, "bad webhook: An HTTPS URL must be provided for webhook"],
    [{ url: "https://e.org", secret_token: "a b" }, "secret token contains unallowed characters"],
    [{ url: "https://e.org", secret_token: "a".repeat(257) }, "secret token is too long"],
  ])("%j", async (parameters, reason) => {
    const { call } = await openTown();
    expect(await call("setWebhook", parameters)).toMatchObject({
      error_code: 400,
      description: `Bad Request: ${reason}`,
    });
    expect((await call("getWebhookInfo")).result.url).toBe("");
  });
});
