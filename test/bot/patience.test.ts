import { Api } from "grammy";
import { expect, test } from "vitest";
import { createPatience } from "../../src/bot/patience.ts";
import { botToken, freshTelegram } from "../support/telegram.ts";

async function impatient() {
  const { telegram, url, ada } = await freshTelegram();
  const api = new Api(botToken, { apiRoot: url });
  api.config.use(createPatience({ timeoutSeconds: 0.2, longestWaitSeconds: 1 }));
  return { telegram, api, ada };
}

test("a call that hangs is given up, and not repeated", async () => {
  const { telegram, api, ada } = await impatient();
  telegram.addFault({ kind: "hang", times: 1 });
  await expect(api.sendMessage(ada.id, "Hello")).rejects.toThrow("Network request for 'sendMessage' failed");
  expect(telegram.faults()).toEqual([]);
  expect(telegram.messages(ada.id).map(({ text }) => text)).toEqual(["/start"]);
});

test("a short 429 is waited for once; a longer or a second one is told", async () => {
  const { telegram, api, ada } = await impatient();
  telegram.addFault({ kind: "too_many_requests", times: 1, retry_after: 1 });
  await api.sendMessage(ada.id, "Hello");
  telegram.addFault({ kind: "too_many_requests", times: 1, retry_after: 2 });
  await expect(api.sendMessage(ada.id, "Again")).rejects.toThrow("retry after 2");
  telegram.addFault({ kind: "too_many_requests", times: 2, retry_after: 1 });
  await expect(api.sendMessage(ada.id, "Again")).rejects.toThrow("retry after 1");
  expect(telegram.messages(ada.id).map(({ text }) => text)).toEqual(["/start", "Hello"]);
});

test("calls that bring a limit of their own keep it", async () => {
  const { telegram, api, ada } = await impatient();
  telegram.addFault({ kind: "hang", times: 1 });
  const own = new AbortController();
  const call = api.sendMessage(ada.id, "Hello", {}, own.signal as Parameters<typeof api.getMe>[0]);
  own.abort();
  await expect(call).rejects.toThrow();
});
