/** The people and chats that a newcomer finds in the sandbox, and a little past for them. */
import type { Telegram } from "./telegram/telegram.ts";

/**
 * Fills an empty Telegram that has one bot: Ada, who owns everything and may write long captions; Ben and Cleo, who read; two channels and a group
 * with the bot in them. Ada then schedules one post with the bot, as a person would, for an hour later.
 * `settled` resolves when the bot has done what it was asked to.
 */
export async function populate(telegram: Telegram, settled: () => Promise<void>): Promise<void> {
  const [bot] = telegram.world.bots.keys();
  if (bot === undefined) throw new Error("there is no bot to talk to");
  const ada = telegram.addUser({
    id: 101,
    firstName: "Ada",
    lastName: "Lovell",
    username: "ada",
    isPremium: true,
  });
  const ben = telegram.addUser({ id: 102, firstName: "Ben", lastName: "Okafor", username: "ben" });
  const cleo = telegram.addUser({ id: 103, firstName: "Cleo", username: "cleo" });
  const news = telegram.createChat(ada, { type: "channel", title: "Harbour News", username: "harbour_news" });
  const recipes = telegram.createChat(ada, { type: "channel", title: "Recipe Box" });
  const crew = telegram.createChat(ada, { type: "supergroup", title: "Harbour Crew" });
  for (const chat of [news, recipes, crew]) {
    for (const reader of [ben, cleo]) telegram.setMember(ada, chat, reader.id, "member");
  }

  await says("/start");
  const rights = { can_post_messages: true, can_edit_messages: true, can_delete_messages: true };
  for (const channel of [news, recipes]) telegram.setMember(ada, channel, bot, "administrator", rights);
  telegram.setMember(ada, crew, bot, "member");
  await done();

  await says("/schedule");
  await says("Good morning, harbour! The market opens at nine: fresh bread, oysters and the first apples.");
  await taps("Harbour News");
  await taps("Next");
  await taps("In 1 hour");
  await taps("Schedule it");

  async function done(): Promise<void> {
    await telegram.whenBotIdle();
    await settled();
  }

  async function says(text: string): Promise<void> {
    telegram.sendText(ada, bot as number, text);
    await done();
  }

  /** Presses the newest button whose label contains these words. */
  async function taps(label: string): Promise<void> {
    for (const message of telegram.messages(ada.id).reverse()) {
      const button = message.reply_markup?.inline_keyboard.flat().find(({ text }) => text.includes(label));
      if (!button || !("callback_data" in button)) continue;
      await telegram.pressButton(ada, bot as number, message.message_id, button.callback_data);
      return done();
    }
    throw new Error(`the bot shows no button "${label}"`);
  }
}
