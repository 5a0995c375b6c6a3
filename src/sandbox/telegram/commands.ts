/** A bot's command menu: which commands it set for whom. */
import type { BotCommand, BotCommandScope } from "@grammyjs/types";
import type { Bot, PrivateChat } from "./world.ts";

/** Replaces the commands of one scope and language; an empty list removes them. */
export function setCommands(
  bot: Bot,
  scope: BotCommandScope,
  languageCode: string,
  commands: BotCommand[],
): void {
  bot.commands = bot.commands.filter((entry) => !isSame(entry, scope, languageCode));
  if (commands.length > 0) bot.commands.push({ scope, languageCode, commands });
}

/** The commands set for exactly this scope and language. */
export function getCommands(bot: Bot, scope: BotCommandScope, languageCode: string): BotCommand[] {
  return bot.commands.find((entry) => isSame(entry, scope, languageCode))?.commands ?? [];
}

/** What a person sees in the menu of the private chat: the narrowest scope that has commands wins. */
export function commandsFor(chat: PrivateChat): BotCommand[] {
  const language = chat.person.language_code ?? "";
  const scopes: BotCommandScope[] = [
    { type: "chat", chat_id: chat.person.id },
    { type: "all_private_chats" },
    { type: "default" },
  ];
  for (const scope of scopes) {
    for (const code of [language, ""]) {
      const commands = getCommands(chat.bot, scope, code);
      if (commands.length > 0) return commands;
    }
  }
  return [];
}

const isSame = (
  entry: { scope: BotCommandScope; languageCode: string },
  scope: BotCommandScope,
  language: string,
) => JSON.stringify(entry.scope) === JSON.stringify(scope) && entry.languageCode === language;
