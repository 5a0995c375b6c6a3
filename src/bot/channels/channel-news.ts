/** Word of a channel or group to somebody on the team, with its screen below. */
import type { Api } from "grammy";
import type { Person } from "../../editorial/team.ts";
import type { Desk } from "../context.ts";
import { unlessRefused } from "../refusals.ts";
import { sendOptions } from "../screen.ts";
import { html } from "../words.ts";
import { channelView } from "./channel-view.ts";

/**
 * Tells somebody who has opened the bot's chat; nobody else can be told. Not as the screen: that may be a draft in the
 * middle of being written, and the next step would take this message away.
 */
export async function tellOfChannel(
  { api, directory }: { api: Api; directory: Desk["directory"] },
  person: Person | undefined,
  destinationId: number,
  key: "channel-registered" | "channel-back",
): Promise<void> {
  const destination = directory.byId(destinationId);
  if (!person?.started || !destination) return;
  const view = channelView(destination, person, directory.waiting(destinationId).length);
  const text = `${html(key, { title: destination.title })}\n\n${view.text}`;
  await api.sendMessage(person.userId, text, sendOptions({ ...view, text })).catch(unlessRefused);
}
