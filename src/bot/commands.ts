/** The commands that Telegram's menu offers, to the team only. */
import { type Api, GrammyError } from "grammy";
import type { Role } from "../editorial/team.ts";
import { plain } from "./words.ts";

const forEverybody = [
  "schedule",
  "poll",
  "queue",
  "results",
  "drafts",
  "channels",
  "stats",
  "settings",
  "help",
  "cancel",
];
const forOwners = [...forEverybody.slice(0, -2), "team", "jobs", "backup", "help", "cancel"];

/** Puts the menu into one member's chat; false where Telegram refused, because they have not opened it yet. */
export async function offerCommands(api: Api, userId: number, role: Role): Promise<boolean> {
  const names = role === "owner" ? forOwners : forEverybody;
  const commands = names.map((command) => ({ command, description: plain(`command-${command}`) }));
  return whereTelegramTakesIt(api.setMyCommands(commands, { scope: { type: "chat", chat_id: userId } }));
}

/** Takes the menu away from somebody who left the team. */
export async function withdrawCommands(api: Api, userId: number): Promise<boolean> {
  return whereTelegramTakesIt(api.deleteMyCommands({ scope: { type: "chat", chat_id: userId } }));
}

/** The menu is a convenience: that Telegram refuses it, for now or for good, must not stop anything. */
async function whereTelegramTakesIt(call: Promise<unknown>): Promise<boolean> {
  try {
    await call;
    return true;
  } catch (error) {
    if (error instanceof GrammyError) return false;
    throw error;
  }
}
