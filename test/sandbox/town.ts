/** A small town in a fresh sandbox: a bot, a few people, a channel and a group. */
import { onTestFinished } from "vitest";
import { startSandbox } from "../../src/sandbox/server.ts";

export const TOKEN = "7000000001:AAtest_token";
export const BOT = 7000000001;

export const NOON = Date.UTC(2026, 10, 22, 12);
export const HOUR = 3_600_000;

export interface Answer {
  ok: boolean;
  // biome-ignore lint/suspicious/noExplicitAny: answers differ by method, and tests look at them closely
  result?: any;
  error_code?: number;
  description?: string;
  parameters?: Record<string, number>;
}

/** Starts the sandbox and closes it when the test ends. Anna owns everything; the bot administers the channel. */
export async function openTown(options: Partial<Parameters<typeof startSandbox>[0]> = {}) {
  const clock = { now: NOON };
  const sandbox = await startSandbox({ now: () => clock.now, ...options });
  onTestFinished(() => sandbox.close());
  const { telegram } = sandbox;
  telegram.addBot({ token: TOKEN, username: "town_bot", firstName: "Town bot" });
  const anna = telegram.addUser({ id: 1001, firstName: "Anna", lastName: "Ahl", username: "anna" });
  const ben = telegram.addUser({ id: 1002, firstName: "Ben" });
  const channel = telegram.createChat(anna, { type: "channel", title: "News", username: "town_news" });
  const group = telegram.createChat(anna, { type: "supergroup", title: "Talk" });
  telegram.setMember(anna, channel, BOT, "administrator");
  telegram.setMember(anna, group, BOT, "member");
  telegram.setMember(anna, group, ben.id, "member");
  telegram.sendText(anna, BOT, "/start");

  /** Calls a method of the Bot API as a bot does. */
  async function call(method: string, parameters: Record<string, unknown> = {}): Promise<Answer> {
    const response = await fetch(`${sandbox.url}/bot${TOKEN}/${method}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(parameters),
    });
    return (await response.json()) as Answer;
  }

  /** Calls a method with files, as multipart/form-data. */
  async function upload(
    method: string,
    parameters: Record<string, string>,
    files: Record<string, { bytes: Uint8Array; name: string }>,
  ): Promise<Answer> {
    const form = new FormData();
    for (const [name, value] of Object.entries(parameters)) form.set(name, value);
    for (const [name, file] of Object.entries(files)) {
      form.set(name, new File([new Uint8Array(file.bytes)], file.name));
    }
    const response = await fetch(`${sandbox.url}/bot${TOKEN}/${method}`, { method: "POST", body: form });
    return (await response.json()) as Answer;
  }

  /** Takes all updates that wait for the bot, and confirms them. */
  // biome-ignore lint/suspicious/noExplicitAny: updates differ by type, and tests look at them closely
  async function takeUpdates(): Promise<any[]> {
    const updates = (await call("getUpdates")).result;
    if (updates.length > 0) await call("getUpdates", { offset: updates.at(-1).update_id + 1 });
    return updates;
  }

  return { ...sandbox, clock, anna, ben, channel, group, call, upload, takeUpdates };
}
