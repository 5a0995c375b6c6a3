/** Every method of the Bot API that the sandbox knows, on one screen. */
import * as chats from "./chats.ts";
import * as copy from "./copy.ts";
import * as edit from "./edit.ts";
import type { Context } from "./parameters.ts";
import * as pins from "./pins.ts";
import * as polls from "./polls.ts";
import * as profile from "./profile.ts";
import * as send from "./send.ts";
import * as updates from "./updates.ts";

type Method = (context: Context) => unknown;

const METHODS: Record<string, Method> = {
  getMe: profile.getMe,
  getUpdates: updates.getUpdates,
  setWebhook: updates.setWebhook,
  deleteWebhook: updates.deleteWebhook,
  getWebhookInfo: updates.getWebhookInfo,

  sendMessage: send.sendMessage,
  sendPhoto: send.sendMedia("photo"),
  sendVideo: send.sendMedia("video"),
  sendAnimation: send.sendMedia("animation"),
  sendDocument: send.sendMedia("document"),
  sendAudio: send.sendMedia("audio"),
  sendVoice: send.sendMedia("voice"),
  sendMediaGroup: send.sendMediaGroup,
  sendPoll: polls.sendPoll,
  stopPoll: polls.stopPoll,
  copyMessage: copy.copyMessage,
  copyMessages: copy.copyMessages,
  forwardMessage: copy.forwardMessage,
  forwardMessages: copy.forwardMessages,
  sendChatAction: chats.sendChatAction,
  setMessageReaction: chats.setMessageReaction,

  editMessageText: edit.editMessageText,
  editMessageCaption: edit.editMessageCaption,
  editMessageMedia: edit.editMessageMedia,
  editMessageReplyMarkup: edit.editMessageReplyMarkup,
  deleteMessage: edit.deleteMessage,
  deleteMessages: edit.deleteMessages,
  pinChatMessage: pins.pinChatMessage,
  unpinChatMessage: pins.unpinChatMessage,
  unpinAllChatMessages: pins.unpinAllChatMessages,
  answerCallbackQuery: updates.answerCallbackQuery,

  getChat: chats.getChat,
  getChatMember: chats.getChatMember,
  getChatAdministrators: chats.getChatAdministrators,
  getChatMemberCount: chats.getChatMemberCount,
  leaveChat: chats.leaveChat,
  getFile: updates.getFile,

  setMyCommands: profile.setMyCommands,
  getMyCommands: profile.getMyCommands,
  deleteMyCommands: profile.deleteMyCommands,
  setMyName: profile.setProfile("name"),
  getMyName: profile.getProfile("name"),
  setMyDescription: profile.setProfile("description"),
  getMyDescription: profile.getProfile("description"),
  setMyShortDescription: profile.setProfile("short_description"),
  getMyShortDescription: profile.getProfile("short_description"),
  setChatMenuButton: profile.setChatMenuButton,
  getUserProfilePhotos: profile.getUserProfilePhotos,
};

const BY_LOWER_CASE = new Map(
  Object.entries(METHODS).map(([name, method]) => [name.toLowerCase(), { name, method }]),
);

/** A method by its name in any case, with the name as the documentation writes it. */
export const findMethod = (name: string) => BY_LOWER_CASE.get(name.toLowerCase());
