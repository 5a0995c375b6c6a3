import { expect, test } from "vitest";
import { createReach } from "../../src/telegram/reach.ts";
import { botToken, freshTelegram } from "../support/telegram.ts";

test("Telegram is in reach while it answers, whatever it answers", async () => {
  const { api } = await freshTelegram();
  const reach = createReach();
  api.config.use(reach.watch);
  expect(reach.state()).toBe("unknown");
  await api.getMe();
  expect(reach.state()).toBe("answered");
  await expect(api.sendMessage(404, "nobody")).rejects.toThrow("400");
  expect(reach.state()).toBe("answered");
});

test("one lost call means nothing yet, two in a row mean silence, and an answer ends it", async () => {
  const { api, telegram, ada } = await freshTelegram();
  const reach = createReach();
  api.config.use(reach.watch);
  await api.getMe();
  telegram.addFault({ kind: "reset", times: 2 });
  await expect(api.sendMessage(ada.id, "one")).rejects.toThrow();
  expect(reach.state()).toBe("answered");
  await expect(api.sendMessage(ada.id, "two")).rejects.toThrow();
  expect(reach.state()).toBe("silent");
  await api.sendMessage(ada.id, "three");
  expect(reach.state()).toBe("answered");
  telegram.addFault({ kind: "internal_error", times: 2 });
  for (const text of ["four", "five"]) await expect(api.sendMessage(ada.id, text)).rejects.toThrow();
  expect(reach.state()).toBe("silent");
});

test("a refused token is told apart, and so is a wait for updates that was ended", async () => {
  const { api, telegram, bot } = await freshTelegram();
  const reach = createReach();
  api.config.use(reach.watch);
  await api.getMe();
  for (let time = 0; time < 2; time++) {
    const stop = new AbortController();
    const waiting = api.getUpdates({ timeout: 5, offset: 1000 }, stop.signal as never);
    stop.abort();
    await expect(waiting).rejects.toThrow();
  }
  expect(reach.state()).toBe("answered");
  const known = telegram.world.bots.get(bot.id);
  if (known) known.token = "1:revoked";
  await expect(api.getMe()).rejects.toThrow("401");
  expect(reach.state()).toBe("refused");
  if (known) known.token = botToken;
  await api.getMe();
  expect(reach.state()).toBe("answered");
});
