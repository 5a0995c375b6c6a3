/** Destinations: the channels and groups where posts go. */
import type { Clock } from "../clock.ts";
import type { Events } from "../events.ts";
import type { ChatFacts, Destination, DestinationStore } from "../storage/destinations.ts";
import type { Person } from "../storage/people.ts";

export type { ChatFacts, Destination } from "../storage/destinations.ts";
export type Directory = ReturnType<typeof createDirectory>;
export type WaitingPost = ReturnType<DestinationStore["waiting"]>[number];

export function createDirectory({
  destinations,
  followMigration,
  timeZone,
  clock,
  events,
}: {
  destinations: DestinationStore;
  /** Moves a destination to the id of the supergroup it became; see storage/chat-changes.ts. */
  followMigration: (fromChatId: number, toChatId: number) => void;
  timeZone: string;
  clock: Pick<Clock, "now">;
  events: Events;
}) {
  return {
    all: destinations.all,
    byId: destinations.byId,
    byIds: destinations.byIds,
    byChatId: destinations.byChatId,
    waiting: destinations.waiting,
    untoldLosses: destinations.untoldLosses,
    markLossTold: destinations.markLossTold,

    /** Those that take posts now. */
    usable: (): Destination[] => destinations.all().filter((destination) => destination.state === "active"),

    /** Puts a chat on the list, or back on it. */
    register: (facts: ChatFacts, by: Person): Destination =>
      destinations.register(facts, { timeZone, by: by.userId, now: clock.now() }),

    /** Takes in what Telegram says now of a chat on the list. */
    update(destination: Destination, facts: ChatFacts, by?: number): void {
      destinations.update(destination.id, facts, { by, now: clock.now() });
      if (destination.state === "active" && !facts.canPost)
        events.emit({ type: "destination_lost", destinationId: destination.id, reason: "rights_changed" });
    },

    /** Follows a new title or username; cheap enough for every update that shows one. */
    follow(chatId: number, title: string, username: string | null): void {
      const known = destinations.byChatId(chatId);
      if (known && (known.title !== title || known.username !== username))
        destinations.rename(known.id, title, username);
    },

    followMigration(fromChatId: number, toChatId: number): void {
      const known = destinations.byChatId(fromChatId);
      if (!known) return;
      followMigration(fromChatId, toChatId);
      events.emit({ type: "destination_moved", destinationId: known.id, fromChatId, toChatId });
    },

    setTimeZone: (id: number, zone: string, by: Person): void =>
      destinations.setTimeZone(id, zone, by.userId, clock.now()),

    /** Takes a destination off the list; what waited only for it ends, and its authors are owed word. */
    remove(id: number, by: Person): void {
      for (const post of destinations.remove(id, by.userId, clock.now()))
        events.emit({ type: "post_finished", ...post });
    },
  };
}
