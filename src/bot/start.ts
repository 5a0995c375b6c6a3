/** /start, /help and /settings. */
import { Composer, InlineKeyboard } from "grammy";
import { offerCommands } from "./commands.ts";
import type { BotContext, Desk } from "./context.ts";
import { enter, type Flow } from "./flows.ts";
import type { Screen } from "./screen.ts";
import { settingsView } from "./settings-view.ts";
import { html, plain } from "./words.ts";

export function createStart(
  { directory, now }: Desk,
  screen: Screen,
  flows: { zone: Flow<[destinationId: number | null]> },
): Composer<BotContext> {
  const feature = new Composer<BotContext>();

  feature.command("start", async (ctx) => {
    await offerCommands(ctx.api, ctx.person.userId, ctx.person.role);
    const places = directory.usable().length;
    const keyboard = new InlineKeyboard()
      .text(plain("button-new-post"), "new:message")
      .text(plain("button-new-poll"), "new:poll")
      .row()
      .text(plain("button-queue"), "queue:0")
      .text(plain("button-all-channels"), "channels");
    const next = places === 0 ? html("start-no-channels") : html("start-ready", { count: places });
    const text = `${html("start", { name: ctx.person.name, bot: ctx.me.first_name })}\n\n${next}`;
    await screen.show(ctx, { text, keyboard });
  });

  feature.command("help", (ctx) => screen.show(ctx, { text: html("help") }));
  feature.command("settings", (ctx) => screen.show(ctx, settingsView(ctx.person, now())));
  feature.callbackQuery("settings:zone", (ctx) => enter(ctx, flows.zone, null));

  return feature;
}
