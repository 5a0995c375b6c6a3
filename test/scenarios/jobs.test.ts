/** /jobs: what runs by itself, running it now, pausing it, and hearing of it when it keeps failing. */
import BetterSqlite3 from "better-sqlite3";
import { expect, test, vi } from "vitest";
import { type Belfry, startBelfry } from "../support/belfry.ts";
import { join, openPost, rows, schedule } from "../support/posts.ts";

// A machine with other work to do takes its time.
vi.setConfig({ testTimeout: 30_000 });

/** Changes the database from outside, as a full disk or a mistake would. */
function tamper({ config }: Belfry, sql: string): void {
  const database = new BetterSqlite3(config.databasePath);
  database.exec(sql);
  database.close();
}

async function openJob({ ada }: Belfry, name: string): Promise<void> {
  await ada.says("/jobs");
  await ada.taps(name);
}

test("owners see every job with its last run, when it runs next, and its pattern in words", async () => {
  const belfry = await startBelfry();
  const { ada, travelTo } = belfry;
  await travelTo("2026-11-22 11:00");
  await ada.says("/jobs");
  expect(ada.sees()).toContain("✅ Publishing\nLast: ✅ 11:00, took < 1 s\nNext: 11:01");
  expect(ada.sees()).toContain("• Clean-up\nIt has not run yet.\nNext: Mon 23 Nov 2026, 00:00");
  expect(ada.sees()).toContain("• Access check");
  await ada.taps("Clean-up");
  expect(ada.sees()).toContain("Runs every day at 00:00 (Europe/Berlin) · 0 0 * * *");
  await ada.taps("Back");
  await ada.taps("Statistics");
  await ada.taps("Jobs");
  expect(ada.sees()).toContain("⚙️ Jobs");
});

test("editors are refused: the command, the buttons of an owner's screen, and the menu does not offer it", async () => {
  const belfry = await startBelfry();
  const { ada, ben, telegram } = belfry;
  await join(ada, ben);
  await ben.says("/jobs");
  expect(ben.sees()).toBe("Only owners can do this.");
  await openJob(belfry, "Publishing");
  // A client that is not Telegram's can press anything.
  const message = ben.messagesFromBot().at(-1)?.message_id ?? 0;
  for (const label of ["Run now", "Pause", "Back"])
    expect(await ben.press(message, ada.button(label)?.data ?? "")).toMatchObject({
      text: "Only owners can do this.",
      show_alert: true,
    });
  expect((await ben.press(message, "job:publish:pause-yes")).text).toBe("Only owners can do this.");
  expect(rows(belfry, "select * from job_states")).toEqual([]);
  const offered = (id: number) =>
    telegram.world.bots
      .get(123456)
      ?.commands.find(({ scope }) => scope.type === "chat" && scope.chat_id === id)
      ?.commands.some(({ command }) => command === "jobs");
  expect([offered(ada.id), offered(ben.id)]).toEqual([true, false]);
});

test("a run between the times is recorded with who asked, and its result comes to the screen", async () => {
  const belfry = await startBelfry();
  const { ada } = belfry;
  await openJob(belfry, "Access check");
  const button = ada.button("Run now");
  await ada.taps("Run now");
  expect(ada.sees()).toContain("⏳ Running. This screen will show how it went.");
  await belfry.travel(1);
  expect(ada.sees()).toContain("✅ It has run: 2 checked.");
  expect(ada.sees()).toContain("✅ 10:00, took < 1 s · 2 checked · asked for by Ada");
  expect(rows(belfry, "select outcome, asked_by from job_runs where job = 'access_check'")).toEqual([
    { outcome: "ok", asked_by: 1001 },
  ]);
  expect(rows(belfry, "select actor_id, details from ledger where action = 'job_run_asked'")).toEqual([
    { actor_id: 1001, details: '{"job":"access_check"}' },
  ]);
  // The first tap's button once more, as by a double tap that arrives late.
  await ada.press(button?.message ?? 0, button?.data ?? "");
  expect(ada.sees()).toContain("It was run a moment ago. Tap again if you want it once more.");
  await ada.taps("Run now");
  await belfry.travel(1);
  expect(rows(belfry, "select count(*) as runs from job_runs where job = 'access_check'")).toEqual([
    { runs: 2 },
  ]);
});

test("a job never runs over itself, and a long run holds up nobody's messages", async () => {
  const belfry = await startBelfry();
  const { ada, ben } = belfry;
  await join(ada, ben, "Owner");
  await openJob(belfry, "Access check");
  await ada.taps("Run now");
  await ben.says("/jobs");
  expect(ben.sees()).toContain("⏳ Access check\n⏳ Running now");
  await ben.taps("Access check");
  await ada.taps("Back");
  // Ben's screen was made after Ada's request, so his is one of its own.
  await ben.taps("Run now");
  expect(ben.sees()).toContain("It is running already; see below.");
  await belfry.travel(1);
  expect(ben.sees()).toContain("It is running already");
  expect(ada.sees()).toContain("⚙️ Jobs: what I do by myself");
  expect(rows(belfry, "select count(*) as runs from job_runs where job = 'access_check'")).toEqual([
    { runs: 1 },
  ]);
});

test("a paused job does not run at its times, over a restart as well, and nothing is made up for", async () => {
  const belfry = await startBelfry({ config: { publishCron: "*/30 * * * *", expireCron: "0 */6 * * *" } });
  const { ada, travelTo, restart } = belfry;
  const nights = () =>
    rows(belfry, "select scheduled_for as at from job_runs where job = 'clean_up' order by at").map(
      ({ at }) => at,
    );
  await travelTo("2026-11-23 10:00");
  await openJob(belfry, "Clean-up");
  await ada.taps("Pause");
  expect(ada.sees()).toContain("⏸ Paused by Ada since 10:00; it does not run by itself.");
  await travelTo("2026-11-24 10:00");
  await restart();
  await travelTo("2026-11-25 10:00");
  expect(nights()).toEqual([belfry.at("2026-11-23 00:00")]);

  await openJob(belfry, "Clean-up");
  expect(ada.sees()).toContain("⏸ Paused by Ada since Mon 23 Nov 2026, 10:00");
  await ada.taps("Run now");
  expect(ada.sees()).toContain("✅ It has run, and there was nothing to do.");
  await ada.taps("Resume");
  expect(ada.sees()).toContain("▶️ Resumed.\n");
  await restart();
  expect(nights()).toHaveLength(2);
  await travelTo("2026-11-26 10:00");
  expect(nights().at(-1)).toBe(belfry.at("2026-11-26 00:00"));
  expect(rows(belfry, "select action, actor_id from ledger where action like 'job_%ed'")).toEqual([
    { action: "job_paused", actor_id: 1001 },
    { action: "job_run_asked", actor_id: 1001 },
    { action: "job_resumed", actor_id: 1001 },
  ]);
});

test("two owners at once: the second learns that it was done already", async () => {
  const belfry = await startBelfry();
  const { ada, ben } = belfry;
  await join(ada, ben, "Owner");
  for (const owner of [ada, ben]) {
    await owner.says("/jobs");
    await owner.taps("Clean-up");
  }
  const [pauseOfAda, pauseOfBen] = [ada.button("Pause"), ben.button("Pause")];
  await ada.press(pauseOfAda?.message ?? 0, pauseOfAda?.data ?? "");
  await ben.press(pauseOfBen?.message ?? 0, pauseOfBen?.data ?? "");
  expect(ben.sees()).toContain("It was paused already; see below.");
  expect(ben.sees()).toContain("⏸ Paused by Ada since 10:00");
  const resumeOfAda = ada.button("Resume");
  await ben.taps("Resume");
  await ada.press(resumeOfAda?.message ?? 0, resumeOfAda?.data ?? "");
  expect(ada.sees()).toContain("It was resumed already; see below.");
  expect((await ada.press(resumeOfAda?.message ?? 0, "job:compost")).text).toBe(
    "This job is not there any more.",
  );
});

test("publishing is paused after a question; then nothing goes out, and the queue says why until it is resumed", async () => {
  const belfry = await startBelfry();
  const { ada, news, posts, travelTo } = belfry;
  await schedule(ada, "Early", ["News"], "10:30");
  await schedule(ada, "Late", ["News"], "tomorrow 12:00");
  await openJob(belfry, "Publishing");
  await ada.taps("Pause");
  expect(ada.sees()).toContain("Pause publishing? Nothing goes out any more");
  expect(rows(belfry, "select * from job_states")).toEqual([]);
  await ada.taps("Yes, pause publishing");
  expect(ada.sees()).toContain("⏸ Paused by Ada since 10:00");

  await schedule(ada, "Meanwhile", ["News"], "11:30");
  expect(ada.sees()).toContain("⏸ Publishing is paused by Ada since 10:00.");
  await travelTo("2026-11-22 11:00");
  await openPost(ada, "Early");
  await ada.taps("Publish now");
  await ada.taps("Yes, publish now");
  expect(ada.sees()).toContain("⏸ Publishing is paused. It goes out as soon as an owner resumes it.");
  await travelTo("2026-11-22 12:00");
  expect(posts(news)).toEqual([]);
  const warning = "⏸ Publishing is paused by Ada since 10:00.";
  await ada.says("/queue");
  expect(ada.sees()).toContain(warning);
  await ada.says("/stats");
  expect(ada.sees()).toContain(warning);
  expect(ada.sees()).toContain("⏸ Publishing: paused since 10:00");

  await belfry.restart();
  await travelTo("2026-11-22 13:00");
  expect(posts(news)).toEqual([]);
  await openJob(belfry, "Publishing");
  await ada.taps("Resume");
  await belfry.travel(1);
  expect(posts(news)).toEqual(["Early", "Meanwhile"]);
  await ada.says("/queue");
  expect(ada.sees()).not.toContain("paused");
});

test("what became too late while publishing was paused expires, and its author is told", async () => {
  const belfry = await startBelfry({ config: { expireAfterHours: 1, expireCron: "0 0 1 1 *" } });
  const { ada, news, posts, travelTo } = belfry;
  await schedule(ada, "Too late", ["News"], "10:30");
  await schedule(ada, "In time", ["News"], "12:00");
  await openJob(belfry, "Publishing");
  await ada.taps("Pause");
  await ada.taps("Yes, pause publishing");
  await travelTo("2026-11-22 12:30");
  await openJob(belfry, "Publishing");
  await ada.taps("Resume");
  expect(posts(news)).toEqual(["In time"]);
  expect(ada.seesAll().join("\n")).toContain("⌛️ Expired: 📝 Too late");
});

test("nothing expires by itself while expiring is paused, not at a restart either", async () => {
  const belfry = await startBelfry({ config: { expireAfterHours: 1 } });
  const { ada, travelTo } = belfry;
  await schedule(ada, "Old", ["News"], "10:30");
  for (const name of ["Publishing", "Expiring"]) {
    await openJob(belfry, name);
    await ada.taps("Pause");
    if (name === "Publishing") await ada.taps("Yes, pause publishing");
  }
  const status = () => rows(belfry, "select status from deliveries").map((row) => row.status);
  await travelTo("2026-11-22 13:00");
  await belfry.restart();
  expect(status()).toEqual(["pending"]);
  await openJob(belfry, "Expiring");
  await ada.taps("Run now");
  expect(ada.seesAll().at(-2)).toContain("✅ It has run: 1 expired.");
  expect(status()).toEqual(["expired"]);
});

test("running publishing once while it is paused sends what is due, and holds what comes after", async () => {
  const belfry = await startBelfry();
  const { ada, news, posts, travelTo } = belfry;
  await schedule(ada, "First", ["News"], "10:30");
  await schedule(ada, "Second", ["News"], "11:30");
  await openJob(belfry, "Publishing");
  await ada.taps("Pause");
  await ada.taps("Yes, pause publishing");
  await travelTo("2026-11-22 11:00");
  await openJob(belfry, "Publishing");
  await ada.taps("Run now");
  expect(posts(news)).toEqual(["First"]);
  await travelTo("2026-11-22 12:00");
  expect(posts(news)).toEqual(["First"]);
});

/** Pauses publishing, or resumes it. */
async function publishing(belfry: Belfry, word: "Pause" | "Resume"): Promise<void> {
  await openJob(belfry, "Publishing");
  await belfry.ada.taps(word);
  if (word === "Pause") await belfry.ada.taps("Yes, pause publishing");
}

test("a post whose answer was lost before the pause is looked for during it, over a restart as well", async () => {
  const belfry = await startBelfry();
  const { ada, news, posts, telegram, travel, travelTo } = belfry;
  telegram.sendText(1001, news, "Welcome");
  await belfry.settle();
  await schedule(ada, "Hello", ["News"], "12:00");
  await schedule(ada, "Next", ["News"], "12:01");
  telegram.addFault({ kind: "lost_answer", times: 1, chat_id: news });
  await travelTo("2026-11-22 12:00");
  await publishing(belfry, "Pause");
  await belfry.restart();
  expect(rows(belfry, "select status from deliveries order by id")).toEqual([
    { status: "sending" },
    { status: "pending" },
  ]);
  await travel(3);
  expect(ada.seesAll().join("\n")).toContain("Published: 📝 Hello");
  expect(posts(news)).toEqual(["Welcome", "Hello"]);
  await publishing(belfry, "Resume");
  expect(posts(news)).toEqual(["Welcome", "Hello", "Next"]);
});

/** A picture at 10:10 with a text below it that Telegram has wait for half a minute. */
async function halfOut(belfry: Belfry): Promise<void> {
  const { ada, news, telegram } = belfry;
  await ada.says("/schedule");
  await ada.sends([{ type: "photo" }], "The bell");
  for (const button of ["Back", "Add a text below"]) await ada.taps(button);
  await ada.says("It rings at noon");
  for (const button of ["News", "Next", "In 10 minutes", "Schedule it"]) await ada.taps(button);
  telegram.addFault({
    ...{ kind: "too_many_requests", times: 1, chat_id: news, methods: ["sendMessage"], retry_after: 30 },
  });
  await belfry.travelTo("2026-11-22 10:10");
  expect(belfry.posts(news)).toEqual(["The bell"]);
}

test("a pause between two parts of a post holds the rest, which goes out once when publishing is resumed", async () => {
  const belfry = await startBelfry();
  const { ada, news, posts, travel, restart } = belfry;
  await halfOut(belfry);
  await publishing(belfry, "Pause");
  await travel(30);
  await restart();
  await travel(30);
  expect(posts(news)).toEqual(["The bell"]);
  await openPost(ada, "The bell");
  expect(ada.sees()).toContain("↳ The picture is there; the text below it follows.");
  await publishing(belfry, "Resume");
  await travel(1);
  expect(posts(news)).toEqual(["The bell", "It rings at noon"]);
  expect(ada.seesAll().join("\n")).toContain("Published: 🖼 The bell");
});

test("a pause between two parts of a post that lasts too long: the rest expires, and people read what is there", async () => {
  const belfry = await startBelfry({ config: { expireAfterHours: 2 } });
  const { ada, news, posts, travel } = belfry;
  await halfOut(belfry);
  await publishing(belfry, "Pause");
  await travel(4 * 60);
  await publishing(belfry, "Resume");
  await travel(5);
  expect(posts(news)).toEqual(["The bell"]);
  const told = ada.seesAll().filter((text) => text.includes("⌛️ News: too late to be of use"));
  expect(told).toEqual([
    expect.stringContaining("↳ The picture is there already; the text below it is not."),
  ]);
});

test("running publishing once while it is paused between two parts of a post sends the rest", async () => {
  const belfry = await startBelfry();
  const { news, posts, travel } = belfry;
  await halfOut(belfry);
  await publishing(belfry, "Pause");
  await travel(10);
  await openJob(belfry, "Publishing");
  await belfry.ada.taps("Run now");
  expect(posts(news)).toEqual(["The bell", "It rings at noon"]);
});

test("a job that fails three times in a row is told of once, over a restart too, and once more when it works again", async () => {
  const belfry = await startBelfry({ config: { publishCron: "*/30 * * * *", expireCron: "0 */6 * * *" } });
  const { ada, travelTo, restart, telegram } = belfry;
  const told = () =>
    ada.seesAll().filter((text) => text.includes("in a row") || text.includes("works again"));
  // Nobody knows of the channels, and the check has had its three tries each night.
  telegram.addFault({ kind: "reset", times: 99, methods: ["getChat"] });
  await travelTo("2026-11-24 12:00");
  expect(told()).toEqual([]);
  // Nobody can be told for now.
  telegram.addFault({ kind: "server_error", times: 1, chat_id: ada.id });
  await travelTo("2026-11-25 03:15");
  expect(told()).toEqual([]);
  await restart();
  await travelTo("2026-11-26 12:00");
  expect(told()).toEqual([
    expect.stringContaining("Access check has failed 3 times in a row, since Mon 23 Nov 2026, 03:00."),
  ]);
  expect(told()[0]).toContain("Last reason: Telegram cannot be reached.");
  expect(told()[0]).toContain("I learn of lost rights only when a post fails");

  telegram.clearFaults();
  await ada.taps("Open");
  await ada.taps("Run now");
  await belfry.travel(1);
  // The first notice has become the job's screen.
  expect(told()).toEqual(["✅ Access check works again. It had failed since Mon 23 Nov 2026, 03:00."]);
  await travelTo("2026-11-27 12:00");
  expect(told()).toHaveLength(1);
});

test("publishing that fails every minute is told of once, not every minute", async () => {
  const belfry = await startBelfry();
  const { ada, travelTo, news, posts } = belfry;
  const told = () => ada.seesAll().filter((text) => /in a row|works again/.test(text));
  await schedule(ada, "Blocked", ["News"], "10:30");
  tamper(belfry, "create trigger broken before update on deliveries begin select raise(abort, 'no'); end");
  await travelTo("2026-11-22 11:00");
  expect(told()).toEqual([expect.stringContaining("Publishing has failed 3 times in a row")]);
  tamper(belfry, "drop trigger broken");
  await travelTo("2026-11-22 11:10");
  expect(posts(news)).toEqual(["Blocked"]);
  expect(told()).toEqual([expect.anything(), expect.stringContaining("Publishing works again")]);
});
