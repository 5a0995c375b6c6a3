/** The program publishes, is killed at random moments and started again, over and over. */
import type { Database } from "../../src/storage/database.ts";
import { anyShape, type NewPost } from "./contents.ts";
import { createRandom, type Random } from "./random.ts";
import { type Chat, openSetting, type Program, type Setting } from "./setting.ts";
import { judge, type Verdict } from "./verdict.ts";

/** Posts that become due in each round. */
const postsPerRound = 15;
/** A program that comes to nothing is killed after this (ms). */
const longestRound = 4000;
/** What is left at the end goes out within this (ms); the pace of groups may take a while. */
const longestEnd = 240_000;

/**
 * Kills the program once in every round, then lets it end its work, and compares.
 * The moments follow from the seed, as far as the machine's own timing lets them.
 */
export async function crash(
  { rounds, seed }: { rounds: number; seed: number },
  onRound: (round: number) => void = () => undefined,
): Promise<Verdict> {
  const random = createRandom(seed);
  const setting = await openSetting(createRandom(seed + 1));
  try {
    await endWork(setting, oneForEach(setting.chats));
    for (let round = 1; round <= rounds; round++) {
      setting.addPosts(newPosts(`${seed}.${round}`, setting.chats, random));
      if (random.chance(0.2)) setting.chatter(random.pick(setting.chats));
      const program = setting.start();
      await Promise.race([aRandomMoment(setting, program, random), diedByItself(program)]);
      await program.end("SIGKILL");
      onRound(round);
    }
    await endWork(setting, newPosts(`${seed}.end`, setting.chats, random));
    return judge(setting);
  } finally {
    await setting.close();
  }
}

/** Two programs on one database by mistake, started at almost the same time; then one, to end what they left. */
export async function runTwins({ rounds, seed }: { rounds: number; seed: number }): Promise<Verdict> {
  const random = createRandom(seed);
  const setting = await openSetting(createRandom(seed + 1));
  try {
    await endWork(setting, oneForEach(setting.chats));
    for (let round = 1; round <= rounds; round++) {
      setting.addPosts(newPosts(`${seed}.${round}`, setting.chats, random, 2 * postsPerRound));
      const first = setting.start();
      await delay(random.between(0, 300));
      const second = setting.start();
      await Promise.race([Promise.all([first.ended, second.ended]), delay(2000)]);
      await Promise.all([first.end("SIGKILL"), second.end("SIGKILL")]);
    }
    await endWork(setting, newPosts(`${seed}.end`, setting.chats, random));
    return judge(setting);
  } finally {
    await setting.close();
  }
}

/** Once a post has gone out, the last message of its chat is known, and a later one can be looked for. */
function oneForEach(chats: readonly Chat[]): NewPost[] {
  return chats.map((chat, index) => ({ text: `<first.${index + 1}>`, chat, shape: "text" }));
}

/** Each with a text of its own, most of them to channels: groups take 20 a minute. */
function newPosts(name: string, chats: readonly Chat[], random: Random, count = postsPerRound): NewPost[] {
  const [channels, groups] = [true, false].map((wanted) =>
    chats.filter(({ type }) => (type === "channel") === wanted),
  ) as [Chat[], Chat[]];
  return Array.from({ length: count }, (_, index) => ({
    text: `<${name}.${index + 1}>`,
    chat: random.pick(random.chance(0.15) ? groups : channels),
    shape: anyShape(random),
  }));
}

/** Some time after the start, or just about when a certain send is under way. */
async function aRandomMoment({ network }: Setting, program: Program, random: Random): Promise<void> {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), longestRound);
  const sends = random.between(1, postsPerRound);
  const pause = random.between(0, 40);
  const uptime = random.between(0, 600);
  if (random.chance(0.75)) await network.sends(sends, patience.signal).then(() => delay(pause));
  else await Promise.race([program.listens, aborted(patience.signal)]).then(() => delay(uptime));
  clearTimeout(timer);
}

/**
 * Lets the program run until every post has ended and everybody was told. It gets something to publish at once:
 * what is owed to people is told after that, and else at the next minute.
 */
async function endWork(setting: Setting, posts: NewPost[]): Promise<void> {
  const { network, telegram, withDatabase } = setting;
  setting.addPosts(posts);
  const program = setting.start();
  const until = Date.now() + longestEnd;
  while (withDatabase(anythingIsOpen) && Date.now() < until) await delay(200);
  await telegram.whenBotIdle();
  await program.end("SIGTERM");
  while (network.underWay() > 0) await delay(10);
}

/** Whatever kills it here, it is not the test. */
async function diedByItself(program: Program): Promise<never> {
  await program.ended;
  throw new Error(`The program ended by itself: ${program.said()}`);
}

function anythingIsOpen(database: Database): boolean {
  const open = database.query.posts.findFirst({
    where: (posts, { or, eq, isNull }) => or(eq(posts.status, "scheduled"), isNull(posts.toldAt)),
  });
  return open.sync() !== undefined;
}

const delay = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

const aborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
