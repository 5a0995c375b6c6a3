/** Messages: adding, changing and deleting them, and what they look like to whom. */
import type { Message, User } from "@grammyjs/types";
import { chatObject, nextMessageId } from "./chats.ts";
import { pollObject } from "./polls.ts";
import { pushUpdate } from "./updates.ts";
import {
  type Bot,
  type Content,
  emit,
  type PollState,
  type StoredChat,
  type StoredMessage,
  unixTime,
  type World,
} from "./world.ts";

export type NewMessage = Pick<StoredMessage, "content"> &
  Partial<Omit<StoredMessage, "id" | "chat" | "author" | "date" | "content">>;

/** Adds a message to a chat; bots that can see it and did not send it get an update. */
export function addMessage(world: World, chat: StoredChat, author: User, message: NewMessage): StoredMessage {
  const stored: StoredMessage = {
    ...message,
    id: nextMessageId(world, chat),
    chat,
    author,
    date: unixTime(world),
  };
  chat.messages.set(stored.id, stored);
  for (const bot of readersOf(world, chat)) {
    if (author.is_bot) continue;
    pushUpdate(world, bot, isPost(stored) ? "channel_post" : "message", asUpdate(world, stored, bot));
  }
  emit(world, { type: "message", message: stored });
  return stored;
}

/** Adds a service message: somebody came, the title changed, a message was pinned. */
export function addServiceMessage(
  world: World,
  chat: StoredChat,
  author: User,
  content: Content,
): StoredMessage {
  return addMessage(world, chat, author, { content });
}

/** Tells everybody that a message was edited; `editor` is the person or bot who did it. */
export function announceEdit(world: World, message: StoredMessage, editor: User): void {
  message.editDate = unixTime(world);
  for (const bot of readersOf(world, message.chat)) {
    if (editor.is_bot) continue;
    const type = isPost(message) ? "edited_channel_post" : "edited_message";
    pushUpdate(world, bot, type, asUpdate(world, message, bot));
  }
  emit(world, { type: "edited", message });
}

/** Removes messages from a chat; ids that are not there are passed over. */
export function removeMessages(world: World, chat: StoredChat, ids: readonly number[]): void {
  const present = ids.filter((id) => chat.messages.delete(id));
  if (present.length === 0) return;
  const pinned = chat.pinned.length;
  chat.pinned = chat.pinned.filter((id) => !present.includes(id));
  emit(world, { type: "deleted", chat, ids: present });
  if (chat.pinned.length !== pinned) emit(world, { type: "chat", chat });
}

/** The message in the Bot API's shape, as a viewer (a person's or bot's id) sees it. */
export function messageObject(world: World, message: StoredMessage, viewer: number): Message {
  const { chat } = message;
  const reply = message.replyTo === undefined ? undefined : chat.messages.get(message.replyTo);
  const poll = message.pollId === undefined ? undefined : world.polls.get(message.pollId);
  return {
    message_id: message.id,
    ...senderFields(message, viewer),
    chat: chatObject(chat, viewer),
    date: message.date,
    ...(message.editDate !== undefined && { edit_date: message.editDate }),
    ...(message.forwardOrigin && { forward_origin: message.forwardOrigin }),
    ...(message.mediaGroupId && { media_group_id: message.mediaGroupId }),
    ...(reply && { reply_to_message: withoutReply(messageObject(world, reply, viewer)) }),
    ...(message.protectedContent && { has_protected_content: true }),
    ...message.content,
    ...(poll && { poll: pollObject(poll, message, viewer) }),
    ...(message.replyMarkup && { reply_markup: message.replyMarkup }),
  } as Message;
}

/** Posts of channels speak in the channel's name; service messages of groups and all else have an author. */
export const isPost = (message: StoredMessage) => message.chat.type === "channel";

const SERVICE_FIELDS = [
  "new_chat_members",
  "left_chat_member",
  "new_chat_title",
  "pinned_message",
  "migrate_to_chat_id",
  "migrate_from_chat_id",
] as const;

/** Is it a message that the chat itself wrote, which can be neither edited, copied nor forwarded? */
export const isService = (message: StoredMessage) => SERVICE_FIELDS.some((field) => field in message.content);

/** Every message that shows this poll: the one sent, and its forwards. */
export function messagesWithPoll(world: World, state: PollState): StoredMessage[] {
  return [...world.chats.values(), ...world.privateChats].flatMap((chat) =>
    [...chat.messages.values()].filter((message) => message.pollId === state.poll.id),
  );
}

function senderFields(message: StoredMessage, viewer: number): Partial<Message> {
  if (isPost(message)) return { sender_chat: chatObject(message.chat, viewer) as Message["sender_chat"] };
  return { from: message.author };
}

const withoutReply = ({ reply_to_message: _, ...message }: Message) => message as Message;

/** The update carries the message as the bot itself sees it. */
const asUpdate = (world: World, message: StoredMessage, bot: Bot) =>
  messageObject(world, message, bot.user.id) as never;

/** The bots to which a chat's messages come: in channels, only administrators read along. */
function readersOf(world: World, chat: StoredChat): Bot[] {
  if (chat.type === "private") return [chat.bot];
  return [...world.bots.values()].filter((bot) => {
    const status = chat.members.get(bot.user.id)?.status;
    if (chat.type === "channel") return status === "administrator";
    return status === "administrator" || status === "member" || status === "restricted";
  });
}

/** The newest pinned message of a chat. */
export function pinnedMessage(chat: StoredChat): StoredMessage | undefined {
  const id = chat.pinned.at(-1);
  return id === undefined ? undefined : chat.messages.get(id);
}

/** The messages of a chat in the order of their ids. */
export const messagesOf = (chat: StoredChat) => [...chat.messages.values()].sort((a, b) => a.id - b.id);
