/** /channels: the list of destinations, and one of them. */
import { InlineKeyboard } from "grammy";
import type { Destination } from "../../editorial/directory.ts";
import type { Person } from "../../editorial/team.ts";
import { mayManageTeam } from "../../posts/permissions.ts";
import { addPageButtons, pageOfList } from "../pages.ts";
import type { View } from "../screen.ts";
import { html, link, plain } from "../words.ts";

/** Destinations a page: with their buttons they fill a phone's screen and no more. */
const pageSize = 8;

export function channelsView(destinations: Destination[], wanted = 0): View {
  const keyboard = new InlineKeyboard();
  const { shown, page, pages } = pageOfList(destinations, wanted, pageSize);
  const lines = shown.map((destination) =>
    html("channels-line", { state: stateOf(destination), title: destination.title, type: destination.type }),
  );
  for (const { id, title, type } of shown)
    keyboard.text(plain("channels-button", { title, type }), `channel:${id}`).row();
  addPageButtons(keyboard, { page, pages }, (other) => `channels:${other}`);
  keyboard.text(plain("button-add-channel"), "channels:add");
  const heading = html(destinations.length === 0 ? "channels-none" : "channels-heading", {
    count: destinations.length,
  });
  return { text: [heading, ...lines].join("\n"), keyboard };
}

/** `waiting`: how many posts still wait for this destination. */
export function channelView(destination: Destination, person: Person, waiting: number): View {
  const { id, title, username, type, canPost, canPin, timeZone } = destination;
  const address = username ? `https://t.me/${username}` : undefined;
  const text = [
    html("channel-heading", { title: link(title, address), type }),
    html("channel-can-post", { able: canPost ? "yes" : "no", type }),
    html("channel-can-pin", { able: canPin ? "yes" : "no", type }),
    html("channel-zone", { zone: timeZone }),
    html("channel-waiting", { count: waiting }),
  ].join("\n");
  const keyboard = new InlineKeyboard()
    .text(plain("button-check-rights"), `channel:${id}:check`)
    .text(plain("button-time-zone"), `channel:${id}:zone`)
    .row();
  if (mayManageTeam(person)) keyboard.text(plain("button-remove-channel"), `channel:${id}:remove`);
  keyboard.text(plain("button-all-channels"), "channels");
  return { text, keyboard };
}

export function removeChannelView({ id, title }: Destination, waiting: number): View {
  const keyboard = new InlineKeyboard()
    .text(plain("button-remove-yes"), `channel:${id}:remove-yes`)
    .text(plain("button-back"), `channel:${id}`);
  return { text: html("ask-remove-channel", { title, count: waiting }), keyboard };
}

function stateOf({ canPost, canPin, state }: Destination): string {
  if (state === "lost" || !canPost) return "lost";
  return canPin ? "post-and-pin" : "post";
}
