/** Due query: what a minute costs in which nothing is due, whatever waits for later. */
import { openDatabase } from "../src/storage/database.ts";
import { createDeliveryStore } from "../src/storage/deliveries.ts";
import { readNumbers } from "./arguments.ts";
import { parallel } from "./engine.ts";
import { median, printTable, spread, verdict } from "./figures.ts";
import { addChats, addPosts, chatIds } from "./rows.ts";
import { withScratch } from "./scratch.ts";

const { rounds, most } = readNumbers({ rounds: 5, most: 1_000_000 });
const sizes = [1000, 10_000, 100_000, 1_000_000].filter((size) => size <= most);
const looksPerRound = 200;
const year = 365 * 24 * 60 * 60 * 1000;
/** Posts wait for this many channels. */
const channels = chatIds(1000);

/** Milliseconds of one look, a median for each round; and of asking when the next is due. */
async function measure(size: number): Promise<{ claim: number[]; next: number[] }> {
  return withScratch(async (path) => {
    const opened = openDatabase(path);
    const now = Date.now();
    addChats(opened, channels);
    addPosts(
      opened,
      Array.from({ length: size }, (_, index) => channels[index % channels.length] ?? 0),
      (index) => now + year + index,
    );
    opened.sqlite.pragma("wal_checkpoint(TRUNCATE)");
    const store = createDeliveryStore(opened.database);
    const looks = { notDueBefore: now - year };
    const claim = () => store.claimDue(now, { ...looks, limit: parallel });
    const next = () => store.nextAttemptAt(now, looks);
    const figures = {
      claim: Array.from({ length: rounds }, () => medianTime(claim)),
      next: Array.from({ length: rounds }, () => medianTime(next)),
    };
    opened.close();
    return figures;
  });
}

function medianTime(work: () => unknown): number {
  return median(
    Array.from({ length: looksPerRound }, () => {
      const start = performance.now();
      work();
      return performance.now() - start;
    }),
  );
}

const measured: ({ size: number } & Awaited<ReturnType<typeof measure>>)[] = [];
for (const size of sizes) measured.push({ size, ...(await measure(size)) });

printTable(
  `Due query: none due, ms a look, median of ${rounds} rounds (least–most) of ${looksPerRound} looks`,
  ["waiting", "claim what is due", "when is the next"],
  measured.map(({ size, claim, next }) => [size.toLocaleString("en"), spread(claim, 3), spread(next, 3)]),
);
const [first, last] = [measured[0], measured.at(-1)];
if (first && last) {
  const whole = ({ claim, next }: (typeof measured)[number]) => median(claim) + median(next);
  const [small, large] = [whole(first), whole(last)];
  console.log();
  verdict(
    `a look at ${last.size.toLocaleString("en")} rows`,
    `${large.toFixed(3)} ms`,
    "at most 1 ms",
    large <= 1,
  );
  const growth = large / small;
  verdict(
    `from ${first.size.toLocaleString("en")} rows on it grows`,
    `${growth.toFixed(2)}×`,
    "flat, at most 1.50×",
    growth <= 1.5,
  );
}
