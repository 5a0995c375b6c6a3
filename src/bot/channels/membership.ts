/** Follows what happens to the bot in chats: added, rights changed, removed; and chats' new names and ids. */
import { Composer } from "grammy";
import type { ChatFullInfo } from "grammy/types";
import type { Directory } from "../../editorial/directory.ts";
import type { BotContext, Desk } from "../context.ts";
import { unlessRefused } from "../refusals.ts";
import { tellOfChannel } from "./channel-news.ts";
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
      else if (wasLost)
        await tellOfChannel(
          { api: ctx.api, directory },
          ctx.person ?? team.member(known.addedBy),
          known.id,
          "channel-back",
        );
      return;
    }
    // Anybody can add a bot to their chat: only the team's chats become destinations.
    if (!ctx.person || !facts.canPost) return;
    const { id } = directory.register(facts, ctx.person);
    await tellOfChannel({ api: ctx.api, directory }, ctx.person, id, "channel-registered");
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
