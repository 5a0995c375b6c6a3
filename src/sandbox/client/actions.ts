/** POST /client/<action>: what a person does, by name, over the same methods that tests call. */
import type { User } from "@grammyjs/types";
import { badRequest } from "../telegram/errors.ts";
import { ownMessage } from "../telegram/people.ts";
import type { Telegram } from "../telegram/telegram.ts";
import type { createJourneys } from "./journey.ts";
import type { createPrograms } from "./programs.ts";
import type { ClientActions, ClientMessage } from "./protocol.ts";
import { clientMessage } from "./view.ts";

type ActionName = keyof ClientActions;

/** A file that came with sendMedia. */
export interface SentFile {
  bytes: Uint8Array;
  name: string;
  mime: string;
}

/**
 * Makes the table of actions. Each takes the action's JSON and returns its result;
 * what Telegram would refuse is thrown as a TelegramError.
 */
export function createActions(
  telegram: Telegram,
  parts: { journeys: ReturnType<typeof createJourneys>; programs: ReturnType<typeof createPrograms> },
) {
  const { world } = telegram;
  const person = (id: number): User => {
    const found = world.people.get(id);
    if (!found) throw badRequest("user not found");
    return found;
  };
  const shown = (user: number, chat: number, message: { message_id: number }): ClientMessage =>
    clientMessage(world, ownMessage(world, person(user), chat, message.message_id), person(user));

  const actions: {
    [Name in ActionName]: (action: ClientActions[Name], files: (SentFile | undefined)[]) => unknown;
  } = {
    sendText: ({ user, chat, text, entities, reply_to }) =>
      shown(
        user,
        chat,
        telegram.sendText(user, chat, String(text), {
          ...(entities && { entities }),
          ...(reply_to !== undefined && { replyTo: reply_to }),
        }),
      ),
    sendMedia: ({ user, chat, items, caption, caption_entities }, files) =>
      telegram
        .sendMedia(user, chat, {
          items: items.map((item, index) => withFile(item, files[index])),
          ...(caption !== undefined && { caption }),
          ...(caption_entities && { captionEntities: caption_entities }),
        })
        .map((message) => shown(user, chat, message)),
    sendPoll: ({ user, chat, ...poll }) =>
      shown(
        user,
        chat,
        telegram.sendPoll(user, chat, {
          question: String(poll.question),
          options: poll.options.map(String),
          isAnonymous: poll.is_anonymous,
          allowsMultipleAnswers: poll.allows_multiple_answers,
          type: poll.type,
          ...(poll.correct_option_ids && { correctOptionIds: poll.correct_option_ids }),
          ...(poll.explanation && { explanation: poll.explanation }),
          ...(poll.explanation_entities && { explanationEntities: poll.explanation_entities }),
        }),
      ),
    forward: ({ user, from_chat, message, to_chat }) =>
      shown(user, to_chat, telegram.forward(user, from_chat, message, to_chat)),
    editText: ({ user, chat, message, text, entities }) =>
      shown(user, chat, telegram.editText(user, chat, message, String(text), entities)),
    deleteMessage: ({ user, chat, message }) => telegram.deleteMessage(user, chat, message),
    setPinned: ({ user, chat, message, pinned }) => telegram.setPinned(user, chat, message, pinned),
    pressButton: ({ user, chat, message, data }) => telegram.pressButton(user, chat, message, data),
    vote: ({ user, chat, message, options }) => telegram.vote(user, chat, message, options),
    setMember: ({ user, chat, member, status, rights }) =>
      telegram.setMember(user, chat, member, status, rights),
    setTitle: ({ user, chat, title }) => telegram.setTitle(user, chat, title),
    upgradeGroup: ({ user, chat }) => ({ chat_id: telegram.upgradeGroup(user, chat) }),
    createChat: ({ user, type, title, username }) => ({
      chat_id: telegram.createChat(user, { type, title, ...(username && { username }) }),
    }),
    travel: ({ to }) => parts.journeys.go(to),
    addFault: (fault) => telegram.addFault(fault),
    clearFaults: () => telegram.clearFaults(),
    setProgram: ({ name, running }) => parts.programs.set(name, running),
  };

  /** Does what the name says. Throws 400 for a name that no action has. */
  return async (name: string, action: unknown, files: (SentFile | undefined)[]): Promise<unknown> => {
    if (!Object.hasOwn(actions, name)) throw badRequest(`there is no action "${name}"`);
    if (typeof action !== "object" || action === null) throw badRequest("an action is a JSON object");
    return (await actions[name as ActionName](action as never, files)) ?? true;
  };
}

function withFile(item: ClientActions["sendMedia"]["items"][number], file: SentFile | undefined) {
  return {
    ...item,
    ...(file && { bytes: file.bytes, fileName: file.name, ...(file.mime && { mime: file.mime }) }),
  };
}
