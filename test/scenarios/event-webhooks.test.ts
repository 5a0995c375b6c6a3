/** Programs elsewhere hear of what happens, and the owners hear of those that do not. */
import { createHmac } from "node:crypto";
import BetterSqlite3 from "better-sqlite3";
import { expect, test } from "vitest";
import { apiClient, withTokens } from "../support/api-client.ts";
import { type Belfry, startBelfry } from "../support/belfry.ts";
import { join, openPost, rows, schedule, until } from "../support/posts.ts";
import { setUpProgram } from "../support/program.ts";
import { startReceiver } from "../support/receiver.ts";

const secret = "kT5wQ9zL2nB7xJ4cR8mV";

async function startWithReceiver({ allowLocal = true } = {}) {
  const receiver = await startReceiver();
  const belfry = await startBelfry({
    config: {
      eventWebhooks: [`${receiver.url}/hooks/path-secret?key=query-secret`],
      eventWebhookSecret: secret,
      eventWebhooksAllowLocal: allowLocal,
      ...withTokens("website"),
    },
  });
  await belfry.travel(1);
  receiver.requests.length = 0;
  const events = () => receiver.requests.map(({ body }) => JSON.parse(body));
  const types = () => events().map(({ type }) => type);
  return Object.assign(belfry, { receiver, host: new URL(receiver.url).host, events, types });
}

const failing = ({ ada }: Pick<Belfry, "ada">) =>
  ada.seesAll().filter((text) => text.includes("has taken no events"));
const working = ({ ada }: Pick<Belfry, "ada">) =>
  ada.seesAll().filter((text) => text.includes("takes events from me again"));

test("a post is told of from its scheduling to its messages, at once and signed", async () => {
  const { ada, news, types, events, receiver, travelTo, messages, now } = await startWithReceiver();
  await schedule(ada, "Bells at noon", ["News", "Crew"], "10:30");
  expect(types()).toEqual(["post.scheduled"]);
  expect(events()[0]).toMatchObject({
    actor: { user_id: 1001, name: "Ada" },
    data: { post: { title: "Bells at noon" }, due_at: "2026-11-22T09:30:00.000Z" },
  });
  await travelTo("2026-11-22 10:30");
  expect(types()).toEqual(["post.scheduled", "delivery.sent", "delivery.sent", "post.published"]);
  const [message] = messages(news);
  const link = `https://t.me/the_news/${message?.message_id}`;
  const sent = events().filter(({ type }) => type === "delivery.sent");
  expect(sent.find(({ data }) => data.destination.title === "News").data).toMatchObject({
    destination: { chat_id: news, title: "News", username: "the_news" },
    message_ids: [message?.message_id],
    links: [link],
  });
  expect(events()[3].data.messages).toHaveLength(2);
  expect(events()[3].data.messages).toContainEqual(expect.objectContaining({ links: [link] }));
  for (const { headers, body } of receiver.requests) {
    const timestamp = headers["belfry-timestamp"];
    const signature = createHmac("sha256", secret).update(`${timestamp}.${body}`).digest("hex");
    expect(headers["belfry-signature"]).toBe(`v1=${signature}`);
  }
  expect(receiver.requests.at(-1)?.headers["belfry-timestamp"]).toBe(String(now() / 1000));
});

test("changes, failures and losses are told of, by whom and why", async () => {
  const { ada, ben, news, telegram, types, events, receiver, travelTo } = await startWithReceiver();
  await join(ada, ben);
  await schedule(ben, "Bells", ["News"], "20:00");
  await openPost(ada, "Bells");
  await ada.taps("Cancel");
  await ada.taps("without a reason");
  expect(events().find(({ type }) => type === "delivery.cancelled")).toMatchObject({
    actor: { user_id: 1001 },
  });
  expect(types().at(-1)).toBe("post.cancelled");

  receiver.requests.length = 0;
  await schedule(ada, "More bells", ["News"], "10:40");
  telegram.world.chats
    .get(news)
    ?.members.set(123456, { status: "administrator", rights: { can_post_messages: false } });
  await travelTo("2026-11-22 10:40");
  expect(types().sort()).toEqual(["delivery.failed", "destination.lost", "post.failed", "post.scheduled"]);
  expect(events().find(({ type }) => type === "delivery.failed").data).toMatchObject({
    destination: { title: "News" },
    reason: "may_not_post",
  });
});

test("the owners hear once of an address that fails, and once when it works again; only its host is named", async () => {
  const belfry = await startWithReceiver();
  const { ada, receiver, host, travel, types, config, restart, logged } = belfry;
  receiver.answers(503);
  await schedule(ada, "Bells", ["News"], "20:00");
  await travel(14);
  expect(failing(belfry)).toEqual([]);
  await ada.says("/stats");
  expect(ada.sees()).toContain(`❌ ${host} since`);
  expect(ada.sees()).toContain("it answers 503. One entry waits.");
  expect((await apiClient(belfry, "website").gets("/admin/webhooks")).body.webhooks).toEqual([
    {
      ...{ host, waiting: 1, problem: "answered_503", given_up: 0 },
      attempts: expect.any(Number),
      failing_since: "2026-11-22T09:01:00.000Z",
      next_attempt_at: expect.stringMatching(/^2026-11-22T09:/),
      last_success_at: expect.stringMatching(/^2026-11-22T09:/),
    },
  ]);
  await travel(2);
  await restart();
  await travel(60);
  expect(failing(belfry)).toHaveLength(1);
  expect(failing(belfry)[0]).toMatch(
    new RegExp(
      `^⚠️ ${host} has taken no events from me since Sun 22 Nov 2026, 10:01: it answers 503\\. I keep trying`,
    ),
  );
  receiver.answers(200);
  await travel(61);
  expect(types().at(-1)).toBe("post.scheduled");
  expect(working(belfry)).toHaveLength(1);
  await ada.says("/stats");
  expect(ada.sees()).not.toContain(host);
  const everything = [
    ...ada.seesAll(),
    ...logged,
    JSON.stringify(rows({ config }, "select * from event_webhooks")),
  ];
  expect(everything.join("\n")).not.toMatch(/path-secret|query-secret/);
  expect(everything.join("\n")).not.toContain(secret);
});

test("an address of this machine is told nothing unless that is allowed, and the owners are told why", async () => {
  const belfry = await startWithReceiver({ allowLocal: false });
  const { ada, receiver, travel } = belfry;
  await schedule(ada, "Bells", ["News"], "20:00");
  await travel(20);
  expect(receiver.requests).toEqual([]);
  expect(failing(belfry)).toEqual([
    expect.stringContaining("which EVENT_WEBHOOKS_ALLOW_LOCAL does not allow"),
  ]);
});

test("what happened while Belfry could tell nobody is told after a restart, in order", async () => {
  const { ada, receiver, types, stop, start, travel, travelTo } = await startWithReceiver();
  receiver.answers(500);
  await schedule(ada, "Bells", ["News"], "10:30");
  await travelTo("2026-11-22 10:31");
  await stop();
  receiver.requests.length = 0;
  receiver.answers(200);
  await start();
  await travel(60);
  expect(types()).toEqual(["post.scheduled", "delivery.sent", "post.published"]);
});

test("while an owner has paused the job nothing is told; then all of it is, in order", async () => {
  const { ada, types, travel } = await startWithReceiver();
  await ada.says("/jobs");
  await ada.taps("Telling addresses of events");
  await ada.taps("Pause");
  await schedule(ada, "Bells", ["News"], "10:10");
  await travel(20);
  const before = types();
  expect(before).not.toContain("post.scheduled");
  await ada.says("/jobs");
  await ada.taps("Telling addresses of events");
  await ada.taps("Resume");
  expect(
    types()
      .slice(before.length)
      .filter((type) => !type.startsWith("job.")),
  ).toEqual(["post.scheduled", "delivery.sent", "post.published"]);
});

test("killed while it tells, the next process leaves nothing out and repeats twenty at most", {
  timeout: 60_000,
}, async () => {
  const { run, settings } = await setUpProgram();
  const receiver = await startReceiver();
  const webhooks = {
    EVENT_WEBHOOKS: receiver.url,
    EVENT_WEBHOOK_SECRET: secret,
    EVENT_WEBHOOKS_ALLOW_LOCAL: "on",
  };
  const first = run(webhooks);
  await first.says("Belfry is running");
  await first.end("SIGTERM");
  const database = new BetterSqlite3(settings.DATABASE_PATH);
  const entry = database.prepare(
    "insert into ledger (at, action, post_id) values (?, 'post_kept', 1) returning id",
  );
  const wanted = Array.from({ length: 200 }, () => entry.pluck().get(Date.now()));
  database.close();

  const second = run(webhooks);
  await receiver.received(50);
  await second.end("SIGKILL");
  const third = run(webhooks);
  const told = () => receiver.requests.map(({ headers }) => Number(headers["belfry-delivery"]));
  await until(() => told().at(-1) === wanted.at(-1));
  await third.end("SIGTERM");
  const kept = told().filter((id) => wanted.includes(id));
  expect([...new Set(kept)]).toEqual(wanted);
  expect(kept.length - wanted.length).toBeLessThanOrEqual(20);
});

test("with no addresses there is no such job", async () => {
  const { ada, travel, config } = await startBelfry();
  await travel(2);
  await ada.says("/stats");
  expect(ada.sees()).not.toContain("Telling addresses");
  expect(rows({ config }, "select * from job_runs where job = 'event_webhooks'")).toEqual([]);
});
