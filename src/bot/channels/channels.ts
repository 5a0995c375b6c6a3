/** /channels: destinations with their state; checking, zone, removal. */
import { Composer } from "grammy";
import type { Destination } from "../../editorial/directory.ts";
import { mayManageTeam } from "../../posts/permissions.ts";
import type { BotContext, Desk } from "../context.ts";
import { enter, type Flow } from "../flows.ts";
import type { Screen } from "../screen.ts";
import { html, plain } from "../words.ts";
import { channelsView, channelView, removeChannelView } from "./channel-view.ts";
import { currentFacts } from "./chat-facts.ts";

export function createChannels(
  desk: Desk,
  screen: Screen,
  flows: { addChannel: Flow<[]>; zone: Flow<[destinationId: number | null]> },
): Composer<BotContext> {
  const { directory } = desk;
  const feature = new Composer<BotContext>();

  feature.command("channels", (ctx) => screen.show(ctx, channelsView(directory.all())));
  feature.callbackQuery("channels", (ctx) => screen.show(ctx, channelsView(directory.all())));
  feature.callbackQuery(/^channels:(\d+)$/, (ctx) =>
    screen.show(ctx, channelsView(directory.all(), Number(ctx.match[1]))),
  );
  feature.callbackQuery("channels:add", (ctx) => enter(ctx, flows.addChannel));
  feature.callbackQuery(/^channel:(\d+)$/, (ctx) =>
    withChannel(ctx, (destination) => open(ctx, destination)),
  );
  feature.callbackQuery(/^channel:(\d+):check$/, (ctx) =>
    withChannel(ctx, (destination) => check(ctx, destination)),
  );
  feature.callbackQuery(/^channel:(\d+):zone$/, (ctx) =>
    withChannel(ctx, ({ id }) => enter(ctx, flows.zone, id)),
  );
  feature.callbackQuery(/^channel:(\d+):remove$/, (ctx) =>
    withChannel(ctx, (destination) => askRemove(ctx, destination)),
  );
  feature.callbackQuery(/^channel:(\d+):remove-yes$/, (ctx) =>
    withChannel(ctx, (destination) => remove(ctx, destination)),
  );

  async function withChannel(
    ctx: BotContext & { match: string | RegExpMatchArray },
    work: (destination: Destination) => Promise<unknown>,
  ): Promise<void> {
    const destination = directory.byId(Number(ctx.match[1]));
    if (destination && destination.state !== "removed") await work(destination);
    else {
      await ctx.answerCallbackQuery({ text: plain("channel-gone"), show_alert: true });
      await screen.show(ctx, channelsView(directory.all()));
    }
  }

  async function open(ctx: BotContext, destination: Destination, note?: string): Promise<void> {
    const view = channelView(destination, ctx.person, directory.waiting(destination.id).length);
    await screen.show(ctx, note ? { ...view, text: `${note}\n\n${view.text}` } : view);
  }

  async function check(ctx: BotContext, destination: Destination): Promise<void> {
    const facts = await currentFacts({ api: ctx.api, directory }, destination, ctx.me.id);
    directory.update(destination, facts, ctx.person.userId);
    const note = html("channel-checked", { able: facts.canPost ? "yes" : "no", type: destination.type });
    await open(ctx, directory.byId(destination.id) ?? destination, note);
  }

  async function askRemove(ctx: BotContext, destination: Destination): Promise<void> {
    if (!mayManageTeam(ctx.person)) return refuse(ctx);
    await screen.show(ctx, removeChannelView(destination, directory.waiting(destination.id).length));
  }

  async function remove(ctx: BotContext, destination: Destination): Promise<void> {
    if (!mayManageTeam(ctx.person)) return refuse(ctx);
    directory.remove(destination.id, ctx.person);
    await ctx.answerCallbackQuery({ text: plain("channel-removed", { title: destination.title }) });
    await screen.show(ctx, channelsView(directory.all()));
  }

  async function refuse(ctx: BotContext): Promise<void> {
    await ctx.answerCallbackQuery({ text: plain("owners-only"), show_alert: true });
  }

  return feature;
}
