/** Drain: everything due at one instant, unlimited pace; the engine against bare grammY with the same client. */
import { openDatabase } from "../src/storage/database.ts";
import { unlimitedPace } from "../src/telegram/pacer.ts";
import { readNumbers } from "./arguments.ts";
import { apiFor, openEngine, parallel } from "./engine.ts";
import { median, printTable, quantile, spread, verdict } from "./figures.ts";
import { addChats, addPosts, chatIds } from "./rows.ts";
import { withScratch } from "./scratch.ts";
import { benchToken, startTelegram, type Telegram } from "./telegram-process.ts";

interface Figures {
  perSecond: number;
  /** Milliseconds after the due time at which messages arrived. */
  first: number;
  late: number;
  /** Microseconds of this process's CPU for one send: what the machine's other work does not change. */
  cpu: number;
}

const { rounds, deliveries } = readNumbers({ rounds: 5, deliveries: 5000 });
/** Enough (ms) for both sides to stand ready before the instant. */
const untilDue = 500;

async function drainEngine(telegram: Telegram): Promise<Figures> {
  return withScratch(async (path) => {
    const opened = openDatabase(path);
    const chats = chatIds(deliveries);
    addChats(opened, chats);
    await telegram.reset(benchToken);
    const dueAt = Date.now() + untilDue;
    addPosts(opened, chats, () => dueAt);
    // What was written before is not to be carried to its place while the clock runs.
    opened.sqlite.pragma("wal_checkpoint(TRUNCATE)");
    const engine = openEngine(opened.database, {
      apiRoot: telegram.url,
      token: benchToken,
      pace: unlimitedPace,
    });
    const before = process.cpuUsage();
    await engine.publishEverything();
    const figures = await figuresOf(telegram, dueAt, process.cpuUsage(before));
    opened.close();
    return figures;
  });
}

async function drainBare(telegram: Telegram): Promise<Figures> {
  await telegram.reset(benchToken);
  const api = apiFor(telegram.url, benchToken);
  const waiting = chatIds(deliveries).entries();
  const dueAt = Date.now() + untilDue;
  await new Promise((resolve) => setTimeout(resolve, untilDue));
  const before = process.cpuUsage();
  await Promise.all(
    Array.from({ length: parallel }, async () => {
      for (const [index, chatId] of waiting) await api.sendMessage(chatId, `Post ${index}`);
    }),
  );
  return figuresOf(telegram, dueAt, process.cpuUsage(before));
}

async function figuresOf(
  telegram: Telegram,
  dueAt: number,
  { user, system }: NodeJS.CpuUsage,
): Promise<Figures> {
  const { arrivals } = await telegram.report(benchToken);
  if (arrivals.length !== deliveries) throw new Error(`${arrivals.length} of ${deliveries} arrived`);
  const lateness = arrivals.map((at) => at - dueAt);
  const lasted = Math.max(...lateness);
  return {
    perSecond: (deliveries / lasted) * 1000,
    first: Math.min(...lateness),
    late: quantile(lateness, 0.99),
    cpu: (user + system) / deliveries,
  };
}

const telegram = await startTelegram();
// The first round of each warms up the code and is not counted.
await drainBare(telegram);
await drainEngine(telegram);
const bare: Figures[] = [];
const engine: Figures[] = [];
for (let round = 0; round < rounds; round++) {
  bare.push(await drainBare(telegram));
  engine.push(await drainEngine(telegram));
}
await telegram.close();

const row = (name: string, figures: Figures[]) => [
  name,
  spread(figures.map(({ perSecond }) => perSecond)),
  spread(figures.map(({ first }) => first)),
  spread(figures.map(({ late }) => late)),
  spread(figures.map(({ cpu }) => cpu)),
];
printTable(
  `Drain: ${deliveries} deliveries due at one instant, ${parallel} at a time, median of ${rounds} rounds (least–most)`,
  ["", "sends/s", "first after ms", "99 % after ms", "CPU µs a send"],
  [row("bare grammY", bare), row("Belfry", engine)],
);
/** Both sides of a round ran side by side in time: what the machine did to one it did to the other. */
const ratios = (of: (figures: Figures) => number) =>
  engine.map((figures, round) => of(figures) / of(bare[round] as Figures));
const speed = ratios(({ perSecond }) => perSecond);
const lateness = ratios(({ late }) => late);
const first = engine.map((figures) => figures.first);
console.log();
verdict("sends/s of bare grammY's", spread(speed, 2), "at least 0.70", median(speed) >= 0.7);
verdict("first send after the due time", `${spread(first)} ms`, "at most 50 ms", median(first) <= 50);
verdict("99 % of lateness to bare grammY's", spread(lateness, 2), "at most 1.50", median(lateness) <= 1.5);
