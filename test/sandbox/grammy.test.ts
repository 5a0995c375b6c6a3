/** The sandbox as a grammY bot sees it. */
import { Bot, InlineKeyboard, InputFile, InputMediaBuilder } from "grammy";
import { expect, it, onTestFinished } from "vitest";
import { placeholderPicture } from "../../src/sandbox/telegram/placeholder.ts";
import { BOT, openTown, TOKEN } from "./town.ts";

it("a real grammY bot works against the sandbox unchanged", async () => {
  const { anna, channel, telegram, url } = await openTown();
  const bot = new Bot(TOKEN, { client: { apiRoot: url } });
  bot.command("start", (context) =>
    context.reply("<b>Welcome</b>", {
      parse_mode: "HTML",
      reply_markup: new InlineKeyboard().text("Ring", "ring"),
    }),
  );
  bot.callbackQuery("ring", async (context) => {
    await context.answerCallbackQuery("Ding");
    await context.editMessageText("Rung");
  });
  bot.on(":photo", async (context) => {
    const photo = context.msg.photo.at(-1)!.file_id;
    const bytes = Buffer.from(placeholderPicture(64, 64, 1));
    await context.api.sendMediaGroup(channel, [
      InputMediaBuilder.photo(photo, { caption: context.msg.caption ?? "" }),
      InputMediaBuilder.photo(new InputFile(bytes, "second.png")),
    ]);
  });
  bot.on(":text", (context) =>
    context.api.sendPoll(channel, context.msg.text, [{ text: "Yes" }, { text: "No" }]),
  );
  const running = bot.start();
  onTestFinished(async () => {
    await bot.stop();
    await running;
  });

  await telegram.whenBotIdle();
  const welcome = telegram.messages(anna.id).at(-1)!;
  expect(welcome).toMatchObject({ text: "Welcome", entities: [{ type: "bold" }] });
  expect(await telegram.pressButton(anna, BOT, welcome.message_id, "ring")).toEqual({
    answered: true,
    text: "Ding",
  });
  telegram.sendMedia(anna, BOT, { items: [{ type: "photo", width: 640, height: 480 }], caption: "Look" });
  telegram.sendText(anna, BOT, "Shall it ring?");
  await telegram.whenBotIdle();
  expect(telegram.message(anna.id, welcome.message_id)!.text).toBe("Rung");
  const posts = telegram.messages(channel);
  expect(posts).toMatchObject([
    { caption: "Look", media_group_id: expect.any(String) },
    { photo: [{ width: 64, height: 64 }] },
    { poll: { question: "Shall it ring?", is_anonymous: true } },
  ]);
});
