/** A bot's queue of updates, and the long polls that empty it, unless a webhook does. */
import type { Update } from "@grammyjs/types";
import { conflict } from "./errors.ts";
import { noteProgress } from "./idle.ts";
import { deliverUpdates } from "./webhook-delivery.ts";
import { type Bot, unixTime, type World } from "./world.ts";

type UpdateType = Exclude<keyof Update, "update_id">;

/** Types that come without being asked for: all but these three (Bot API, getUpdates). */
const ONLY_WHEN_ASKED: ReadonlySet<string> = new Set([
  "chat_member",
  "message_reaction",
  "message_reaction_count",
]);
const UPDATE_TYPES: readonly string[] = [
  "message",
  "edited_message",
  "channel_post",
  "edited_channel_post",
  "callback_query",
  "poll",
  "poll_answer",
  "my_chat_member",
  "chat_member",
  "message_reaction",
  "message_reaction_count",
  "inline_query",
  "chosen_inline_result",
  "shipping_query",
  "pre_checkout_query",
  "chat_join_request",
  "chat_boost",
  "removed_chat_boost",
];
export const DEFAULT_UPDATES: ReadonlySet<string> = new Set(
  UPDATE_TYPES.filter((type) => !ONLY_WHEN_ASKED.has(type)),
);

const DAY = 24 * 60 * 60;

const TERMINATED = {
  getUpdates: "terminated by other getUpdates request; make sure that only one bot instance is running",
  setWebhook: "terminated by setWebhook request",
};

/** Queues an update for the bot, unless it has not asked for this type, and wakes its long poll or posts it. */
export function pushUpdate<T extends UpdateType>(
  world: World,
  bot: Bot,
  type: T,
  content: NonNullable<Update[T]>,
): void {
  rememberPeople(bot, content);
  if (!bot.allowedUpdates.has(type)) return;
  // The update is copied: what is sent later must not show what happens to the message meanwhile.
  const update = structuredClone({ update_id: bot.nextUpdateId++, [type]: content }) as Update;
  bot.pending.push({ update, at: unixTime(world) });
  wake(bot);
  deliverUpdates(world, bot);
}

/** Sets the types of updates that the bot gets from now on; an empty list means the default ones. */
export function allowUpdates(bot: Bot, types: readonly string[]): void {
  bot.allowedUpdates =
    types.length === 0 ? DEFAULT_UPDATES : new Set(types.filter((type) => UPDATE_TYPES.includes(type)));
}

/**
 * Confirms all updates before the offset and answers with those that follow, at most `limit` (1–100).
 * A negative offset counts from the end and forgets what lies before. With nothing to give, the answer
 * waits up to `timeout` seconds of real time: a long poll measures the network's patience, not the
 * sandbox's clock. A newer call ends an older one with 409.
 */
export function getUpdates(
  world: World,
  bot: Bot,
  request: { offset: number; limit: number; timeout: number; signal: AbortSignal },
): Promise<Update[]> {
  bot.waiting?.terminate("getUpdates");
  confirm(world, bot, request.offset);
  const ready = next(bot, request.limit);
  if (ready.length > 0 || request.timeout === 0) return Promise.resolve(ready);
  return new Promise((resolve, reject) => {
    const finish = (settle: () => void) => {
      clearTimeout(timer);
      request.signal.removeEventListener("abort", giveUp);
      if (bot.waiting === poll) bot.waiting = undefined;
      settle();
    };
    const giveUp = () => finish(() => resolve([]));
    const timer = setTimeout(giveUp, request.timeout * 1000);
    const poll = {
      limit: request.limit,
      answer: (updates: Update[]) => finish(() => resolve(updates)),
      terminate: (by: keyof typeof TERMINATED) => finish(() => reject(conflict(TERMINATED[by]))),
    };
    bot.waiting = poll;
    request.signal.addEventListener("abort", giveUp);
  });
}

function confirm(world: World, bot: Bot, offset: number): void {
  const oldest = unixTime(world) - DAY;
  bot.pending = bot.pending.filter((entry) => entry.at > oldest);
  if (offset > 0) bot.pending = bot.pending.filter((entry) => entry.update.update_id >= offset);
  if (offset < 0) bot.pending = bot.pending.slice(offset);
  noteProgress(world);
}

const next = (bot: Bot, limit: number) => bot.pending.slice(0, limit).map((entry) => entry.update);

function wake(bot: Bot): void {
  const poll = bot.waiting;
  if (!poll) return;
  poll.answer(next(bot, poll.limit));
}

/** A bot may ask about, and in time write to, only the people it has come across. */
function rememberPeople(bot: Bot, content: unknown): void {
  if (typeof content !== "object" || content === null) return;
  const user = content as { id?: unknown; is_bot?: unknown; first_name?: unknown };
  if (typeof user.id === "number" && typeof user.is_bot === "boolean") bot.knows.add(user.id);
  for (const value of Object.values(content)) rememberPeople(bot, value);
}
