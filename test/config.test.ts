import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { afterEach, describe, expect, test, vi } from "vitest";
import { describeProblems, type Environment, parseConfig, readEnvironment, settings } from "../src/config.ts";

const token = "987654321:abcDEFghiJKLmnoPQRstuVWXyz-0123456789";
const needed = { BOT_TOKEN: token, OWNER_IDS: "1000001" };

afterEach(() => vi.unstubAllEnvs());

describe("the configuration", () => {
  test("needs only a token and owners; everything else has a default", () => {
    expect(configOf(needed)).toEqual({
      botToken: token,
      ownerIds: [1000001],
      databasePath: "data/belfry.db",
      timeZone: "UTC",
      telegramApiRoot: "https://api.telegram.org",
      retentionDays: 30,
      warnDaysBeforeCleanup: 2,
      expireAfterHours: 24,
      publishCron: "* * * * *",
      expireCron: "0 * * * *",
      warnCron: "0 23 * * *",
      cleanupCron: "0 0 * * *",
      accessCheckCron: "0 3 * * *",
      backupCron: "30 2 * * *",
      backupDir: "data/backups",
      backupKeepDaily: 7,
      backupKeepWeekly: 4,
      ledgerRetentionDays: 365,
      jobRunRetentionDays: 90,
      httpPort: undefined,
      httpHost: "127.0.0.1",
      adminApiTokens: undefined,
      webhookUrl: undefined,
      eventWebhooks: undefined,
      eventWebhookSecret: undefined,
      eventWebhooksAllowLocal: false,
      logLevel: "info",
    });
  });

  test("takes every setting's own example", () => {
    const all = Object.values(settings).map(({ name, example }) => [name, example] as const);
    expect(configOf(Object.fromEntries(all))).toMatchObject({
      ownerIds: [123456789, 987654321],
      timeZone: "Europe/Berlin",
      retentionDays: 90,
      warnDaysBeforeCleanup: 7,
      expireAfterHours: 1.5,
      logLevel: "debug",
    });
  });

  test("counts an empty setting as absent and ignores spaces around a value", () => {
    expect(configOf({ ...needed, TIMEZONE: "", RETENTION_DAYS: " 7 " })).toMatchObject({
      timeZone: "UTC",
      retentionDays: 7,
    });
  });

  test("names each owner once, in spite of spaces and a comma too many", () => {
    expect(configOf({ ...needed, OWNER_IDS: "5, 6,5," }).ownerIds).toEqual([5, 6]);
  });

  test("spells a zone as the IANA database does, and takes zones by their new names", () => {
    expect(configOf({ ...needed, TIMEZONE: "europe/berlin" }).timeZone).toBe("Europe/Berlin");
    expect(configOf({ ...needed, TIMEZONE: "Europe/Kyiv" }).timeZone).toBe("Europe/Kyiv");
  });

  test("leaves no slash at the end of the API root", () => {
    const { telegramApiRoot } = configOf({ ...needed, TELEGRAM_API_ROOT: "http://127.0.0.1:8081/" });
    expect(telegramApiRoot).toBe("http://127.0.0.1:8081");
  });
});

describe("the admin API's tokens", () => {
  const hash = createHash("sha256").update("zN3fT0bq6H1xWcR8vYk2mPs5").digest("hex");

  test("are kept as hashes, whether they were given so or not", () => {
    const both = { ADMIN_API_TOKENS: `site:zN3fT0bq6H1xWcR8vYk2mPs5, ops:sha256:${hash}`, HTTP_PORT: "0" };
    expect(configOf({ ...needed, ...both }).adminApiTokens).toEqual([
      { name: "site", hash },
      { name: "ops", hash },
    ]);
  });

  test.each([
    ["zN3fT0bq6H1xWcR8vYk2mPs5", "NAME:TOKEN"],
    ["site:short", "at least 24 characters for site"],
    ["site:sha256:12ab", "64 hexadecimal digits"],
    ["a:zN3fT0bq6H1xWcR8vYk2mPs5,a:zN3fT0bq6H1xWcR8vYk2mPs6", "names a twice"],
  ])("are refused as %s, without being repeated", (text, why) => {
    const [problem] = problemsOf({ ...needed, ADMIN_API_TOKENS: text, HTTP_PORT: "8080" });
    expect(problem).toMatchObject({ setting: "ADMIN_API_TOKENS", wrong: expect.stringContaining(why) });
    expect(problem?.wrong).not.toContain("zN3fT0");
  });
});

describe("what is wrong with a configuration", () => {
  test.each([
    [{ ADMIN_API_TOKENS: "site:zN3fT0bq6H1xWcR8vYk2mPs5" }, "HTTP_PORT"],
    [{ WEBHOOK_URL: "https://belfry.example.com" }, "HTTP_PORT"],
    [{ EVENT_WEBHOOKS: "https://example.com/hook" }, "EVENT_WEBHOOK_SECRET"],
  ])("includes what %j needs besides", (env, setting) => {
    expect(problemsOf({ ...needed, ...env }).map((problem) => problem.setting)).toEqual([setting]);
  });

  test("is reported all at once, each with its setting and an example that would be right", () => {
    const wrong = {
      BOT_TOKEN: "123",
      OWNER_IDS: "me",
      DATABASE_PATH: "data/",
      TIMEZONE: "Mars/Base",
      TELEGRAM_API_ROOT: "api.telegram.org",
      RETENTION_DAYS: "0",
      WARN_DAYS_BEFORE_CLEANUP: "1.5",
      EXPIRE_AFTER_HOURS: "-1",
      PUBLISH_CRON: "* * * * * *",
      EXPIRE_CRON: "hourly",
      WARN_CRON: "0 25 * * *",
      CLEANUP_CRON: "0 0 30 2 *",
      LOG_LEVEL: "loud",
    };
    const problems = problemsOf(wrong);
    expect(problems.map((problem) => problem.setting)).toEqual(Object.keys(wrong));
    const corrected = parseEnv(
      problems.map(({ example }) => example.replace("=", '="').concat('"')).join("\n"),
    );
    expect(configOf(corrected).retentionDays).toBe(90);
  });

  test.each([
    ["0 0 30 2 *", "never fire"],
    ["0 0 31 4,6,9,11 *", "never fire"],
    ["2020-01-01T00:00:00", "five fields"],
  ])("includes the pattern %s, which would never come round", (pattern, why) => {
    expect(problemsOf({ ...needed, CLEANUP_CRON: pattern })).toMatchObject([
      { setting: "CLEANUP_CRON", wrong: expect.stringContaining(why) },
    ]);
  });

  test("does not include a leap day", () => {
    expect(configOf({ ...needed, CLEANUP_CRON: "0 0 29 2 *" }).cleanupCron).toBe("0 0 29 2 *");
  });

  test.each([
    ["Europe/Berln", "Europe/Berlin"],
    ["Erope/Lisbno", "Europe/Lisbon"],
    ["Tokyo", "Asia/Tokyo"],
    ["new york", "America/New_York"],
  ])("offers the zone that was probably meant by %s", (typed, meant) => {
    expect(problemsOf({ ...needed, TIMEZONE: typed })[0]?.wrong).toContain(`did you mean ${meant}?`);
  });

  test.each(["+02:00", "Sometime", "UTC+2"])("includes %s, which is no zone", (typed) => {
    expect(problemsOf({ ...needed, TIMEZONE: typed }).map((problem) => problem.setting)).toEqual([
      "TIMEZONE",
    ]);
  });

  test.each(["0", "-5", "1.5", "9007199254740993", ","])("includes the owner %s", (ids) => {
    expect(problemsOf({ ...needed, OWNER_IDS: ids }).map((problem) => problem.setting)).toEqual([
      "OWNER_IDS",
    ]);
  });

  test("includes a warning longer ahead than posts are kept", () => {
    const problems = problemsOf({ ...needed, RETENTION_DAYS: "3", WARN_DAYS_BEFORE_CLEANUP: "4" });
    expect(problems).toMatchObject([
      { setting: "WARN_DAYS_BEFORE_CLEANUP", example: "WARN_DAYS_BEFORE_CLEANUP=3" },
    ]);
  });

  test.each(Object.values(settings).map((setting) => setting.name))(
    "never shows a token that stands in %s",
    (name) => {
      const broken = `${token}!`;
      const result = parseConfig({ ...needed, [name]: broken });
      const text = result.ok ? "" : describeProblems(result.problems);
      expect(text).not.toContain("987654321:");
      expect(text).not.toContain("abcDEF");
    },
  );
});

describe("a missing setting", () => {
  test("that is the token comes with the way to get one in three lines, and the way to do without", () => {
    const lines = describeProblems(problemsOf({ OWNER_IDS: "1" })).split("\n");
    expect(lines).toHaveLength(3);
    for (const word of ["@BotFather", "/newbot", ".env", "BOT_TOKEN=", "npm run sandbox"])
      expect(lines.join("\n")).toContain(word);
  });

  test.each([
    ["BOT_TOCKEN", "BOT_TOKEN"],
    ["TELEGRAM_BOT_TOKEN", "BOT_TOKEN"],
    ["OWNER_ID", "OWNER_IDS"],
  ])("is found again under the name %s", (typed, meant) => {
    const problem = problemsOf({ [typed]: "something" }).find((one) => one.setting === meant);
    expect(problem?.wrong).toContain(`${typed} is set`);
  });

  test("is not looked for among names that have nothing to do with it", () => {
    expect(problemsOf({ PATH: "/bin", HOME: "/root" }).map((problem) => problem.wrong)).toEqual([
      "is missing",
      "is missing",
    ]);
  });
});

describe("the environment", () => {
  test("goes over the lines of the .env file", () => {
    const path = join(mkdtempSync(join(tmpdir(), "belfry-")), ".env");
    writeFileSync(path, 'TIMEZONE=Asia/Tokyo\nLOG_LEVEL=warn # quiet\nWARN_CRON="0 22 * * *"\n');
    vi.stubEnv("LOG_LEVEL", "debug");
    expect(readEnvironment(path)).toMatchObject({
      TIMEZONE: "Asia/Tokyo",
      LOG_LEVEL: "debug",
      WARN_CRON: "0 22 * * *",
    });
    rmSync(path);
    expect(readEnvironment(path)["WARN_CRON"]).toBeUndefined();
  });
});

describe("what people copy from", () => {
  test(".env.example shows every setting with its sentence and its default", () => {
    const example = readFileSync(new URL("../.env.example", import.meta.url), "utf8");
    for (const { about } of Object.values(settings)) expect(example).toContain(`# ${about}\n`);
    const uncommented = parseEnv(example.replace(/^# (?=[A-Z_]+=)/gm, ""));
    expect(uncommented).toEqual(
      Object.fromEntries(Object.values(settings).map(({ name, default: usual }) => [name, usual ?? ""])),
    );
  });
});

function configOf(env: Environment) {
  const result = parseConfig(env);
  if (!result.ok) throw new Error(describeProblems(result.problems));
  return result.config;
}

function problemsOf(env: Environment) {
  const result = parseConfig(env);
  return result.ok ? [] : result.problems;
}
