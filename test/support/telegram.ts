/** The sandbox's Telegram with one bot and one person, and the connection over which posts are published. */
import { onTestFinished } from "vitest";
import { startSandbox } from "../../src/sandbox/server.ts";
import { createTelegramApi } from "../../src/telegram/client.ts";
import { createSender } from "../../src/telegram/send.ts";

export const botToken = "700000001:a-token-for-tests-that-nobody-may-see";

/** `now` is the sandbox's clock; `timeoutSeconds` the limit of each call. */
export async function freshTelegram({ now = Date.now, timeoutSeconds = 5 } = {}) {
  const sandbox = await startSandbox({ now });
  onTestFinished(() => sandbox.close());
  const { telegram, url } = sandbox;
  const bot = telegram.addBot({ token: botToken, username: "belfry_bot", firstName: "Belfry" });
  const ada = telegram.addUser({ id: 1001, firstName: "Ada" });
  telegram.sendText(ada, bot.id, "/start");
  const api = createTelegramApi({ token: botToken, apiRoot: url, timeoutSeconds });
  return { sandbox, telegram, url, bot, ada, api, send: createSender(api), addChat };

  /** A chat of Ada's in which the bot may post. Returns its id. */
  function addChat(type: "channel" | "group" | "supergroup" = "channel", title = "News"): number {
    const chat = telegram.createChat(ada, { type, title });
    if (type === "channel")
      telegram.setMember(ada, chat, bot.id, "administrator", { can_post_messages: true });
    else telegram.setMember(ada, chat, bot.id, "member");
    return chat;
  }
}
