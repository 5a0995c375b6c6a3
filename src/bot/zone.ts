/** Choosing a time zone: a person's own, or a destination's. */
import { InlineKeyboard } from "grammy";
import { findZones, isZone } from "../posts/zones.ts";
import { channelView } from "./channels/channel-view.ts";
import type { BotContext, Desk } from "./context.ts";
import type { Flow, Turn } from "./flows.ts";
import { formatHour, formatMomentInZone } from "./format.ts";
import type { Screen } from "./screen.ts";
import { settingsView } from "./settings-view.ts";
import { html, plain } from "./words.ts";

/** Takes a destination's id, or null for the person's own zone. */
export function createZone(
  { directory, team, now }: Desk,
  screen: Screen,
): Flow<[destinationId: number | null]> {
  async function show(ctx: BotContext, destinationId: number | null): Promise<void> {
    await ask(ctx, destinationId, {});
  }

  async function ask(
    ctx: BotContext,
    destinationId: number | null,
    { note, zones = [] }: { note?: string; zones?: string[] },
  ): Promise<void> {
    const destination = destinationId === null ? undefined : directory.byId(destinationId);
    const zone = destination?.timeZone ?? ctx.person.timeZone;
    const keyboard = new InlineKeyboard();
    for (const name of zones)
      keyboard
        .text(plain("zone-button", { zone: name, hour: formatHour(now(), name) }), `zone:${name}`)
        .row();
    keyboard.text(plain("button-back"), "zone:back");
    const question = destination
      ? html("ask-zone-channel", { title: destination.title, now: formatMomentInZone(now(), zone) })
      : html("ask-zone", { now: formatMomentInZone(now(), zone) });
    await screen.show(
      ctx,
      { text: [note, question].filter(Boolean).join("\n\n"), keyboard },
      { moving: note !== undefined },
    );
  }

  async function take(ctx: BotContext, destinationId: number | null): Promise<Turn> {
    const tapped = ctx.callbackQuery?.data?.match(/^zone:(.+)$/)?.[1];
    if (tapped === "back") return finish(ctx, destinationId);
    if (tapped && isZone(tapped)) return choose(ctx, destinationId, tapped);
    if (!ctx.message) return "pass";
    const zones = findZones(ctx.message.text ?? "");
    const [only, second] = zones;
    if (only && !second) return choose(ctx, destinationId, only);
    await ask(ctx, destinationId, {
      note: html(zones.length === 0 ? "zone-not-found" : "zone-which"),
      zones,
    });
    return "again";
  }

  async function choose(ctx: BotContext, destinationId: number | null, zone: string): Promise<Turn> {
    if (destinationId === null) {
      team.setTimeZone(ctx.person.userId, zone);
      ctx.person.timeZone = zone;
    } else {
      directory.setTimeZone(destinationId, zone, ctx.person);
    }
    return finish(ctx, destinationId, html("zone-chosen", { now: formatMomentInZone(now(), zone) }));
  }

  async function finish(ctx: BotContext, destinationId: number | null, note?: string): Promise<Turn> {
    const destination = destinationId === null ? undefined : directory.byId(destinationId);
    const view = destination
      ? channelView(destination, ctx.person, directory.waiting(destination.id).length)
      : settingsView(ctx.person, now());
    const text = note ? `${note}\n\n${view.text}` : view.text;
    await screen.show(ctx, { ...view, text }, { moving: ctx.callbackQuery === undefined });
    return "done";
  }

  return { name: "zone", show, take };
}
