/** What /metrics says, over HTTP, of the program as it runs. */
import { expect, test } from "vitest";
import { apiClient, withTokens } from "../support/api-client.ts";
import { type Belfry, startBelfry } from "../support/belfry.ts";
import { scrape } from "../support/metrics.ts";
import { schedule } from "../support/posts.ts";
import { setToken } from "../support/token.ts";

const withHttp = { config: { httpPort: 0 } };
const metricsOf = ({ httpUrl }: Belfry) => scrape(httpUrl);

test("deliveries are counted by outcome and kind, with how late they were", async () => {
  const belfry = await startBelfry(withHttp);
  const { ada, crew, telegram } = belfry;
  await schedule(ada, "Bells", ["News", "Crew"], "12:00");
  telegram.setPermissions(crew, { can_send_messages: false });
  const before = await metricsOf(belfry);
  // A rate needs a beginning: what has not happened yet is 0, not absent.
  expect(before.value("belfry_deliveries_settled_total", { outcome: "failed", kind: "poll" })).toBe(0);
  expect(before.value("belfry_posts_scheduled_total", { by: "person" })).toBe(1);
  expect(before.value("belfry_deliveries_pending")).toBe(2);
  expect(before.value("belfry_deliveries_due", { destination: "open" })).toBe(0);

  await belfry.travelTo("2026-11-22 12:01");
  const { value } = await metricsOf(belfry);
  expect(value("belfry_deliveries_settled_total", { outcome: "sent", kind: "text" })).toBe(1);
  expect(value("belfry_deliveries_settled_total", { outcome: "failed", kind: "text" })).toBe(1);
  expect(value("belfry_delivery_lateness_seconds_count")).toBe(1);
  expect(value("belfry_delivery_lateness_seconds_bucket", { le: "0.25" })).toBe(1);
  expect(value("belfry_deliveries_pending")).toBe(0);
});

test("a wait that Telegram orders is counted and shows in what is due, and in the lateness after", async () => {
  const belfry = await startBelfry(withHttp);
  await schedule(belfry.ada, "Bells", ["News"], "12:00");
  belfry.telegram.addFault({ kind: "too_many_requests", times: 1, chat_id: belfry.news, retry_after: 300 });
  await belfry.travelTo("2026-11-22 12:02");
  const during = await metricsOf(belfry);
  expect(during.value("belfry_telegram_waits_total", { scope: "chat" })).toBe(1);
  expect(during.value("belfry_telegram_wait_seconds_total", { scope: "chat" })).toBe(300);
  expect(during.value("belfry_deliveries_settled_total", { outcome: "postponed", kind: "text" })).toBe(1);
  expect(during.value("belfry_deliveries_due", { destination: "open" })).toBe(1);
  expect(during.value("belfry_oldest_due_seconds")).toBe(120);

  await belfry.travelTo("2026-11-22 12:10");
  const after = await metricsOf(belfry);
  expect(after.value("belfry_oldest_due_seconds")).toBe(0);
  expect(after.value("belfry_delivery_lateness_seconds_bucket", { le: "120" })).toBe(0);
  expect(after.value("belfry_delivery_lateness_seconds_bucket", { le: "300" })).toBe(1);
});

test("a doubtful delivery counts until somebody has decided", async () => {
  const belfry = await startBelfry(withHttp);
  const { ada, telegram } = belfry;
  const small = telegram.createChat(1001, { type: "group", title: "Small" });
  await ada.adds(small);
  await schedule(ada, "Bells", ["Small"], "12:00");
  telegram.addFault({ kind: "lost_answer", times: 1, chat_id: small });
  await belfry.travelTo("2026-11-22 12:10");
  expect((await metricsOf(belfry)).value("belfry_deliveries_uncertain")).toBe(1);
  await ada.taps("It appeared");
  expect((await metricsOf(belfry)).value("belfry_deliveries_uncertain")).toBe(0);
});

test("what waits for a place where the bot may not post is due, and apart", async () => {
  const belfry = await startBelfry(withHttp);
  const { ada, news } = belfry;
  await schedule(ada, "Bells", ["News"], "12:00");
  await ada.makesAdministrator(news, { can_post_messages: false });
  await belfry.travelTo("2026-11-22 12:30");
  const { value } = await metricsOf(belfry);
  expect(value("belfry_deliveries_due", { destination: "lost" })).toBe(1);
  expect(value("belfry_deliveries_due", { destination: "open" })).toBe(0);
  expect(value("belfry_oldest_due_seconds")).toBe(0);
});

test("an outage is counted when it begins, and its length when it is over", async () => {
  const belfry = await startBelfry(withHttp);
  await schedule(belfry.ada, "Bells", ["News"], "12:00");
  const token = setToken(belfry, "1:revoked");
  await belfry.travelTo("2026-11-22 12:30");
  const during = await metricsOf(belfry);
  expect(during.value("belfry_telegram_outages_total", { kind: "unauthorized" })).toBe(1);
  expect(during.value("belfry_telegram_outage_seconds_total", { kind: "unauthorized" })).toBe(0);
  expect(during.value("belfry_ready", { check: "telegram" })).toBe(0);
  setToken(belfry, token);
  await belfry.travelTo("2026-11-22 12:40");
  const after = await metricsOf(belfry);
  expect(after.value("belfry_telegram_outage_seconds_total", { kind: "unauthorized" })).toBeGreaterThan(1800);
  expect(after.value("belfry_ready", { check: "telegram" })).toBe(1);
});

test("jobs, updates, requests, the process and the files of the database are there as well", async () => {
  const belfry = await startBelfry(withHttp);
  await belfry.ada.says("/queue");
  await belfry.travel(10);
  await fetch(`${belfry.httpUrl}/healthz`);
  await fetch(`${belfry.httpUrl}/no/such/path`);
  const { value, names } = await metricsOf(belfry);
  expect(value("belfry_job_duration_seconds_count", { name: "publish", outcome: "ok" })).toBeGreaterThan(8);
  expect(value("belfry_job_last_run_timestamp_seconds", { name: "publish" })).toBe(belfry.now() / 1000);
  expect(value("belfry_job_last_run_ok", { name: "publish" })).toBe(1);
  expect(value("belfry_job_paused", { name: "publish" })).toBe(0);
  expect(value("belfry_update_duration_seconds_count", { kind: "message", outcome: "ok" })).toBeGreaterThan(
    1,
  );
  const requests = "belfry_http_request_duration_seconds_count";
  expect(value(requests, { method: "GET", route: "/healthz", status: "2xx" })).toBe(1);
  expect(value(requests, { method: "GET", route: "*", status: "4xx" })).toBe(1);
  expect(value("belfry_database_bytes", { file: "main" })).toBeGreaterThanOrEqual(4096);
  expect(value("belfry_database_bytes", { file: "wal" })).toBeGreaterThan(4096);
  expect(value("belfry_ready", { check: "database" })).toBe(1);
  expect(value("belfry_info", { version: "0.1.0" })).toBe(1);
  for (const name of [
    "process_cpu_seconds_total",
    "process_resident_memory_bytes",
    "nodejs_eventloop_lag_p99_seconds",
  ])
    expect(names).toContain(name);
});

test("the age of the newest sound backup is absent while there is none", async () => {
  const belfry = await startBelfry({ ...withHttp, backups: true, startAt: "2026-11-23 02:25" });
  const name = "belfry_last_backup_timestamp_seconds";
  expect((await metricsOf(belfry)).value(name)).toBeUndefined();
  await belfry.travelTo("2026-11-23 02:35");
  expect((await metricsOf(belfry)).value(name)).toBe(belfry.at("2026-11-23 02:30") / 1000);
});

test("no chat, person, title or text becomes a label, whatever happened", async () => {
  const belfry = await startBelfry({ config: withTokens("website") });
  const { ada, ben, news, crew, telegram } = belfry;
  const titles = Array.from({ length: 5 }, (_, index) => `Place ${index}`);
  const chats = titles.map((title) => telegram.createChat(1001, { type: "supergroup", title }));
  for (const chat of chats) await ada.adds(chat);
  const few = (await metricsOf(belfry)).labels();
  telegram.setPermissions(chats[0] ?? 0, { can_send_messages: false });
  for (const title of titles) await schedule(ada, `Text for ${title}`, [title], "12:00");
  await ben.says("/start");
  await belfry.travelTo("2026-11-22 12:05");
  const stranger = await fetch(`${belfry.httpUrl}/publishing/schedule/77?text=Bells`);
  expect(stranger.status).toBe(401);
  await apiClient(belfry, "website").gets("/publishing/schedule/78?text=Bells");
  for (const path of ["79", "schedule/79/no/such/thing"]) await fetch(`${belfry.httpUrl}/publishing/${path}`);
  const { labels, text } = await metricsOf(belfry);
  for (const secret of [...titles, "News", "Crew", "the_news", "Text for", "Bells", "Ada"])
    expect(text).not.toContain(secret);
  for (const id of [news, crew, ...chats, ada.id, ben.id]) expect(text).not.toMatch(new RegExp(`"${id}"`));
  expect(text).not.toMatch(/="[^"]*7[789]/);
  expect(labels().filter((label) => !few.includes(label)).length).toBeLessThan(20);
});
