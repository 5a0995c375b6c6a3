/** Follows what happens to the bot in chats: added, rights changed, removed; and chats' new names and ids. */
import { Composer } from "grammy";
import type { Directory } from "../../editorial/directory.ts";
import type { BotContext, Desk } from "../context.ts";
import type { Screen } from "../screen.ts";
import { html } from "../words.ts";
import { channelView } from "./channel-view.ts";
import { chatFacts } from "./chat-facts.ts";

export function createMembership(desk: Desk, screen: Screen, lossesWait: () => void): Composer<BotContext> {
  const { directory } = desk;
  const feature = new Composer<BotContext>();

  feature.on("my_chat_member", async (ctx) => {
    const { chat, new_chat_member: bot } = ctx.myChatMember;
    const permissions = bot.status === "member" ? (await ctx.getChat()).permissions : undefined;
    const facts = chatFacts(chat, bot, permissions);
    if (!facts) return;
    const known = directory.byChatId(chat.id);
    if (known && known.state !== "removed") {
      const wasLost = known.state === "lost";
      directory.update(known, facts, ctx.from.id);
      if (!facts.canPost) lossesWait();
      else if (wasLost) await tell(ctx, known.id, "channel-back");
      return;
    }
    // Anybody can add a bot to their chat: only the team's chats become destinations.
    if (!ctx.person || !facts.canPost) return;
    const { id } = directory.register(facts, ctx.person);
    await tell(ctx, id, "channel-registered");
  });

  feature.on(["message:migrate_to_chat_id"], (ctx) => {
    directory.followMigration(ctx.chat.id, ctx.message.migrate_to_chat_id);
  });

  /** Tells the person who did it, if they are on the team and have opened the bot's chat. */
  async function tell(ctx: BotContext, destinationId: number, key: string): Promise<void> {
    const destination = directory.byId(destinationId);
    if (!ctx.person?.started || !destination) return;
    const view = channelView(destination, ctx.person, directory.waiting(destinationId).length);
    await screen.show(ctx, { ...view, text: `${html(key, { title: destination.title })}\n\n${view.text}` });
  }

  return feature;
}

/** Every update from a known chat shows its present name. */
export function followNames(directory: Directory): Composer<BotContext> {
  const feature = new Composer<BotContext>();
  feature.use((ctx, next) => {
    const { chat } = ctx;
    if (chat && chat.type !== "private") {
      const title = ctx.msg?.new_chat_title ?? chat.title;
      directory.follow(chat.id, title, "username" in chat ? (chat.username ?? null) : null);
    }
    return next();
  });
  return feature;
}
