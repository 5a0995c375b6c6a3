/** A Telegram, a network, a database and a program that can be killed: the real one, in a process of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startSandbox } from "../../src/sandbox/server.ts";
import { type Database, openDatabase } from "../../src/storage/database.ts";
import { addPost } from "../support/factories.ts";
import { contentOf, type NewPost } from "./contents.ts";
import { hurriedNow } from "./hurried-clock.ts";
import { startNetwork } from "./network.ts";
import type { Random } from "./random.ts";

export type Setting = Awaited<ReturnType<typeof openSetting>>;

const token = "123456:a-token-that-is-killed-again-and-again";
const botId = 123456;
const adaId = 1001;
const programFile = fileURLToPath(new URL("program.ts", import.meta.url));

/** A chat in which the bot may post. */
export interface Chat {
  chatId: number;
  type: "channel" | "supergroup" | "group";
}

/** Ada, an owner, has opened the bot's chat and let it into every chat. */
export async function openSetting(
  random: Random,
  counts: Record<Chat["type"], number> = { channel: 30, supergroup: 8, group: 2 },
) {
  const origin = Date.now();
  const now = () => hurriedNow(origin);
  const sandbox = await startSandbox({ now });
  const { telegram } = sandbox;
  const network = await startNetwork(sandbox.url, random);
  const folder = mkdtempSync(join(tmpdir(), "belfry-crash-"));
  const databasePath = join(folder, "belfry.db");
  const programs = new Set<Program>();

  telegram.addBot({ token, username: "belfry_bot", firstName: "Belfry" });
  telegram.addUser({ id: adaId, firstName: "Ada" });
  const chats = (Object.keys(counts) as Chat["type"][]).flatMap((type) =>
    Array.from({ length: counts[type] }, (_, index): Chat => {
      const chatId = telegram.createChat(adaId, { type, title: `${type} ${index + 1}` });
      return { chatId, type };
    }),
  );

  // From a chat without the bot, which would make a draft of it.
  const elsewhere = telegram.createChat(adaId, { type: "group", title: "Elsewhere" });
  const [upload] = telegram.sendMedia(adaId, elsewhere, { items: [{ type: "photo" }] });
  const fileId = upload?.photo?.at(-1)?.file_id ?? "";

  function start(): Program {
    const program = startProgram({ databasePath, apiRoot: network.url, origin });
    programs.add(program);
    void program.ended.then(() => programs.delete(program));
    return program;
  }

  /** Opens the database for a moment: a process that dies must leave nobody behind who holds it. */
  function withDatabase<T>(work: (database: Database) => T): T {
    const { database, close } = openDatabase(databasePath);
    try {
      return work(database);
    } finally {
      close();
    }
  }

  async function letTheBotIn(): Promise<void> {
    const program = start();
    telegram.sendText(adaId, botId, "/start");
    for (const [index, { chatId, type }] of chats.entries())
      if (type === "channel")
        telegram.setMember(adaId, chatId, botId, "administrator", {
          can_post_messages: true,
          // Where it may edit the posts of others too, it has to tell them from its own.
          can_edit_messages: index % 3 === 0,
        });
      else telegram.setMember(adaId, chatId, botId, "member");
    await program.listens;
    await telegram.whenBotIdle();
    await program.end("SIGTERM");
    const known = withDatabase((database) => database.query.destinations.findMany().sync().length);
    if (known !== chats.length) throw new Error(`Belfry knows ${known} of ${chats.length} chats`);
  }
  await letTheBotIn();

  return {
    telegram,
    network,
    chats,
    adaId,
    start,
    withDatabase,

    /** Writes posts that are due now, each to one chat. */
    addPosts(posts: NewPost[]): void {
      withDatabase((database) => {
        const known = new Map(
          database.query.destinations
            .findMany()
            .sync()
            .map((row) => [row.chatId, row]),
        );
        const dueAt = now();
        database.transaction(() => {
          for (const post of posts) {
            const { chatId } = post.chat;
            const destination = known.get(chatId);
            if (!destination) throw new Error(`Belfry does not know ${chatId}`);
            const content = contentOf(post, fileId);
            addPost(database, [destination], { authorId: adaId, dueAt, content });
          }
        });
      });
    },

    /** Somebody else writes where the bot does. */
    chatter: ({ chatId }: Chat) => telegram.sendText(adaId, chatId, "by the way"),

    async close(): Promise<void> {
      await Promise.all([...programs].map((program) => program.end("SIGKILL")));
      await network.close();
      await sandbox.close();
      rmSync(folder, { recursive: true });
    },
  };
}

export type Program = ReturnType<typeof startProgram>;

function startProgram({
  databasePath,
  apiRoot,
  origin,
}: {
  databasePath: string;
  apiRoot: string;
  origin: number;
}) {
  const child = spawn(process.execPath, [programFile], {
    // Nothing of a developer's own settings: not from the environment, and not from a .env file.
    cwd: tmpdir(),
    env: {
      BOT_TOKEN: token,
      OWNER_IDS: String(adaId),
      DATABASE_PATH: databasePath,
      BACKUP_DIR: "off",
      TELEGRAM_API_ROOT: apiRoot,
      CLOCK_ORIGIN: String(origin),
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said: string[] = [];
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const listens = new Promise<void>((resolve) => {
    child.stdout.on("data", (chunk: Buffer) => {
      const text = String(chunk);
      said.push(text);
      if (text.includes("Belfry is running")) resolve();
    });
  });
  child.stderr.on("data", (chunk: Buffer) => said.push(String(chunk)));
  return {
    /** Resolves when it polls; never, if it ends before. */
    listens,
    ended,
    /** What it wrote, the newest last. */
    said: () => said.join("").slice(-4000),
    end: (signal: NodeJS.Signals): Promise<void> => end(child, ended, signal),
  };
}

function end(child: ChildProcess, ended: Promise<void>, signal: NodeJS.Signals): Promise<void> {
  child.kill(signal);
  return ended;
}
