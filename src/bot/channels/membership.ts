/** Follows what happens to the bot in chats: added, rights changed, removed; and chats' new names and ids. */
import { Composer } from "grammy";
import type { ChatFullInfo } from "grammy/types";
import type { Directory } from "../../editorial/directory.ts";
import type { Person } from "../../editorial/team.ts";
import type { BotContext, Desk } from "../context.ts";
import { unlessRefused } from "../refusals.ts";
import { sendOptions } from "../screen.ts";
import { html } from "../words.ts";
import { channelView } from "./channel-view.ts";
import { askChatFacts, chatFacts } from "./chat-facts.ts";

export function createMembership(
  desk: Pick<Desk, "directory" | "team">,
  lossesWait: () => void,
): Composer<BotContext> {
  const { directory, team } = desk;
  const feature = new Composer<BotContext>();

  feature.on("my_chat_member", async (ctx) => {
    const { chat, new_chat_member: bot } = ctx.myChatMember;
    const facts = chatFacts(chat, bot, bot.status === "member" ? await membersMay(ctx) : undefined);
    if (!facts) return;
    const known = directory.byChatId(chat.id);
    if (known && known.state !== "removed") {
      const wasLost = known.state === "lost";
      directory.update(known, facts, ctx.from.id);
      if (!facts.canPost) lossesWait();
      else if (wasLost) await tell(ctx, ctx.person ?? team.member(known.addedBy), known.id, "channel-back");
      return;
    }
    // Anybody can add a bot to their chat: only the team's chats become destinations.
    if (!ctx.person || !facts.canPost) return;
    const { id } = directory.register(facts, ctx.person);
    await tell(ctx, ctx.person, id, "channel-registered");
  });

  feature.on("message:migrate_to_chat_id", async (ctx) => {
    const newId = ctx.message.migrate_to_chat_id;
    directory.followMigration(ctx.chat.id, newId);
    // The bot may have been told that it left the old group before it was told where that went.
    const moved = directory.byChatId(newId);
    const facts = moved && (await askChatFacts(ctx.api, newId, ctx.me.id).catch(unlessRefused));
    if (moved && facts) directory.update(moved, facts);
  });

  /** What ordinary members may do there; unknown where the bot is out again already. */
  async function membersMay(ctx: BotContext): Promise<ChatFullInfo["permissions"]> {
    return (await ctx.getChat().catch(unlessRefused))?.permissions;
  }

  /**
   * Tells somebody on the team who has opened the bot's chat. Not as the screen: that may be a draft in the middle of
   * being written, and the next step would take this message away.
   */
  async function tell(
    ctx: BotContext,
    person: Person | undefined,
    destinationId: number,
    key: string,
  ): Promise<void> {
    const destination = directory.byId(destinationId);
    if (!person?.started || !destination) return;
    const view = channelView(destination, person, directory.waiting(destinationId).length);
    const text = `${html(key, { title: destination.title })}\n\n${view.text}`;
    await ctx.api.sendMessage(person.userId, text, sendOptions(view)).catch(unlessRefused);
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
