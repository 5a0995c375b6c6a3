/** The program as it is run: src/main.ts in a process of its own, against the sandbox. */
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { openDatabase } from "../../src/storage/database.ts";
import { rows } from "../support/posts.ts";
import { botId, owner, setUpProgram, token } from "../support/program.ts";

/** What must be over within 5 seconds, with some air for a busy machine: the start of a process is in it, too. */
const patience = 30_000;

test("SIGTERM in the middle of a send ends the process with code 0, and everything is on record", {
  timeout: patience,
}, async () => {
  const { telegram, settings, run, until } = await setUpProgram();
  const first = run();
  await first.says("Belfry is running");
  await tell("/start");
  const news = telegram.createChat(owner, { type: "channel", title: "News" });
  telegram.setMember(owner, news, botId, "administrator", { can_post_messages: true });
  await telegram.whenBotIdle();
  await tell("/schedule");
  await tell("The last words");
  await untilButton("Next");
  await tap("Next");
  await tell("in 2h");
  await tap("Schedule it");
  await tell("/queue");
  await tap("The last words");
  await tap("Publish now");
  telegram.addFault({ kind: "hang", times: 1, chat_id: news });
  await tap("Yes, publish now");
  await until(() =>
    telegram.calls.some(
      ({ payload }) => Number(payload.chat_id) === news && payload.text === "The last words",
    ),
  );

  expect(await first.end("SIGTERM")).toBe(0);
  const config = { databasePath: settings.DATABASE_PATH };
  expect(rows({ config }, "select status, reason from deliveries")).toEqual([
    { status: "sending", reason: null },
  ]);
  expect(rows({ config }, "pragma integrity_check")).toEqual([{ integrity_check: "ok" }]);
  expect(first.output()).toContain("Belfry has stopped");
  expect(first.output()).not.toContain(token);

  const second = run();
  await until(() =>
    telegram.messages(owner).some(({ text }) => text?.includes("I was stopped while it was going out")),
  );
  await tap("Send again");
  await until(() => telegram.messages(news).length > 0);
  expect(telegram.messages(news).map(({ text }) => text)).toEqual(["The last words"]);
  expect(await second.end("SIGINT")).toBe(0);

  async function tell(text: string): Promise<void> {
    telegram.sendText(owner, botId, text);
    await telegram.whenBotIdle();
  }
  function button(label: string) {
    return telegram
      .messages(owner)
      .toReversed()
      .flatMap((message) =>
        (message.reply_markup?.inline_keyboard.flat() ?? []).flatMap((one) =>
          one.text.includes(label) && "callback_data" in one
            ? [{ message: message.message_id, data: one.callback_data }]
            : [],
        ),
      )[0];
  }
  function untilButton(label: string): Promise<void> {
    return until(() => button(label) !== undefined);
  }
  async function tap(label: string): Promise<void> {
    await untilButton(label);
    const found = button(label);
    if (found) await telegram.pressButton(owner, botId, found.message, found.data);
  }
});

test("a start that is stopped at once ends with code 0 as well", { timeout: patience }, async () => {
  const { run } = await setUpProgram();
  const started = run();
  await started.says("Belfry is running");
  expect(await started.end("SIGTERM")).toBe(0);
  expect(started.output()).not.toContain("cannot go on");
});

test("a token that Telegram refuses ends the process with code 1 and one line that says so", {
  timeout: patience,
}, async () => {
  const { run } = await setUpProgram();
  const refused = run({ BOT_TOKEN: "999999:not-a-token-of-any-bot-00000000000" });
  expect(await refused.ended).toBe(1);
  expect(refused.output()).toContain("cannot go on");
  expect(refused.output()).not.toContain("not-a-token");
});

test("without a token the program says in three lines how to get one, and ends with code 1", {
  timeout: patience,
}, async () => {
  const { run } = await setUpProgram();
  const lost = run({ BOT_TOKEN: "" });
  expect(await lost.ended).toBe(1);
  expect(lost.output()).toContain("@BotFather");
  expect(lost.output()).toContain("npm run sandbox");
  expect(lost.output().trim().split("\n")).toHaveLength(3);
  const ownerless = run({ OWNER_IDS: "" });
  expect(await ownerless.ended).toBe(1);
  expect(ownerless.output()).toContain("OWNER_IDS is missing");
});

test("settings that cannot be read are one line that says so", { timeout: patience }, async () => {
  const { run, folder } = await setUpProgram();
  mkdirSync(join(folder, ".env"));
  const blind = run();
  expect(await blind.ended).toBe(1);
  expect(blind.output()).toMatch(/^\.env cannot be read \(EISDIR: .*\)\n$/);
  for (const script of ["restore", "healthcheck"]) {
    const path = fileURLToPath(new URL(`../../src/${script}.ts`, import.meta.url));
    const { status, stderr } = spawnSync(process.execPath, [path, "FILE"], { cwd: folder, encoding: "utf8" });
    expect([status, stderr]).toEqual([1, blind.output()]);
  }
});

test("an error that nobody caught ends the process with code 1, in lines of JSON and without a token", {
  timeout: patience,
}, async () => {
  const { run } = await setUpProgram();
  const fault = `process.on("SIGUSR2", () => Promise.reject(new Error("bot${token}/getMe failed")))`;
  const broken = run({ NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(fault)}` });
  await broken.says("Belfry is running");
  expect(await broken.end("SIGUSR2")).toBe(1);
  expect(broken.output()).not.toContain(token);
  const lines = linesOf(broken);
  expect(lines).toContainEqual(
    expect.objectContaining({ level: "fatal", msg: "Belfry cannot go on: bot[token]/getMe failed" }),
  );
  expect(lines.at(-1)?.msg).toBe("Belfry has stopped");
});

test("what libraries and Node write by the way is a line of the log as well, without a token", {
  timeout: patience,
}, async () => {
  const { run } = await setUpProgram();
  const stray = `process.on("SIGUSR2", () => {
    console.info("The user aborted %s.", "a request");
    console.error(new Error("bot${token}/getMe failed"));
    process.emitWarning("bot${token} is old");
  })`;
  const program = run({ NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(stray)}` });
  await program.says("Belfry is running");
  void program.end("SIGUSR2");
  await program.says("Node warns");
  expect(await program.end("SIGTERM")).toBe(0);
  expect(program.output()).not.toContain(token);
  const lines = linesOf(program);
  expect(lines.find(({ msg }) => msg === "The user aborted a request.")?.level).toBe("info");
  expect(lines.find(({ msg }) => msg.includes("bot[token]/getMe failed"))?.level).toBe("error");
  expect(lines.find(({ msg }) => msg === "Node warns")?.level).toBe("warn");
});

function linesOf(program: { output: () => string }): { level: string; msg: string }[] {
  return program
    .output()
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

test("a database of a newer Belfry ends the process with code 1 and one line that says what to do", {
  timeout: patience,
}, async () => {
  const { run, settings } = await setUpProgram();
  const { sqlite, close } = openDatabase(settings.DATABASE_PATH);
  sqlite.exec("insert into __drizzle_migrations (hash, created_at) values ('newer', 9999999999999)");
  close();
  const older = run();
  expect(await older.ended).toBe(1);
  expect(older.output().trim().split("\n")).toHaveLength(1);
  expect(older.output()).toContain("Belfry cannot open its database: a newer Belfry made this database");
  expect(older.output()).toContain('\\"Going back\\" in docs/ops/deploying.md');
});
