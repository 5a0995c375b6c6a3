/** One search in the log finds a post's whole way: from what set it going to the word of what became of it. */
import { expect, test } from "vitest";
import { apiClient, text, withTokens } from "../support/api-client.ts";
import { type Belfry, startBelfry } from "../support/belfry.ts";
import { openPost, rows, schedule } from "../support/posts.ts";

interface Line {
  trace?: string;
  event?: string;
  msg: string;
}

const lines = ({ logged }: Belfry): Line[] => logged.map((line) => JSON.parse(line));

/** What happened under the name of the update or the request that did something. */
function wayFrom(belfry: Belfry, doing: string): string[] {
  const trace = lines(belfry).find(({ msg }) => msg === doing)?.trace;
  expect(trace).toMatch(/^(u-\d+|r-[0-9a-f]{12})$/);
  return lines(belfry)
    .filter((line) => line.trace === trace)
    .map(({ msg }) => msg);
}

test("the update that schedules a post names its claim, its result and the word of it, after a restart too", async () => {
  const belfry = await startBelfry();
  await schedule(belfry.ada, "Bells", ["News"], "12:00");
  await belfry.restart();
  await belfry.travelTo("2026-11-22 12:00");
  expect(wayFrom(belfry, "post scheduled")).toEqual([
    "post scheduled",
    "update handled",
    "delivery claimed",
    "delivery sent",
    "post published",
    "result told",
  ]);
});

test("two posts of the same minute do not share a name", async () => {
  const belfry = await startBelfry();
  await schedule(belfry.ada, "Bells", ["News"], "12:00");
  await schedule(belfry.ada, "Songs", ["Crew"], "12:00");
  await belfry.travelTo("2026-11-22 12:00");
  expect(new Set(rows(belfry, "select trace from posts").map(({ trace }) => trace)).size).toBe(2);
  expect(wayFrom(belfry, "post scheduled").filter((text) => text === "delivery sent")).toHaveLength(1);
});

test("what follows a retry goes under the name of the update that asked for it", async () => {
  const belfry = await startBelfry();
  const { ada, telegram, crew } = belfry;
  await schedule(ada, "Bells", ["Crew"], "12:00");
  telegram.setPermissions(crew, { can_send_polls: true, can_send_messages: false });
  await belfry.travelTo("2026-11-22 12:00");
  expect(wayFrom(belfry, "post scheduled")).toContain("delivery failed");
  telegram.setPermissions(crew, { can_send_messages: true });
  await ada.taps("Try again");
  await belfry.travel(1);
  // The send does not wait for the handler to end.
  expect(wayFrom(belfry, "post retried").filter((text) => text !== "update handled")).toEqual([
    "post retried",
    "delivery claimed",
    "delivery sent",
    "post published",
    "result told",
  ]);
});

test("a post that expires is found by its name as well", async () => {
  const belfry = await startBelfry({ config: { expireAfterHours: 1 } });
  await schedule(belfry.ada, "Bells", ["News"], "12:00");
  await belfry.stop();
  await belfry.travelTo("2026-11-22 14:00");
  await belfry.start();
  expect(wayFrom(belfry, "post scheduled")).toEqual([
    "post scheduled",
    "update handled",
    "delivery expired",
    "post expired",
    "result told",
  ]);
});

test("a handler that throws is logged under the name of its update", async () => {
  const belfry = await startBelfry();
  const { ada, telegram } = belfry;
  await schedule(ada, "Bells", ["News"], "12:00");
  telegram.addFault({ kind: "server_error", times: 1, chat_id: ada.id });
  await openPost(ada, "Bells").catch(() => undefined);
  const line = lines(belfry).find(({ msg }) => msg === "a handler failed");
  expect(line).toMatchObject({ trace: expect.stringMatching(/^u-\d+$/) });
});

test("results that are told together are found under each post's own name", async () => {
  const belfry = await startBelfry();
  for (const text of ["One", "Two", "Three", "Four"]) await schedule(belfry.ada, text, ["News"], "12:00");
  await belfry.travelTo("2026-11-22 12:02");
  expect(belfry.ada.seesAll().filter((text) => text.includes("Published:"))).toEqual([]);
  const scheduled = lines(belfry).filter(({ msg }) => msg === "post scheduled");
  const told = lines(belfry).filter(({ msg }) => msg === "result told");
  expect(told.map(({ trace }) => trace)).toEqual(scheduled.map(({ trace }) => trace));
});

test("a request that schedules a post names its way as an update does", async () => {
  const belfry = await startBelfry({ config: withTokens("website") });
  await apiClient(belfry, "website").posts("/publishing/schedule", text("Bells"));
  await belfry.travelTo("2026-11-22 12:00");
  expect(wayFrom(belfry, "post scheduled")).toEqual([
    "post scheduled",
    "admin API was used",
    "request answered",
    "delivery claimed",
    "delivery sent",
    "post published",
    "result told",
  ]);
});
