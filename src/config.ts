/**
 * Every setting: its name, its default and what makes it right. The table below is the only list of them;
 * .env.example and the README repeat it, and tests compare.
 * The sentences here are for the terminal of whoever installs Belfry; what people read in chats is in locales/.
 */
import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import {
  adminTokens,
  botToken,
  cronPattern,
  decimalNumber,
  filePath,
  folderPath,
  hostName,
  logLevel,
  logLevels,
  nearest,
  onOrOff,
  orOff,
  type Reading,
  secretWord,
  userIds,
  webAddress,
  webAddresses,
  wholeNumber,
  zoneName,
} from "./config-values.ts";

export type Environment = Record<string, string | undefined>;

export interface Setting<Value> {
  /** The variable's name in the environment. */
  name: string;
  /** What it does, in a sentence. */
  about: string;
  /** As it would be typed; a setting without one is required. */
  default?: string;
  example: string;
  /** Takes what was typed, trimmed and not empty. What is wrong reads on after the setting's name. */
  read: (text: string) => Reading<Value>;
}

/** Every setting, under the name that it has in the configuration. */
export const settings = {
  /** A secret: never repeated in a problem or a log. */
  botToken: setting({
    name: "BOT_TOKEN",
    about: "The bot's token, from @BotFather.",
    example: "123456789:ABCdefGHIjklMNOpqrSTUvwxYZ-01234567",
    read: botToken,
  }),
  /** Telegram user ids, at least one, none twice. */
  ownerIds: setting({
    name: "OWNER_IDS",
    about: "Telegram user ids of the first owners, comma separated; @userinfobot tells you yours.",
    example: "123456789,987654321",
    read: userIds,
  }),
  /** As it was typed: relative to the working directory. */
  databasePath: setting({
    name: "DATABASE_PATH",
    about: "The SQLite file; its folder is made if it is missing.",
    default: "data/belfry.db",
    example: "/var/lib/belfry/belfry.db",
    read: filePath,
  }),
  /** A name that Intl takes. */
  timeZone: setting({
    name: "TIMEZONE",
    about: "IANA time zone of the nightly jobs, and of people and destinations until they choose their own.",
    default: "UTC",
    example: "Europe/Berlin",
    read: zoneName,
  }),
  /** Without a slash at its end. */
  telegramApiRoot: setting({
    name: "TELEGRAM_API_ROOT",
    about: "The Bot API server.",
    default: "https://api.telegram.org",
    example: "http://localhost:8081",
    read: webAddress,
  }),
  /** Days. */
  retentionDays: setting({
    name: "RETENTION_DAYS",
    about: "Finished posts that nobody kept are deleted after so many days.",
    default: "30",
    example: "90",
    read: wholeNumber(1, 3650),
  }),
  /** Days; at most retentionDays. */
  warnDaysBeforeCleanup: setting({
    name: "WARN_DAYS_BEFORE_CLEANUP",
    about: "The team is warned of a deletion so many days ahead.",
    default: "2",
    example: "7",
    read: wholeNumber(1, 365),
  }),
  /** Hours, perhaps not whole. */
  expireAfterHours: setting({
    name: "EXPIRE_AFTER_HOURS",
    about: "A post that could not be sent for so many hours after its time expires.",
    default: "24",
    example: "1.5",
    read: decimalNumber(0.1, 8760),
  }),
  /** Five fields or a nickname such as @hourly, as are the other patterns; read on the wall clock of timeZone. */
  publishCron: setting({
    name: "PUBLISH_CRON",
    about: "When due posts are looked for.",
    default: "* * * * *",
    example: "* * * * *",
    read: cronPattern,
  }),
  expireCron: setting({
    name: "EXPIRE_CRON",
    about: "When posts that are too late are expired.",
    default: "0 * * * *",
    example: "30 * * * *",
    read: cronPattern,
  }),
  warnCron: setting({
    name: "WARN_CRON",
    about: "When the team is warned of the next clean-ups.",
    default: "0 23 * * *",
    example: "0 20 * * *",
    read: cronPattern,
  }),
  cleanupCron: setting({
    name: "CLEANUP_CRON",
    about: "When old posts are deleted.",
    default: "0 0 * * *",
    example: "0 3 * * *",
    read: cronPattern,
  }),
  accessCheckCron: setting({
    name: "ACCESS_CHECK_CRON",
    about: "When the bot's rights in every channel and group are checked.",
    default: "0 3 * * *",
    example: "0 6 * * *",
    read: cronPattern,
  }),
  backupCron: setting({
    name: "BACKUP_CRON",
    about: "When the database is backed up.",
    default: "30 2 * * *",
    example: "30 */6 * * *",
    read: cronPattern,
  }),
  /** Undefined: no backups. */
  backupDir: setting({
    name: "BACKUP_DIR",
    about: "The folder of backups, made if it is missing; `off` for none.",
    default: "data/backups",
    example: "/var/backups/belfry",
    read: orOff(folderPath),
  }),
  backupKeepDaily: setting({
    name: "BACKUP_KEEP_DAILY",
    about: "The newest backups of so many days are kept.",
    default: "7",
    example: "14",
    read: wholeNumber(1, 366),
  }),
  backupKeepWeekly: setting({
    name: "BACKUP_KEEP_WEEKLY",
    about: "And those of so many weeks before, one a week.",
    default: "4",
    example: "8",
    read: wholeNumber(0, 520),
  }),
  /** Days. */
  ledgerRetentionDays: setting({
    name: "LEDGER_RETENTION_DAYS",
    about: "The history of who did what is kept for so many days.",
    default: "365",
    example: "730",
    read: wholeNumber(30, 3650),
  }),
  /** Days. */
  jobRunRetentionDays: setting({
    name: "JOB_RUN_RETENTION_DAYS",
    about: "The record of every job's runs is kept for so many days.",
    default: "90",
    example: "30",
    read: wholeNumber(7, 3650),
  }),
  /** Undefined: no HTTP at all. */
  httpPort: setting({
    name: "HTTP_PORT",
    about: "The port for health, metrics, the admin API and Telegram's webhook; `off` for none.",
    default: "off",
    example: "8080",
    read: orOff(wholeNumber(0, 65_535)),
  }),
  httpHost: setting({
    name: "HTTP_HOST",
    about: "The address to listen on; only this machine can reach the default.",
    default: "127.0.0.1",
    example: "0.0.0.0",
    read: hostName,
  }),
  /** Undefined: no admin API. Only hashes: the tokens themselves are not kept. */
  adminApiTokens: setting({
    name: "ADMIN_API_TOKENS",
    about:
      "The admin API's tokens: `NAME:TOKEN` or `NAME:sha256:HASH`, comma separated; `off` for no admin API.",
    default: "off",
    example: "website:zN3fT0bq6H1xWcR8vYk2mPs5",
    read: orOff(adminTokens),
  }),
  /** Undefined: long polling. Without a slash at its end. */
  webhookUrl: setting({
    name: "WEBHOOK_URL",
    about: "The https address under which Telegram reaches this HTTP server; `off` for long polling.",
    default: "off",
    example: "https://belfry.example.com",
    read: orOff(webAddress),
  }),
  /** Undefined: nobody is told of events. */
  eventWebhooks: setting({
    name: "EVENT_WEBHOOKS",
    about: "Addresses that are told of every event by a signed POST, comma separated; `off` for none.",
    default: "off",
    example: "https://example.com/hooks/belfry",
    read: orOff(webAddresses),
  }),
  /** A secret: never repeated in a problem or a log. Undefined: none is set. */
  eventWebhookSecret: setting({
    name: "EVENT_WEBHOOK_SECRET",
    about: "The key that signs those POSTs; needed for EVENT_WEBHOOKS.",
    default: "off",
    example: "kT5wQ9zL2nB7xJ4cR8mV",
    read: orOff(secretWord),
  }),
  eventWebhooksAllowLocal: setting({
    name: "EVENT_WEBHOOKS_ALLOW_LOCAL",
    about: "Whether those addresses may be of this machine or its local network: on or off.",
    default: "off",
    example: "on",
    read: onOrOff,
  }),
  logLevel: setting({
    name: "LOG_LEVEL",
    about: `The least important lines that the log keeps: ${logLevels.join(", ")}.`,
    default: "info",
    example: "debug",
    read: logLevel,
  }),
};

export type SettingKey = keyof typeof settings;
export type Config = {
  [Key in keyof typeof settings]: (typeof settings)[Key] extends Setting<infer Value> ? Value : never;
};

export interface ConfigProblem {
  /** The setting's name in the environment. */
  setting: string;
  /** Whether it is required and nothing like it is there. */
  missing: boolean;
  /** Reads on after the setting's name. */
  wrong: string;
  /** What a right line looks like. */
  example: string;
}

/**
 * What the program was started with: the environment, over the lines of a .env file if there is one. Throws, with a
 * sentence for whoever started it, where that file is there and cannot be read.
 */
export function readEnvironment(path = ".env"): Environment {
  return { ...readEnvFile(path), ...process.env };
}

/** The whole configuration, or everything that is wrong with it at once. An empty setting counts as absent. */
export function parseConfig(
  env: Environment,
): { ok: true; config: Config } | { ok: false; problems: ConfigProblem[] } {
  const problems: ConfigProblem[] = [];
  const values: Partial<Record<SettingKey, unknown>> = {};
  for (const key of Object.keys(settings) as SettingKey[]) {
    const { name, example } = settings[key];
    const reading = readSetting(env, key);
    if ("value" in reading) values[key] = reading.value;
    else problems.push({ setting: name, example: `${name}=${example}`, ...reading });
  }
  // Every value came through its own reader, which is where its type is checked.
  const config = values as Config;
  problems.push(...problemsTogether(config));
  return problems.length === 0 ? { ok: true, config } : { ok: false, problems };
}

/** What is right by itself and wrong beside another. */
function problemsTogether(config: Config): ConfigProblem[] {
  const { retentionDays, warnDaysBeforeCleanup, httpPort, eventWebhookSecret } = config;
  const problem = (key: SettingKey, wrong: string, value: string | number): ConfigProblem => {
    const { name } = settings[key];
    return { setting: name, missing: false, wrong, example: `${name}=${value}` };
  };
  const needsPort = (key: "adminApiTokens" | "webhookUrl") =>
    config[key] !== undefined && httpPort === undefined
      ? [problem("httpPort", `is needed for ${settings[key].name}`, settings.httpPort.example)]
      : [];
  return [
    ...(warnDaysBeforeCleanup > retentionDays
      ? [
          problem(
            "warnDaysBeforeCleanup",
            `must not be more than ${settings.retentionDays.name}`,
            retentionDays,
          ),
        ]
      : []),
    ...[...needsPort("adminApiTokens"), ...needsPort("webhookUrl")].slice(0, 1),
    ...(config.eventWebhooks !== undefined && eventWebhookSecret === undefined
      ? [
          problem(
            "eventWebhookSecret",
            `is needed for ${settings.eventWebhooks.name}`,
            settings.eventWebhookSecret.example,
          ),
        ]
      : []),
  ];
}

/** One setting by itself, for whoever needs no more (the health check has no use for a token). */
export function readSetting<Key extends SettingKey>(
  env: Environment,
  key: Key,
): { value: Config[Key] } | { wrong: string; missing: boolean } {
  const { name, default: usual, read } = settings[key] as Setting<Config[Key]>;
  const text = env[name]?.trim() || usual;
  if (text === undefined) {
    const near = lookAlike(name, env);
    return near
      ? { wrong: `is missing (${near} is set: did you mean ${name}?)`, missing: false }
      : { wrong: "is missing", missing: true };
  }
  const reading = read(text);
  return "value" in reading ? reading : { ...reading, missing: false };
}

/** All problems for the terminal, several lines; a missing token comes with the way to get one. */
export function describeProblems(problems: readonly ConfigProblem[]): string {
  const lines = problems.map(({ setting, missing, wrong, example }) =>
    setting === settings.botToken.name && missing
      ? [
          `${setting} ${wrong}. To get one, send /newbot to @BotFather in Telegram and answer its questions.`,
          `Then put the token that it gives you into the file .env, as a line: ${setting}=…`,
          "Only looking? `npm run sandbox` needs no token.",
        ].join("\n")
      : `${setting} ${wrong}. For example: ${example}`,
  );
  return lines.join("\n");
}

function readEnvFile(path: string): Environment {
  try {
    return parseEnv(readFileSync(path, "utf8"));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return {};
    throw new Error(`${path} cannot be read (${message})`, { cause: error });
  }
}

/** A variable that is set and no setting, but has a name much like this one's. */
function lookAlike(name: string, env: Environment): string | undefined {
  const known: string[] = Object.values(settings).map((one) => one.name);
  const others = Object.keys(env).filter((other) => env[other] && !known.includes(other));
  return others.find((other) => other.includes(name)) ?? nearest(name, others);
}

/** Keeps the value's type in the table, which a plain type annotation would widen away. */
function setting<Value>(definition: Setting<Value>): Setting<Value> {
  return definition;
}
