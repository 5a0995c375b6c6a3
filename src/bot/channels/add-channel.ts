/** Adding a destination by @username, by link, or by forwarding a message from it. */
import { InlineKeyboard } from "grammy";
import type { Message } from "grammy/types";
import type { BotContext, Desk } from "../context.ts";
import type { Flow, Turn } from "../flows.ts";
import { unlessRefused } from "../refusals.ts";
import type { Screen } from "../screen.ts";
import { html, plain } from "../words.ts";
import { channelsView, channelView } from "./channel-view.ts";
import { askChatFacts } from "./chat-facts.ts";

export function createAddChannel({ directory }: Desk, screen: Screen): Flow<[]> {
  async function show(ctx: BotContext): Promise<void> {
    await ask(ctx);
  }

  async function ask(ctx: BotContext, note?: string): Promise<void> {
    const keyboard = new InlineKeyboard().text(plain("button-back"), "channels:back");
    const text = [note, html("add-channel", { bot: ctx.me.username })].filter(Boolean).join("\n\n");
    await screen.show(ctx, { text, keyboard }, { moving: note !== undefined });
  }

  async function take(ctx: BotContext): Promise<Turn> {
    if (ctx.callbackQuery?.data === "channels:back") {
      await screen.show(ctx, channelsView(directory.all()));
      return "done";
    }
    if (!ctx.message) return "pass";
    const chat = chatMeant(ctx.message);
    if (chat === undefined) return again(ctx, html("add-channel-not-understood"));
    const facts = await askChatFacts(ctx.api, chat, ctx.me.id).catch(unlessRefused);
    if (facts === undefined) return again(ctx, html("add-channel-not-found", { chat: String(chat) }));
    if (!facts.canPost)
      return again(ctx, html("add-channel-no-rights", { title: facts.title, type: facts.type }));
    const isListed = directory.byChatId(facts.chatId)?.state === "active";
    const destination = directory.register(facts, ctx.person);
    const view = channelView(destination, ctx.person, directory.waiting(destination.id).length);
    const note = html(isListed ? "channel-listed" : "channel-registered", { title: destination.title });
    const text = `${note}\n\n${view.text}`;
    await screen.show(ctx, { ...view, text }, { moving: true });
    return "done";
  }

  async function again(ctx: BotContext, note: string): Promise<Turn> {
    await ask(ctx, note);
    return "again";
  }

  return { name: "add-channel", show, take };
}

/** The chat that a message names: @username, a t.me link, a numeric id, or where it was forwarded from. */
function chatMeant(message: Message): number | string | undefined {
  const origin = message.forward_origin;
  if (origin?.type === "channel") return origin.chat.id;
  if (origin?.type === "chat") return origin.sender_chat.id;
  const text = message.text?.trim() ?? "";
  if (/^-\d{5,}$/.test(text)) return Number(text);
  // Links to messages of private chats hold the id without its -100.
  const privateId = text.match(/^(?:https?:\/\/)?t(?:elegram)?\.me\/c\/(\d{5,})(?:[/?]\S*)?$/i)?.[1];
  if (privateId) return Number(`-100${privateId}`);
  const name = text.match(/^(?:@|(?:https?:\/\/)?t(?:elegram)?\.me\/)?([a-z]\w{3,31})(?:[/?]\S*)?$/i)?.[1];
  return name ? `@${name}` : undefined;
}
