/** Every fault, how it is brought about in one chat, and what is to come of it in each type of chat. */
import type { Fault as OrderedFault } from "../../src/sandbox/client/protocol.ts";
import type { Belfry } from "../support/belfry.ts";

export const chatTypes = ["channel", "supergroup", "group"] as const;
export type ChatType = (typeof chatTypes)[number];

/** The delivery's final status, how many copies of the post stand in the chat, and words that its author read. */
export interface Ending {
  status: "sent" | "failed" | "uncertain";
  copies: number;
  told: string;
}

export interface Fault {
  name: string;
  /** Befalls the next send to the chat, or the chat itself; the bot gets no update of it. */
  bringAbout(belfry: Belfry, chatId: number, type: ChatType): void;
  /** By type of chat; where one is missing, the fault cannot happen there. */
  endings: Partial<Record<ChatType, Ending>>;
}

const published: Ending = { status: "sent", copies: 1, told: "✅ Published" };
const failed = (told: string): Ending => ({ status: "failed", copies: 0, told });
const uncertain = (copies: number, told: string): Ending => ({ status: "uncertain", copies, told });

/**
 * It did not arrive: certain only in a channel, where it goes out once more. In groups messages may be hidden from
 * a bot, and a person has to look.
 */
const absent = (told: string): Fault["endings"] => ({
  channel: published,
  supergroup: uncertain(0, told),
  group: uncertain(0, told),
});
/** It did arrive, and is found where a chat counts its own messages; a basic group does not. */
const present = (told: string): Fault["endings"] => ({
  channel: published,
  supergroup: published,
  group: uncertain(1, told),
});
const everywhere = (ending: Ending): Fault["endings"] => ({
  channel: ending,
  supergroup: ending,
  group: ending,
});

export const faults: Fault[] = [
  {
    name: "429",
    bringAbout: order("too_many_requests"),
    endings: everywhere(published),
  },
  {
    name: "500",
    bringAbout: order("internal_error"),
    endings: absent("Telegram had an error of its own, so it may or may not have appeared"),
  },
  {
    name: "502 with HTML",
    bringAbout: order("server_error"),
    endings: absent("may or may not have appeared"),
  },
  {
    name: "a hang",
    bringAbout: order("hang"),
    endings: absent("Telegram did not answer in time, so it may or may not have appeared"),
  },
  {
    name: "a reset before it was carried out",
    bringAbout: order("reset"),
    endings: absent("The connection broke before Telegram’s answer, so it may or may not have appeared"),
  },
  {
    name: "a reset after it was carried out",
    bringAbout: order("lost_answer"),
    endings: present("The connection broke before Telegram’s answer, so it may or may not have appeared"),
  },
  {
    name: "a truncated answer",
    bringAbout: order("truncated"),
    endings: present("may or may not have appeared"),
  },
  {
    name: "the bot was kicked",
    bringAbout: ({ telegram }, chatId) =>
      setBot(telegram, chatId, (members, bot) => members.set(bot, { status: "kicked", rights: {} })),
    endings: everywhere(failed("I was removed from this chat")),
  },
  {
    name: "chat not found",
    bringAbout: ({ telegram }, chatId) => telegram.world.chats.delete(chatId),
    endings: everywhere(failed("Telegram does not know this chat any more")),
  },
  {
    name: "the group was migrated",
    bringAbout: (belfry, chatId) => upgradeUnseen(belfry, chatId),
    endings: { group: published },
  },
  {
    name: "the right to post was lost",
    bringAbout: ({ telegram }, chatId, type) => {
      if (type === "channel")
        setBot(telegram, chatId, (members, bot) =>
          members.set(bot, { status: "administrator", rights: { can_post_messages: false } }),
        );
      else telegram.setPermissions(chatId, mayNothing);
    },
    endings: {
      channel: failed("I may not post here any more"),
      supergroup: failed("I have no right to send this here"),
      group: failed("I have no right to send this here"),
    },
  },
];

type Telegram = Belfry["telegram"];

const mayNothing = {
  can_send_messages: false,
  can_send_audios: false,
  can_send_documents: false,
  can_send_photos: false,
  can_send_videos: false,
  can_send_voice_notes: false,
  can_send_polls: false,
  can_send_other_messages: false,
};

function order(kind: OrderedFault["kind"]): Fault["bringAbout"] {
  return ({ telegram }, chatId) => void telegram.addFault({ kind, times: 1, chat_id: chatId });
}

type Members = NonNullable<ReturnType<Telegram["world"]["chats"]["get"]>>["members"];

function setBot(telegram: Telegram, chatId: number, change: (members: Members, bot: number) => void): void {
  const [bot] = telegram.world.bots.keys();
  const chat = telegram.world.chats.get(chatId);
  if (!bot || !chat) throw new Error("there is no such chat");
  change(chat.members, bot);
}

/** The update that names the new id is lost: Belfry learns of it from the refusal. */
function upgradeUnseen({ telegram, ada }: Belfry, chatId: number): void {
  const [bot] = telegram.world.bots.values();
  if (!bot) throw new Error("there is no bot");
  const { allowedUpdates } = bot;
  bot.allowedUpdates = new Set();
  telegram.upgradeGroup(ada.id, chatId);
  bot.allowedUpdates = allowedUpdates;
}
