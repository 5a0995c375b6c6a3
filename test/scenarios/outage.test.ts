/** Telegram out of reach, a token that is refused, rights that are lost: what waits, and who is told how often. */
import BetterSqlite3 from "better-sqlite3";
import { expect, test } from "vitest";
import { startBelfry } from "../support/belfry.ts";
import { rows, schedule } from "../support/posts.ts";
import { setToken } from "../support/token.ts";

test("while the token is refused posts wait; then they go out, and the owners hear of it once", async () => {
  const belfry = await startBelfry();
  const { ada, news, crew, posts, travelTo, logged } = belfry;
  await schedule(ada, "First", ["News"], "12:00");
  await schedule(ada, "Second", ["Crew"], "12:30");
  const token = setToken(belfry, "1:revoked");
  await travelTo("2026-11-22 14:00");
  expect([posts(news), posts(crew)]).toEqual([[], []]);
  expect(rows(belfry, "select status, attempts > 1 as again from deliveries")).toEqual([
    { status: "pending", again: 1 },
    { status: "pending", again: 0 },
  ]);
  expect(logged.filter((line) => line.includes('"telegram_unauthorized"'))).toHaveLength(1);

  setToken(belfry, token);
  await travelTo("2026-11-22 14:05");
  expect([posts(news), posts(crew)]).toEqual([["First"], ["Second"]]);
  const told = ada.seesAll().filter((text) => text.includes("Telegram refused my token"));
  expect(told).toEqual([expect.stringContaining("from Sun 22 Nov 2026, 12:00 to Sun 22 Nov 2026, 14:0")]);
  expect(ada.seesAll().join("\n")).toContain("✅ Published: 📝 First");
});

test("an outage is told of when it has begun, where that can be said, and once more when it is over", async () => {
  const belfry = await startBelfry();
  const { ada, config, at, travel } = belfry;
  const outage = (sql: string, ...values: number[]) => {
    const database = new BetterSqlite3(config.databasePath);
    database.prepare(sql).run(...values);
    database.close();
  };
  const told = () => ada.seesAll().filter((text) => text.includes("reach Telegram"));
  outage("insert into outages (kind, since) values ('unreachable', ?)", at("2026-11-22 09:30"));
  await travel(5);
  expect(told()).toEqual([expect.stringContaining("I cannot reach Telegram since Sun 22 Nov 2026, 09:30")]);
  outage("update outages set until = ?", at("2026-11-22 10:04"));
  await travel(5);
  expect(told()).toHaveLength(2);
  expect(ada.sees()).toContain(
    "I could not reach Telegram from Sun 22 Nov 2026, 09:30 to Sun 22 Nov 2026, 10:04.",
  );
});

test("an outage ends also where nothing is left to send that could show it", async () => {
  const belfry = await startBelfry({ config: { expireAfterHours: 1 } });
  const { ada, news, posts, travelTo } = belfry;
  await schedule(ada, "Too late", ["News"], "12:00");
  const token = setToken(belfry, "1:revoked");
  await travelTo("2026-11-22 14:01");
  expect(rows(belfry, "select status from deliveries")).toEqual([{ status: "expired" }]);
  expect(rows(belfry, "select until from outages")).toEqual([{ until: null }]);
  setToken(belfry, token);
  await travelTo("2026-11-22 14:05");
  expect(rows(belfry, "select until is null as goes_on from outages")).toEqual([{ goes_on: 0 }]);
  const told = ada.seesAll().filter((text) => text.includes("Telegram refused my token"));
  expect(told).toEqual([expect.stringContaining("from Sun 22 Nov 2026, 12:00 to Sun 22 Nov 2026, 14:0")]);
  expect(posts(news)).toEqual([]);
  await travelTo("2026-11-22 15:00");
  expect(rows(belfry, "select count(*) as count from outages")).toEqual([{ count: 1 }]);
});

test("lost rights hold the other posts for that place, and are told once, not once per post", async () => {
  const belfry = await startBelfry();
  const { ada, news, posts, telegram, travelTo } = belfry;
  for (const minute of ["12:00", "12:01", "12:02"])
    await schedule(ada, `Post of ${minute}`, ["News"], minute);
  // Without Belfry being told, as happens while updates are on their way.
  telegram.world.chats
    .get(news)
    ?.members.set(123456, { status: "administrator", rights: { can_post_messages: false } });
  await travelTo("2026-11-22 12:10");
  expect(rows(belfry, "select status from deliveries").map(({ status }) => status)).toEqual([
    "failed",
    "pending",
    "pending",
  ]);
  const losses = ada.seesAll().filter((text) => text.includes("I cannot post in"));
  expect(losses).toEqual([expect.stringContaining("Post of 12:02")]);
  expect(ada.seesAll().join("\n")).toContain("I may not post here any more");

  await ada.makesAdministrator(news);
  await travelTo("2026-11-22 12:20");
  expect(posts(news)).toEqual(["Post of 12:01", "Post of 12:02"]);
});
