/**
 * Pace: a server that enforces Telegram's rates, and how near to the least possible time everything goes out.
 * All measurements of a round run at the same time, each with a bot of its own: they spend it waiting.
 */
import { openDatabase } from "../src/storage/database.ts";
import { type Pace, telegramPace } from "../src/telegram/pacer.ts";
import { readNumbers } from "./arguments.ts";
import { openEngine } from "./engine.ts";
import { median, printTable, spread, verdict } from "./figures.ts";
import { groupLimits, idealTime, type Limits, strictLimits, telegramLimits } from "./limits.ts";
import { addChats, addPosts, chatIds } from "./rows.ts";
import { withScratch } from "./scratch.ts";
import { startTelegram, type Telegram } from "./telegram-process.ts";
import { throttled } from "./throttler.ts";

interface Run {
  what: string;
  side: "Belfry" | "throttler";
  chats: number;
  each: number;
  limits: Limits;
  /** Of Belfry. */
  pace: Pace;
}
interface Figures {
  seconds: number;
  refused: number;
}

const { rounds } = readNumbers({ rounds: 3 });
const groups = { what: "100 to 5 groups", chats: 5, each: 20, limits: groupLimits, pace: telegramPace };
/** The throttler sends one a second from the first on: on a server that is as strict, Belfry does so, too. */
const strict = {
  ...groups,
  what: "the same, no burst",
  limits: strictLimits,
  pace: { ...telegramPace, chat: { ...telegramPace.chat, burst: 1 } },
};
const channels = { side: "Belfry" as const, each: 1, limits: telegramLimits, pace: telegramPace };
const throttle = await throttled();
const runs: Run[] = [
  { ...channels, what: "300 to 300 channels", chats: 300 },
  { ...channels, what: "1,000 to 1,000 channels", chats: 1000 },
  { ...groups, side: "Belfry" },
  { ...strict, side: "Belfry" },
  ...(throttle ? [{ ...strict, side: "throttler" as const }] : []),
];

async function measure(telegram: Telegram, run: Run, token: string): Promise<Figures> {
  await telegram.reset(token, run.limits);
  const ids = chatIds(run.chats);
  const targets = Array.from({ length: run.each }, () => ids).flat();
  if (run.side === "throttler") await throttle?.(telegram.url, token, targets);
  else await publish(telegram, run, token, ids, targets);
  const { arrivals, refused } = await telegram.report(token);
  if (arrivals.length !== targets.length) throw new Error(`${arrivals.length} of ${targets.length} arrived`);
  return { seconds: (Math.max(...arrivals) - Math.min(...arrivals)) / 1000, refused };
}

async function publish(
  telegram: Telegram,
  { limits, pace }: Run,
  token: string,
  ids: number[],
  targets: number[],
): Promise<void> {
  await withScratch(async (path) => {
    const opened = openDatabase(path);
    addChats(opened, ids, limits.perGroupMinute ? "supergroup" : "channel");
    const now = Date.now();
    addPosts(opened, targets, () => now);
    const engine = openEngine(opened.database, { apiRoot: telegram.url, token, pace });
    await engine.publishEverything();
    opened.close();
  });
}

const telegram = await startTelegram();
const measured: Figures[][] = runs.map(() => []);
for (let round = 0; round < rounds; round++) {
  const figures = await Promise.all(
    runs.map((run, index) => measure(telegram, run, `${1000 + index}:a-token-for-the-bench-00000000000`)),
  );
  for (const [index, one] of figures.entries()) measured[index]?.push(one);
}
await telegram.close();

const secondsOf = (index: number) => (measured[index] ?? []).map(({ seconds }) => seconds);
const refusedOf = (index: number) => (measured[index] ?? []).reduce((sum, { refused }) => sum + refused, 0);
const idealOf = ({ limits, chats, each }: Run) => idealTime(limits, chats, each) / 1000;
printTable(
  `Pace: seconds from the first to the last message, median of ${rounds} rounds (least–most)`,
  ["", "", "ideal", "seconds", "of ideal", "429 in all"],
  runs.map((run, index) => [
    run.what,
    run.side,
    idealOf(run).toFixed(1),
    spread(secondsOf(index), 1),
    `${((100 * idealOf(run)) / median(secondsOf(index))).toFixed(1)} %`,
    String(refusedOf(index)),
  ]),
);
console.log();
for (const [index, run] of runs.entries()) {
  if (run.side === "throttler") continue;
  const share = idealOf(run) / median(secondsOf(index));
  verdict(`${run.what}, of the ideal time`, `${(100 * share).toFixed(1)} %`, "at least 95 %", share >= 0.95);
  verdict(`${run.what}, answers of 429`, String(refusedOf(index)), "0", refusedOf(index) === 0);
}
if (throttle) {
  const ratio = median(secondsOf(4)) / median(secondsOf(3));
  verdict("groups, times as fast as the throttler", ratio.toFixed(2), "at least 3", ratio >= 3);
} else console.log("- @grammyjs/transformer-throttler is not installed: no comparison with it");
