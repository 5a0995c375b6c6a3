/** A Telegram in memory, spoken to as people do; the Bot API and the page are skins over it. */
import type { ChatPermissions, Message, MessageEntity, User } from "@grammyjs/types";
import type { Fault } from "../client/protocol.ts";
import { setTitle, upgradeGroup } from "./administration.ts";
import { press } from "./callback-queries.ts";
import { chatForPerson, createSharedChat, findForReading } from "./chats.ts";
import { badRequest } from "./errors.ts";
import { addFault, clearFaults } from "./faults.ts";
import { whenBotIdle } from "./idle.ts";
import type { Limits } from "./limits.ts";
import { changeMember } from "./membership.ts";
import { messageObject, messagesOf } from "./messages.ts";
import * as people from "./people.ts";
import { pin, unpin } from "./pins.ts";
import { closeDuePolls, vote } from "./polls.ts";
import { DEFAULT_UPDATES } from "./updates.ts";
import { deliverUpdates, removeWebhook } from "./webhook-delivery.ts";
import {
  createWorld,
  emit,
  type MemberStatus,
  type SharedChat,
  type StoredMessage,
  type WorldEvent,
} from "./world.ts";

export type Telegram = ReturnType<typeof createTelegram>;

/**
 * Makes an empty Telegram on the given clock (`now` in epoch milliseconds).
 * People are named by their User or id. Chats are named as the person knows them: a bot's id is the
 * private chat with it. Every method that does something throws a TelegramError when Telegram would refuse.
 */
export function createTelegram({ now }: { now: () => number }) {
  const world = createWorld(now);
  const person = (user: User | number): User => {
    const found = world.people.get(typeof user === "number" ? user : user.id);
    if (!found) throw badRequest("user not found");
    return found;
  };
  const chatOf = (user: User | number, chat: number) => people.ownChat(world, person(user), chat);
  const messageOf = (user: User | number, chat: number, message: number) =>
    people.ownMessage(world, person(user), chat, message);
  const seenBy = (user: User | number, message: StoredMessage): Message =>
    messageObject(world, message, person(user).id);

  return {
    /** The state itself, for the layers over HTTP. */
    world,

    /** Adds a bot; its id is the number before the token's colon. */
    addBot(bot: { token: string; username: string; firstName: string }): User {
      const id = Number(bot.token.split(":")[0]);
      if (!Number.isSafeInteger(id) || id <= 0) throw badRequest("a token begins with the bot's id");
      const user: User = { id, is_bot: true, first_name: bot.firstName, username: bot.username };
      world.bots.set(id, {
        token: bot.token,
        user,
        nextUpdateId: 700_000_001,
        pending: [],
        waiting: undefined,
        allowedUpdates: DEFAULT_UPDATES,
        webhook: undefined,
        updateCopies: 1,
        knows: new Set(),
        commands: [],
        profile: new Map(),
      });
      emit(world, { type: "people" });
      return user;
    },

    addUser(user: {
      id: number;
      firstName: string;
      lastName?: string;
      username?: string;
      languageCode?: string;
      /** Longer captions than others can write. */
      isPremium?: boolean;
      /** Forwards of this person's messages do not link to the account. */
      hidesForwards?: boolean;
    }): User {
      const added: User = {
        id: user.id,
        is_bot: false,
        first_name: user.firstName,
        ...(user.lastName && { last_name: user.lastName }),
        ...(user.username && { username: user.username }),
        ...(user.languageCode && { language_code: user.languageCode }),
        ...(user.isPremium && { is_premium: true as const }),
      };
      world.people.set(user.id, added);
      if (user.hidesForwards) world.hidden.add(user.id);
      emit(world, { type: "people" });
      return added;
    },

    /** Creates a channel or group and returns its id. */
    createChat(
      user: User | number,
      options: { type: SharedChat["type"]; title: string; username?: string },
    ): number {
      return createSharedChat(world, person(user), options).id;
    },

    sendText(
      user: User | number,
      chat: number,
      text: string,
      options: { entities?: MessageEntity[]; replyTo?: number } = {},
    ): Message {
      return seenBy(user, people.sendText(world, person(user), chat, { text, ...options }));
    },

    /** One item sends a single message, two to ten an album. */
    sendMedia(
      user: User | number,
      chat: number,
      media: { items: people.MediaItem[]; caption?: string; captionEntities?: MessageEntity[] },
    ): Message[] {
      return people.sendMedia(world, person(user), chat, media).map((message) => seenBy(user, message));
    },

    sendPoll(user: User | number, chat: number, poll: people.NewPoll): Message {
      return seenBy(user, people.sendPoll(world, person(user), chat, poll));
    },

    forward(user: User | number, fromChat: number, message: number, toChat: number): Message {
      return seenBy(user, people.forward(world, person(user), { chat: fromChat, message }, toChat));
    },

    /** Changes a message's text, or its caption where it has none. */
    editText(
      user: User | number,
      chat: number,
      message: number,
      text: string,
      entities?: MessageEntity[],
    ): Message {
      const edited = people.editText(world, person(user), messageOf(user, chat, message), {
        text,
        ...(entities && { entities }),
      });
      return seenBy(user, edited);
    },

    deleteMessage(user: User | number, chat: number, message: number): void {
      people.deleteMessage(world, person(user), messageOf(user, chat, message));
    },

    /** Pins a message above all others, or takes it down. */
    setPinned(user: User | number, chat: number, message: number, pinned: boolean): void {
      const found = messageOf(user, chat, message);
      if (pinned) pin(world, found, person(user));
      else unpin(world, found.chat, person(user), found.id);
    },

    /** Resolves with the bot's answer to the press, or `answered: false` after ten seconds. */
    pressButton(user: User | number, chat: number, message: number, data: string) {
      return press(world, messageOf(user, chat, message), person(user), data);
    },

    /** Presses the button without looking whether the message still has it, as somebody with an old app can. */
    pressStaleButton(user: User | number, chat: number, message: number, data: string) {
      return press(world, messageOf(user, chat, message), person(user), data, { unchecked: true });
    },

    /** Votes by the options' indexes; an empty list takes the vote back. */
    vote(user: User | number, chat: number, message: number, options: number[]): void {
      vote(world, messageOf(user, chat, message), person(user).id, options);
    },

    /** Adds, promotes, restricts or removes a member; in a private chat "kicked" blocks the bot. */
    setMember(
      user: User | number,
      chat: number,
      member: number,
      status: MemberStatus,
      rights?: Record<string, boolean>,
    ): void {
      const target = chatForPerson(world, person(user), chat);
      changeMember(world, person(user), target, { member, status, ...(rights && { rights }) });
    },

    /** What members who are not administrators may do in a group; what is not named stays. */
    setPermissions(chat: number, permissions: ChatPermissions): void {
      const group = world.chats.get(chat);
      if (!group) throw badRequest("chat not found");
      group.permissions = { ...group.permissions, ...permissions };
      emit(world, { type: "chat", chat: group });
    },

    setTitle(user: User | number, chat: number, title: string): void {
      setTitle(world, person(user), chatOf(user, chat), title);
    },

    /** Makes a basic group a supergroup and returns its new id. */
    upgradeGroup(user: User | number, chat: number): number {
      return upgradeGroup(world, person(user), chatOf(user, chat)).id;
    },

    /**
     * The messages now in a chat, as its bot sees them: of a channel or group by its id,
     * of a private chat by the person's id (with the first bot, unless another is named).
     */
    messages(chatId: number, botId?: number): Message[] {
      const found = findForReading(world, chatId, botId);
      return found ? messagesOf(found.chat).map((one) => messageObject(world, one, found.viewer)) : [];
    },

    message(chatId: number, messageId: number, botId?: number): Message | undefined {
      const found = findForReading(world, chatId, botId);
      const message = found?.chat.messages.get(messageId);
      return found && message && messageObject(world, message, found.viewer);
    },

    addFault: (fault: Omit<Fault, "id">) => addFault(world, fault),
    clearFaults: () => clearFaults(world),
    faults: (): Fault[] => structuredClone(world.faults),
    setLimits: (limits: Limits) => world.limiter.set(limits),

    /** Resolves when every update is confirmed and no call of the Bot API is under way. */
    whenBotIdle: () => whenBotIdle(world),
    /** What bots have called, getUpdates apart; the last thousand. */
    get calls() {
      return world.calls;
    },
    clearCalls(): void {
      world.calls = [];
    },

    /**
     * Does what time alone brings about: closes polls that are due, and tries webhooks again. Every request over HTTP
     * does it first.
     */
    tick(): void {
      closeDuePolls(world);
      for (const bot of world.bots.values()) deliverUpdates(world, bot);
    },

    /** Has every update posted to a webhook so often at once, as Telegram may do; 1 is usual. */
    setUpdateCopies(botId: number, copies: number): void {
      const bot = world.bots.get(botId);
      if (!bot) throw badRequest("user not found");
      bot.updateCopies = copies;
    },

    /** Ends what is under way to webhooks. */
    close(): void {
      for (const bot of world.bots.values()) removeWebhook(bot);
    },

    /** Calls the listener with everything that happens until the function that is returned is called. */
    on(listener: (event: WorldEvent) => void): () => void {
      world.listeners.add(listener);
      return () => world.listeners.delete(listener);
    },
  };
}
