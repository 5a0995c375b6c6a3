/** Hold: what 100,000 posts for later cost: to write them, to start over them, and to keep them while nothing is due. */
import { createScheduling } from "../src/editorial/scheduling.ts";
import { createEvents } from "../src/events.ts";
import { openDatabase } from "../src/storage/database.ts";
import { createDestinationStore } from "../src/storage/destinations.ts";
import { createPeopleStore } from "../src/storage/people.ts";
import { createPostStore } from "../src/storage/posts.ts";
import { readNumbers } from "./arguments.ts";
import { median, printTable, spread, verdict } from "./figures.ts";
import { startProgram, until } from "./program.ts";
import { addChats, addPosts, chatIds } from "./rows.ts";
import { withScratch } from "./scratch.ts";
import { benchToken, startTelegram, type Telegram } from "./telegram-process.ts";

const { rounds, most, few } = readNumbers({ rounds: 5, most: 100_000, few: 1000 });
const year = 365 * 24 * 60 * 60 * 1000;
/** How long (ms) a program is left alone before its memory is read. */
const idle = 8000;

/** Posts wait for this many channels. */
const channels = chatIds(1000);
const someChannels = (count: number) =>
  Array.from({ length: count }, (_, index) => channels[index % channels.length] ?? 0);

/** Seconds for the most posts, scheduled through the use case in one call. */
async function schedule(): Promise<number> {
  return withScratch(async (path) => {
    const opened = openDatabase(path);
    const { database } = opened;
    addChats(opened, channels);
    const destinations = createDestinationStore(database);
    const ids = destinations.all().map(({ id }) => id);
    const scheduling = createScheduling({
      posts: createPostStore(database),
      people: createPeopleStore(database),
      destinations,
      clock: { now: Date.now },
      events: createEvents((error) => {
        throw error;
      }),
    });
    const list = Array.from({ length: most }, (_, index) => ({
      authorId: 1001,
      content: { kind: "text" as const, text: `Post ${index}`, entities: [] },
      destinationIds: [ids[index % ids.length] ?? 0],
      dueAt: Date.now() + year + index,
      timeZone: "UTC",
    }));
    const startedAt = performance.now();
    const results = scheduling.schedule(list, 1001);
    const seconds = (performance.now() - startedAt) / 1000;
    const refused = results.find(({ ok }) => !ok);
    if (refused) throw new Error(JSON.stringify(refused));
    opened.close();
    return seconds;
  });
}

interface Held {
  waiting: number;
  databasePath: string;
  /** From the start of the process to the first message, one being due; and from its first word to Telegram. */
  firstSend: number[];
  sinceReady: number[];
  memory: number[];
}

async function hold(waiting: number, databasePath: string): Promise<Held> {
  const opened = openDatabase(databasePath);
  addChats(opened, channels);
  addPosts(opened, someChannels(waiting), (index) => Date.now() + year + index);
  opened.close();
  return { waiting, databasePath, firstSend: [], sinceReady: [], memory: [] };
}

async function startOver(telegram: Telegram, held: Held, { counts }: { counts: boolean }): Promise<void> {
  const { databasePath } = held;
  const opened = openDatabase(databasePath);
  addPosts(opened, channels.slice(held.firstSend.length).slice(0, 1), () => Date.now());
  opened.close();
  await telegram.reset(benchToken);
  const program = startProgram({ databasePath, apiRoot: telegram.url });
  await until(async () => (await telegram.report(benchToken)).arrivals.length > 0);
  const { arrivals, startedAt } = await telegram.report(benchToken);
  if (counts) {
    const first = arrivals[0] ?? Number.NaN;
    held.firstSend.push(first - program.startedAt);
    held.sinceReady.push(first - (startedAt ?? Number.NaN));
    await new Promise((resolve) => setTimeout(resolve, idle));
    held.memory.push(program.memory());
  }
  await program.stop();
}

const written: number[] = [];
for (let round = 0; round < rounds; round++) written.push(await schedule());
const telegram = await startTelegram();
const [small, large] = await withScratch((smallPath) =>
  withScratch(async (largePath) => {
    const both = [await hold(few, smallPath), await hold(most, largePath)] as const;
    // The first start fills the cache of compiled code.
    for (const held of both) await startOver(telegram, held, { counts: false });
    for (let round = 0; round < rounds; round++)
      for (const held of round % 2 === 0 ? both : both.toReversed())
        await startOver(telegram, held, { counts: true });
    return both;
  }),
);
await telegram.close();

const count = (number: number) => number.toLocaleString("en");
const row = ({ waiting, firstSend, sinceReady, memory }: Held) => [
  count(waiting),
  spread(firstSend),
  spread(sinceReady),
  spread(memory, 1),
];
printTable(
  `Hold: posts for later, median of ${rounds} rounds (least–most)`,
  ["waiting", "start to first send, ms", "of that after getMe", "idle memory, MB"],
  [row(small), row(large)],
);
console.log(`\n${count(most)} scheduled through the use case: ${spread(written, 1)} s\n`);
const [fewStart, mostStart] = [median(small.firstSend), median(large.firstSend)];
verdict(
  `${count(most)} through the use case`,
  `${median(written).toFixed(1)} s`,
  "at most 2 s",
  median(written) <= 2,
);
verdict("start to first send", `${mostStart} ms`, "at most 500 ms", mostStart <= 500);
const growth = mostStart / fewStart;
verdict(
  `from ${count(few)} posts on it grows`,
  `${growth.toFixed(2)}×`,
  "flat, at most 1.20×",
  growth <= 1.2,
);
verdict(
  "idle memory",
  `${median(large.memory).toFixed(1)} MB`,
  "at most 100 MB",
  median(large.memory) <= 100,
);
