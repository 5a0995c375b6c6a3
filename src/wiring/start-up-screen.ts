/** The words of the start-up screen: what Belfry is set to do, what comes next, and what is not as it should be. */
import { formatBytes, formatDuration, formatMoment, formatNearMoment } from "../bot/format.ts";

/** What there is to say at start; instants are epoch ms. */
export interface StartUpFacts {
  version: string;
  /** The bot's username. */
  bot: string;
  timeZone: string;
  database: { path: string; bytes: number };
  /** Those where the bot may post, and the titles of those where it may not. */
  destinations: { active: number; lost: string[] };
  posts: { waiting: number; nextAt: number | undefined };
  jobs: { name: string; nextRun: number | undefined; isPaused: boolean }[];
  /** Where HTTP is served; undefined where it is off. */
  http: { url: string; host: string; hasAdminApi: boolean } | undefined;
  /** Where Telegram brings updates; undefined where they are fetched. */
  webhookUrl: string | undefined;
  backups: { folder: string; lastAt: number | undefined; isDamaged: boolean } | undefined;
  /** Whether an owner has opened the bot's chat and can be told of troubles. */
  hearsOwners: boolean;
  /** How far (ms) the clock is ahead of Telegram's; undefined where nobody knows. */
  clockSkew: number | undefined;
  now: number;
}

const day = 24 * 60 * 60 * 1000;
/** The bot's posts are promised to the minute; a clock so far off (ms) spoils that. */
const skewWorthTelling = 10_000;
/** A nightly backup is late after so long (ms). */
const backupIsOld = 2 * day;
const mostTitles = 3;
const loopback: readonly string[] = ["127.0.0.1", "::1", "localhost"];

/** What is not as it should be, each in a sentence that says what to do. */
export function warningsOf(facts: StartUpFacts): string[] {
  const { bot, destinations, http, webhookUrl, backups, clockSkew, jobs, now } = facts;
  const { lost } = destinations;
  const paused = jobs.filter(({ isPaused }) => isPaused).map(({ name }) => name);
  const isOpen = http !== undefined && !loopback.includes(http.host);
  const warnings: (string | false | undefined)[] = [
    !facts.hearsOwners &&
      `No owner has opened the bot's chat, so nobody hears of troubles: send /start to @${bot}.`,
    destinations.active + lost.length === 0 &&
      `There is nowhere to post yet: make @${bot} an administrator of a channel, or add it to a group.`,
    lost.length > 0 &&
      `The bot may not post in ${listed(lost)}: what is meant for there waits. Give it back the right, or take the place off the list with /channels.`,
    paused.length > 0 && `Paused: ${paused.join(", ")}. /jobs sets them going again.`,
    clockSkew !== undefined &&
      Math.abs(clockSkew) >= skewWorthTelling &&
      `This machine's clock is ${formatDuration(Math.abs(clockSkew))} ${clockSkew > 0 ? "ahead of" : "behind"} Telegram's, and so are the posts: set it by NTP.`,
    webhookUrl !== undefined &&
      !webhookUrl.startsWith("https:") &&
      "WEBHOOK_URL is not an https address: Telegram takes no other.",
    isOpen &&
      http.hasAdminApi &&
      `HTTP is served on ${http.host}, without encryption: only a proxy with TLS or a private network should reach it.`,
    backups === undefined && "Backups are off (BACKUP_DIR): with the disk, everything would be lost.",
    backups?.isDamaged && "The last backup was found damaged: look at docs/ops/runbook.md.",
    backups?.lastAt !== undefined &&
      now - backups.lastAt > backupIsOld &&
      `The last backup is ${formatDuration(now - backups.lastAt)} old: /backup makes one.`,
  ];
  return warnings.filter((warning): warning is string => typeof warning === "string");
}

/** The screen for a terminal, with times on the wall clock of the configured zone. */
export function screenOf(facts: StartUpFacts, warnings: string[]): string {
  const { version, bot, timeZone, database, destinations, posts, jobs, http, webhookUrl, backups, now } =
    facts;
  const next =
    posts.nextAt === undefined ? "" : `, the next ${formatNearMoment(posts.nextAt, now, timeZone)}`;
  const lines: [string, string][] = [
    ["Now", `${formatMoment(now, timeZone)} (${timeZone})`],
    ["Database", `${database.path}, ${formatBytes(database.bytes)}`],
    [
      "Places",
      `${destinations.active} in use${destinations.lost.length > 0 ? `, ${destinations.lost.length} lost` : ""}`,
    ],
    ["Posts", `${posts.waiting} waiting${next}`],
    ...jobs.map(({ name, nextRun, isPaused }, index): [string, string] => [
      index === 0 ? "Jobs" : "",
      `${name.padEnd(15)} ${isPaused ? "paused" : nextRun === undefined ? "never" : formatNearMoment(nextRun, now, timeZone)}`,
    ]),
    ["Updates", webhookUrl === undefined ? "fetched from Telegram" : `brought by Telegram to ${webhookUrl}`],
    ["HTTP", http === undefined ? "off" : `${http.url}${http.hasAdminApi ? ", with the admin API" : ""}`],
    ["Backups", backupsLine(backups, now, timeZone)],
  ];
  return `${[
    "",
    `Belfry ${version} is running as @${bot}`,
    "",
    ...lines.map(([name, value]) => `  ${name.padEnd(10)}${value}`),
    ...(warnings.length > 0 ? [""] : []),
    ...warnings.map((warning) => `  ! ${warning}`),
    "",
  ].join("\n")}\n`;
}

function backupsLine(backups: StartUpFacts["backups"], now: number, timeZone: string): string {
  if (backups === undefined) return "off";
  const { folder, lastAt } = backups;
  return `${folder}, ${lastAt === undefined ? "none yet" : `the last ${formatNearMoment(lastAt, now, timeZone)}`}`;
}

function listed(titles: string[]): string {
  const rest = titles.length - mostTitles;
  return `${titles.slice(0, mostTitles).join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}
