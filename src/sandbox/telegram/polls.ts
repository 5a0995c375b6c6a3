/** Polls: votes, closing, and what each viewer may know of the result. */
import type { Poll } from "@grammyjs/types";
import { badRequest } from "./errors.ts";
import { messagesWithPoll } from "./messages.ts";
import { pushUpdate } from "./updates.ts";
import { type Bot, emit, type PollState, type StoredMessage, type World } from "./world.ts";

/** What is known of a poll before it is sent. */
export type PollFields = Omit<Poll, "id" | "total_voter_count">;

/**
 * Adds a poll without votes and returns its id. `owner` is the bot that sends it; a person's poll has none,
 * and nobody gets its votes.
 */
export function addPoll(
  world: World,
  fields: PollFields,
  { owner, hideResults = false }: { owner: Bot | undefined; hideResults?: boolean },
): string {
  const poll: Poll = structuredClone({ ...fields, id: String(++world.counters.poll), total_voter_count: 0 });
  const closes = poll.is_closed ? undefined : poll.close_date;
  const closesAt = closes === undefined ? undefined : closes * 1000;
  world.polls.set(poll.id, { poll, owner, votes: new Map(), hideResults, closesAt });
  return poll.id;
}

/**
 * A person votes; an empty list takes the vote back.
 * Throws if the poll is closed, the options don't exist, or the poll does not let a vote be changed.
 */
export function vote(world: World, message: StoredMessage, voter: number, options: number[]): void {
  const state = pollOf(world, message);
  const { poll } = state;
  const chosen = [...new Set(options)].sort((a, b) => a - b);
  if (poll.is_closed) throw badRequest("MESSAGE_POLL_CLOSED");
  if (chosen.some((option) => !poll.options[option])) throw badRequest("OPTION_INVALID");
  if (chosen.length > 1 && !poll.allows_multiple_answers) throw badRequest("OPTIONS_TOO_MUCH");
  if (state.votes.has(voter) && !poll.allows_revoting) throw badRequest("REVOTE_NOT_ALLOWED");
  if (chosen.length === 0) state.votes.delete(voter);
  else state.votes.set(voter, chosen);
  count(state);
  tellOwner(world, state);
  if (state.owner && !poll.is_anonymous) {
    const user = world.people.get(voter)!;
    pushUpdate(world, state.owner, "poll_answer", {
      poll_id: poll.id,
      user,
      option_ids: chosen,
      option_persistent_ids: chosen.map((option) => poll.options[option]!.persistent_id),
    });
  }
  showChange(world, state);
}

/** Closes a poll for good, by the bot's word or because its time is over. */
export function closePoll(world: World, state: PollState): void {
  state.poll.is_closed = true;
  state.closesAt = undefined;
  tellOwner(world, state);
  showChange(world, state);
}

/** Closes the polls whose time is over; to be called often, since nothing rings when the clock jumps. */
export function closeDuePolls(world: World): void {
  for (const state of world.polls.values()) {
    if (state.closesAt !== undefined && state.closesAt <= world.now()) closePoll(world, state);
  }
}

/** The poll that a message shows; throws if it shows none. */
export function pollOf(world: World, message: StoredMessage): PollState {
  const state = message.pollId === undefined ? undefined : world.polls.get(message.pollId);
  if (!state) throw badRequest("message is not a poll");
  return state;
}

/**
 * The poll as a viewer sees it. The right answers of an open quiz are known to the bot that sent it or to whose
 * private chat it was sent (not in a forward), and to people who have voted; results may be hidden until it closes.
 */
export function pollObject(state: PollState, message: StoredMessage, viewer: number): Poll {
  const { poll } = state;
  const isOwner = viewer === state.owner?.user.id;
  const isReceiver = message.chat.type === "private" && viewer === message.chat.bot.user.id;
  const knowsAnswers =
    poll.is_closed || state.votes.has(viewer) || ((isOwner || isReceiver) && !message.forwardOrigin);
  const shown: Poll = structuredClone(poll);
  if (!knowsAnswers) {
    delete shown.correct_option_ids;
    delete shown.explanation;
    delete shown.explanation_entities;
  }
  if (state.hideResults && !poll.is_closed) {
    for (const option of shown.options) option.voter_count = 0;
  }
  return shown;
}

function count(state: PollState): void {
  const votes = [...state.votes.values()];
  state.poll.total_voter_count = votes.length;
  state.poll.options.forEach((option, index) => {
    option.voter_count = votes.filter((chosen) => chosen.includes(index)).length;
  });
}

/** The `poll` update carries no description or media: those belong to the message (Bot API, Poll). */
function tellOwner(world: World, state: PollState): void {
  if (!state.owner) return;
  const { description: _, description_entities: __, media: ___, ...poll } = state.poll;
  pushUpdate(world, state.owner, "poll", poll);
}

function showChange(world: World, state: PollState): void {
  for (const message of messagesWithPoll(world, state)) emit(world, { type: "edited", message });
}
