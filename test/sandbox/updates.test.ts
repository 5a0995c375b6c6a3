/** Updates and long polling. */
import { describe, expect, it } from "vitest";
import { BOT, HOUR, openTown, TOKEN } from "./town.ts";

describe("getUpdates", () => {
  it("gives updates again until a higher offset confirms them", async () => {
    const { anna, call, telegram, takeUpdates } = await openTown();
    await takeUpdates();
    telegram.sendText(anna, BOT, "one");
    telegram.sendText(anna, BOT, "two");
    const first = (await call("getUpdates", { limit: 1 })).result;
    expect(first).toMatchObject([{ message: { text: "one" } }]);
    expect((await call("getUpdates")).result).toHaveLength(2);
    const offset = first[0].update_id + 1;
    expect((await call("getUpdates", { offset })).result).toMatchObject([{ message: { text: "two" } }]);
    expect((await call("getUpdates")).result).toHaveLength(1);
  });

  it("with a negative offset forgets all but the last", async () => {
    const { anna, call, telegram } = await openTown();
    telegram.sendText(anna, BOT, "last");
    expect((await call("getUpdates", { offset: -1 })).result).toMatchObject([{ message: { text: "last" } }]);
    expect((await call("getUpdates")).result).toHaveLength(1);
  });

  it("waits for the next update in a long poll", async () => {
    const { anna, call, telegram, takeUpdates } = await openTown();
    await takeUpdates();
    const waiting = call("getUpdates", { timeout: 30 });
    await pollIsWaiting(telegram);
    telegram.sendText(anna, BOT, "hello");
    expect((await waiting).result).toMatchObject([{ message: { text: "hello" } }]);
  });

  it("ends an older poll with 409 when a second one begins", async () => {
    const { anna, call, telegram, takeUpdates } = await openTown();
    await takeUpdates();
    const first = call("getUpdates", { timeout: 30 });
    await pollIsWaiting(telegram);
    const second = call("getUpdates", { timeout: 30 });
    expect(await first).toMatchObject({
      error_code: 409,
      description:
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    });
    await pollIsWaiting(telegram);
    telegram.sendText(anna, BOT, "hello");
    expect((await second).result).toHaveLength(1);
  });

  it("is refused while a webhook is set", async () => {
    const { call } = await openTown();
    await call("setWebhook", { url: "https://example.org/hook" });
    expect((await call("getWebhookInfo")).result.url).toBe("https://example.org/hook");
    expect((await call("getUpdates")).error_code).toBe(409);
    await call("deleteWebhook", { drop_pending_updates: true });
    expect((await call("getUpdates")).result).toEqual([]);
  });

  it("gives only the types that were asked for, from then on", async () => {
    const { anna, channel, call, telegram, takeUpdates } = await openTown();
    await takeUpdates();
    await call("getUpdates", { allowed_updates: ["channel_post"] });
    telegram.sendText(anna, BOT, "to the bot");
    telegram.sendText(anna, channel, "post");
    expect(await takeUpdates()).toMatchObject([{ channel_post: { text: "post" } }]);
  });

  it("forgets updates that nobody fetched for a day", async () => {
    const { anna, call, clock, telegram } = await openTown();
    clock.now += 25 * HOUR;
    telegram.sendText(anna, BOT, "fresh");
    expect((await call("getUpdates")).result).toMatchObject([{ message: { text: "fresh" } }]);
  });
});

describe("whenBotIdle", () => {
  it("resolves when the bot has confirmed everything", async () => {
    const { anna, call, telegram, takeUpdates } = await openTown();
    await takeUpdates();
    await telegram.whenBotIdle();
    telegram.sendText(anna, BOT, "work");
    let idle = false;
    const becomesIdle = telegram.whenBotIdle().then(() => {
      idle = true;
    });
    const [update] = (await call("getUpdates")).result;
    await call("sendMessage", { chat_id: anna.id, text: "done" });
    expect(idle).toBe(false);
    await call("getUpdates", { offset: update.update_id + 1 });
    await becomesIdle;
  });
});

describe("the address", () => {
  it.each([
    [`/bot${TOKEN}/sendTelepathy`, 404, "Not Found: method not found"],
    ["/bot123:abc/getMe", 401, "Unauthorized"],
    ["/botnonsense/getMe", 401, "Unauthorized: invalid token specified"],
    [`/bot${TOKEN}`, 404, "Not Found"],
  ])("%s answers %i", async (path, error_code, description) => {
    const { url } = await openTown();
    const response = await fetch(url + path);
    expect(response.status).toBe(error_code);
    expect(await response.json()).toEqual({ ok: false, error_code, description });
  });

  it("answers getMe with what a bot can do", async () => {
    const { call } = await openTown();
    expect((await call("getMe")).result).toMatchObject({ id: BOT, is_bot: true, can_join_groups: true });
  });
});

/** Resolves once the bot's long poll has reached the server. */
async function pollIsWaiting(telegram: Awaited<ReturnType<typeof openTown>>["telegram"]): Promise<void> {
  const bot = telegram.world.bots.get(BOT)!;
  while (!bot.waiting) await new Promise((resolve) => setImmediate(resolve));
}
