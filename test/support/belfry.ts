/**
 * The whole program against the sandbox Telegram, over HTTP, on a clock that stands still until a test travels.
 * Tests speak as people do: `ada.says("/schedule")`, `ada.taps("Schedule it")`, `belfry.travelTo("2026-11-22 18:00")`.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Message, MessageEntity } from "@grammyjs/types";
import Database from "better-sqlite3";
import { onTestFinished } from "vitest";
import { type App, createApp } from "../../src/app.ts";
import { createTravellingClock } from "../../src/clock.ts";
import { type Config, parseConfig } from "../../src/config.ts";
import { createLog } from "../../src/log.ts";
import { toInstant } from "../../src/posts/local-time.ts";
import { startSandbox } from "../../src/sandbox/server.ts";
import { addMessage } from "../../src/sandbox/telegram/messages.ts";

const token = "123456:sandbox-token-for-the-tests-0000000";
const botId = 123456;

export type Belfry = Awaited<ReturnType<typeof startBelfry>>;
export type Admin = Belfry["ada"];

/** Sunday, 22 November 2026, 10:00 in the zone of the tests, unless a test says otherwise. */
const usualStart = "2026-11-22 10:00";

/**
 * Starts everything with Ada, an owner, Ben, who is nobody yet, the channel "News" and the group "Crew";
 * the bot may post in both. `bare`: the bot is in no chat yet, and Ada has not opened hers.
 */
export async function startBelfry({
  startAt = usualStart,
  timeZone = "Europe/Berlin",
  bare = false,
  backups = false,
  terminal,
  config: changes = {},
  onCrash = (error) => {
    throw error;
  },
}: {
  startAt?: string;
  timeZone?: string;
  bare?: boolean;
  /** Whether the database is backed up each night: most tests have no use for what that costs. */
  backups?: boolean;
  /** Where Belfry believes that somebody looks. */
  terminal?: { write(text: string): unknown };
  config?: Partial<Config>;
  /** Called where Belfry ends by itself, which is the end of most tests. */
  onCrash?: (error: unknown) => void;
} = {}) {
  const at = (local: string) => instantOf(local, timeZone);
  const clock = createTravellingClock({ startAt: at(startAt), flowing: false });
  const sandbox = await startSandbox({ now: clock.now, timeZone });
  const { telegram } = sandbox;
  telegram.addBot({ token, username: "belfry_bot", firstName: "Belfry" });

  const folder = mkdtempSync(join(tmpdir(), "belfry-scenario-"));
  const parsed = parseConfig({
    BOT_TOKEN: token,
    OWNER_IDS: "1001",
    DATABASE_PATH: join(folder, "belfry.db"),
    BACKUP_DIR: backups ? join(folder, "backups") : "off",
    TIMEZONE: timeZone,
    TELEGRAM_API_ROOT: sandbox.url,
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const config = { ...parsed.config, ...changes };
  const logged: string[] = [];
  const log = createLog({ level: "debug", destination: { write: (line) => logged.push(line) } });

  let app: App | undefined;
  async function start(): Promise<void> {
    app = createApp(config, { clock, log, ...(terminal && { terminal }) });
    await app.start(onCrash);
    await settle();
  }
  async function stop(): Promise<void> {
    await app?.stop();
    app = undefined;
  }
  /** Everything that people and the clock set off has been done. */
  async function settle(): Promise<void> {
    telegram.tick();
    if (app) await telegram.whenBotIdle();
    await app?.whenIdle();
    if (app) await telegram.whenBotIdle();
  }
  onTestFinished(async () => {
    await stop();
    await sandbox.close();
    rmSync(folder, { recursive: true });
  });

  const person = (id: number, firstName: string) => {
    telegram.addUser({ id, firstName, username: firstName.toLowerCase() });
    return createPerson(telegram, id, settle);
  };
  const ada = person(1001, "Ada");
  const ben = person(1002, "Ben");
  const news = telegram.createChat(1001, { type: "channel", title: "News", username: "the_news" });
  const crew = telegram.createChat(1001, { type: "supergroup", title: "Crew" });

  await start();
  if (!bare) {
    await ada.says("/start");
    await ada.makesAdministrator(news);
    await ada.adds(crew);
  }

  return {
    telegram,
    ada,
    ben,
    news,
    crew,
    config,
    /** Forgets where people stand in conversations, as a deploy with a new version of them does. */
    forgetConversations(): void {
      const database = new Database(config.databasePath);
      database.prepare("delete from conversations").run();
      database.close();
    },
    person,
    settle,
    stop,
    start,
    at,
    now: clock.now,
    /** http://HOST:PORT of the program as it runs now; `config: { httpPort: 0 }` turns HTTP on. */
    get httpUrl(): string {
      const url = app?.httpUrl();
      if (!url) throw new Error("HTTP is off");
      return url;
    },
    /** Every line of the log so far. */
    logged,
    /** Texts, captions and questions of what stands in a chat, oldest first; not its service messages. */
    posts: (chat: number): string[] => telegram.messages(chat).filter(isPost).map(textOf),
    messages: (chat: number): Message[] => telegram.messages(chat).filter(isPost),
    async restart(): Promise<void> {
      await stop();
      await start();
    },
    /** To a local time of the tests' zone, "2026-11-22 18:00", doing on the way what is due. */
    travelTo: (local: string) => clock.travelTo(at(local), settle),
    travel: (minutes: number) => clock.travelTo(clock.now() + minutes * 60_000, settle),
  };
}

function createPerson(
  telegram: Awaited<ReturnType<typeof startSandbox>>["telegram"],
  id: number,
  settle: () => Promise<void>,
) {
  const chat = () => telegram.messages(id);
  const fromBot = () => chat().filter((message) => message.from?.id === botId);

  async function taps(label: string): Promise<{ text?: string; show_alert?: boolean }> {
    const found = buttons(fromBot()).findLast(({ text }) => text.includes(label));
    if (!found)
      throw new Error(
        `There is no button "${label}" among: ${buttons(fromBot())
          .map(({ text }) => text)
          .join(" | ")}`,
      );
    return press(found.message, found.data);
  }

  async function press(message: number, data: string) {
    const answer = await telegram.pressStaleButton(id, botId, message, data);
    await settle();
    if (!answer.answered) throw new Error(`The tap on ${data} was never answered`);
    return answer;
  }

  return {
    id,
    async says(text: string, entities?: MessageEntity[]): Promise<Message> {
      const message = telegram.sendText(id, botId, text, entities ? { entities } : {});
      await settle();
      return message;
    },
    async sends(
      items: Parameters<typeof telegram.sendMedia>[2]["items"],
      caption?: string,
      captionEntities?: MessageEntity[],
    ): Promise<Message[]> {
      const messages = telegram.sendMedia(id, botId, {
        items,
        ...(caption && { caption }),
        ...(captionEntities && { captionEntities }),
      });
      await settle();
      return messages;
    },
    /** A message of any other kind, in the Bot API's fields: a poll, a sticker, a part of an album. */
    async sendsOther(content: Partial<Message>): Promise<Message> {
      const { world } = telegram;
      const privateChat = world.privateChats.find((one) => one.person.id === id);
      const user = world.people.get(id);
      if (!privateChat || !user) throw new Error("There is no chat with the bot yet");
      const { media_group_id, ...fields } = content;
      const stored = addMessage(world, privateChat, user, {
        content: fields as never,
        ...(media_group_id && { mediaGroupId: media_group_id }),
      });
      await settle();
      return chat().find(({ message_id }) => message_id === stored.id) as Message;
    },
    /** Deletes a message in the chat with the bot. */
    async deletes(message: number): Promise<void> {
      telegram.deleteMessage(id, botId, message);
      await settle();
    },
    async edits(message: number, text: string, entities?: MessageEntity[]): Promise<void> {
      telegram.editText(id, botId, message, text, entities);
      await settle();
    },
    async forwards(fromChat: number, message: number): Promise<void> {
      telegram.forward(id, fromChat, message, botId);
      await settle();
    },
    /** Taps the newest button whose label contains these words. */
    taps,
    /** Taps a button of any message, also one that has no such button any more. */
    press,
    async makesAdministrator(
      chatId: number,
      rights: Record<string, boolean> = { can_post_messages: true, can_edit_messages: true },
    ) {
      telegram.setMember(id, chatId, botId, "administrator", rights);
      await settle();
    },
    async adds(chatId: number, member = botId): Promise<void> {
      telegram.setMember(id, chatId, member, "member");
      await settle();
    },
    async removesBot(chatId: number): Promise<void> {
      telegram.setMember(id, chatId, botId, "kicked");
      await settle();
    },
    /** The data of the newest button whose label contains these words, and the message it stands in. */
    button: (label: string) => buttons(fromBot()).findLast(({ text }) => text.includes(label)),
    /** The newest message of the bot: its text or caption. */
    sees: (): string => fromBot().map(textOf).at(-1) ?? "",
    /** Every message of the bot that still stands, oldest first. */
    seesAll: (): string[] => fromBot().map(textOf),
    /** The labels of the newest message that has buttons. */
    buttons: (): string[] => {
      const all = buttons(fromBot());
      return all.filter(({ message }) => message === all.at(-1)?.message).map(({ text }) => text);
    },
    messagesFromBot: fromBot,
  };
}

function buttons(messages: Message[]): { text: string; data: string; message: number }[] {
  return messages.flatMap((message) =>
    (message.reply_markup?.inline_keyboard ?? [])
      .flat()
      .flatMap((button) =>
        "callback_data" in button
          ? [{ text: button.text, data: button.callback_data, message: message.message_id }]
          : [],
      ),
  );
}

const isPost = (message: Message): boolean =>
  Boolean(
    message.text ??
      message.poll ??
      message.photo ??
      message.video ??
      message.document ??
      message.audio ??
      message.voice,
  );

const textOf = (message: Message): string => message.text ?? message.caption ?? message.poll?.question ?? "";

function instantOf(local: string, zone: string): number {
  const [year, month, day, hour, minute] = local.split(/[- :]/).map(Number) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const instant = toInstant({ year, month, day, hour, minute }, zone);
  if (instant.kind !== "exact") throw new Error(`${local} is not one instant in ${zone}`);
  return instant.at;
}
