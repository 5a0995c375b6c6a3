/** Face under load: how soon the bot answers a person while thousands of deliveries go out. */
import { openDatabase } from "../src/storage/database.ts";
import { readNumbers } from "./arguments.ts";
import { median, printTable, quantile, spread, verdict } from "./figures.ts";
import { startProgram, until } from "./program.ts";
import { addChats, addPosts, chatIds } from "./rows.ts";
import { withScratch } from "./scratch.ts";
import { benchToken, startTelegram, type Telegram } from "./telegram-process.ts";

const { rounds, deliveries, waiting, asks } = readNumbers({
  rounds: 3,
  deliveries: 5000,
  waiting: 100_000,
  asks: 60,
});
const commands = ["/queue", "/stats"] as const;
const year = 365 * 24 * 60 * 60 * 1000;

type Times = Record<(typeof commands)[number], number[]>;

/** Milliseconds from handing out the update to the answer's arrival; with and without deliveries that are due. */
async function measure(telegram: Telegram, due: number): Promise<Times> {
  return withScratch(async (databasePath) => {
    const channels = chatIds(Math.max(due, 1000));
    const opened = openDatabase(databasePath);
    const now = Date.now();
    addChats(opened, channels);
    const later = Array.from({ length: waiting }, (_, index) => channels[index % channels.length] ?? 0);
    addPosts(opened, later, (index) => now + year + index * 1000);
    addPosts(opened, channels.slice(0, due), () => now);
    opened.close();
    await telegram.reset(benchToken);
    const program = startProgram({ databasePath, apiRoot: telegram.url });
    const isPublishing = async () => (await telegram.report(benchToken)).arrivals.length > 0;
    const isUp = async () => (await telegram.report(benchToken)).startedAt !== undefined;
    await until(due > 0 ? isPublishing : isUp);
    const times: Times = { "/queue": [], "/stats": [] };
    for (let count = 0; count < asks; count++) {
      const command = commands[count % commands.length] ?? "/queue";
      await telegram.say(benchToken, command);
      await until(async () => (await telegram.report(benchToken)).answeredAfter.length > count);
      times[command].push((await telegram.report(benchToken)).answeredAfter[count] ?? Number.NaN);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const { arrivals } = await telegram.report(benchToken);
    if (due > 0 && arrivals.length >= due) throw new Error("nothing was left to send: ask less often");
    await program.stop();
    return times;
  });
}

const telegram = await startTelegram();
const idle: Times[] = [];
const loaded: Times[] = [];
for (let round = 0; round < rounds; round++) {
  idle.push(await measure(telegram, 0));
  loaded.push(await measure(telegram, deliveries));
}
await telegram.close();

const slow = (all: Times[], command: keyof Times) => all.map((times) => quantile(times[command], 0.95));
const usual = (all: Times[], command: keyof Times) => all.map((times) => median(times[command]));
printTable(
  `Face: ms until an answer with ${waiting.toLocaleString("en")} posts waiting, median of ${rounds} rounds (least–most)`,
  ["", "usual", "95 %", `usual, ${deliveries} due`, `95 %, ${deliveries} due`],
  commands.map((command) => [
    command,
    spread(usual(idle, command)),
    spread(slow(idle, command)),
    spread(usual(loaded, command)),
    spread(slow(loaded, command)),
  ]),
);
console.log();
for (const command of commands) {
  const reached = median(slow(loaded, command));
  verdict(
    `${command}, 95 % of answers while it publishes`,
    `${reached.toFixed(0)} ms`,
    "at most 100 ms",
    reached <= 100,
  );
}
