/** Only the team can do anything: checked on every update, before any other handler. */
import { Composer } from "grammy";
import type { BotContext, Desk } from "./context.ts";
import { plain } from "./words.ts";

/** Strangers get one polite sentence in private and on a button, and nothing in groups. */
export function createAccess({ team }: Pick<Desk, "team">): Composer<BotContext> {
  const access = new Composer<BotContext>();
  /** The album whose first part was answered last: its other parts are the same message to whoever sent it. */
  let answeredAlbum: string | undefined;

  access.use(async (ctx, next) => {
    // Channel posts are written by the channel: only its title is read from them (membership.ts).
    if (ctx.channelPost) return next();
    const person = ctx.from && team.member(ctx.from.id);
    if (!person) return refuse(ctx, next);
    ctx.person = person;
    if (ctx.message && ctx.chat?.type === "private") {
      const name = [ctx.from.first_name, ctx.from.last_name].filter(Boolean).join(" ");
      ctx.person = team.meet(person, name, ctx.from.username ?? null);
    }
    return next();
  });

  async function refuse(ctx: BotContext, next: () => Promise<void>): Promise<void> {
    if (ctx.callbackQuery) {
      await ctx.answerCallbackQuery({ text: plain("stranger"), show_alert: true });
    } else if (ctx.chat?.type === "private" && ctx.message) {
      const album = ctx.message.media_group_id;
      if (album !== undefined && album === answeredAlbum) return;
      answeredAlbum = album ?? answeredAlbum;
      await ctx.reply(plain("stranger"));
    } else if (ctx.myChatMember || ctx.message?.new_chat_title || ctx.message?.migrate_to_chat_id) {
      // Facts about chats on the list: true whoever brought them about.
      await next();
    }
  }

  return access;
}
