/** Presses of inline buttons and the bot's answers to them. */
import type { User } from "@grammyjs/types";
import { badRequest } from "./errors.ts";
import { messageObject } from "./messages.ts";
import { pushUpdate } from "./updates.ts";
import type { Bot, StoredMessage, World } from "./world.ts";

export interface ButtonAnswer {
  text?: string;
  show_alert?: boolean;
  answered: boolean;
}

/** How long a bot may take to answer, on the sandbox's clock. */
const VALID_FOR = 15 * 60 * 1000;
/** How long the person's app shows the button as busy: real milliseconds, as somebody is watching. */
const PATIENCE = 10_000;
/** Characters (Bot API, answerCallbackQuery). */
const MAX_ANSWER = 200;

/**
 * A person presses a button with callback_data. Resolves with the bot's answer, or unanswered after ten seconds.
 * Throws if the message has no such button (unless unchecked: an app may show an old keyboard).
 */
export function press(
  world: World,
  message: StoredMessage,
  person: User,
  data: string,
  options: { unchecked?: boolean } = {},
): Promise<ButtonAnswer> {
  const buttons = message.replyMarkup?.inline_keyboard.flat() ?? [];
  const bot = world.bots.get(message.author.id);
  const exists = buttons.some((button) => "callback_data" in button && button.callback_data === data);
  if (!bot || !(exists || options.unchecked)) throw badRequest("DATA_INVALID");
  forgetExpired(world);
  const id = String(++world.counters.query);
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve({ answered: false }), PATIENCE);
    timer.unref();
    world.callbackQueries.set(id, {
      id,
      bot,
      at: world.now(),
      answer: (answer) => {
        clearTimeout(timer);
        resolve(answer);
      },
    });
    pushUpdate(world, bot, "callback_query", {
      id,
      from: person,
      message: messageObject(world, message, bot.user.id),
      chat_instance: String(Math.abs(message.chat.type === "private" ? person.id : message.chat.id)),
      data,
    } as never);
  });
}

/** A bot answers a query: once, in time, and in at most 200 characters. */
export function answerQuery(
  world: World,
  bot: Bot,
  id: string,
  answer: { text?: string | undefined; showAlert: boolean },
): void {
  const query = world.callbackQueries.get(id);
  if (!query || query.bot !== bot || world.now() - query.at > VALID_FOR) {
    throw badRequest("query is too old and response timeout expired or query ID is invalid");
  }
  if (answer.text && [...answer.text].length > MAX_ANSWER) throw badRequest("MESSAGE_TOO_LONG");
  world.callbackQueries.delete(id);
  query.answer({
    answered: true,
    ...(answer.text && { text: answer.text }),
    ...(answer.showAlert && { show_alert: true }),
  });
}

function forgetExpired(world: World): void {
  for (const query of world.callbackQueries.values()) {
    if (world.now() - query.at > VALID_FOR) world.callbackQueries.delete(query.id);
  }
}
